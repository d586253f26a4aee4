package digest

import (
	"cmp"
	"slices"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/answer"
	"github.com/stewardbot/steward/bot/stats"
)

// Bounds of who is named.
const (
	shown      = 3
	candidates = 200 // whose messages are looked at
	regularly  = 3   // days on which somebody was active who is missed
)

// person is somebody who is thanked or missed.
type person struct {
	id       bot.MemberID
	name     string
	days     int // on which they were active: in the period, or in the one before
	messages int64
}

// people returns who was active on the most days, and who was on several days of the period before
// and not at all in this one.
func (f *Feature) people(t *bot.Turn, w *work) (thank, miss []person, err error) {
	var metrics []uint16
	for _, m := range f.active {
		metrics = append(metrics, m.Number)
	}
	want := []stats.Want{{Metrics: metrics, From: w.Before.From, To: w.Now.To}}
	err = stats.Portions(t.State(), t.Community.ID, want, func(p *stats.Portion) error {
		now, before := count(p, w.Now), count(p, w.Before)
		for n, days := range now {
			if days >= 2 {
				thank = append(thank, person{id: p.ID(n), days: int(days)})
			}
		}
		for n, days := range before {
			if days >= regularly && now[n] == 0 {
				miss = append(miss, person{id: p.ID(n), days: int(days)})
			}
		}
		thank, miss = most(thank, candidates), most(miss, candidates)
		return nil
	})
	if err == nil {
		thank, err = f.known(t, thank, w.Now)
	}
	if err == nil {
		miss, err = f.known(t, miss, w.Before)
	}
	return thank, miss, err
}

// count returns on how many days each member of a portion was active.
func count(p *stats.Portion, s span) []uint16 {
	days := make([]uint16, 64*len(stats.Bits{}))
	for d := s.From; d <= s.To; d++ {
		if bits := p.On(0, d); bits != nil {
			_ = bits.Each(func(n int) error { days[n]++; return nil })
		}
	}
	return days
}

// most returns the first n by days, then by messages, then by number.
func most(list []person, n int) []person {
	slices.SortFunc(list, func(a, b person) int {
		return cmp.Or(cmp.Compare(b.days, a.days), cmp.Compare(b.messages, a.messages), cmp.Compare(a.id, b.id))
	})
	return list[:min(n, len(list))]
}

// known returns the first few with their names and messages.
func (f *Feature) known(t *bot.Turn, list []person, s span) (out []person, err error) {
	wrote := slices.IndexFunc(f.metrics, func(m bot.Metric) bool { return m.Name == "messages" })
	for i := range list {
		err := stats.Days(t.State(), t.Community.ID, list[i].id, s.From, s.To, func(_ bot.Day, metric uint16, n int64) {
			if metric == f.metrics[wrote].Number {
				list[i].messages += n
			}
		})
		if err != nil {
			return nil, err
		}
	}
	for _, p := range most(list, len(list)) {
		m, err := t.MemberByID(p.id)
		if err != nil {
			return nil, err
		}
		if m == nil {
			continue // forgotten, or another member now
		}
		p.name = answer.Name(m, nil)
		if out = append(out, p); len(out) == shown {
			break
		}
	}
	return out, nil
}
