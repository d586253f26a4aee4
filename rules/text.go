package rules

import (
	"strings"
	"unicode"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"

	"github.com/stewardbot/steward/bot"
)

// How much of a text is looked at, in bytes. Platforms allow 16 KiB at most; a
// made-up update may hold anything.
const (
	normalBytes = 4096
	lengthBytes = 32 << 10
)

// textSeed makes hashes that mean the same in every process: they are stored.
const textSeed = 14695981039346656037

func hashText(s string) uint64 {
	if s == "" {
		return 0
	}
	h := uint64(textSeed) // FNV-1a
	for i := 0; i < len(s); i++ {
		h = (h ^ uint64(s[i])) * 1099511628211
	}
	return max(h, 1)
}

// Facts are what the text alone says.
func Facts(text string) bot.Facts {
	normal := Normalize(text)
	return bot.Facts{
		Normal: normal, Length: visibleLength(bot.Head(text, lengthBytes)), Hash: hashText(normal),
		Command: isCommand(bot.Head(text, 256)),
	}
}

// isCommand: "/name", or "/name@another_bot", with or without arguments.
func isCommand(text string) bool {
	head := strings.TrimSpace(text)
	if i := strings.IndexFunc(head, unicode.IsSpace); i >= 0 {
		head = head[:i]
	}
	name, to, addressed := strings.Cut(head, "@")
	if addressed {
		_, _, isBot := bot.ParseCall("/" + to)
		_, _, isName := bot.ParseCall(name)
		return isBot && isName
	}
	_, _, ok := bot.ParseCall(text)
	return ok
}

// Normalize is a text as it compares: see bot.Facts.Normal.
func Normalize(text string) string {
	text = strings.TrimSpace(bot.Head(text, normalBytes))
	if isPlain(text) {
		return strings.ToLower(text)
	}
	// What is invisible goes first, since it keeps a letter and its marks
	// apart; folding can bring new ones together.
	text = norm.NFKC.String(dropInvisible(strings.ToValidUTF8(text, "\uFFFD")))
	text = norm.NFKC.String(cases.Fold().String(text))
	return strings.TrimSpace(bot.Head(collapse(text), normalBytes))
}

// isPlain: ASCII with single spaces and no control characters, as most texts
// in English are: folding its case is all there is to do.
func isPlain(s string) bool {
	for i := 0; i < len(s); i++ {
		c := s[i]
		if c < ' ' || c >= 0x7f || c == ' ' && s[i-1] == ' ' {
			return false
		}
	}
	return true
}

// collapse drops invisible characters and makes every run of spaces one.
func collapse(s string) string {
	var b strings.Builder
	b.Grow(len(s))
	space := false
	for _, r := range s {
		if unicode.IsSpace(r) {
			space = b.Len() > 0
			continue
		}
		if invisible(r) {
			continue
		}
		if space {
			b.WriteByte(' ')
			space = false
		}
		b.WriteRune(r)
	}
	return b.String()
}

func dropInvisible(s string) string {
	if !strings.ContainsFunc(s, invisible) {
		return s
	}
	return strings.Map(func(r rune) rune {
		if invisible(r) && !unicode.IsSpace(r) {
			return -1
		}
		return r
	}, s)
}

func invisible(r rune) bool {
	return unicode.IsControl(r) || unicode.Is(unicode.Cf, r) || unicode.Is(unicode.Variation_Selector, r)
}

// visibleLength counts characters that are seen: marks and invisible ones do
// not count, wide ones count two.
func visibleLength(s string) int {
	n := 0
	for _, r := range s {
		switch {
		case r < 0x7f:
			if r > ' ' {
				n++
			}
		case unicode.IsSpace(r), invisible(r), unicode.Is(unicode.M, r):
		case wide(r):
			n += 2
		default:
			n++
		}
	}
	return n
}

// wide: Chinese characters, kana and hangul, which say about twice as much.
func wide(r rune) bool {
	return r >= 0x1100 && (unicode.Is(unicode.Han, r) || unicode.Is(unicode.Hiragana, r) ||
		unicode.Is(unicode.Katakana, r) || unicode.Is(unicode.Hangul, r))
}
