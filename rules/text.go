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
		return lower(text)
	}
	return normalize(text)
}

// normalize is Normalize for any text.
func normalize(text string) string {
	// What is invisible goes first, since it keeps a letter and its marks
	// apart; folding can bring new ones together.
	text = norm.NFKC.String(dropInvisible(strings.ToValidUTF8(text, "\uFFFD")))
	text = norm.NFKC.String(cases.Fold().String(text))
	return strings.TrimSpace(bot.Head(collapse(text), normalBytes))
}

// isPlain: printable ASCII and East Asian characters of one form, with single
// spaces, as most texts are: folding the case of ASCII is all there is to do.
// The text neither begins nor ends with a space.
func isPlain(s string) bool {
	last := rune(0)
	for _, r := range s {
		if (r < ' ' || r >= 0x7f) && !eastAsian(r) || r == ' ' && last == ' ' {
			return false
		}
		last = r
	}
	return true
}

// eastAsian: Chinese characters, kana and hangul syllables that no
// normalization changes, neither alone nor beside each other.
func eastAsian(r rune) bool {
	return r >= 0x4e00 && r <= 0x9fff || r >= 0x3041 && r <= 0x3096 || r >= 0x30a1 && r <= 0x30fa ||
		r >= 0xac00 && r <= 0xd7a3
}

// lower is strings.ToLower for ASCII; other characters stay.
func lower(s string) string {
	i := 0
	for i < len(s) && (s[i] < 'A' || s[i] > 'Z') {
		i++
	}
	if i == len(s) {
		return s
	}
	b := []byte(s)
	for ; i < len(b); i++ {
		if b[i] >= 'A' && b[i] <= 'Z' {
			b[i] += 'a' - 'A'
		}
	}
	return string(b)
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
		case eastAsian(r):
			n += 2
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
