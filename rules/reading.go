package rules

import (
	"regexp"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"

	"github.com/stewardbot/steward/bot"
)

// readings are a text as somebody reads it who looks over the way it is written: without
// markup, accents and the look-alikes of other alphabets, in simplified characters, and
// letters together that spaces part ("c a s i n o"). They are for finding words that the
// normal form hides. Different texts can read the same, so they are nothing to show or to
// keep.
type readings struct {
	// apart has a space for each sign within a word: free_money is two words.
	apart string
	// whole is without those signs: ca-si-no is one. Empty: there are none.
	whole string
	cuts  []int // where in whole they stood, in bytes, ascending
}

// seam stands for a sign within a word while a text is read.
const seam = '\ue000'

var seams = regexp.MustCompile(string(seam) + "+")

// readingsOf returns those of a text.
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
	if len(runes) < len(text) { // else it is ASCII
		runes = inOneAlphabet(withoutMarks(runes))
	}
	text = strings.TrimSpace(withoutSigns(runes))
	folded, ok := normalizeSimple(text)
	if !ok {
		folded = collapse(cases.Fold().String(text))
	}
	text = withoutGaps(bot.Head(inSimplified(folded), normalBytes))
	if strings.ContainsRune(text, seam) {
		r.whole, r.cuts = withoutSeams(text)
		text = seams.ReplaceAllString(text, " ")
	}
	r.apart = text
	return r
}

// withoutSeams returns a text without seams, and where they stood.
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

// masked is a link behind a text.
var masked = regexp.MustCompile(`\[([^\[\]\n]{1,500})\]\([^\s()]*\)`)

// spelledDot is the word between two others that stands for the sign: discord dot gg.
var spelledDot = regexp.MustCompile(`(?i)([\pL\pN])\s?[\s(\[{<]\s?dot\s?[\s)\]}>]\s?([\pL\pN])`)

// mayDot reports whether there is such a word, in any case.
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

// withoutGaps has three or more words of one character each in a row as one, and two if
// they are Chinese. Where spaces part a Chinese word from a character that stands alone,
// they become a seam.
func withoutGaps(s string) string {
	words := strings.FieldsFunc(s, isGap)
	if len(words) < 2 {
		return s
	}
	gaps := make([]string, len(words)) // before each
	rest := s
	for i, w := range words {
		at := strings.Index(rest, w)
		gaps[i], rest = rest[:at], rest[at+len(w):]
	}
	// goesOn: the word at end is of the same row as the one at i. Seams make a row of their own.
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

// isSingle: one letter or digit, and signs behind it.
func isSingle(word string) bool {
	for i, r := range word {
		if wordy(r) != (i == 0) {
			return false
		}
	}
	return word != ""
}

// signsBehind returns what a single one has behind it.
func signsBehind(word string) string { return word[len(string(firstRune(word))):] }

func firstRune(s string) rune {
	r, _ := utf8.DecodeRuneInString(s)
	return r
}

func lastRune(s string) rune {
	r, _ := utf8.DecodeLastRuneInString(s)
	return r
}
