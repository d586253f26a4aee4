// Package expiry lets points expire so long after they were earned, the oldest
// first, and tells members before.
//
// How old a member's points are follows from the ledger alone. The feature reads
// its entries in order (purse.go) and keeps a purse for each member: points by
// the day on which they were earned, at most one number a day. Spending takes
// the oldest points. Points that somebody gives away keep their age, and so do
// those that come back from an order or a red packet, so that no handing round
// makes old points new. A payment that is taken back takes the points of its
// day, a fine the oldest.
//
// At the start of each day (run.go) the purses are walked, a few hundred in a
// tick: what is too old is booked to lapse:expired, and members hear, by their
// private messages, of what will expire within the next weeks. One notice
// speaks of all that expires within thirty days after its first date, so that
// who is active every day gets one a month.
//
// Nothing expires within the longest notice after expire was switched on, or
// after was shortened, nor within the shortest after a day on which Steward did
// not run.
package expiry

import (
	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/answer"
	"github.com/stewardbot/steward/bot/ledger"
	"github.com/stewardbot/steward/bot/quiet"
	"github.com/stewardbot/steward/store"
)

// Feature implements bot.Feature.
type Feature struct {
	book  *ledger.Book
	quiet *quiet.Budget
}

// New books in the given book, and tells members within a budget.
func New(book *ledger.Book, budget *quiet.Budget) *Feature { return &Feature{book, budget} }

// Name implements bot.Feature.
func (*Feature) Name() string { return "expiry" }

// Routes implements bot.Feature. A forgotten member's purse empties with the
// account, and links come with the ledger's entries.
func (f *Feature) Routes() bot.Routes {
	return bot.Routes{
		On:       map[bot.Kind]bot.Handler{bot.KindConfig: f.arm, bot.KindTick: f.run},
		Forget:   func(*bot.Turn, *bot.Forgotten) error { return nil },
		Disclose: f.disclose,
	}
}

func settings(c *bot.Community) *Settings { return bot.Setting[*Settings](c, Section) }

// progress is how far a community's ledger was read, and its purses walked.
type progress struct {
	Read    uint64       `json:"read"`            // the latest entry
	After   bot.Day      `json:"after,omitempty"` // the setting in force; 0: off
	Since   bot.Day      `json:"since,omitempty"` // when it came into force; 0: the ledger was not read to its end yet
	Held    bot.Day      `json:"held,omitempty"`  // nothing expires before
	Checked bot.Day      `json:"checked,omitempty"`
	Walked  bot.MemberID `json:"walked,omitempty"` // the last member today
}

var (
	progressRows = store.Rows("expiry", store.StringKey{}, store.JSON[progress]())
	// purseRows: member -> purse.
	purseKeys = store.Shape2(store.Str[string]{}, store.Num[bot.MemberID]{})
	purseRows = store.Rows("expiry_purses", purseKeys, store.Record(purse.append, decode))
	// heldRows: an open order's account, or a red packet's -> purse.
	heldRows = store.Rows("expiry_held", store.Shape2(store.Str[string]{}, store.Tail[ledger.Account]{}), store.Record(purse.append, decode))
)

// Tables lists the feature's tables.
func Tables() []store.Declared { return []store.Declared{progressRows, purseRows, heldRows} }

// expires returns the day on which points that were earned on a day expire.
func (p *progress) expires(s *Settings, earned bot.Day) bot.Day {
	return max(earned+p.After, p.Since+s.longest(), p.Held)
}

// arm takes note of the setting, and lets the day's run begin.
func (f *Feature) arm(t *bot.Turn) error {
	p, _, err := progressRows.Get(t.State(), t.Community.ID)
	if err != nil {
		return err
	}
	after := settings(t.Community).after()
	if after == p.After && after == 0 {
		return nil
	}
	if p.After == 0 || after < p.After {
		p.Since = 0
	}
	p.After = after
	if err := progressRows.Put(t.State(), t.Community.ID, p); err != nil || after == 0 {
		return err
	}
	return t.SetTimer(timer, t.Now(), nil)
}

// disclose says what of a member's points expires next.
func (f *Feature) disclose(t *bot.Turn, m bot.MemberID) ([]string, error) {
	s := settings(t.Community)
	p, _, err := progressRows.Get(t.State(), t.Community.ID)
	if err != nil || s.After == 0 || p.Since == 0 {
		return nil, err
	}
	own, _, err := purseRows.Get(t.State(), store.K2(t.Community.ID, m))
	if err != nil || len(own.Lots) == 0 {
		return nil, err
	}
	first := own.Lots[0]
	return []string{t.Text("expiry.data", bot.Args{
		"Points": answer.Points(t, first.Amount), "Date": max(p.expires(s, first.Day), t.Day()+1).String(),
	})}, nil
}
