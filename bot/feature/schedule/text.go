package schedule

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/stewardbot/steward/bot"
)

var placePattern = regexp.MustCompile(`\{[A-Za-z_]+\}`)

func places() []string { return []string{"{date}", "{time}", "{weekday}", "{community}"} }

// checkText refuses what can't be filled in.
func checkText(text string) error {
	for _, p := range placePattern.FindAllString(text, -1) {
		if !slices.Contains(places(), p) {
			return fmt.Errorf("has %s, which nothing fills in; there are %s", p, strings.Join(places(), ", "))
		}
	}
	return nil
}

// fill puts in what a firing at due has to say.
func fill(t *bot.Turn, text string, due time.Time) string {
	return strings.NewReplacer(
		"{date}", due.Format(time.DateOnly), "{time}", due.Format("15:04"),
		"{weekday}", weekday(t, due.Weekday()), "{community}", bot.EscapeMarkup(t.Community.Name),
	).Replace(text)
}

func weekday(t *bot.Turn, d time.Weekday) string {
	return t.Text([]string{
		"schedule.sunday", "schedule.monday", "schedule.tuesday", "schedule.wednesday",
		"schedule.thursday", "schedule.friday", "schedule.saturday",
	}[d], nil)
}
