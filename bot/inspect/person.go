package inspect

import (
	"slices"
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/engine"
	"github.com/stewardbot/steward/bot/feature/badges"
	"github.com/stewardbot/steward/bot/feature/checkin"
	"github.com/stewardbot/steward/bot/feature/levels"
	"github.com/stewardbot/steward/bot/feature/standings"
	"github.com/stewardbot/steward/bot/feature/tags"
	"github.com/stewardbot/steward/bot/ledger"
	"github.com/stewardbot/steward/bot/member"
	"github.com/stewardbot/steward/bot/sanction"
	"github.com/stewardbot/steward/bot/stats"
	"github.com/stewardbot/steward/store"
)

// Person is what a page shows about one member.
type Person struct {
	Profile
	Handle string `json:"handle,omitempty"`
	Streak int    `json:"streak"` // days in a row
	Badges []Badge
	Tags   []string // their names
	Cases  []Case
	Moves  []Moved
}

// Badge is a badge that a member holds, by its id and its name in the turn's language.
type Badge struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}

// Moved is a movement of a member's points, as the member sees it.
type Moved struct {
	Entry  uint64    `json:"entry"`
	At     time.Time `json:"at"`
	Amount int64     `json:"amount"` // negative: taken
	What   string    `json:"what"`   // in the turn's language
	Cause  string    `json:"cause"`
}

// PersonOf returns what is known about a member on a turn that reads (see engine.Engine.Glance): the latest cases, at most
// n, and movements before entry number before, at most n; 0: the latest.
func PersonOf(t *bot.Turn, m *bot.Member, metrics []bot.Metric, before uint64, n int) (p Person, err error) {
	r, com := t.State(), t.Community
	accounts, err := member.New().Accounts(r, com.ID, m.ID)
	if err != nil {
		return p, err
	}
	book := ledger.New()
	figures, err := book.Balance(t, m.ID)
	if err != nil {
		return p, err
	}
	p.Profile = Profile{
		Balance: Balance{m.ID, m.Name, slices.Clone(accounts), figures.Balance, figures.Earned}, Joined: m.Since.UTC(), Seen: m.Seen.UTC(), Did: map[string]int64{},
	}
	p.Handle = m.Handle
	if number, name := levels.At(com, figures.Earned); number >= 0 {
		p.Level, p.LevelName = &number, name
	}
	days, _, err := checkin.StreakOf(r, com, m.ID, t.Now())
	if err != nil {
		return p, err
	}
	p.Streak = int(days)
	total, _, err := stats.Totals(r, com.ID, m.ID)
	if err != nil {
		return p, err
	}
	for _, x := range metrics {
		if did := x.Told(total[x.Number]); did != 0 {
			p.Did[x.Name] = did
		}
	}
	if p.Badges, err = badgesOf(t, m.ID); err != nil {
		return p, err
	}
	if p.Tags, err = tags.Of(t, m.ID); err != nil {
		return p, err
	}
	err = sanction.New().Of(r, com.ID, m.ID, func(c *sanction.Case) (bool, error) {
		p.Cases = append(p.Cases, newCase(*c, m.Name))
		return len(p.Cases) < n, nil
	})
	if err != nil {
		return p, err
	}
	lines, err := book.History(t, m.ID, before, n)
	for _, l := range lines {
		p.Moves = append(p.Moves, Moved{l.ID, l.At, l.Signed, standings.What(t, l), l.Cause})
	}
	return p, err
}

func badgesOf(t *bot.Turn, m bot.MemberID) (list []Badge, err error) {
	ids, err := badges.Of(t, m)
	for _, id := range ids {
		list = append(list, Badge{id, badgeName(t, id)})
	}
	return list, err
}

// badgeName returns the name of a badge in the turn's language; its id if it has none.
func badgeName(t *bot.Turn, id string) string {
	for _, x := range *bot.Setting[*badges.Settings](t.Community, badges.Section) {
		if x.ID == id {
			return x.Name.In(t.Language())
		}
	}
	return id
}

// Waiting is what needs a person now.
type Waiting struct {
	Reports int `json:"reports"` // without a decision
	Appeals int `json:"appeals"`
	Orders  int `json:"orders"` // that staff has to send
	Failed  int `json:"failed"` // effects of all communities that were not delivered within a day
}

// Bounds of what WaitingIn looks back at.
const (
	mostLooked  = 2000
	mostSettled = 5000
)

// WaitingIn returns what waits in a community. It looks back at the latest 2,000 cases and
// orders, and at 5,000 deliveries.
func WaitingIn(r store.Reader, community string, now time.Time) (w Waiting, err error) {
	looked := 0
	err = sanction.Newest(r, community, func(c sanction.Case) bool {
		if looked++; undecidedReport(&c) {
			w.Reports++
		}
		if undecidedAppeal(&c) {
			w.Appeals++
		}
		return looked < mostLooked
	})
	if err != nil {
		return w, err
	}
	if w.Orders, err = ordersToShip(r, community, mostLooked); err != nil {
		return w, err
	}
	failed, err := FailedSince(r, now.Add(-24*time.Hour), mostSettled)
	w.Failed = len(failed)
	return w, err
}

// FailedSince returns effects that were not delivered since a time, newest first, among the latest n that left the
// outbox.
func FailedSince(r store.Reader, since time.Time, n int) (list []engine.Act, err error) {
	looked := 0
	err = engine.Settled(r, func(a engine.Act) bool {
		if looked++; a.Status == bot.Refused || a.Status == bot.Failed || a.Status == bot.Doubted {
			list = append(list, a)
		}
		return looked < n && a.At.After(since)
	})
	return list, err
}

// Authority is the authority of an account in a space.
type Authority struct {
	Space   bot.Place  `json:"space"`
	Account bot.UserID `json:"account"`
	Rank    int        `json:"rank"` // a bot.Authority
}

// Authorities calls fn for each account with authority in a space.
func Authorities(r store.Reader, fn func(Authority) error) error {
	return engine.Authorities(r, func(space bot.Place, u bot.UserID, a bot.Authority) error { return fn(Authority{space, u, int(a)}) })
}
