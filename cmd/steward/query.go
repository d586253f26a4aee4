package main

import (
	"encoding/json"
	"errors"
	"slices"
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/engine"
	"github.com/stewardbot/steward/bot/ledger"
	"github.com/stewardbot/steward/bot/member"
	"github.com/stewardbot/steward/bot/phrase"
	"github.com/stewardbot/steward/bot/sanction"
	"github.com/stewardbot/steward/store"
)

// ask is a question about the store. It is answered by a running instance
// through its control socket, or by this process where none runs: the answer
// is the same, a sequence of rows.
type ask struct {
	What      string `json:"what"`
	Community string `json:"community,omitempty"`
	From      uint64 `json:"from,omitempty"`
	Event     string `json:"event,omitempty"`
	Failed    bool   `json:"failed,omitempty"`
	Head      string `json:"head,omitempty"` // a hash to be looked for
}

// answering is what a question is answered with.
type answering struct {
	reader   store.Reader
	known    []string // communities of the configuration; the store may hold others
	row      func(any) error
	progress func(done int)
	now      time.Time
}

// queries are the questions by name.
var queries = map[string]func(ask, answering) error{
	"balances": balances,
	"entries":  entries,
	"verify":   verify,
	"cases":    listCases,
	"outbox":   outbox,
	"events":   events,
	"event":    event,
}

func (q ask) answer(a answering) error {
	fn, ok := queries[q.What]
	if !ok {
		return phrase.New("query.unknown", q.What)
	}
	if err := q.aboutKnown(a); err != nil {
		return err
	}
	return fn(q, a)
}

// aboutKnown refuses a question about a community that is neither in the
// configuration nor in the store: a slip of the pen must not look like a
// community where nothing has happened.
func (q ask) aboutKnown(a answering) error {
	if q.Community == "" || slices.Contains(a.known, q.Community) {
		return nil
	}
	stored, err := member.New().Communities(a.reader)
	if err != nil || slices.Contains(stored, q.Community) {
		return err
	}
	ids := slices.Compact(slices.Sorted(slices.Values(slices.Concat(a.known, stored))))
	if len(ids) == 0 {
		return phrase.New("query.no_community_yet", q.Community)
	}
	return phrase.New("query.no_community", q.Community, ids)
}

// balanceRow is the contract of: steward ledger balances --json.
type balanceRow struct {
	Member     bot.MemberID `json:"member"`
	Name       string       `json:"name"`
	Identities []bot.UserID `json:"identities"`
	Balance    int64        `json:"balance"`
	Earned     int64        `json:"earned"`
}

func balances(q ask, a answering) error {
	figures := map[bot.MemberID]ledger.Figures{}
	err := ledger.Balances(a.reader, q.Community, func(m bot.MemberID, f ledger.Figures) error {
		figures[m] = f
		return nil
	})
	if err != nil {
		return err
	}
	return member.New().Each(a.reader, q.Community, func(m *bot.Member, accounts []bot.UserID) error {
		f := figures[m.ID]
		return a.row(balanceRow{m.ID, m.Name, accounts, f.Balance, f.Earned})
	})
}

// entryRow is the contract of: steward ledger entries --json.
type entryRow struct {
	ID       uint64         `json:"id"`
	At       time.Time      `json:"at"`
	Day      string         `json:"day"`
	From     ledger.Account `json:"from"`
	To       ledger.Account `json:"to"`
	Amount   int64          `json:"amount"`
	Cause    string         `json:"cause"`
	Reverses uint64         `json:"reverses,omitempty"`
	Joins    bot.MemberID   `json:"joins,omitempty"`
	Hash     string         `json:"hash"`
}

func entries(q ask, a answering) error {
	return ledger.Entries(a.reader, q.Community, q.From, func(e ledger.Entry) error {
		return a.row(entryRow{e.ID, e.At, e.Day.String(), e.From, e.To, e.Amount, e.Cause, e.Reverses, e.Joins, e.Hash.String()})
	})
}

// verifyRow is the one row that verify answers with.
type verifyRow struct {
	OK       bool     `json:"ok"`
	Entries  int      `json:"entries"`
	Members  int      `json:"members"`
	Head     string   `json:"head"`             // the hash of the newest entry
	Known    uint64   `json:"known,omitempty"`  // the entry with the hash that was looked for; 0: none
	Begins   bool     `json:"begins,omitempty"` // it is the head of books without an entry
	Problems []string `json:"problems,omitempty"`
	More     int      `json:"more,omitempty"`
}

func verify(q ask, a answering) error {
	r, err := ledger.Verify(a.reader, q.Community, a.progress)
	if err != nil {
		return err
	}
	if err := member.Verify(a.reader, q.Community, r.Tell); err != nil {
		return err
	}
	known, err := entryWith(q, a.reader)
	if err != nil {
		return err
	}
	return a.row(verifyRow{r.OK(), r.Entries, r.Members, r.Head.String(), known, q.Head == ledger.Beginning(q.Community).String(), r.Problems, r.More})
}

// entryWith is the number of the entry whose hash is looked for; 0: there is none.
func entryWith(q ask, r store.Reader) (id uint64, err error) {
	if q.Head == "" {
		return 0, nil
	}
	found := errors.New("found")
	err = ledger.Entries(r, q.Community, 0, func(e ledger.Entry) error {
		if e.Hash.String() != q.Head {
			return nil
		}
		id = e.ID
		return found
	})
	if errors.Is(err, found) {
		err = nil
	}
	return id, err
}

// caseRow is the contract of: steward cases list --json. State is open, or undone.
type caseRow struct {
	sanction.Case
	Name  string `json:"name,omitempty"` // of the member
	State string `json:"state"`
}

func listCases(q ask, a answering) error {
	names := map[bot.MemberID]string{}
	err := member.New().Each(a.reader, q.Community, func(m *bot.Member, _ []bot.UserID) error {
		names[m.ID] = m.Name
		return nil
	})
	if err != nil {
		return err
	}
	return sanction.Each(a.reader, q.Community, func(c sanction.Case) error {
		state := "open"
		if !c.Open() {
			state = "undone"
		}
		return a.row(caseRow{c, names[c.Member], state})
	})
}

func outbox(_ ask, a answering) error {
	return engine.Outbox(a.reader, func(act engine.Act) error { return a.row(act) })
}

// eventRow is a journal line with its number.
type eventRow struct {
	Line uint64 `json:"line"`
	engine.Recorded
	Acts []engine.Act `json:"acts,omitempty"`
}

func events(q ask, a answering) error {
	return engine.Events(a.reader, q.From, q.Failed, func(rec engine.Recorded) error {
		if q.Community != "" && rec.Community != q.Community {
			return nil
		}
		return a.row(eventRow{Line: rec.Line, Recorded: rec})
	})
}

func event(q ask, a answering) error {
	rec, acts, ok, err := engine.Explain(a.reader, q.Event, a.now)
	if err != nil {
		return err
	}
	if !ok {
		return phrase.New("query.no_event", q.Event)
	}
	return a.row(eventRow{rec.Line, rec, acts})
}

// decodeRow reads a row as the question's own type.
func decodeRow[T any](raw json.RawMessage) (row T, err error) {
	if err = json.Unmarshal(raw, &row); err != nil {
		err = errors.Join(phrase.New("query.unreadable"), err)
	}
	return row, err
}
