package digest

import (
	"fmt"
	"maps"
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/template"
)

// Try is something to try, and the figure that it follows from.
type Try struct {
	Key    string // of its text in the catalogue
	Figure string // of package insight

	weekday time.Weekday
	args    bot.Args
}

// Text is in the turn's language.
func (x Try) Text(t *bot.Turn) string {
	args := bot.Args{"Weekday": template.Weekday(t, x.weekday)}
	maps.Copy(args, x.args)
	return t.Text(x.Key, args)
}

// tries returns what to try, by fixed rules: post when most is said; hold something if nothing was
// held; look after newcomers if as many left.
func (f *Feature) tries(t *bot.Turn, r *Report) (list []Try, err error) {
	hours, err := f.figure(t, "hours", r.Now)
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
		list = append(list, Try{"digest.try_hour", hours.Name, time.Weekday(weekday % 7), bot.Args{"Hour": fmt.Sprintf("%02d:00", hour), "Count": most}})
	}
	held, err := f.figure(t, "activities", r.Now)
	if err != nil {
		return nil, err
	}
	if n, _ := held.Value.(int64); n == 0 {
		list = append(list, Try{Key: "digest.try_activity", Figure: held.Name})
	}
	came, went := r.number(joined), r.number(left)
	if went > 0 && went >= came {
		list = append(list, Try{Key: "digest.try_newcomers", Figure: "members", args: bot.Args{"Joined": came, "Left": went}})
	}
	return list, nil
}

// number returns a figure by its key.
func (r *Report) number(key string) int64 {
	for _, x := range r.Figures {
		if x.Key == key {
			return x.N
		}
	}
	return 0
}
