package digest

import (
	"fmt"
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/insight"
	"github.com/stewardbot/steward/bot/template"
)

// hint is something to try, with its figure, in a turn's language.
type hint func(t *bot.Turn) string

// hints returns what to try, by fixed rules: post when most is said; hold something if nothing was
// held; look after newcomers if as many left.
func (f *Feature) hints(t *bot.Turn, w *work) (list []hint, err error) {
	of := func(name string) (*insight.Figure, error) {
		return insight.Compute(f.source(t), insight.Query{Name: name, From: w.Now.From.String(), To: w.Now.To.String()})
	}
	hours, err := of("hours")
	if err != nil {
		return nil, err
	}
	var weekday, hour, most int64
	for _, row := range hours.Rows {
		if n, _ := row[2].(int64); n > most {
			weekday, hour, most = row[0].(int64), row[1].(int64), n
		}
	}
	if most > 0 {
		list = append(list, func(t *bot.Turn) string {
			return t.Text("digest.try_hour", bot.Args{"Weekday": template.Weekday(t, time.Weekday(weekday%7)), "Hour": fmt.Sprintf("%02d:00", hour), "Count": most})
		})
	}
	held, err := of("activities")
	if err != nil {
		return nil, err
	}
	if n, _ := held.Value.(int64); n == 0 {
		list = append(list, func(t *bot.Turn) string { return t.Text("digest.try_activity", nil) })
	}
	joined, left := w.Values[2].N, w.Values[3].N
	if left > 0 && left >= joined {
		list = append(list, func(t *bot.Turn) string {
			return t.Text("digest.try_newcomers", bot.Args{"Joined": joined, "Left": left})
		})
	}
	return list, nil
}
