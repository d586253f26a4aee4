package ledger

import (
	"fmt"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/store"
)

// Balance returns a member's figures on the turn's day; zeros if there are no
// entries.
func (b *Book) Balance(t *bot.Turn, m bot.MemberID) (Figures, error) {
	f, err := b.balance(t.State(), t.Community.ID, m, t.Day())
	if err != nil {
		return Figures{}, fmt.Errorf("ledger: balance of member %d: %w", m, err)
	}
	return f, nil
}

func (b *Book) balance(s store.Reader, community string, m bot.MemberID, day bot.Day) (Figures, error) {
	c, err := b.open(s, community)
	if err != nil {
		return Figures{}, err
	}
	m = c.root(m)
	a, _, err := b.load(s, c, m)
	if err != nil {
		return Figures{}, err
	}
	return b.figures(s, c, m, &a, day)
}

// figures returns an account's figures on a day. If the member has earned in a
// later week, month or quarter, those of the day are summed from its days.
func (b *Book) figures(s store.Reader, c *community, m bot.MemberID, a *account, day bot.Day) (Figures, error) {
	f := Figures{Balance: a.balance, Earned: a.earned, Last: a.last}
	var err error
	week, month := day.Week(), day.Month()
	if f.Week = a.week.in(week); a.week.start > week {
		if f.Week, err = b.sum(s, c, m, week, week+7); err != nil {
			return Figures{}, err
		}
	}
	if f.Month = a.month.in(month); a.month.start > month {
		f.Month, err = b.sum(s, c, m, month, monthEnd(month))
	}
	quarter := day.Quarter()
	if f.Quarter = a.quarter.in(quarter); err == nil && a.quarter.start > quarter {
		f.Quarter, err = b.sum(s, c, m, quarter, quarterEnd(quarter))
	}
	return f, err
}

// sum returns what a member earned on the days in [from, to).
func (b *Book) sum(s store.Reader, c *community, m bot.MemberID, from, to bot.Day) (int64, error) {
	var sum int64
	for d := from; d < to; d++ {
		n, err := b.daySum(s, c, d, m)
		if err != nil {
			return 0, err
		}
		if !add(&sum, n) {
			return 0, ErrOverflow
		}
	}
	return sum, nil
}

// Entry returns an entry by number; ErrNoEntry if there is none.
func (b *Book) Entry(t *bot.Turn, id uint64) (Entry, error) {
	c, err := b.open(t.State(), t.Community.ID)
	if err != nil {
		return Entry{}, err
	}
	e, err := b.entry(t.State(), c, id)
	if err != nil {
		return Entry{}, fmt.Errorf("ledger: entry %d: %w", id, err)
	}
	return e, nil
}

func (b *Book) entry(s store.Reader, c *community, id uint64) (Entry, error) {
	b.key = byEntry.Append(b.key[:0], store.K2(c.id, id))
	v, err := s.Get(tableEntries, b.key)
	if err != nil {
		return Entry{}, err
	}
	if v == nil {
		return Entry{}, ErrNoEntry
	}
	e, err := decodeEntry(id, v)
	if err != nil {
		return Entry{}, corrupt(tableEntries, b.key, err)
	}
	return e, nil
}

// History returns a member's entries before the entry with number before,
// newest first, at most n; before 0 starts at the newest. Later pages are as
// fast as the first if before is the last entry of the previous page, unless
// members were joined to this one: then it walks all previous pages.
func (b *Book) History(t *bot.Turn, m bot.MemberID, before uint64, n int) ([]Line, error) {
	lines, err := b.history(t, m, before, n)
	if err != nil {
		return nil, fmt.Errorf("ledger: history of member %d: %w", m, err)
	}
	return lines, nil
}

func (b *Book) history(t *bot.Turn, m bot.MemberID, before uint64, n int) ([]Line, error) {
	s := t.State()
	c, err := b.open(s, t.Community.ID)
	if err != nil {
		return nil, err
	}
	m = c.root(m)
	id, err := b.newest(s, c, m, before)
	w := walk{{m, id}}
	var lines []Line
	for err == nil && len(lines) < n && w.newest() != 0 {
		var e Entry
		if e, err = b.entry(s, c, w.newest()); err != nil {
			break
		}
		if l := w.step(&e); before == 0 || e.ID < before {
			lines = append(lines, l)
		}
	}
	return lines, err
}

// newest returns an entry of the member to walk back from, so that none before
// the given one is missed.
func (b *Book) newest(s store.Reader, c *community, m bot.MemberID, before uint64) (uint64, error) {
	if before != 0 && before <= c.last && c.joins[m] == 0 {
		e, err := b.entry(s, c, before)
		if err != nil || e.From == Of(m) || e.To == Of(m) {
			return e.prev(m), err
		}
	}
	a, _, err := b.load(s, c, m)
	return a.last, err
}

// prev returns the same member's previous entry.
func (e *Entry) prev(m bot.MemberID) uint64 {
	if from, _ := e.From.Member(); from == m {
		return e.PrevFrom
	}
	return e.PrevTo
}

// walk goes back through the entries of a member and of those joined to it;
// each has its own chain.
type walk []chain

type chain struct {
	member bot.MemberID
	next   uint64 // 0: at its end
}

// newest returns the next entry, 0 if there is none.
func (w walk) newest() (id uint64) {
	for _, c := range w {
		id = max(id, c.next)
	}
	return id
}

// step moves past the next entry and returns it as the member sees it.
func (w *walk) step(e *Entry) Line {
	l := Line{Entry: *e}
	for i := range *w {
		c := &(*w)[i]
		if c.next != e.ID {
			continue
		}
		if c.next = e.prev(c.member); e.From == Of(c.member) {
			l.Signed -= e.Amount
			l.Kind = e.To.name()
		} else {
			l.Signed += e.Amount
			l.Kind = e.From.name()
		}
	}
	if e.Joins != 0 {
		*w = append(*w, chain{e.Joins, e.prev(e.Joins)})
		l.Signed, l.Kind = 0, "joined"
	}
	return l
}
