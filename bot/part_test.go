package bot_test

import (
	"strings"
	"testing"

	"github.com/stewardbot/steward/bot"
)

// TestFitParts: parts within the limits are unchanged, the rest is truncated.
func TestFitParts(t *testing.T) {
	few := []bot.Part{{Kind: bot.PartPoll, Text: "a"}, {Kind: bot.PartLink, Text: "b", URL: "c"}}
	if got := bot.FitParts(few); len(got) != 2 || got[1] != few[1] {
		t.Errorf("%+v", got)
	}
	if got := bot.FitParts(make([]bot.Part, bot.MaxParts+5)); len(got) != bot.MaxParts {
		t.Errorf("%d parts", len(got))
	}
	long := strings.Repeat("茶", bot.MaxPartBytes)
	for _, parts := range [][]bot.Part{{{Text: long}}, {{URL: long, Text: "x"}}, {{Text: "x"}, {Text: long}, {Text: "y"}}} {
		size := 0
		got := bot.FitParts(parts)
		for _, p := range got {
			size += len(p.Text) + len(p.URL)
		}
		if size > bot.MaxPartBytes || size < bot.MaxPartBytes-3 || len(got) > len(parts) || len(parts[len(parts)-1].Text) == 0 {
			t.Errorf("%d bytes in %d parts", size, len(got))
		}
	}
	if words := (&bot.Message{Parts: few}).Words(); words != "a\nb c" {
		t.Errorf("words %q", words)
	}
}
