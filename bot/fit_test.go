package bot_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/stewardbot/steward/bot"
)

// TestFitSay checks how markup, pictures and titles are fitted.
func TestFitSay(t *testing.T) {
	long := "**" + strings.Repeat("word ", 10) + "end**"
	for _, c := range []struct {
		name string
		say  bot.Say
		can  bot.Capabilities
		want []bot.Say // nil: refused
	}{
		{"a long emphasis", bot.Say{Rich: true, Text: long, ReplyTo: "1"}, bot.Capabilities{TextLength: 40},
			[]bot.Say{{Rich: true, Text: "**word word word word word word word**", ReplyTo: "1"}, {Rich: true, Text: "**word word word end**"}}},
		{"nothing but marks", bot.Say{Rich: true, Text: strings.Repeat("> \n", 50)}, bot.Capabilities{TextLength: 40}, nil},
		{"a picture where there are none", bot.Say{Text: "x", Picture: bot.Attachment{Blob: "a"}}, bot.Capabilities{}, nil},
		{"a picture alone", bot.Say{Picture: bot.Attachment{Blob: "a"}}, bot.Capabilities{Pictures: true}, []bot.Say{{Picture: bot.Attachment{Blob: "a"}}}},
		{"a long caption", bot.Say{Text: "longer", Picture: bot.Attachment{Blob: "a"}}, bot.Capabilities{Pictures: true, CaptionLength: 5},
			[]bot.Say{{Picture: bot.Attachment{Blob: "a"}}, {Text: "longer"}}},
		{"a title where there are none", bot.Say{Text: "1 * 2", Title: " On *tea* ", Tags: []string{"x"}}, bot.Capabilities{},
			[]bot.Say{{Rich: true, Text: "**On \\*tea\\***\n1 \\* 2"}}},
		{"a title", bot.Say{Text: "1 * 2", Title: "On tea", Tags: []string{"x"}}, bot.Capabilities{Titles: true},
			[]bot.Say{{Text: "1 * 2", Title: "On tea", Tags: []string{"x"}}}},
		{"narrow buttons", bot.Say{Rich: true, Text: "**Which?**", Buttons: choices()}, bot.Capabilities{ButtonRows: 1, ButtonsInRow: 2},
			[]bot.Say{{Rich: true, Text: "**Which?**\nA  1 \\* 2\nB  Oolong", Buttons: [][]bot.Button{{{Label: "A"}, {Label: "B"}}}}}},
		{"narrow buttons, plainly", bot.Say{Text: "Which?", Buttons: choices()}, bot.Capabilities{ButtonRows: 1, ButtonsInRow: 2},
			[]bot.Say{{Text: "Which?\nA  1 * 2\nB  Oolong", Buttons: [][]bot.Button{{{Label: "A"}, {Label: "B"}}}}}},
		{"wide buttons", bot.Say{Text: "Which?", Buttons: choices()}, bot.Capabilities{WideButtons: true, ButtonRows: 1, ButtonsInRow: 2},
			[]bot.Say{{Text: "Which?", Buttons: [][]bot.Button{{{Label: "A  1 * 2"}, {Label: "B  Oolong"}}}}}},
		{"numbered lines", bot.Say{Text: "Which?", Buttons: choices()}, bot.Capabilities{Numbered: true},
			[]bot.Say{{Text: "Which?\n1. 1 * 2\n2. Oolong"}}},
		{"too long a post", bot.Say{Text: "1 * 2", Title: "On tea"}, bot.Capabilities{Titles: true, TextLength: 4}, nil},
	} {
		got, err := bot.Fit(c.say, c.can, time.Now())
		if (err != nil) != (c.want == nil) {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		var says []bot.Say
		for _, e := range got {
			says = append(says, e.(bot.Say))
		}
		if diff := cmp.Diff(c.want, says); diff != "" {
			t.Errorf("%s: %s", c.name, diff)
		}
	}
}

// choices returns buttons that carry more than their labels.
func choices() [][]bot.Button {
	return [][]bot.Button{{{Label: "A", Means: "1 * 2"}, {Label: "B", Means: "Oolong"}}}
}
