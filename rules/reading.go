package rules

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"

	"github.com/stewardbot/steward/bot"
)

// reading is a text as somebody reads it who looks over the way it is written: without
// markup, accents and the look-alikes of other alphabets, with words apart that a sign
// parts ("free_money") and letters together that spaces part ("c a s i n o"). It is for
// finding words that the normal form hides. Different texts can read the same, so it is
// nothing to show or to keep.
func reading(text string) string {
	text = strings.ToValidUTF8(bot.Head(text, normalBytes), "\uFFFD")
	if strings.Contains(text, "](") {
		text = masked.ReplaceAllString(text, "$1")
	}
	text = norm.NFKC.String(unboxed(dropInvisible(text)))
	runes := []rune(text)
	if len(runes) < len(text) { // else it is ASCII
		runes = inOneAlphabet(withoutMarks(runes))
	}
	text = strings.TrimSpace(withoutSigns(runes))
	folded, ok := normalizeSimple(text)
	if !ok {
		folded = collapse(cases.Fold().String(text))
	}
	return withoutGaps(bot.Head(folded, normalBytes))
}

// masked is a link behind a text.
var masked = regexp.MustCompile(`\[([^\[\]\n]{1,500})\]\([^\s()]*\)`)

// isHidden tells whether the reading of a text with this normal form can differ from it.
func isHidden(normal string) bool {
	length, singles := 0, 0   // of the word so far, and how many of one character came one after the other
	letters, ends := 0, false // how many of the word so far are letters, and whether it ends with a digit for one
	var last, sign rune       // the character before, and a sign behind a letter
	latin, russian := false, false
	for _, r := range normal {
		small := r >= 'a' && r <= 'z' || r >= 'а' && r <= 'я'
		latin, russian = latin || small && r < 0x80, russian || small && r > 0x80
		if latin && russian {
			return true
		}
		switch {
		case r == ' ':
			if ends {
				return true
			}
			letters = 0
			if length > 1 {
				singles = 0
			} else if singles++; singles == 3 {
				return true
			}
			length, last, sign = 0, r, 0
			continue
		case small, eastAsian(r):
			letters, ends = letters+1, false
			if sign != 0 && (small || !strings.ContainsRune(stops, sign)) || small && last >= '0' && last <= '9' {
				return true
			}
		case r >= '0' && r <= '9':
			ends = letters > 1 && length > 2 && leet(r) != 0
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
	return ends || length == 1 && singles > 1
}

// stops are signs that part words by themselves, or belong to one.
const stops = ",:;?!()\"'’"

// unboxed has letters in brackets, boxes and circles, and those of flags that are no
// flag, as plain capitals.
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

// withoutMarks takes accents and other marks off the letters of alphabets in which they
// are no letters themselves.
func withoutMarks(runes []rune) []rune {
	out := runes[:0:0]
	bare := false // the letter before is of such an alphabet
	for _, r := range runes {
		switch {
		case r < 0x80, isRussian(r) && !strings.ContainsRune("йёЙЁ", r):
			bare = true
		case eastAsian(r):
			bare = false
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

// withoutSigns takes out what markup puts within a word, and has a space for any other
// sign between two of its letters.
func withoutSigns(runes []rune) string {
	var b strings.Builder
	b.Grow(len(runes))
	for i := 0; i < len(runes); {
		end := i
		for end < len(runes) && !unicode.IsSpace(runes[end]) {
			end++
		}
		writeWord(&b, runes[i:end])
		for i = end; i < len(runes) && unicode.IsSpace(runes[i]); i++ {
			b.WriteRune(runes[i])
		}
	}
	return b.String()
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
	var runs [128]uint16 // of each mark
	for i, r := range word {
		if isMarkup(r) && at(i-1) != r {
			runs[r]++
		}
	}
	// parts: on that side of a sign, behind a few others at most, stands a letter.
	parts := func(i, step int) bool {
		for n := 0; n < 8 && isSign(at(i)); n++ {
			i += step
		}
		return wordy(at(i))
	}
	for i, r := range word {
		before, after := at(i-1), at(i+1)
		switch {
		case isMarkup(r) && runs[r] > 1 && (r != '_' || before == '_' || after == '_'), r == '\\' && after != 0:
		case unicode.IsPunct(r) || unicode.IsSymbol(r):
			letter := leet(r)
			switch {
			case letter != 0 && wordy(before) && wordy(after):
				b.WriteRune(letter)
			case isSign(r) && parts(i-1, -1) && parts(i+1, 1):
				b.WriteByte(' ')
			default:
				b.WriteRune(r)
			}
		case leet(r) != 0 && (isLetter(before) && wordy(after) && i+2 < len(word) || wordy(before) && isLetter(after) || ends(word, i)):
			b.WriteRune(leet(r))
		default:
			b.WriteRune(r)
		}
	}
}

// ends tells whether a character is the last of a word, of which at least three stand before it and two of them are letters:
// casin0, fre3, but not mp3.
func ends(word []rune, i int) bool {
	letters := 0
	for _, r := range word[:i] {
		if isLetter(r) {
			letters++
		}
	}
	return i > 2 && letters > 1 && wordy(word[i-1]) && !slices.ContainsFunc(word[i+1:], wordy)
}

func isMarkup(r rune) bool { return r == '*' || r == '_' || r == '~' || r == '|' || r == '`' }

// isSign: one that can stand between words in place of a space.
func isSign(r rune) bool {
	return (unicode.IsPunct(r) || unicode.IsSymbol(r)) && !strings.ContainsRune(stops, r)
}

func isLetter(r rune) bool { return r|0x20 >= 'a' && r|0x20 <= 'z' }

func wordy(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }

// leet is the letter that a digit or sign within a word stands for; 0: none.
func leet(r rune) rune {
	switch r {
	case '0':
		return 'o'
	case '1', '!':
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

// withoutGaps has three or more words of one character each in a row as one.
func withoutGaps(s string) string {
	words := strings.Split(s, " ")
	var out []string
	for i := 0; i < len(words); {
		end := i
		for end < len(words) && isSingle(words[end]) {
			if end++; len(words[end-1]) > 1 && !wordy(lastRune(words[end-1])) {
				break // a comma behind it
			}
		}
		if end-i >= 3 {
			out = append(out, strings.Join(words[i:end], ""))
			i = end
			continue
		}
		out = append(out, words[i])
		i++
	}
	return strings.Join(out, " ")
}

// isSingle: one letter or digit, and signs behind it.
func isSingle(word string) bool {
	for i, r := range word {
		if wordy(r) != (i == 0) {
			return false
		}
	}
	return word != ""
}

func lastRune(s string) rune {
	r, _ := utf8.DecodeLastRuneInString(s)
	return r
}
