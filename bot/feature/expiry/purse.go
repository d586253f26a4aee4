package expiry

import (
	"maps"
	"slices"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/ledger"
)

// lot is some points of one age.
type lot struct {
	Day    bot.Day // on which they were earned
	Amount int64   // above 0
}

// purse holds what a member, an open order or a red packet has, by age.
type purse struct {
	Lots []lot // oldest first, one a day
	// Debt is how far the balance is below zero. There are no lots then.
	Debt int64
	// Told is, for each notice, the day up to which the member heard about lots.
	Told map[bot.Day]bot.Day
}

func (p *purse) empty() bool { return len(p.Lots) == 0 && p.Debt == 0 }

// take takes points: first those of a day, if it is not 0, then the oldest.
// What is missing becomes a debt.
func (p *purse) take(amount int64, first bot.Day) (taken []lot) {
	if i := slices.IndexFunc(p.Lots, func(l lot) bool { return first != 0 && l.Day == first }); i >= 0 {
		n := min(amount, p.Lots[i].Amount)
		taken = append(taken, lot{first, n})
		amount -= n
		if p.Lots[i].Amount -= n; p.Lots[i].Amount == 0 {
			p.Lots = slices.Delete(p.Lots, i, i+1)
		}
	}
	for amount > 0 && len(p.Lots) > 0 {
		n := min(amount, p.Lots[0].Amount)
		taken = append(taken, lot{p.Lots[0].Day, n})
		amount -= n
		if p.Lots[0].Amount -= n; p.Lots[0].Amount == 0 {
			p.Lots = p.Lots[1:]
		}
	}
	p.Debt += amount
	return taken
}

// put adds points. They pay a debt first, the oldest first.
func (p *purse) put(lots []lot) {
	slices.SortFunc(lots, func(a, b lot) int { return int(a.Day) - int(b.Day) })
	for _, l := range lots {
		paid := min(p.Debt, l.Amount)
		p.Debt -= paid
		if l.Amount -= paid; l.Amount == 0 {
			continue
		}
		i, found := slices.BinarySearchFunc(p.Lots, l.Day, func(l lot, d bot.Day) int { return int(l.Day) - int(d) })
		if found {
			p.Lots[i].Amount += l.Amount
		} else {
			p.Lots = slices.Insert(p.Lots, i, l)
		}
		// Who gets old points hears of them, too.
		maps.DeleteFunc(p.Told, func(_, told bot.Day) bool { return told >= l.Day })
	}
}

// join adds another purse.
func (p *purse) join(q *purse) {
	maps.DeleteFunc(p.Told, func(notice, _ bot.Day) bool { _, ok := q.Told[notice]; return !ok })
	for notice, told := range q.Told {
		if own, ok := p.Told[notice]; ok {
			p.Told[notice] = min(own, told)
		}
	}
	p.take(q.Debt, 0)
	p.put(slices.Clone(q.Lots))
	*q = purse{}
}

// fold applies an entry of the ledger to the purses. Points that change hands
// keep their age, and so do those that come back from an order or a red packet;
// everything else that comes in is as old as its entry's day.
func fold(e *ledger.Entry, purse func(ledger.Account) (*purse, error)) error {
	if e.Joins != 0 {
		into := e.To
		if into == ledger.Of(e.Joins) {
			into = e.From
		}
		gone, err := purse(ledger.Of(e.Joins))
		if err != nil {
			return err
		}
		kept, err := purse(into)
		if err == nil {
			kept.join(gone)
		}
		return err
	}
	moved := []lot{{e.Day, e.Amount}}
	if e.From.Holds() {
		from, err := purse(e.From)
		if err != nil {
			return err
		}
		first := bot.Day(0)
		if e.Reverses != 0 {
			first = e.Day // what was paid is taken back
		}
		before := from.Debt
		moved = from.take(e.Amount, first)
		if owed := from.Debt - before; owed > 0 {
			moved = append(moved, lot{e.Day, owed})
		}
	}
	if !e.To.Holds() {
		return nil
	}
	to, err := purse(e.To)
	if err == nil {
		to.put(moved)
	}
	return err
}
