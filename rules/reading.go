package rules

import (
	"regexp"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"

	"github.com/stewardbot/steward/bot"
)

// readings are a text as people read it, ignoring how it is written: without
// markup, accents and look-alikes, in simplified characters, and with
// spaced-out letters joined ("c a s i n o"). They find words that the normal
// form hides. Different texts can have the same reading, so readings are
// neither shown nor stored.
type readings struct {
	// apart has a space for each sign within a word: free_money is two words.
	apart string
	// whole omits these signs: ca-si-no is one word. Empty if there are none.
	whole string
	cuts  []int // their positions in whole, in bytes, ascending
}

// seam marks a sign within a word while a text is read.
const seam = '\ue000'

var seams = regexp.MustCompile(string(seam) + "+")

// readingsOf returns the readings of a text.
func readingsOf(text string) (r readings) {
	text = strings.ToValidUTF8(bot.Head(text, normalBytes), "\uFFFD")
	if strings.Contains(text, "](") {
		text = masked.ReplaceAllString(text, "$1")
	}
	if mayDot(text) {
		text = spelledDot.ReplaceAllString(text, "$1.$2")
	}
	text = norm.NFKC.String(unboxed(dropInvisible(withoutCustom(text, "•"))))
	runes := []rune(text)
	if len(runes) < len(text) { // otherwise it is ASCII
		runes = inOneAlphabet(withoutMarks(runes))
	}
	text = strings.TrimSpace(withoutSigns(runes))
	folded, ok := normalizeSimple(text)
	if !ok {
		folded = collapse(cases.Fold().String(text))
	}
	text = withoutGaps(bot.Head(Simplified(folded), normalBytes))
	if strings.ContainsRune(text, seam) {
		r.whole, r.cuts = withoutSeams(text)
		text = seams.ReplaceAllString(text, " ")
	}
	r.apart = text
	return r
}

// withoutSeams removes seams from a text, and returns their positions.
func withoutSeams(text string) (whole string, cuts []int) {
	var b strings.Builder
	for i, part := range strings.Split(text, string(seam)) {
		if i > 0 {
			cuts = append(cuts, b.Len())
		}
		b.WriteString(part)
	}
	return b.String(), cuts
}

// masked matches a Markdown link.
var masked = regexp.MustCompile(`\[([^\[\]\n]{1,500})\]\([^\s()]*\)`)

// spelledDot matches the word "dot" between two others: discord dot gg.
var spelledDot = regexp.MustCompile(`(?i)([\pL\pN])\s?[\s(\[{<]\s?dot\s?[\s)\]}>]\s?([\pL\pN])`)

// mayDot reports whether the text contains "dot", in any case.
func mayDot(text string) bool {
	for i := strings.IndexAny(text, "dD"); i >= 0 && len(text) >= i+3; {
		if strings.EqualFold(text[i:i+3], "dot") {
			return true
		}
		next := strings.IndexAny(text[i+1:], "dD")
		if next < 0 {
			return false
		}
		i += 1 + next
	}
	return false
}

// withoutGaps joins three or more consecutive single-character words, or two if
// they are Chinese. Spaces between a Chinese word and a single character become
// a seam.
func withoutGaps(s string) string {
	words := strings.FieldsFunc(s, isGap)
	if len(words) < 2 {
		return s
	}
	gaps := make([]string, len(words)) // before each word
	rest := s
	for i, w := range words {
		at := strings.Index(rest, w)
		gaps[i], rest = rest[:at], rest[at+len(w):]
	}
	// goesOn reports whether the word at end continues the row of the one at i.
	// Seams make their own row.
	goesOn := func(i, end int) bool {
		switch {
		case end == len(words) || !isSingle(words[end]):
			return false
		case end == i:
			return true
		case signsBehind(words[end-1]) != signsBehind(words[i]) || isSeam(gaps[end]) != isSeam(gaps[i+1]): // "c a s i n o, c"
			return false
		}
		return isSeam(gaps[end]) || end+1 == len(words) || !isSeam(gaps[end+1])
	}
	var b strings.Builder
	b.Grow(len(s))
	for i := 0; i < len(words); {
		end, han := i, true
		for ; goesOn(i, end); end++ {
			han = han && eastAsian(firstRune(words[end]))
		}
		run := end - i
		if run < 2 || run < 3 && !han {
			end = i + 1
		}
		b.WriteString(gaps[i])
		for j, w := range words[i:end] {
			if i+j+1 < end {
				w = string(firstRune(w))
			}
			b.WriteString(w)
		}
		if end < len(words) && gaps[end] == " " && (run > 0 || isSingle(words[end])) && eastAsian(lastRune(words[end-1])) && eastAsian(firstRune(words[end])) {
			gaps[end] = string(seam)
		}
		i = end
	}
	b.WriteString(rest)
	return b.String()
}

func isSeam(gap string) bool { return strings.HasPrefix(gap, string(seam)) }

func isGap(r rune) bool { return r == ' ' || r == seam }

// isSingle reports whether a word is one letter or digit with trailing signs.
func isSingle(word string) bool {
	for i, r := range word {
		if wordy(r) != (i == 0) {
			return false
		}
	}
	return word != ""
}

// signsBehind returns the trailing signs of a single-character word.
func signsBehind(word string) string { return word[len(string(firstRune(word))):] }

func firstRune(s string) rune {
	r, _ := utf8.DecodeRuneInString(s)
	return r
}

func lastRune(s string) rune {
	r, _ := utf8.DecodeLastRuneInString(s)
	return r
}
