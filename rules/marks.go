package rules

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// unboxed converts letters in brackets, boxes and circles, and stray flag
// letters, to plain capitals.
func unboxed(s string) string {
	if strings.IndexFunc(s, func(r rune) bool {
		return r == 'ϲ' || r == 'Ϲ' || r >= 0x249c && r <= 0x24b5 || r >= 0x1f110 && r <= lastFlag
	}) < 0 {
		return s
	}
	runes := []rune(s)
	for i := 0; i < len(runes); i++ {
		switch r := runes[i]; {
		case r == 'ϲ' || r == 'Ϲ': // a sigma by its compatibility
			runes[i] = 'c'
		case r >= 0x249c && r <= 0x24b5:
			runes[i] = r - 0x249c + 'A'
		case r >= 0x1f110 && r <= 0x1f129, r >= 0x1f150 && r <= 0x1f169, r >= 0x1f170 && r <= 0x1f189:
			runes[i] = (r-0x1f110)%0x20 + 'A'
		case isFlag(r):
			end := i
			for end < len(runes) && isFlag(runes[end]) {
				end++
			}
			if end-i == 2 {
				i++
				continue
			}
			for ; i < end; i++ {
				runes[i] -= firstFlag - 'A'
			}
			i--
		}
	}
	return string(runes)
}

func isFlag(r rune) bool { return r >= firstFlag && r <= lastFlag }

// withoutMarks removes accents and other marks in alphabets where they don't
// make a different letter.
func withoutMarks(runes []rune) []rune {
	out := runes[:0:0]
	bare := false // the previous letter is of such an alphabet
	for _, r := range runes {
		switch {
		case r < 0x80, isRussian(r) && !strings.ContainsRune("йёЙЁ", r):
			bare = true
		case eastAsian(r):
			bare = r >= firstHan && r <= 0x9fff
		case unicode.In(r, unicode.Mn, unicode.Me):
			if bare {
				continue
			}
		default:
			if bare = unicode.In(r, unicode.Latin, unicode.Greek, unicode.Cyrillic); bare {
				r = []rune(norm.NFD.String(string(r)))[0]
			}
		}
		out = append(out, r)
	}
	return out
}
