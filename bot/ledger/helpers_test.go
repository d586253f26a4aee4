package ledger_test

import (
	"testing"
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/ledger"
	"github.com/stewardbot/steward/store"
)

// desk is a book over an in-memory state, with what a turn needs from an engine.
type desk struct {
	bot.Host
	state *store.Overlay
	book  *ledger.Book
	tea   *bot.Community
}

func newDesk() *desk {
	return &desk{
		state: store.NewOverlay(nil),
		book:  ledger.New(),
		tea:   &bot.Community{ID: "tea", Zone: time.UTC},
	}
}

func (d *desk) State() bot.State     { return d.state }
func (d *desk) OnRollback(fn func()) { d.state.OnRollback(fn) }
func (d *desk) Count(bot.Count)      {}

// monday is the first day of both a month and a week, so the next weeks begin within the month.
var monday = bot.DayOf(time.Date(2026, 6, 1, 0, 0, 0, 0, time.UTC))

// turn returns a turn on a day, at ten in the morning.
func (d *desk) turn(day bot.Day, event string) *bot.Turn {
	t := bot.NewTurn(d, day.Date().Add(10*time.Hour))
	t.Event, t.Community = &bot.Event{ID: event}, d.tea
	return t
}

func (d *desk) pay(tb testing.TB, t *bot.Turn, m bot.MemberID, n int64) ledger.Entry {
	tb.Helper()
	e, err := d.book.Move(t, ledger.Move{From: ledger.Mint("message"), To: ledger.Of(m), Amount: n, Cause: t.Event.ID})
	if err != nil {
		tb.Fatal(err)
	}
	return e
}

func (d *desk) figures(tb testing.TB, t *bot.Turn, m bot.MemberID) ledger.Figures {
	tb.Helper()
	f, err := d.book.Balance(t, m)
	if err != nil {
		tb.Fatal(err)
	}
	return f
}

// problems returns everything that Verify reports.
func (d *desk) problems(tb testing.TB) []string {
	tb.Helper()
	r, err := ledger.Verify(d.state, d.tea.ID, nil)
	if err != nil {
		tb.Fatal(err)
	}
	var problems []string
	for _, p := range r.Problems {
		problems = append(problems, p.Error())
	}
	return problems
}
