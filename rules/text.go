package rules

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/rules/link"
)

// How much of a text is examined, in bytes. Platforms allow at most 16 KiB; a
// forged update may hold anything.
const (
	normalBytes = 16 << 10
	lengthBytes = 32 << 10
)

// textSeed is fixed, because the hashes are stored.
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

// Facts returns what the text alone shows.
func Facts(text string) bot.Facts {
	normal := Normalize(text)
	return bot.Facts{
		Normal: normal, Word: wordOf(normal), Length: visibleLength(bot.Head(text, lengthBytes)), Hash: hashText(normal),
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

// Normalize returns a text in the form for comparisons: see bot.Facts.Normal.
func Normalize(text string) string {
	text = strings.TrimSpace(bot.Head(text, normalBytes))
	if simple, ok := normalizeSimple(text); ok {
		return simple
	}
	return normalize(text)
}

// normalize is Normalize for any text.
func normalize(text string) string {
	// Invisible characters go first, since they separate a letter from its
	// marks; folding can create new combinations.
	text = norm.NFKC.String(dropInvisible(strings.ToValidUTF8(text, "\uFFFD")))
	text = norm.NFKC.String(cases.Fold().String(text))
	return strings.TrimSpace(bot.Head(collapse(text), normalBytes))
}

// normalizeSimple is Normalize for the most common texts: printable ASCII,
// full-width or not, Russian letters, and East Asian characters and punctuation
// with one form, with single spaces. The text neither begins nor ends with a
// space.
func normalizeSimple(s string) (string, bool) {
	var b []byte // from the first character on that changes
	last := rune(0)
	for i, r := range s {
		to := r
		switch {
		case r >= 'A' && r <= 'Z', r >= 'А' && r <= 'Я':
			to += 'a' - 'A'
		case r == ' ' && last == ' ':
			return "", false
		case r >= ' ' && r < 0x7f, r > 'Я' && r <= 'я', r == 'ё', eastAsian(r), r == '、', r == '。', r == seam:
		case r == 'Ё':
			to = 'ё'
		case r >= 0xff21 && r <= 0xff3a:
			to = r - 0xff21 + 'a'
		case r >= 0xff01 && r <= 0xff5e:
			to = r - 0xfee0
		default:
			return "", false
		}
		if to != r && b == nil {
			b = append(make([]byte, 0, len(s)), s[:i]...)
		}
		if b != nil {
			b = utf8.AppendRune(b, to)
		}
		last = r
	}
	if b == nil {
		return s, true
	}
	return string(b), true
}

func isRussian(r rune) bool { return r >= 'А' && r <= 'я' || r == 'Ё' || r == 'ё' }

// eastAsian reports Chinese characters, kana and hangul syllables that
// normalisation never changes.
func eastAsian(r rune) bool {
	return r >= 0x4e00 && r <= 0x9fff || r >= 0x3041 && r <= 0x3096 || r >= 0x30a1 && r <= 0x30fa ||
		r >= 0xac00 && r <= 0xd7a3
}

// collapse drops invisible characters and collapses runs of spaces.
func collapse(s string) string {
	var b strings.Builder
	b.Grow(len(s))
	space := false
	for _, r := range s {
		if unicode.IsSpace(r) {
			space = b.Len() > 0
			continue
		}
		if link.Invisible(r) {
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
	if !strings.ContainsFunc(s, link.Invisible) {
		return s
	}
	return strings.Map(func(r rune) rune {
		if link.Invisible(r) {
			return -1
		}
		return r
	}, s)
}

// visibleLength counts visible characters: marks and invisible ones don't
// count, wide ones count as two.
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
		case isRussian(r):
			n++
		case unicode.IsSpace(r), link.Invisible(r), unicode.Is(unicode.M, r):
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
