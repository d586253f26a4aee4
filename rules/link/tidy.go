package link

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// hasWideSign reports whether tidy would put a "." or ":" into the text.
func hasWideSign(text string) bool {
	for i, r := range text {
		switch r {
		case '．', '：', '․', '﹒':
			return true
		case '。', '｡':
			if before, _ := utf8.DecodeLastRuneInString(text[:i]); isSpaced(before) || Invisible(before) {
				return true
			}
		}
	}
	return false
}

// tidy returns a text without what nobody sees, and with the full-width letters
// and signs of addresses as their usual ones. A full stop beside a Chinese word
// stays.
func tidy(text string) string {
	if strings.IndexFunc(text, isUntidy) < 0 {
		return text
	}
	out := slices.DeleteFunc([]rune(text), Invisible)
	for i, r := range out {
		switch {
		case isWide(r):
			out[i] = r - 0xfee0
		case (r == '。' || r == '｡') && i > 0 && i+1 < len(out) && isSpaced(out[i-1]) && isSpaced(out[i+1]), r == '․', r == '﹒':
			out[i] = '.'
		}
	}
	return string(out)
}

func isUntidy(r rune) bool {
	if r < utf8.RuneSelf {
		return r < ' ' && Invisible(r) || r == 0x7f
	}
	return r == '。' || r == '․' || r == '﹒' || r >= 0xff01 && r <= 0xff61 || (r < 0x4e00 || r > 0xd7a3) && Invisible(r)
}

// isWide: a full-width letter, digit or sign that an address can have.
func isWide(r rune) bool {
	return r >= 0xff10 && r <= 0xff19 || r >= 0xff21 && r <= 0xff3a || r >= 0xff41 && r <= 0xff5a ||
		r >= 0xff01 && r <= 0xff40 && strings.ContainsRune("．／：＼＠％－＿", r)
}

// isSpaced: a letter or digit of a script with spaces between words.
func isSpaced(r rune) bool {
	switch {
	case r < utf8.RuneSelf:
		return isAlnum(byte(r))
	case r >= 0x3000 && r <= 0xd7a3: // Chinese and the like
		return false
	}
	return unicode.In(r, unicode.L, unicode.Nd) && !unicode.In(r, spaceless...)
}

// Invisible reports whether a character is one that nobody sees, wherever it
// stands: those that Unicode calls default ignorable, and controls that are no
// white space.
func Invisible(r rune) bool {
	switch {
	case r < 0x7f:
		return r < ' ' && (r < '\t' || r > '\r')
	case r >= 0xb0 && r < 0x300, r >= 0x370 && r < 0x600, r >= 0x3000 && r < 0x3130, r >= 0x3190 && r <= 0xd7a3: // most letters
		return false
	}
	return unicode.Is(unicode.Cf, r) || unicode.Is(unicode.Other_Default_Ignorable_Code_Point, r) ||
		unicode.Is(unicode.Variation_Selector, r) || unicode.IsControl(r) && !unicode.IsSpace(r)
}

// withoutMarkup returns a text without marks of emphasis, and without the
// backslash before a sign that stands for itself.
func withoutMarkup(text string) string {
	if strings.IndexByte(text, '*') < 0 && strings.IndexByte(text, '\\') < 0 && !strings.Contains(text, "~~") && !strings.Contains(text, "__") && !strings.Contains(text, "||") {
		return text
	}
	return markup.ReplaceAllString(dunder.ReplaceAllString(text, " "), "$1")
}

// dunder are names in Python that endings of hosts stand in: cls.__name__.
var dunder = regexp.MustCompile(`\.__(?:name|new|call)__`)

var markup = regexp.MustCompile(`\*+|~~|__+|\|\||\\([./:])`)
