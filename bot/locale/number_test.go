package locale_test

import (
	"regexp"
	"strings"
	"testing"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/locale"
)

// numbersIn lists the placeholders for numbers, amountsIn those for points.
var (
	numbersIn = []string{"Count", "Left", "Earned", "Week", "Warnings", "Cases", "Best", "Number", "Of", "Rank", "Days", "More"}
	amountsIn = []string{"Points", "Price", "Balance", "Bonus"}

	// pluralAfterOne and singularAfterMore match English texts with the wrong number.
	pluralAfterOne    = regexp.MustCompile(`\b1 (?:[a-z]+ )?(?:are|were|have|lapse|remain|stand)\b|\b1 [a-z]+[^su\W]s\b`)
	singularAfterMore = regexp.MustCompile(`\b[02] (?:point|day|hour|minute|second|message|case|warning|question|answer|person|event|entry|character|time|member|report)\b`)
)

// TestTextsWithSmallNumbers renders every text with 0, 1 and 2 in all placeholders.
func TestTextsWithSmallNumbers(t *testing.T) {
	l := locale.New()
	for _, lang := range l.Languages() {
		for key := range read(t, lang) {
			if key == "privacy.many_entries" { // always many
				continue
			}
			for n := range int64(3) {
				args := bot.Args{}
				for _, p := range numbersIn {
					args[p] = n
				}
				for _, p := range amountsIn {
					args[p] = l.Points(lang, n, "")
				}
				text := strings.ReplaceAll(l.Text(lang, key, args), " this ", " the ")
				for _, p := range append(numbersIn, amountsIn...) {
					if strings.Contains(text, "{"+p+"}") {
						t.Errorf("%s: %s leaves {%s} open: %s", lang, key, p, text)
					}
				}
				if m := pluralAfterOne.FindString(text); m != "" && lang == locale.English {
					t.Errorf("%s: %q in: %s", key, m, text)
				}
				if m := singularAfterMore.FindString(text); m != "" && lang == locale.English {
					t.Errorf("%s: %q in: %s", key, m, text)
				}
			}
		}
	}
}
