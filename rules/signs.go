package rules

import (
	"slices"
	"strings"
	"unicode"
)

// withoutSigns removes markup within words, and replaces other signs between
// two letters of a word with seams. Formulas are unchanged.
func withoutSigns(runes []rune) string {
	var b strings.Builder
	b.Grow(len(runes))
	var last []rune // the word before
	for i := 0; i < len(runes); {
		end := wordEnd(runes, i)
		next := end
		for next < len(runes) && unicode.IsSpace(runes[next]) {
			next++
		}
		word := runes[i:end]
		if isProduct(word) && (isCalculated(word) || isRelation(last) || isRelation(runes[next:wordEnd(runes, next)])) {
			b.WriteString(string(word))
		} else {
			writeWord(&b, word)
		}
		b.WriteString(string(runes[end:next]))
		i, last = next, word
	}
	return b.String()
}

// wordEnd returns where a word that begins at from ends, with the signs in it.
func wordEnd(runes []rune, from int) int {
	if i := slices.IndexFunc(runes[from:], unicode.IsSpace); i >= 0 {
		return from + i
	}
	return len(runes)
}

// isProduct reports up to four single letters joined by stars or other signs,
// which may be a formula (a*s*s).
func isProduct(word []rune) bool {
	letters := 0
	for i, r := range word {
		if unicode.IsLetter(r) {
			if letters++; letters > 4 || i > 0 && unicode.IsLetter(word[i-1]) {
				return false
			}
		}
	}
	return letters > 1 && slices.Contains(word, '*')
}

// isCalculated reports signs that no word contains: v=a*s*s, 2*a*s*s,
// (a*s*s)/3.
func isCalculated(word []rune) bool {
	return slices.ContainsFunc(word, func(r rune) bool { return unicode.IsDigit(r) || strings.ContainsRune("=+<>^", r) })
}

// isRelation reports a sign that is typical of formulas.
func isRelation(word []rune) bool {
	return len(word) > 0 && !slices.ContainsFunc(word, func(r rune) bool { return !strings.ContainsRune("=+<>≤≥≈×÷:", r) })
}

func writeWord(b *strings.Builder, word []rune) {
	if !slices.ContainsFunc(word, func(r rune) bool { return !isLetter(r) && !eastAsian(r) }) {
		for _, r := range word {
			b.WriteRune(r)
		}
		return
	}
	at := func(i int) rune {
		if i < 0 || i >= len(word) {
			return 0
		}
		return word[i]
	}
	var runs [128]uint16 // by mark
	for i, r := range word {
		if isMarkup(r) && at(i-1) != r {
			runs[r]++
		}
	}
	// parts reports whether a letter follows on that side of a sign, possibly
	// after a few other signs.
	parts := func(i, step int) bool {
		for n := 0; n < 8 && isSign(at(i)); n++ {
			i += step
		}
		return wordy(at(i))
	}
	russian := slices.ContainsFunc(word, isRussian)
	for i, r := range word {
		before, after := at(i-1), at(i+1)
		switch {
		case isMarkup(r) && runs[r] > 1 && (r != '_' || before == '_' || after == '_'), r == '\\' && after != 0:
		case !wordy(r) && !unicode.IsMark(r):
			letter := leetIn(r, russian)
			switch {
			case letter != 0 && wordy(before) && wordy(after):
				b.WriteRune(letter)
			case r == ')' && after == '(' || r == '(' && before == ')':
				b.WriteRune(seam)
			case r == '$' && !wordy(before) && isLetter(after):
				b.WriteRune(letter)
			case isSign(r) && parts(i-1, -1) && parts(i+1, 1), isComma(r) && isSpelled(before, at(i-2)) && isSpelled(after, at(i+2)):
				b.WriteRune(seam)
			default:
				b.WriteRune(r)
			}
		case leetIn(r, russian) != 0 && (isCased(before) && mayBeLetter(after) && i+2 < len(word) || mayBeLetter(before) && isCased(after) || starts(word, i) || ends(word, i)):
			b.WriteRune(leetIn(r, russian))
		default:
			b.WriteRune(r)
		}
	}
}

// starts reports whether a digit is the first of a word, before three letters:
// 1nvest, but not 7up.
func starts(word []rune, i int) bool {
	return i == 0 && len(word) > 3 && isCased(word[1]) && isCased(word[2]) && isCased(word[3])
}

// ends reports whether a digit ends a word, alone or with one more, after at
// least two letters and with at least four characters in total: casin0, fre3,
// fr33, but not mp3.
func ends(word []rune, i int) bool {
	from, to := i, i+1
	if isDigitLetter(word[i-min(i, 1)]) {
		from = max(i-1, 0)
	} else if to < len(word) && isDigitLetter(word[to]) {
		to++
	}
	if to < 4 || from == 0 || !wordy(word[from-1]) || slices.ContainsFunc(word[to:], wordy) {
		return false
	}
	letters := 0
	for _, r := range word[:from] {
		if isCased(r) {
			letters++
		}
	}
	return letters > 1
}

func isDigitLetter(r rune) bool { return r >= '0' && r <= '9' && leet(r) != 0 }

func isMarkup(r rune) bool { return r == '*' || r == '_' || r == '~' || r == '|' || r == '`' }

// isSign reports whether r can replace a space between words.
func isSign(r rune) bool {
	return (unicode.IsPunct(r) || unicode.IsSymbol(r) || unicode.Is(unicode.Co, r)) && !strings.ContainsRune(stops, r)
}

// isComma reports whether r separates words, unless they are single letters.
func isComma(r rune) bool { return strings.ContainsRune(",:;?!", r) }

// isSpelled reports a letter without another one on its far side.
func isSpelled(r, beyond rune) bool { return unicode.IsLetter(r) && !eastAsian(r) && !wordy(beyond) }

func isLetter(r rune) bool { return r|0x20 >= 'a' && r|0x20 <= 'z' }

// isCased reports a letter of an alphabet in which digits stand for letters.
func isCased(r rune) bool { return isLetter(r) || isRussian(r) }

// mayBeLetter reports a letter, or a substitute for one.
func mayBeLetter(r rune) bool { return wordy(r) || r == '@' || r == '$' }

func wordy(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }

// leetIn is leet in one of two alphabets.
func leetIn(r rune, russian bool) rune {
	if !russian {
		return leet(r)
	}
	switch r {
	case '0':
		return 'о'
	case '1', '!':
		return 'и'
	case '3':
		return 'з'
	case '4':
		return 'ч'
	case '6':
		return 'б'
	case '@':
		return 'а'
	case '$':
		return 'с'
	}
	return 0
}

// leet returns the letter that a digit or sign within a word stands for; 0 if
// none.
func leet(r rune) rune {
	switch r {
	case '0':
		return 'o'
	case '1', '!', '¡':
		return 'i'
	case '3':
		return 'e'
	case '4', '@':
		return 'a'
	case '5', '$':
		return 's'
	case '7':
		return 't'
	}
	return 0
}
