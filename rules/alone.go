package rules

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Alone returns the normalised form of a text that is a single word: without
// surrounding punctuation, symbols, emoji and spaces, and without spaces and
// hyphens inside. normal is in the form of bot.Facts.Normal. Signs that belong
// to a number stay ("+1", "#1", "100%"), and so does a leading "@", since it
// names somebody. Without any letter or digit, emoji count.
func Alone(normal string) string {
	text := withoutCustom(normal, "")
	word := trimNoise(text, noise)
	if word == "" {
		word = trimNoise(normal, func(r rune) bool { return noise(r) && !unicode.Is(unicode.So, r) })
	}
	return joined(word)
}

// longestWord bounds a text that may be a single word with decoration, in bytes.
const longestWord = 256

// wordOf is bot.Facts.Word of a normalised text.
func wordOf(normal string) string {
	if len(normal) > longestWord {
		return ""
	}
	return Alone(normal)
}

// AloneAmongEmoji is Alone for the original text, without emoji that
// normalisation would turn into letters and digits: 1️⃣, ㊙️, 🈶. It is empty if
// there are none.
func AloneAmongEmoji(text string) string {
	if bare := withoutEmoji(text); bare != text {
		return Alone(Normalize(bare))
	}
	return ""
}

// joined returns a text without its spaces, and without hyphens between
// letters.
func joined(s string) string {
	if strings.IndexFunc(s, func(r rune) bool { return unicode.IsSpace(r) || unicode.Is(unicode.Pd, r) }) < 0 {
		return s
	}
	s = strings.Join(strings.Fields(s), "")
	var b strings.Builder
	last := rune(0)
	for i, r := range s {
		next, _ := utf8.DecodeRuneInString(s[i+utf8.RuneLen(r):])
		if !unicode.Is(unicode.Pd, r) || !unicode.IsLetter(last) || !unicode.IsLetter(next) {
			b.WriteRune(r)
		}
		last = r
	}
	return b.String()
}

func noise(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsNumber(r) && !unicode.IsMark(r) }

func sign(r rune) bool { return strings.ContainsRune("+-−±#%‰°", r) || unicode.Is(unicode.Sc, r) }

func trimNoise(s string, noise func(rune) bool) string {
	for s != "" {
		r, n := utf8.DecodeRuneInString(s)
		next, _ := utf8.DecodeRuneInString(s[n:])
		if !noise(r) && !unicode.IsMark(r) || r == '@' || sign(r) && unicode.IsDigit(next) {
			break
		}
		s = s[n:]
	}
	for s != "" {
		r, n := utf8.DecodeLastRuneInString(s)
		last, _ := utf8.DecodeLastRuneInString(s[:len(s)-n])
		if !noise(r) && !(unicode.IsMark(r) && noise(last)) || sign(r) && unicode.IsDigit(last) {
			break
		}
		s = s[:len(s)-n]
	}
	return s
}
