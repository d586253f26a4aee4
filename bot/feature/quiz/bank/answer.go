package bank

import (
	"regexp"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"github.com/stewardbot/steward/rules"
)

// Accepts reports whether a typed text is a right answer, as a person would
// judge. Case, width, spaces, articles, accents, surrounding punctuation and
// the notation of numbers don't matter. Signs in numbers and names do: 3-2 is
// not 32, and C++ is not C.
func (q *Question) Accepts(text string) bool {
	given := append(formsOf(text), formsOf(calm(text))...)
	return slices.ContainsFunc(q.Answers, func(answer string) bool {
		return slices.ContainsFunc(formsOf(answer), func(a form) bool {
			return slices.ContainsFunc(given, a.is)
		})
	})
}

// calm removes trailing exclamation marks: "120!" may mean 120, but a bank's
// "5!" is not 5.
func calm(s string) string {
	end := strings.LastIndexFunc(s, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsNumber(r) }) + 1
	return s[:end] + strings.NewReplacer("!", "", "！", "").Replace(s[end:])
}

// form is one reading of a text, with and without accents.
type form struct{ text, bare string }

// is reports whether two forms are equal, ignoring accents that only one of
// them has.
func (f form) is(g form) bool {
	return f.text != "" && f.bare == g.bare && (f.text == g.text || f.bare == f.text || g.bare == g.text)
}

// formsOf returns the readings of a text: one, except for numbers such as
// "1,5", which is one number or two. None is empty unless the text is.
func formsOf(text string) (forms []form) {
	if len(text) > 4*maxAnswer*4 {
		return nil
	}
	text = article(ampersand(plain(text)))
	list := []string{tidy(text), tidy(ungrouped(text))}
	if digits := withDigits(text); digits != text {
		list = append(list, tidy(digits))
	}
	if flat := power.ReplaceAllString(text, "$1$2"); flat != text {
		list = append(list, tidy(flat))
	}
	slices.Sort(list)
	for _, text := range slices.Compact(list) {
		forms = append(forms, form{text, unaccented(text)})
	}
	return forms
}

// plain converts a text to the characters that are compared: Unicode variants
// are unified, unless that would change the meaning.
func plain(text string) string {
	var b strings.Builder
	raised, number := false, false // what the last character was
	for _, r := range text {
		up := strings.ContainsRune("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", r)
		switch {
		case up && !raised: // 10² is not 102
			b.WriteByte('^')
		case number && r >= '₀' && r <= '₉':
			b.WriteByte('_')
		case number && unicode.Is(unicode.No, r) && !up: // 1½ is not 11/2
			b.WriteByte(' ')
		}
		raised, number = up, unicode.IsDigit(r)
		b.WriteRune(r)
	}
	return composed.Replace(exponent.ReplaceAllString(strings.Map(func(r rune) rune {
		switch {
		case r == 0x20e3: // the box around a digit
			return -1
		case unicode.IsDigit(r):
			return '0' + digitOf(r)
		case unicode.Is(unicode.Pd, r):
			return '-'
		}
		if to, ok := variants[r]; ok {
			return to
		}
		return r
	}, rules.Normalize(b.String())), "${1}x10^$2"))
}

// exponent is that of 1e-6, which is 1×10⁻⁶.
var exponent = regexp.MustCompile(`\b(\d+(?:\.\d+)?)e\+?(-?\d+)\b`)

// composed are signs typed as two.
var composed = strings.NewReplacer(">=", "≥", "<=", "≤", "!=", "≠", "+/-", "±", "+-", "±")

// variants maps signs to their compared form.
var variants = map[rune]rune{
	'−': '-', '⁄': '/', '∕': '/', '÷': '/', '∶': ':', '×': 'x', '♯': '#', '’': '\'', '‘': '\'', 'ʼ': '\'', '٫': '.', '٬': ',',
}

// digitOf returns the value of a decimal digit of any script.
func digitOf(r rune) (n rune) {
	for unicode.IsDigit(r - n - 1) {
		n++
	}
	return n % 10
}

var and = regexp.MustCompile(`(^|\s)and(\s|$)`)

// power may be omitted: m² is m2, and NO₃⁻ is NO3-.
var power = regexp.MustCompile(`(\pL)\^|\^([-+])$`)

func ampersand(s string) string { return and.ReplaceAllString(s, "$1&$2") }

// article drops a leading article before a word.
func article(s string) string {
	for _, a := range []string{"the ", "an ", "a "} {
		if rest, ok := strings.CutPrefix(s, a); ok && (a == "the " && tidy(rest) != "" || startsWithWord(rest)) {
			return rest
		}
	}
	return s
}

func startsWithWord(s string) bool {
	letters := 0
	for _, r := range s {
		if !unicode.IsLetter(r) {
			break
		}
		letters++
	}
	return letters > 2
}

var (
	numbers = regexp.MustCompile(`\d(?:[\d.,' ]*\d)?`)
	grouped = regexp.MustCompile(`^[1-9]\d{0,2}(?:(?:,\d{3})+|(?: \d{3})+|(?:'\d{3})+)(?:\.\d+)?$`)
	decimal = regexp.MustCompile(`^\d+,\d+$`)
)

// ungrouped writes numbers without thousands separators and with a decimal
// point: a comma before three digits is no decimal comma, unless nothing else
// is possible.
func ungrouped(s string) string {
	return numbers.ReplaceAllStringFunc(s, func(n string) string {
		switch {
		case grouped.MatchString(n):
			return strings.NewReplacer(",", "", " ", "", "'", "").Replace(n)
		case decimal.MatchString(n):
			return strings.Replace(n, ",", ".", 1)
		}
		return n
	})
}

// unaccented removes marks from Latin and Greek letters, and the dots of ё.
func unaccented(s string) string {
	var b strings.Builder
	base := rune(0)
	for _, r := range norm.NFD.String(barred.Replace(s)) {
		if !unicode.Is(unicode.Mn, r) {
			base = r
		} else if unicode.In(base, unicode.Latin, unicode.Greek) || base == 'е' {
			continue
		}
		b.WriteRune(r)
	}
	return norm.NFC.String(b.String())
}

// barred are letters that Unicode does not take apart.
var barred = strings.NewReplacer("ø", "o", "ð", "d", "đ", "d", "ł", "l", "ħ", "h", "ı", "i", "æ", "ae", "œ", "oe")
