package inspect

import (
	"errors"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/phrase"
	"github.com/stewardbot/steward/bot/stats"
	"github.com/stewardbot/steward/store"
)

// Deeds is a metric's count for a community on one day.
type Deeds struct {
	Day     string `json:"day"`
	Metric  string `json:"metric"`
	Count   int64  `json:"count"`   // in minutes for voice_minutes; negative if more was taken back than added
	Members int    `json:"members"` // members with a count, except those who opted out of days
}

// DeedsByDay calls fn for each metric with a count on each of the last days until now,
// earliest first. 0 days means 30. It stops at the first error of fn.
func DeedsByDay(r store.Reader, community string, metrics []bot.Metric, now time.Time, days int, fn func(Deeds) error) error {
	from, to, err := lastDays(r, community, now, days)
	if err != nil {
		return err
	}
	type key struct {
		day    bot.Day
		metric uint16
	}
	count, members := map[key]int64{}, map[key]int{}
	err = stats.Hours(r, community, from, to, func(day bot.Day, _ int, metric uint16, n int64) { count[key{day, metric}] += n })
	for _, m := range metrics {
		if err == nil {
			err = stats.Active(r, community, m.Number, from, to, func(day bot.Day, n int) { members[key{day, m.Number}] = n })
		}
	}
	if err != nil {
		return err
	}
	for day := from; day <= to; day++ {
		for _, m := range metrics {
			k := key{day, m.Number}
			if _, ok := count[k]; !ok && members[k] == 0 {
				continue
			}
			if err := fn(Deeds{day.String(), m.Name, m.Told(count[k]), members[k]}); err != nil {
				return err
			}
		}
	}
	return nil
}

// mostDays bounds the number of days, about a century.
const mostDays = 36_500

// lastDays returns the first and last of n days until today. The store does not hold the
// community's time zone, so today is the latest day with a count if it is today anywhere on
// earth.
func lastDays(r store.Reader, community string, now time.Time, n int) (from, to bot.Day, err error) {
	latest, err := stats.Latest(r, community)
	to = max(bot.DayOf(now.UTC().Add(-12*time.Hour)), min(latest, bot.DayOf(now.UTC().Add(14*time.Hour))))
	if n <= 0 {
		n = 30
	}
	n = min(n, mostDays)
	return to - bot.Day(n) + 1, to, err
}

// Count is a number of members.
type Count struct {
	Members int `json:"members"`
}

// WhoDid counts the members who meet all conditions. A condition is METRIC:PERIOD[:DAYS],
// with the minimum number of days, 1 by default: "messages:30d:7" or
// "joins:2026-05-01..2026-05-31". A malformed one is a query.bad_did or query.no_metric
// error.
func WhoDid(r store.Reader, community string, metrics []bot.Metric, now time.Time, list []string) (c Count, err error) {
	var all stats.Set
	for i, text := range list {
		d, err := parseDid(text, metrics)
		if err != nil {
			return c, err
		}
		if d.last > 0 {
			if d.from, d.to, err = lastDays(r, community, now, d.last); err != nil {
				return c, err
			}
		}
		set, err := stats.Did(r, community, d.metric, d.from, d.to, d.days)
		if err != nil {
			return c, err
		}
		if i > 0 {
			set.And(all)
		}
		all = set
	}
	return Count{all.Len()}, nil
}

// did is a condition of WhoDid.
type did struct {
	metric   uint16
	last     int // number of days until today; 0: use from and to
	from, to bot.Day
	days     int
}

func parseDid(text string, metrics []bot.Metric) (d did, err error) {
	bad := phrase.New("query.bad_did", text)
	parts := strings.Split(text, ":")
	i := slices.IndexFunc(metrics, func(m bot.Metric) bool { return m.Name == parts[0] })
	if i < 0 {
		names := make([]string, len(metrics))
		for i, m := range metrics {
			names[i] = m.Name
		}
		return d, phrase.New("query.no_metric", parts[0], names)
	}
	if len(parts) < 2 || len(parts) > 3 {
		return d, bad
	}
	d.metric, d.days = metrics[i].Number, 1
	if len(parts) == 3 {
		if d.days, err = strconv.Atoi(parts[2]); err != nil || d.days < 1 {
			return d, bad
		}
	}
	first, last, isRange := strings.Cut(parts[1], "..")
	if !isRange {
		digits, inDays := strings.CutSuffix(first, "d")
		if d.last, err = strconv.Atoi(digits); err != nil || d.last < 1 || d.last > stats.KeepSets || !inDays {
			return d, bad
		}
		return d, nil
	}
	from, wrong := time.Parse(time.DateOnly, first)
	to, alsoWrong := time.Parse(time.DateOnly, last)
	if wrong != nil || alsoWrong != nil || to.Before(from) {
		return d, bad
	}
	d.from, d.to = bot.DayOf(from), bot.DayOf(to)
	return d, nil
}

// Share is a metric's count for one hour of a day, or for one place on a day.
type Share struct {
	Day    string    `json:"day"`
	Hour   *int      `json:"hour,omitempty"` // in the community's time zone; 24: unknown
	Place  bot.Place `json:"place,omitempty"`
	Metric string    `json:"metric"`
	Count  int64     `json:"count"`
}

// DeedsByHour is DeedsByDay per hour.
func DeedsByHour(r store.Reader, community string, metrics []bot.Metric, now time.Time, days int, fn func(Share) error) error {
	return shares(r, community, metrics, now, days, fn, func(from, to bot.Day, add func(Share, uint16, int64)) error {
		return stats.Hours(r, community, from, to, func(day bot.Day, hour int, metric uint16, n int64) {
			add(Share{Day: day.String(), Hour: &hour}, metric, n)
		})
	})
}

// DeedsByPlace is DeedsByDay per place.
func DeedsByPlace(r store.Reader, community string, metrics []bot.Metric, now time.Time, days int, fn func(Share) error) error {
	return shares(r, community, metrics, now, days, fn, func(from, to bot.Day, add func(Share, uint16, int64)) error {
		return stats.Places(r, community, from, to, func(day bot.Day, place bot.Place, metric uint16, n int64) {
			add(Share{Day: day.String(), Place: place}, metric, n)
		})
	})
}

// shares calls fn for each count that each adds, with the metric's name.
func shares(r store.Reader, community string, metrics []bot.Metric, now time.Time, days int, fn func(Share) error,
	each func(from, to bot.Day, add func(Share, uint16, int64)) error) error {
	from, to, err := lastDays(r, community, now, days)
	if err != nil {
		return err
	}
	var failed error
	err = each(from, to, func(s Share, metric uint16, n int64) {
		i := slices.IndexFunc(metrics, func(m bot.Metric) bool { return m.Number == metric })
		if i < 0 || failed != nil {
			return
		}
		s.Metric, s.Count = metrics[i].Name, metrics[i].Told(n)
		failed = fn(s)
	})
	return errors.Join(err, failed)
}
