package rules

import "strings"

// isHidden reports whether the reading of a text with this normal form can
// differ from it.
func isHidden(normal string) bool {
	if mayDot(normal) && spelledDot.MatchString(normal) {
		return true
	}
	length, singles := 0, 0   // of the current word, and the number of preceding one-character words
	chars := 0                // letters and digits in the current word
	letters, ends := 0, false // letters in the current word, and whether it ends with a digit used as one
	var last, sign rune       // the previous character, and a sign after a letter
	latin, russian, apart := false, false, false
	for _, r := range normal {
		small := r >= 'a' && r <= 'z' || r >= 'а' && r <= 'я'
		latin, russian = latin || small && r < 0x80, russian || small && r > 0x80
		if latin && russian {
			return true
		}
		switch {
		case r == ' ':
			if ends || length == 1 && eastAsian(last) {
				return true
			}
			letters, apart = 0, true
			if chars > 1 {
				singles = 0
			} else if singles++; singles == 3 {
				return true
			}
			length, chars, last, sign = 0, 0, r, 0
			continue
		case small, eastAsian(r):
			letters, chars, ends = letters+1, chars+1, false
			if sign != 0 && (small || !strings.ContainsRune(stops, sign)) || small && last >= '0' && last <= '9' {
				return true
			}
		case r >= '0' && r <= '9':
			chars, ends = chars+1, letters > 1 && length > 2 && leet(r) != 0
		case r >= 0x3001 && r <= 0x3020:
		case r >= 0x7f, strings.ContainsRune("*_~|`\\$@", r):
			return true
		default:
			if last != 0 && last != ' ' {
				sign = r
			}
		}
		length, last = length+1, r
		if small || eastAsian(r) {
			sign = 0
		}
	}
	return ends || chars < 2 && singles > 1 || length == 1 && apart && eastAsian(last)
}

// stops are signs that separate words, or belong to one.
const stops = ",:;?!()\"'’。、"
