package link

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
)

// Substitutes for a dot and a slash that keep platforms from recognising a link
// but not people: words, other signs, and spaces.
const (
	sign  = `[^\pL\pN\n]`
	dot   = `(?:` + sign + `{0,4}(?:dot|d0t|точка|点|點)` + sign + `{0,4}|` + sign + `{1,5})`
	slash = sign + `{0,4}(?:[/\\]|slash)[\s\])}>]{0,4}`
)

// apart returns a pattern for a word with optional spaces between its letters.
func apart(word string) string { return strings.Join(strings.Split(word, ""), `\s?`) }

// inWords returns an expression for an address and the code after it.
func inWords(address, code string) *regexp.Regexp {
	return regexp.MustCompile(`(?i)(?:^|[^\pL\pN'’])(` + address + `)(` + code + `)`)
}

// findSpelled adds the spelled-out invitations in a text.
func findSpelled(text string, found []Link) []Link {
	if !mayInvite(text) {
		return found
	}
	for _, s := range spelledOut {
		for _, m := range s.FindAllStringSubmatch(text, -1) {
			if prose.MatchString(m[1]) && !looksLikeCode(m[2]) {
				continue
			}
			l := Link{Host: s.host, Path: s.path + strings.Join(strings.Fields(m[2]), "")}
			if plain := strings.TrimLeft(strings.ToLower(m[1]), `abcdefghijklmnopqrstuvwxyz./\+`) == ""; !plain && !slices.Contains(found, l) {
				found = append(found, l)
			}
		}
	}
	return found
}

// mayInvite reports whether the text before a slash ends like an invitation's
// address.
func mayInvite(text string) bool {
	for at := 0; ; {
		i := slashIn(text[at:])
		if i < 0 {
			return false
		}
		before := strings.TrimRightFunc(text[max(0, at+i-nearSlash):at+i], func(r rune) bool { return !unicode.IsLetter(r) })
		tail := strings.ToLower(strings.Join(strings.Fields(before[max(0, len(before)-16):]), ""))
		if slices.ContainsFunc(beforeCodes, func(word string) bool { return strings.HasSuffix(tail, word) }) {
			return true
		}
		at += i + 1
	}
}

// nearSlash is how many bytes before a slash are searched.
const nearSlash = 32

// slashIn returns where the next slash is, written as a sign or as a word.
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
