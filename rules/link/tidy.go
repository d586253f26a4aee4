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

// tidy removes invisible characters from a text, and converts full-width
// letters and signs of addresses. A full stop next to a Chinese word stays.
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

// isWide reports whether r is a full-width character that an address can
// contain.
func isWide(r rune) bool {
	return r >= 0xff10 && r <= 0xff19 || r >= 0xff21 && r <= 0xff3a || r >= 0xff41 && r <= 0xff5a ||
		r >= 0xff01 && r <= 0xff40 && strings.ContainsRune("．／：＼＠％－＿", r)
}

// isSpaced reports whether r is a letter or digit of a script with spaces
// between words.
func isSpaced(r rune) bool {
	switch {
	case r < utf8.RuneSelf:
		return isAlnum(byte(r))
	case r >= 0x3000 && r <= 0xd7a3: // Chinese and the like
		return false
	}
	return unicode.In(r, unicode.L, unicode.Nd) && !unicode.In(r, spaceless...)
}

// Invisible reports whether a character is never visible: Unicode's default
// ignorable characters, and controls other than white space.
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

// withoutMarkup removes emphasis marks and escaping backslashes.
func withoutMarkup(text string) string {
	if strings.IndexByte(text, '*') < 0 && strings.IndexByte(text, '\\') < 0 && !strings.Contains(text, "~~") && !strings.Contains(text, "__") && !strings.Contains(text, "||") {
		return text
	}
	return markup.ReplaceAllString(dunder.ReplaceAllString(text, " "), "$1")
}

// dunder matches Python names that contain suffixes: cls.__name__.
var dunder = regexp.MustCompile(`\.__(?:name|new|call)__`)

var markup = regexp.MustCompile(`\*+|~~|__+|\|\||\\([./:])`)
