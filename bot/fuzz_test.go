package bot_test

import (
	"slices"
	"strings"
	"testing"
	"time"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/stewardbot/steward/bot"
)

// FuzzParseCall checks for any text that a call has a name and arguments, which are words of the
// text in their order.
func FuzzParseCall(f *testing.F) {
	for _, s := range []string{
		"/points", " /points @ann 7d  because of this ", "/签到", "/top\u3000week", "/", "//", "/@bot", "/points@bot x", "/a\x00b",
		"/İ x", "/9", "/" + strings.Repeat("a", 33), "/x" + strings.Repeat(" @y", 100), "/x \xff\xfe", "/e\u0301", "points", "/签到。", "／签到 ", "/ban?", "/!",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		name, behind, ok := bot.ParseCall(text)
		if !ok {
			if name != "" || behind != "" {
				t.Fatalf("%q is no call, but has the name %q and words %q", text, name, behind)
			}
			return
		}
		if name == "" || strings.ContainsFunc(name, unicode.IsSpace) || strings.ContainsAny(name, "/@") || !utf8.ValidString(name) {
			t.Fatalf("%q: the name %q", text, name)
		}
		words := strings.Fields(text)
		if strings.TrimSpace(behind) != behind || !slices.Equal(strings.Fields(behind), words[1:]) {
			t.Fatalf("%q: the words behind it are %q", text, behind)
		}
	})
}

func units(s string) int { return len(utf16.Encode([]rune(s))) }

// unspaced removes the spaces that splitting may drop.
func unspaced(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) {
			return -1
		}
		return r
	}, s)
}

// FuzzFit checks that a text's parts are within the limit, aren't blank and add up to the text,
// with the buttons on the last one.
func FuzzFit(f *testing.F) {
	for _, s := range []string{
		"hello", "two words", strings.Repeat("word ", 50), strings.Repeat("😀", 30), strings.Repeat("茶", 90), "a\n\n\nb",
		strings.Repeat(" ", 40) + "x", "x" + strings.Repeat("\u3000", 40) + "y", "\xff\xfe\x80", strings.Repeat("\u0301", 70), "😀", "\t\v",
	} {
		f.Add(s, 20)
		f.Add(s, 2)
		f.Add(s, 1)
		f.Add(s, 0)
	}
	f.Fuzz(func(t *testing.T, text string, limit int) {
		limit = max(limit%200, 0)
		c := bot.Capabilities{TextLength: limit, Edit: true, AckLength: limit, ButtonRows: 1, ButtonsInRow: 1, ButtonData: 64}
		buttons := [][]bot.Button{{{Label: "b", Data: "d"}}}
		parts, err := bot.Fit(bot.Say{Text: text, Buttons: buttons, ReplyTo: "1"}, c, time.Now())
		if err != nil {
			if strings.TrimSpace(text) != "" {
				t.Fatalf("refused: %v", err)
			}
			return
		}
		var all strings.Builder
		for i, p := range parts {
			s := p.(bot.Say)
			all.WriteString(s.Text + " ")
			if strings.TrimSpace(s.Text) == "" || limit > 1 && units(s.Text) > limit {
				t.Errorf("part %d of %d is %q", i, len(parts), s.Text)
			}
			if (s.Buttons != nil) != (i == len(parts)-1) || (s.ReplyTo != "") != (i == 0) {
				t.Errorf("part %d of %d: %d rows of buttons, answers %q", i, len(parts), len(s.Buttons), s.ReplyTo)
			}
		}
		if unspaced(all.String()) != unspaced(text) {
			t.Errorf("the parts are %q", all.String())
		}
		for _, e := range []bot.Effect{bot.Edit{Text: text}, bot.Ack{Text: text}} {
			cut, err := bot.Fit(e, c, time.Now())
			if err != nil || len(cut) != 1 {
				t.Fatalf("%T: %d effects, %v", e, len(cut), err)
			}
			if s, ok := cut[0].(bot.Edit); ok && limit > 0 && units(s.Text) > limit {
				t.Errorf("an edit of %d units, at most %d fit", units(s.Text), limit)
			}
			if s, ok := cut[0].(bot.Ack); ok && limit > 0 && utf8.RuneCountInString(s.Text) > limit {
				t.Errorf("a notice of %d characters, at most %d fit", utf8.RuneCountInString(s.Text), limit)
			}
		}
	})
}
