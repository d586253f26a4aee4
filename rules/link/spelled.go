package link

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// What stands for a dot and for a slash where an address is written so that no platform
// makes a link of it, but people know what to type: words, other signs, and spaces.
const (
	sign  = `[^\pL\pN\n]`
	dot   = `(?:` + sign + `{0,4}(?:dot|d0t|точка|点|點)` + sign + `{0,4}|` + sign + `{1,5})`
	slash = sign + `{0,4}(?:[/\\]|slash)[\s\])}>]{0,4}`
)

// apart is a word whose letters may have spaces between them.
func apart(word string) string { return strings.Join(strings.Split(word, ""), `\s?`) }

// inWords finds an address and the code behind it.
func inWords(address, code string) *regexp.Regexp {
	return regexp.MustCompile(`(?i)(?:^|[^\pL\pN'’])(` + address + `)(` + code + `)`)
}

// nearSlash is how many bytes around a slash an invitation takes at most.
const nearSlash = 64

// findSpelled adds the invitations in a text that are spelled out.
func findSpelled(text string, found []Link) []Link {
	for at := 0; ; {
		i := slashIn(text[at:])
		if i < 0 {
			return found
		}
		at += i + 1
		begin, end := max(at-nearSlash, 0), min(at+nearSlash, len(text))
		for begin > 0 && !utf8.RuneStart(text[begin]) {
			begin--
		}
		if !invites(text[begin : at-1]) {
			continue
		}
		near := strings.ToValidUTF8(text[begin:end], "")
		for _, s := range spelledOut {
			m := s.FindStringSubmatch(near)
			if m == nil {
				continue
			}
			l := Link{Host: s.host, Path: s.path + strings.Join(strings.Fields(m[2]), "")}
			if plain := strings.TrimLeft(strings.ToLower(m[1]), `abcdefghijklmnopqrstuvwxyz./\+`) == ""; !plain && !slices.Contains(found, l) {
				found = append(found, l)
			}
		}
	}
}

// slashIn is where the next slash is, written as a sign or as a word.
func slashIn(text string) int {
	for i := range len(text) {
		switch text[i] {
		case '/', '\\':
			return i
		case 's', 'S':
			if len(text) >= i+5 && strings.EqualFold(text[i:i+5], "slash") {
				return i
			}
		}
	}
	return -1
}

// invites tells whether what stands before a slash ends as the address of an invitation does.
func invites(before string) bool {
	before = strings.TrimRightFunc(before, func(r rune) bool { return !unicode.IsLetter(r) })
	tail := strings.ToLower(strings.Join(strings.Fields(before[max(0, len(before)-16):]), ""))
	return slices.ContainsFunc(beforeCodes, func(word string) bool { return strings.HasSuffix(tail, word) })
}
