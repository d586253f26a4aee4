package ledger

import (
	"fmt"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/store"
)

// posting is one entry being booked.
type posting struct {
	book     *Book
	c        *community
	turn     *bot.Turn
	state    bot.State
	e        Entry
	from, to side
	earned   bool
	day      *period // to be written as a row; nil: the day's sum is in the account
	flows    []change
}

// side is one of the two accounts of an entry, before and after.
type side struct {
	member bot.MemberID // 0: not a member's
	was    account
	row    []byte                  // of a member, as read; nil: none
	sum    *store.LiveValue[int64] // of any other account
	now    account
}

// post books an entry. Everything is computed before the first write, so that
// an error changes nothing.
func (b *Book) post(t *bot.Turn, e Entry, force bool) (Entry, error) {
	p := &b.posting
	*p = posting{book: b, turn: t, state: t.State(), e: e, flows: p.flows[:0]}
	err := p.run(force)
	booked := p.e
	*p = posting{flows: p.flows}
	if err != nil {
		return Entry{}, fmt.Errorf("ledger: move %d from %q to %q: %w", e.Amount, e.From, e.To, err)
	}
	return booked, nil
}

func (p *posting) run(force bool) error {
	if err := p.load(); err != nil {
		return err
	}
	if (p.from.member != 0 && !force || p.e.From.is(pots)) && p.from.was.balance < p.e.Amount {
		return fmt.Errorf("%w: it is %d", ErrInsufficient, p.from.was.balance)
	}
	if err := p.figure(); err != nil {
		return err
	}
	u, err := p.prepare()
	if err != nil {
		return err
	}
	if err := p.write(); err != nil {
		return err
	}
	if err := p.index(u); err != nil {
		return err
	}
	for _, count := range []func(*Entry) (bot.Count, bool){(*Entry).count, (*Entry).granted} {
		if c, ok := count(&p.e); ok {
			p.turn.CountOn(c.Day, c.Metric, c.Member, c.N)
		}
	}
	return nil
}

// load checks the entry, and reads what it will change.
func (p *posting) load() (err error) {
	e := &p.e
	if p.c, err = p.book.open(p.state, p.turn.Community.ID); err != nil {
		return err
	}
	e.From, e.To = p.c.account(e.From), p.c.account(e.To)
	p.from.member, _ = e.From.Member()
	p.to.member, _ = e.To.Member()
	ok := e.Amount > 0 && e.From != e.To && e.From.known() && e.To.known()
	if !ok || p.from.member == 0 && p.to.member == 0 && !e.From.is(reserves) && !e.To.is(reserves) {
		return ErrMove
	}
	if err := p.from.load(p, e.From); err != nil {
		return err
	}
	if err := p.to.load(p, e.To); err != nil {
		return err
	}
	e.ID = p.c.last + 1
	e.At = p.turn.At().UTC().Round(0)
	if e.Day == 0 {
		e.Day = p.turn.Day()
	}
	e.PrevFrom, e.PrevTo = p.from.was.last, p.to.was.last
	if p.earned = earns(e.From, e.To); p.earned {
		p.day, err = p.pastDay()
	}
	return err
}

func (s *side) load(p *posting, a Account) (err error) {
	if s.member != 0 {
		s.was, s.row, err = p.book.load(p.state, p.c, s.member)
		return err
	}
	if s.sum, err = store.Live(p.state, accountRows, store.K2(p.c.id, a)); err == nil {
		s.was.balance = s.sum.Get()
	}
	return err
}

// pastDay returns the earlier day whose row the posting writes: the entry's
// own, or the latest so far, which ends when a later one begins.
func (p *posting) pastDay() (*period, error) {
	latest := &p.earner().was.today
	switch {
	case p.e.Day < latest.start:
		sum, err := p.book.daySum(p.state, p.c, p.e.Day, p.from.member|p.to.member)
		return &period{p.e.Day, sum}, err
	case p.e.Day > latest.start && latest.sum != 0:
		ended := *latest
		return &ended, nil
	}
	return nil, nil
}

// figure computes both accounts, the day's sum, and the flows.
func (p *posting) figure() error {
	ok := p.from.book(&p.e, -p.e.Amount, p.earned) && p.to.book(&p.e, p.e.Amount, p.earned)
	if ok && p.day != nil && p.day.start == p.e.Day {
		ok = add(&p.day.sum, p.signed())
	}
	if !ok {
		return ErrOverflow
	}
	var err error
	p.flows, err = p.e.changes(p.state, p.c.id, p.flows)
	return err
}

// signed returns the amount with the sign for the member who earned it.
func (p *posting) signed() int64 {
	if p.to.member != 0 {
		return p.e.Amount
	}
	return -p.e.Amount
}

func (s *side) book(e *Entry, n int64, earned bool) bool {
	s.now = s.was
	ok := add(&s.now.balance, n)
	if s.member == 0 {
		return ok
	}
	s.now.last = e.ID
	if earned {
		ok = ok && add(&s.now.earned, n) &&
			s.now.today.add(e.Day, n) && s.now.week.add(e.Day.Week(), n) && s.now.month.add(e.Day.Month(), n) &&
			s.now.quarter.add(e.Day.Quarter(), n)
	}
	return ok
}

// write writes the entry, its accounts and the row of an earlier day. The
// values are short and share one buffer; the state copies keys.
func (p *posting) write() (err error) {
	b, id := p.book, p.c.id
	p.e.Hash = follow(p.c.head, &p.e)
	buf := store.Room(p.state, 160+len(p.e.Cause)+len(p.from.row)+len(p.to.row))
	cut := func(n int) []byte { return buf[n:len(buf):len(buf)] }

	b.key = byEntry.Append(b.key[:0], store.K2(id, p.e.ID))
	buf = appendEntry(buf, &p.e)
	if err := p.state.Put(tableEntries, b.key, cut(0)); err != nil {
		return err
	}
	for _, x := range [...]*side{&p.from, &p.to} {
		if x.member == 0 {
			if err := x.sum.Set(x.now.balance); err != nil {
				return err
			}
			continue
		}
		n := len(buf)
		b.key = byMember.Append(b.key[:0], store.K2(id, x.member))
		if buf, err = memberRows.AppendRow(buf, x.row, x.now); err != nil {
			return corrupt(memberRows.In(), b.key, err)
		}
		if err := p.state.Put(memberRows.In(), b.key, cut(n)); err != nil {
			return err
		}
	}
	for i := range p.flows {
		if err := p.flows[i].write(); err != nil {
			return err
		}
	}
	if p.day == nil {
		return nil
	}
	n := len(buf)
	buf = appendSum(buf, p.day.sum)
	b.key = byDay.Append(b.key[:0], store.K3(id, p.day.start, p.from.member|p.to.member))
	return p.state.Put(tableDays, b.key, cut(n))
}
