package member

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/stewardbot/steward/bot"
)

const (
	maxName  = 64 // runes
	maxMarks = 3  // combining marks that one letter keeps; Burmese needs three
)

// CleanName makes an account's name safe to show: one line without control,
// direction and invisible characters, few combining marks, at most 64 runes. If
// nothing is left it returns the handle, and without one "#" and the platform's
// id. It may still contain a platform's markup.
func CleanName(name, handle string, u bot.UserID) string {
	if name = cleanText(name); name != "" {
		return name
	}
	if handle = cleanHandle(handle); handle != "" {
		return handle
	}
	return "#" + cleanHandle(u.Local())
}

func cleanText(s string) string {
	if plain(s) {
		return s
	}
	var b strings.Builder
	runes, marks, space := 0, 0, false
	for _, r := range s {
		if unicode.IsSpace(r) {
			space = runes > 0
			continue
		}
		if hidden(r) {
			continue
		}
		if !unicode.In(r, unicode.Mn, unicode.Me) {
			marks = 0
		} else if marks++; marks > maxMarks || runes == 0 || space {
			continue // too many, or without a letter
		}
		if space && runes+1 < maxName {
			b.WriteByte(' ')
			runes++
		} else if space || runes == maxName {
			break
		}
		b.WriteRune(r)
		runes++
		space = false
	}
	return b.String()
}

// plain reports whether a name is an ordinary one that needs no cleaning.
func plain(s string) bool {
	if len(s) > maxName || s == "" || s[0] == ' ' || s[len(s)-1] == ' ' {
		return false
	}
	last := rune(0)
	for _, r := range s {
		if (r < ' ' || r > '~') && (r < '\u4e00' || r > '\u9fff') || r == ' ' && last == ' ' {
			return false
		}
		last = r
	}
	return true
}

// hidden reports whether a character is invisible: controls, direction marks,
// zero-width and filler characters, private-use and invalid ones.
func hidden(r rune) bool {
	switch r {
	case utf8.RuneError,
		'\u034F',           // combining grapheme joiner
		'\u115F', '\u1160', // Hangul fillers
		'\u3164', '\uFFA0',
		'\u17B4', '\u17B5', // unwritten Khmer vowels
		'\u2800': // blank Braille pattern
		return true
	}
	if r >= 0x1F000 && r <= 0x1FAFF {
		return false // emoji, including those newer than Go's tables
	}
	return !unicode.IsGraphic(r) || unicode.In(r, unicode.Variation_Selector, unicode.Other_Default_Ignorable_Code_Point)
}

// cleanHandle removes the @ and characters that no platform allows in a handle.
func cleanHandle(s string) string {
	s = cleanText(strings.TrimPrefix(s, "@"))
	return strings.ReplaceAll(s, " ", "")
}
