package ledger_test

import (
	"slices"
	"strings"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/ledger"
)

// model is the simplest book: a list of everything that happened. Every query sums it up from the
// start.
type model struct {
	entries  []ledger.Entry
	reversed map[uint64]bool
	orders   map[string]string // "open" or "closed"
}

func earned(e ledger.Entry, m bot.MemberID) int64 {
	switch {
	case e.To == ledger.Of(m) && strings.HasPrefix(string(e.From), "mint:"):
		return e.Amount
	case e.From == ledger.Of(m) && strings.HasPrefix(string(e.To), "mint:"):
		return -e.Amount
	}
	return 0
}

// root returns the owner of a member's account after the first n entries.
func (mo *model) root(m bot.MemberID, n int) bot.MemberID {
	for _, e := range mo.entries[:n] {
		if e.Joins != m {
			continue
		}
		if m, _ = e.To.Member(); e.Joins == m {
			m, _ = e.From.Member()
		}
	}
	return m
}

func (mo *model) account(a ledger.Account) ledger.Account {
	if m, ok := a.Member(); ok {
		return ledger.Of(mo.root(m, len(mo.entries)))
	}
	return a
}

// figures returns a member's figures on a day after the first n entries, including all members
// linked by then.
func (mo *model) figures(m bot.MemberID, day bot.Day, n int) (f ledger.Figures) {
	m = mo.root(m, n)
	for id := range bot.MemberID(memberCount + 1) {
		if mo.root(id, n) == m {
			mo.add(&f, id, day, n)
		}
	}
	for _, e := range mo.entries[:n] {
		if e.To == ledger.Of(m) || e.From == ledger.Of(m) {
			f.Last = e.ID
		}
	}
	return f
}

func (mo *model) add(f *ledger.Figures, m bot.MemberID, day bot.Day, n int) {
	for _, e := range mo.entries[:n] {
		if e.To == ledger.Of(m) {
			f.Balance += e.Amount
		}
		if e.From == ledger.Of(m) {
			f.Balance -= e.Amount
		}
		f.Earned += earned(e, m)
		if e.Day.Week() == day.Week() {
			f.Week += earned(e, m)
		}
		if e.Day.Month() == day.Month() {
			f.Month += earned(e, m)
		}
		if e.Day.Quarter() == day.Quarter() {
			f.Quarter += earned(e, m)
		}
	}
}

func (mo *model) clone() *model {
	c := &model{slices.Clone(mo.entries), map[uint64]bool{}, map[string]string{}}
	for k, v := range mo.reversed {
		c.reversed[k] = v
	}
	for k, v := range mo.orders {
		c.orders[k] = v
	}
	return c
}
