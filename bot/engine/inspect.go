package engine

import (
	"encoding/json"
	"runtime"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"

	"github.com/stewardbot/steward/bot"
)

// How much of a text is looked at, and how much of it the journal keeps, in
// bytes. Platforms allow 16 KiB at most; a made-up update may hold anything.
const (
	normalBytes  = 4096
	lengthBytes  = 32 << 10
	journalBytes = 16 << 10
	// A batch this small is not worth spreading over the processors.
	inspectAlone = 32
)

// inspected is what is known of an event before anything is decided.
type inspected struct {
	event bot.Event
	facts bot.Facts
	json  []byte // the event as the journal keeps it
}

// inspectAll is parallel and pure: it depends on the events alone.
func inspectAll(events []bot.Event) []inspected {
	out := make([]inspected, len(events))
	workers := runtime.GOMAXPROCS(0)
	if len(events) <= inspectAlone || workers == 1 {
		inspectRange(out, events)
		return out
	}
	var wg sync.WaitGroup
	chunk := (len(events) + workers - 1) / workers
	for from := 0; from < len(events); from += chunk {
		to := min(from+chunk, len(events))
		wg.Go(func() { inspectRange(out[from:to], events[from:to]) })
	}
	wg.Wait()
	return out
}

func inspectRange(out []inspected, events []bot.Event) {
	for i := range events {
		out[i] = inspect(events[i])
	}
}

func inspect(ev bot.Event) inspected {
	in := inspected{event: ev}
	if m := ev.Message; m != nil {
		in.facts = factsOf(m.Text)
		in.facts.Command = in.facts.Command || m.Command != ""
	}
	in.json = journalForm(ev)
	return in
}

// journalForm is the event in JSON, with overlong texts cut.
func journalForm(ev bot.Event) []byte {
	if m := ev.Message; m != nil && len(m.Text) > journalBytes {
		short := *m
		short.Text = strings.ToValidUTF8(m.Text[:journalBytes], "") + "…"
		ev.Message = &short
	}
	if len(ev.Raw) > journalBytes {
		ev.Raw = strings.ToValidUTF8(ev.Raw[:journalBytes], "") + "…"
	}
	b, err := json.Marshal(&ev)
	if err != nil { // no field of Event can fail to encode but a year beyond 9999
		b, _ = json.Marshal(bot.Event{ID: ev.ID, Kind: ev.Kind})
	}
	return b
}

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

func factsOf(text string) bot.Facts {
	_, _, command := bot.ParseCall(head(text, 256))
	normal := Normalize(text)
	return bot.Facts{Normal: normal, Length: visibleLength(head(text, lengthBytes)), Hash: hashText(normal), Command: command}
}

// head is a prefix of at most n bytes that does not cut a character.
func head(s string, n int) string {
	if len(s) <= n {
		return s
	}
	for n > 0 && !utf8.RuneStart(s[n]) {
		n--
	}
	return s[:n]
}

// Normalize is a text as it compares: see bot.Facts.Normal.
func Normalize(text string) string {
	text = strings.TrimSpace(head(text, normalBytes))
	if isPlain(text) {
		return strings.ToLower(text)
	}
	text = norm.NFKC.String(strings.ToValidUTF8(text, "\uFFFD"))
	text = cases.Fold().String(text)
	return head(collapse(text), normalBytes)
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

// Facts are what inspection finds in a text.
func Facts(text string) bot.Facts { return factsOf(text) }
