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

// Person is somebody who is thanked or missed.
type Person struct {
	ID       bot.MemberID `json:"id"`
	Name     string       `json:"-"`
	Days     int          `json:"days"` // on which they were active: in the period, or in the one before
	Messages int64        `json:"messages,omitempty"`
}

// walk is how far the members were looked at, and who of them may be named.
type walk struct {
	At     bot.MemberID `json:"at,omitempty"` // where the next step begins
	Walked bool         `json:"walked,omitempty"`
	Thank  []Person     `json:"thank,omitempty"`
	Miss   []Person     `json:"miss,omitempty"`
}

// look looks at the next portion of the members: who was active on several days, and who was in the
// period before and not at all in this one.
func (f *Feature) look(t *bot.Turn, w *work) error {
	var metrics []uint16
	for _, m := range f.active {
		metrics = append(metrics, m.Number)
	}
	want := []stats.Want{{Metrics: metrics, From: w.Before.From, To: w.Now.To}}
	next, more, err := stats.PortionsFrom(t.State(), t.Community.ID, want, w.At, 1, func(p *stats.Portion) error {
		now, before := count(p, w.Now), count(p, w.Before)
		for n, days := range now {
			if days >= 2 {
				w.Thank = append(w.Thank, Person{ID: p.ID(n), Days: int(days)})
			}
		}
		for n, days := range before {
			if days >= regularly && now[n] == 0 {
				w.Miss = append(w.Miss, Person{ID: p.ID(n), Days: int(days)})
			}
		}
		return nil
	})
	w.Thank, w.Miss = most(w.Thank, candidates), most(w.Miss, candidates)
	w.At, w.Walked = next, !more
	return err
}

// count returns on how many days each member of a portion was active.
func count(p *stats.Portion, s Span) []uint16 {
	days := make([]uint16, 64*len(stats.Bits{}))
	for d := s.From; d <= s.To; d++ {
		if bits := p.On(0, d); bits != nil {
			_ = bits.Each(func(n int) error { days[n]++; return nil })
		}
	}
	return days
}

// most returns the first n by days, then by messages, then by number.
func most(list []Person, n int) []Person {
	slices.SortFunc(list, func(a, b Person) int {
		return cmp.Or(cmp.Compare(b.Days, a.Days), cmp.Compare(b.Messages, a.Messages), cmp.Compare(a.ID, b.ID))
	})
	return list[:min(n, len(list))]
}

// rank counts the messages of some over days, and sorts them by that, too.
func (f *Feature) rank(t *bot.Turn, list []Person, s Span) ([]Person, error) {
	wrote := slices.IndexFunc(f.metrics, func(m bot.Metric) bool { return m.Name == "messages" })
	for i := range list {
		if wrote < 0 {
			break // nobody counts them
		}
		err := stats.Days(t.State(), t.Community.ID, list[i].ID, s.From, s.To, func(_ bot.Day, metric uint16, n int64) {
			if metric == f.metrics[wrote].Number {
				list[i].Messages += n
			}
		})
		if err != nil {
			return nil, err
		}
	}
	return most(list, len(list)), nil
}

// named returns the first few who are still there, with their names.
func named(t *bot.Turn, list []Person) (out []Person, err error) {
	for _, p := range list {
		m, err := t.MemberByID(p.ID)
		if err != nil {
			return nil, err
		}
		if m == nil || m.ID != p.ID {
			continue // forgotten, or another member now
		}
		p.Name = answer.Name(m, nil)
		if out = append(out, p); len(out) == shown {
			break
		}
	}
	return out, nil
}
