package insight

import (
	"cmp"
	"math"
	"slices"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/phrase"
	"github.com/stewardbot/steward/bot/term"
)

// The bounds of terms.
const (
	termRows  = 50     // that are shown
	termSure  = 10.83  // log-likelihood of 0.1 %
	termWeeks = 12 * 7 // the days before that weeks are compared with
)

// growing is how many members used a term, in the time and before.
type growing struct {
	term        string
	now, before int
}

// terms compares what members talk about with what they did before: by day from the journal, by week from the
// counts that are kept.
func terms(c *calc) error {
	if c.q.By == byWeek {
		return c.termsOfWeeks()
	}
	counter := term.NewCounter(term.Pairs)
	err := c.heard(func(day bot.Day, h *Heard) {
		if h.Said == "" || h.Member == 0 || day > c.to {
			return
		}
		group := 0
		if day < c.from {
			group = 1
		}
		counter.Add(h.Member, group, h.Said)
	})
	if err != nil {
		return err
	}
	if counter.Cut() {
		c.figure.note("insight.terms_cut")
	}
	sieve := counter.Sift(0)
	sieve.Next(math.MaxInt)
	var list []growing
	for _, t := range sieve.Terms() {
		list = append(list, growing{t.Term, t.By[0], t.By[1]})
	}
	c.growth(list, counter.People(0), counter.People(1))
	return nil
}

// termsOfWeeks compares the whole weeks of the time with the twelve before them. Members count once a week. A term
// that is not in the list of a week before counts as if used by as many as can be.
func (c *calc) termsOfWeeks() error {
	first, last := c.from, c.to.Week()
	if last+6 > c.over {
		last -= 7
	}
	if c.q.From == "" && c.q.To == "" {
		kept, err := term.Last(c.Reader, c.Community.ID)
		if err != nil {
			return err
		}
		last = min(last, kept)
		first = last
	}
	if first > last {
		return phrase.New("insight.terms_week")
	}
	c.figure.From, c.figure.To = first.String(), (last + 6).String()
	people, below, weeks := [2]int{}, 0, 0 // now and before; weeks of the time that were counted
	found := [2]map[string]int{{}, {}}
	err := term.Between(c.Reader, c.Community.ID, first-termWeeks, last, func(monday bot.Day, w *term.Week) {
		group := 1
		if monday >= first {
			group = 0
			weeks++
		}
		people[group] += w.People
		least := group * w.Below()
		below += least
		for _, t := range w.Terms {
			found[group][t.Term] += t.Members - least
		}
		if w.Since > monday {
			c.figure.note("insight.terms_since", monday, w.Since)
		}
		if w.Cut {
			c.figure.note("insight.terms_cut")
		}
	})
	if err == nil && weeks == 0 {
		err = phrase.New("insight.terms_uncounted")
	}
	if err != nil {
		return err
	}
	var list []growing
	for word, n := range found[0] {
		list = append(list, growing{word, n, found[1][word] + below})
	}
	c.growth(list, people[0], people[1])
	return nil
}

// growth adds a row for each term that surely grew, the fastest first.
func (c *calc) growth(list []growing, now, before int) {
	c.figure.Value = int64(now)
	if before == 0 {
		c.figure.note("insight.terms_before", c.figure.From)
		return
	}
	list = slices.DeleteFunc(list, func(t growing) bool {
		return t.growth(now, before) <= 0 || t.likelihood(now, before) < termSure
	})
	slices.SortFunc(list, func(a, b growing) int {
		return cmp.Or(cmp.Compare(b.growth(now, before), a.growth(now, before)), cmp.Compare(b.now, a.now), cmp.Compare(a.term, b.term))
	})
	if len(list) == 0 {
		c.figure.note("insight.no_terms")
	}
	for _, t := range list[:min(len(list), termRows)] {
		c.figure.row(t.term, int64(t.now), int64(t.before), rounded(t.growth(now, before)), rounded(t.likelihood(now, before)))
	}
}

// growth returns how often the share of members who use the term doubled.
func (t *growing) growth(now, before int) float64 {
	return math.Log2((float64(t.now)+.5)/float64(now+1)) - math.Log2((float64(t.before)+.5)/float64(before+1))
}

// likelihood returns twice the log-likelihood ratio of both shares being the same.
func (t *growing) likelihood(now, before int) (g float64) {
	all, n := float64(t.now+t.before), float64(now+before)
	for _, o := range []struct{ seen, size int }{{t.now, now}, {t.before, before}} {
		seen, size := float64(o.seen), float64(o.size)
		for _, x := range [][2]float64{{seen, size * all / n}, {size - seen, size * (n - all) / n}} {
			if x[0] > 0 {
				g += 2 * x[0] * math.Log(x[0]/x[1])
			}
		}
	}
	return g
}
