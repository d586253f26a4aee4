package member

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/stewardbot/steward/bot"
)

const (
	maxName  = 64 // runes
	maxMarks = 3  // marks above and below that one letter keeps; Burmese needs three
)

// CleanName is an account's name as it may be shown: one line without control,
// direction and invisible characters, few marks on a letter, at most 64 runes.
// If nothing is left it is the handle, and without one "#" and the platform's
// own id. It may still hold what a platform takes for markup.
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
			continue // too many, or with no letter to stand on
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

// plain tells whether a name is what most are, and nothing is to be done.
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

// hidden tells whether a character shows nothing by itself: controls, marks of
// direction, zero-width and filler characters, private ones, what is no
// character at all.
func hidden(r rune) bool {
	switch r {
	case utf8.RuneError,
		'\u034F',           // combining grapheme joiner
		'\u115F', '\u1160', // fillers of Hangul letters
		'\u3164', '\uFFA0',
		'\u17B4', '\u17B5', // vowels of Khmer that are not written
		'\u2800': // a pattern of Braille without dots
		return true
	}
	if r >= 0x1F000 && r <= 0x1FAFF {
		return false // emoji, also those newer than Go's tables
	}
	return !unicode.IsGraphic(r) || unicode.In(r, unicode.Variation_Selector, unicode.Other_Default_Ignorable_Code_Point)
}

// cleanHandle drops the @ and what no platform has in a handle.
func cleanHandle(s string) string {
	s = cleanText(strings.TrimPrefix(s, "@"))
	return strings.ReplaceAll(s, " ", "")
}
