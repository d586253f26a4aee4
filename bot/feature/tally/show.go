package tally

import (
	"strings"
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/answer"
	"github.com/stewardbot/steward/bot/stats"
)

// shownDays is the period that /mystats shows besides today and the total; the texts name it.
const shownDays = 30

// show answers /mystats: the sender's counts, and whether days are kept.
func (f *Feature) show(t *bot.Turn, in *bot.Input) error {
	t = t.ToUser()
	if t.Member == nil {
		answer.Privately(t, answer.Reply{Text: t.Text("privacy.nothing", nil)})
		return nil
	}
	if word := in.Text("days"); word != "" {
		return f.keep(t, word == "on")
	}
	list, days, err := f.figures(t, t.Member.ID)
	if err != nil {
		return err
	}
	foot := "stats.days_kept"
	if !days {
		foot = "stats.no_days"
	}
	list = append([]string{t.Text("stats.head", bot.Args{"Community": t.Community.Name})}, list...)
	list = append(list, t.Text(foot, bot.Args{"Time": answer.Span(t, stats.LongestDays*24*time.Hour)}))
	answer.Privately(t, answer.Reply{Text: strings.Join(list, "\n")})
	return nil
}

// keep turns the keeping of days on or off and confirms it.
func (f *Feature) keep(t *bot.Turn, days bool) error {
	key := "stats.turned_off"
	if days {
		key = "stats.turned_on"
	}
	answer.Privately(t, answer.Reply{Text: t.Text(key, nil)})
	return f.book.Keep(t.State(), t.Community.ID, t.Member.ID, days)
}

// Disclose implements bot.Routes.
func (f *Feature) Disclose(t *bot.Turn, m bot.MemberID) ([]string, error) {
	list, days, err := f.figures(t, m)
	if !days {
		list = append(list, t.Text("stats.no_days", nil))
	}
	return list, err
}

// figures returns a member's counts, one line per metric that is not 0, and whether days are
// kept.
func (f *Feature) figures(t *bot.Turn, m bot.MemberID) (lines []string, days bool, err error) {
	total, days, err := stats.Totals(t.State(), t.Community.ID, m)
	if err != nil {
		return nil, days, err
	}
	today, lately := map[uint16]int64{}, map[uint16]int64{}
	err = stats.Days(t.State(), t.Community.ID, m, t.Day()-shownDays+1, t.Day(), func(day bot.Day, metric uint16, n int64) {
		lately[metric] += n
		if day == t.Day() {
			today[metric] += n
		}
	})
	for _, x := range f.metrics {
		all := x.Told(total[x.Number])
		if all == 0 {
			continue
		}
		key := "stats.line"
		if !days {
			key = "stats.line_total"
		}
		lines = append(lines, t.Text(key, bot.Args{
			"What": t.Text("stats."+x.Name, nil), "Today": x.Told(today[x.Number]), "Lately": x.Told(lately[x.Number]), "All": all,
		}))
	}
	return lines, days, err
}
