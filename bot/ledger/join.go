package ledger

import (
	"fmt"
	"math"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/store"
)

// Join merges two members' accounts and returns its entry: from is closed for
// good, and into gets the balance and history of both, and all points as if
// into had earned them on the same days. Later bookings, queries, reversals and
// releases of from go to into.
//
// The entry moves the balance from one to the other; in the opposite direction
// if it is negative, and an amount of 0 if it is zero. Joining a member with
// themselves, also under another number, fails with ErrMove.
func (b *Book) Join(t *bot.Turn, from, into bot.MemberID, cause string) (Entry, error) {
	j := joining{book: b, turn: t, state: t.State(), from: from, into: into}
	j.e = Entry{At: t.At().UTC().Round(0), Day: t.Day(), Cause: cause}
	if err := j.run(); err != nil {
		return Entry{}, fmt.Errorf("ledger: join member %d to %d: %w", from, into, err)
	}
	return j.e, nil
}

// joining is a join before it is written.
type joining struct {
	book       *Book
	c          *community
	turn       *bot.Turn
	state      bot.State
	from, into bot.MemberID
	e          Entry
	gone, was  account  // of from and of into, before
	now        account  // of into
	days       []period // of into, to be written as rows
	empty      []bot.Day
}

func (j *joining) run() error {
	if err := j.load(); err != nil {
		return err
	}
	if err := j.figure(); err != nil {
		return err
	}
	before, err := j.figures(&j.was)
	if err != nil {
		return err
	}
	if err := j.write(); err != nil {
		return err
	}
	after, err := j.figures(&j.now)
	if err != nil {
		return err
	}
	j.index(before, after)
	return nil
}

func (j *joining) figures(a *account) (Figures, error) {
	return j.book.figures(j.state, j.c, j.into, a, j.turn.Day())
}

func (j *joining) load() (err error) {
	if j.c, err = j.book.open(j.state, j.turn.Community.ID); err != nil {
		return err
	}
	j.from, j.into = j.c.root(j.from), j.c.root(j.into)
	if j.from == j.into || j.from == 0 || j.into == 0 {
		return ErrMove
	}
	if j.gone, _, err = j.book.load(j.state, j.c, j.from); err != nil {
		return err
	}
	j.was, _, err = j.book.load(j.state, j.c, j.into)
	return err
}

// figure computes the entry, the account and the days of into.
func (j *joining) figure() error {
	e := &j.e
	e.ID, e.Joins = j.c.last+1, j.from
	e.From, e.To, e.PrevFrom, e.PrevTo, e.Amount = Of(j.from), Of(j.into), j.gone.last, j.was.last, j.gone.balance
	if e.Amount < 0 {
		e.From, e.To, e.PrevFrom, e.PrevTo, e.Amount = e.To, e.From, e.PrevTo, e.PrevFrom, -e.Amount
	}
	j.now = j.was
	j.now.last = e.ID
	ok := j.gone.balance != math.MinInt64 && add(&j.now.balance, j.gone.balance) && add(&j.now.earned, j.gone.earned) &&
		j.now.week.unite(j.gone.week) && j.now.month.unite(j.gone.month) && j.now.quarter.unite(j.gone.quarter)
	if !ok {
		return ErrOverflow
	}
	days, err := j.daysOfGone()
	for _, d := range days {
		if err == nil {
			err = j.addDay(d)
		}
	}
	return err
}

// unite adds the sum of another's latest period unless that is an earlier one.
func (p *period) unite(q period) bool {
	if q.start > p.start {
		*p = q
		return true
	}
	return q.start < p.start || add(&p.sum, q.sum)
}

// daysOfGone returns the days on which from has earned, earliest first. It
// reads each day since the community's first: there are fewer of them than rows
// of a large community.
func (j *joining) daysOfGone() (days []period, err error) {
	first, err := j.firstDay()
	for d := first; err == nil && d < j.gone.today.start; d++ {
		var sum int64
		if sum, err = j.book.daySum(j.state, j.c, d, j.from); sum != 0 {
			days = append(days, period{d, sum})
		}
	}
	// The latest day is as late as the latest week, month and quarter, whether points
	// were earned on it or not.
	if today := j.gone.today; today.sum != 0 || today.start > j.was.today.start {
		days = append(days, today)
	}
	return days, err
}

// firstDay returns the earliest day with a row in the community; the maximum if
// there is none.
func (j *joining) firstDay() (day bot.Day, err error) {
	day = math.MaxInt32
	err = dayRows.ScanPrefix(j.state, byDay.Under(j.c.id), false, 1, func(k store.Key3[string, bot.Day, bot.MemberID], _ int64) (bool, error) {
		day = k.B
		return false, nil
	})
	return day, err
}

// addDay adds what was earned on a day later than those added before.
func (j *joining) addDay(d period) error {
	j.empty = append(j.empty, d.start)
	today := &j.now.today
	if d.start < today.start {
		sum, err := j.book.daySum(j.state, j.c, d.start, j.into)
		if err == nil && !add(&d.sum, sum) {
			err = ErrOverflow
		}
		j.days = append(j.days, d)
		return err
	}
	if d.start > today.start {
		if today.sum != 0 {
			j.days = append(j.days, *today)
		}
		*today = d
		return nil
	}
	if !add(&today.sum, d.sum) {
		return ErrOverflow
	}
	return nil
}

func (j *joining) write() error {
	s, id := j.state, j.c.id
	j.e.Hash = follow(j.c.head, &j.e)
	if err := entryRows.Put(s, store.K2(id, j.e.ID), j.e); err != nil {
		return err
	}
	if err := memberRows.Put(s, store.K2(id, j.into), j.now); err != nil {
		return err
	}
	if err := memberRows.Delete(s, store.K2(id, j.from)); err != nil {
		return err
	}
	for _, d := range j.empty {
		if err := dayRows.Delete(s, store.K3(id, d, j.from)); err != nil {
			return err
		}
	}
	for _, d := range j.days {
		if err := dayRows.Put(s, store.K3(id, d.start, j.into), d.sum); err != nil {
			return err
		}
	}
	return joinRows.Put(s, store.K2(id, j.from), join{j.into, j.e.ID})
}

// index updates the memory and registers the undo. Only into counts as changed:
// from no longer exists.
func (j *joining) index(before, after Figures) {
	c := j.c
	u := &undo{book: j.book, c: c, head: c.head, turn: keyOfTurn(j.turn)}
	c.last, c.head = j.e.ID, j.e.Hash
	c.join(j.from, j.into)
	built := c.boards
	if built != nil {
		built.move(j.from, &j.gone, &account{})
		built.move(j.into, &j.was, &j.now)
	}
	earned := before.Earned != after.Earned || before.Week != after.Week || before.Month != after.Month || before.Quarter != after.Quarter
	if earned {
		u.change, u.before, u.joined = j.book.moved.note(u.turn, Change{j.into, before, after})
	}
	j.turn.OnRollback(func() {
		if u.run(); earned { // later postings are already undone
			j.book.moved.takeBack(u)
		}
		j.book.kept.takeBack(c, built, func() {
			built.move(j.into, &j.now, &j.was)
			built.move(j.from, &account{}, &j.gone)
		})
		c.part(j.from, j.into)
	})
}

// move updates a member's places on the boards after a change of the account.
func (b *boards) move(m bot.MemberID, was, now *account) {
	for board := range boardCount {
		at := &b[board]
		at.ranking.move(m, board.figure(was, at.start), board.figure(now, at.start))
	}
}

// root returns the member who holds m's entries: m, unless m was joined.
func (c *community) root(m bot.MemberID) bot.MemberID {
	for c.joined[m] != 0 {
		m = c.joined[m]
	}
	return m
}

// account returns the account on which a is booked today.
func (c *community) account(a Account) Account {
	if len(c.joined) == 0 {
		return a
	}
	if m, ok := a.Member(); ok && c.joined[m] != 0 {
		return Of(c.root(m))
	}
	return a
}

func (c *community) join(from, into bot.MemberID) {
	c.joined[from] = into
	c.joins[into]++
}

func (c *community) part(from, into bot.MemberID) {
	delete(c.joined, from)
	if c.joins[into]--; c.joins[into] == 0 {
		delete(c.joins, into)
	}
}

// join is the stored record of a join, by the joined member's number.
type join struct {
	into  bot.MemberID
	entry uint64
}

func scanJoins(r store.Reader, community string, fn func(from bot.MemberID, j join) error) error {
	return joinRows.ScanPrefix(r, byMember.Under(community), false, 0, func(k memberKey, j join) (bool, error) {
		return true, fn(k.B, j)
	})
}
