package ledger

import (
	"errors"
	"fmt"
	"maps"
	"slices"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/phrase"
	"github.com/stewardbot/steward/store"
)

// Report is the result of Verify.
type Report struct {
	Entries  int
	Head     Hash // of the newest entry; Beginning if there are none
	Members  int
	Problems []*phrase.Phrase // the first thousand
	More     int              // number of further problems
}

// OK reports whether there are no problems.
func (r *Report) OK() bool { return len(r.Problems) == 0 }

const (
	maxProblems   = 1000
	progressEvery = 10_000
)

func (r *Report) problem(code string, args ...any) { r.Tell(phrase.New(code, args...)) }

// Tell adds a problem.
func (r *Report) Tell(problem *phrase.Phrase) {
	if len(r.Problems) == maxProblems {
		r.More++
		return
	}
	r.Problems = append(r.Problems, problem)
}

// Verify checks a community's book from its entries alone; it shares no code
// with booking except for decoding. It checks that entries are numbered without
// gaps and chained by their hashes; that each member's entries link to one
// another completely; that all accounts sum to zero and match the entries, as
// do the days and the flows; and that reversals and orders are unique and match the entries.
// It reads the entries once, and a second time only to name the members of a
// wrong day. It needs a few hundred bytes of memory per member.
//
// Progress, if not nil, is called occasionally with the number of entries read.
// The error is a read error; everything wrong with the book is in the report.
func Verify(r store.Reader, community string, progress func(done int)) (Report, error) {
	if progress == nil {
		progress = func(int) {}
	}
	prefix := string(store.AppendString(nil, community))
	a := &audit{
		r: r, prefix: prefix, progress: progress, report: Report{Head: Beginning(community)},
		members: make(map[bot.MemberID]*memberAudit),
		others:  make(map[Account]*otherAudit),
		days:    make(map[bot.Day]uint64),
		joins:   make(map[bot.MemberID]join),
		flows:   make(map[dayAccount]flow),
	}
	for _, step := range []func() error{a.readJoins, a.readAccounts, a.readEntries, a.checkAccounts, a.checkDays, a.checkReversals, a.checkJoins, a.checkOrders, a.checkFlows} {
		if err := step(); err != nil {
			return a.report, fmt.Errorf("ledger: verify %s: %w", community, err)
		}
	}
	return a.report, nil
}

type audit struct {
	r         store.Reader
	prefix    string
	progress  func(int)
	report    Report
	members   map[bot.MemberID]*memberAudit
	others    map[Account]*otherAudit
	days      map[bot.Day]uint64 // see weigh
	reversals int
	joins     map[bot.MemberID]join // as stored
	flows     map[dayAccount]flow   // by the entries
}

// memberAudit compares a member's stored account with the entries.
type memberAudit struct {
	stored               account
	balance, earned      int64
	week, month, quarter int64 // in the stored account's periods
	last                 uint64
	open                 bool   // there is a stored account
	joined               uint64 // the entry that joined the member to another; 0: none
}

type otherAudit struct{ stored, counted int64 }

func (a *audit) member(m bot.MemberID) *memberAudit {
	if a.members[m] == nil {
		a.members[m] = new(memberAudit)
	}
	return a.members[m]
}

func (a *audit) other(name Account) *otherAudit {
	if a.others[name] == nil {
		a.others[name] = new(otherAudit)
	}
	return a.others[name]
}

// scan calls fn for the community's records of a table, with the key after the
// community. A decoding error of fn becomes a problem, and the scan continues.
func (a *audit) scan(table string, part []byte, fn func(key, v []byte) error) error {
	from := append([]byte(a.prefix), part...)
	return a.r.Scan(table, from, store.PrefixEnd(from), false, 0, func(k, v []byte) (bool, error) {
		if err := fn(k[len(a.prefix):], v); err != nil {
			if c, ok := errors.AsType[*store.CorruptError](err); ok {
				table, err = c.Table, c.Err
			}
			a.report.problem("book.row", table, fmt.Sprintf("%x", k), err)
		}
		return true, nil
	})
}

func (a *audit) readAccounts() error {
	var sum int64
	err := a.scan(memberRows.In(), nil, func(key, row []byte) error {
		rec, ok, err := memberRows.FromRow(key, row)
		if err == nil && !ok {
			return nil // a member without entries
		}
		if len(key) != 8 {
			return errKey
		}
		id, _, _ := store.TakeUint64(key)
		m := a.member(bot.MemberID(id))
		m.stored, m.open = rec, true
		a.days[rec.today.start] -= weigh(bot.MemberID(id), rec.today.sum)
		sum += rec.balance
		return err
	})
	if err != nil {
		return err
	}
	err = a.scan(tableAccounts, nil, func(key, v []byte) error {
		n, err := decodeSum(v)
		a.other(Account(key)).stored = n
		sum += n
		return err
	})
	a.report.Members = len(a.members)
	if sum != 0 {
		a.report.problem("book.sum", sum)
	}
	return err
}

func (a *audit) readEntries() error {
	want := uint64(1)
	err := a.scan(tableEntries, nil, func(key, v []byte) error {
		if len(key) != 8 {
			return errKey
		}
		id, _, _ := store.TakeUint64(key)
		if id != want {
			a.report.problem("book.gap", want-1, id)
		}
		want = id + 1
		if a.report.Entries++; a.report.Entries%progressEvery == 0 {
			a.progress(a.report.Entries)
		}
		e, err := decodeEntry(id, v)
		if err == nil {
			a.checkChain(&e)
			a.count(&e)
			a.countFlow(&e)
		}
		return err
	})
	a.progress(a.report.Entries)
	return err
}

// checkChain continues with the stored hash, so that each break is reported
// once.
func (a *audit) checkChain(e *Entry) {
	if e.Hash != follow(a.report.Head, e) {
		a.report.problem("book.chain", e.ID)
	}
	a.report.Head = e.Hash
}

func (a *audit) count(e *Entry) {
	if e.Amount < 0 || e.Amount == 0 && e.Joins == 0 || !e.From.known() || !e.To.known() {
		a.report.problem("book.movement", e.ID, e.Amount, e.From, e.To)
	}
	m := a.countSide(e, e.From, -e.Amount, e.PrevFrom)
	n := a.countSide(e, e.To, e.Amount, e.PrevTo)
	switch {
	case e.From.is(mints) && n != 0:
		a.countEarned(e, n, e.Amount)
	case e.To.is(mints) && m != 0:
		a.countEarned(e, m, -e.Amount)
	}
	if e.Reverses != 0 {
		a.reversals++
		a.checkReversal(e)
	}
	if e.Joins != 0 {
		a.checkJoin(e, m, n)
	}
}

// countSide returns the member whose account it is, 0 if none.
func (a *audit) countSide(e *Entry, name Account, n int64, prev uint64) bot.MemberID {
	id, ok := name.Member()
	if !ok {
		a.other(name).counted += n
		return 0
	}
	m := a.member(id)
	if m.joined != 0 {
		a.report.problem("book.after_join", e.ID, id, m.joined)
	}
	if m.last != prev {
		a.report.problem("book.before", e.ID, id, prev, m.last)
	}
	m.balance += n
	m.last = e.ID
	return id
}

// countEarned counts for the member who holds the account today.
func (a *audit) countEarned(e *Entry, id bot.MemberID, n int64) {
	id = a.owner(id, noEntry)
	m := a.member(id)
	m.earned += n
	if e.Day.Week() == m.stored.week.start {
		m.week += n
	}
	if e.Day.Month() == m.stored.month.start {
		m.month += n
	}
	if e.Day.Quarter() == m.stored.quarter.start {
		m.quarter += n
	}
	a.days[e.Day] += weigh(id, n)
}

func (a *audit) checkAccounts() error {
	for _, id := range slices.Sorted(maps.Keys(a.members)) {
		m := a.members[id]
		for _, f := range []struct {
			code            string
			stored, counted int64
		}{
			{"book.balance", m.stored.balance, m.balance},
			{"book.earned", m.stored.earned, m.earned},
			{"book.week", m.stored.week.sum, m.week},
			{"book.month", m.stored.month.sum, m.month},
			{"book.quarter", m.stored.quarter.sum, m.quarter},
		} {
			if f.stored != f.counted {
				a.report.problem(f.code, id, f.stored, f.counted)
			}
		}
		if m.joined != 0 {
			if m.open {
				a.report.problem("book.joined_account", id, m.joined)
			}
			continue
		}
		if m.stored.last != m.last {
			a.report.problem("book.newest", id, m.stored.last, m.last)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(a.others)) {
		if o := a.others[name]; o.stored != o.counted {
			a.report.problem("book.account", name, o.stored, o.counted)
		}
	}
	return nil
}
