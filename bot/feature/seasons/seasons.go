// Package seasons lets the standings begin anew every week, month or quarter,
// keeps those of each season, and gives the first their prizes.
//
// A season is a span of the calendar in the community's time zone, numbered
// from 1: the one in which seasons were switched on. It counts what is earned
// on its days, by the platform's time of what happened. It is frozen an hour
// after its end (end.go), so that what arrives late still counts; after a time
// in which Steward was away, another quarter of an hour later. From then on its
// standings stay as they are (/top season 3).
//
// Freezing goes in steps of some hundred rows, each a tick and a transaction:
// what members earned is sorted; with reset: balance, what they had at the end
// is taken; then ranks are given, and with them the prizes, through bot/reward
// under the source "season/3", so that nobody gets one twice. Points of a prize count for the day on which the
// season ended, and so for no later season. Members who are
// banned or hidden from the standings are left out. Equal points share a rank,
// and everybody on a rank gets its prize: of four on rank 3 all have prizes of
// the ranks 1-3, and the next is on rank 7.
//
// With reset: balance, members with points hear of it a notice before the end.
// A season that was not announced so long before, because the setting is newer,
// ends without it.
//
// Of a season that is over, the first 200 stay in their order. Everybody's own
// place stays for eight seasons; the places of earlier ones are deleted (trim.go),
// save those of the first.
//
// A season that ends while seasons are switched off has neither standings nor
// prizes. If every is changed, the running season ends on its day, and the next one
// begins with the next whole span.
package seasons

import (
	"errors"
	"math"
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/ledger"
	"github.com/stewardbot/steward/bot/quiet"
	"github.com/stewardbot/steward/bot/reward"
	"github.com/stewardbot/steward/store"
)

// Feature implements bot.Feature.
type Feature struct {
	book    *ledger.Book
	rewards *reward.Giver
	quiet   *quiet.Budget
	hides   func(*bot.Turn, *bot.Member) (bool, error)
}

// New gives prizes and tells members through these. hides reports who is left
// out of the standings.
func New(book *ledger.Book, rewards *reward.Giver, budget *quiet.Budget, hides func(*bot.Turn, *bot.Member) (bool, error)) *Feature {
	return &Feature{book, rewards.From("season"), budget, hides}
}

// Name implements bot.Feature.
func (*Feature) Name() string { return "seasons" }

// Routes implements bot.Feature. Standings hold numbers of members, which mean
// nobody once they are forgotten.
func (f *Feature) Routes() bot.Routes {
	return bot.Routes{
		On:       map[bot.Kind]bot.Handler{bot.KindConfig: f.arm, bot.KindTick: f.tick},
		Forget:   func(*bot.Turn, *bot.Forgotten) error { return nil },
		Disclose: disclose, Merge: merge,
	}
}

func settings(c *bot.Community) *Settings { return bot.Setting[*Settings](c, Section) }

// stage is how far a season is.
type stage string

// The stages, in order.
const (
	running  stage = "running"
	sorting  stage = "sorting"  // members are walked, and sorted by what they earned
	emptying stage = "emptying" // balances are set to zero
	ranking  stage = "ranking"  // ranks and prizes are given
	frozen   stage = "frozen"
)

// season is a stored season.
type season struct {
	Every  string       `json:"every"`
	Start  bot.Day      `json:"start"`
	End    bot.Day      `json:"end"` // the first day after it
	Stage  stage        `json:"stage"`
	Held   time.Time    `json:"held,omitzero"`    // until when its end was put off
	After  bot.MemberID `json:"after,omitempty"`  // the last member of the step before
	Last   place        `json:"last,omitzero"`    // the last that was ranked
	Of     int          `json:"of,omitempty"`     // members ranked
	Warned time.Time    `json:"warned,omitzero"`  // when members began to hear of the reset
	Warns  bot.MemberID `json:"warns,omitempty"`  // the last who heard
	Resets bool         `json:"resets,omitempty"` // all heard
	// Trimmed is how much of it was deleted since it is frozen.
	Trimmed trimmed `json:"trimmed,omitempty"`
}

// place is a member's place in a season.
type place struct {
	Points int64        `json:"points"`
	Member bot.MemberID `json:"member"`
	Rank   int          `json:"rank"`
}

var (
	seasonRows = store.Rows("seasons", store.Shape2(store.Str[string]{}, store.Num[uint64]{}), store.JSON[season]())
	// orderRows: season, points counted down from the most there is, member -> 0.
	orderKeys = store.Shape4(store.Str[string]{}, store.Num[uint64]{}, store.Num[uint64]{}, store.Num[bot.MemberID]{})
	orderRows = store.Rows("seasons_order", orderKeys, store.Int64Key{})
	// placeRows: season, member -> points and rank.
	placeKeys = store.Shape3(store.Str[string]{}, store.Num[uint64]{}, store.Num[bot.MemberID]{})
	placeRows = store.Rows("seasons_places", placeKeys, store.JSON[place]())
)

type (
	orderKey = store.Key4[string, uint64, uint64, bot.MemberID]
	placeKey = store.Key3[string, uint64, bot.MemberID]
)

func orderOf(t *bot.Turn, n uint64, points int64, m bot.MemberID) orderKey {
	return store.K4(t.Community.ID, n, uint64(math.MaxInt64-points), m)
}

func pointsOf(k orderKey) int64 { return math.MaxInt64 - int64(k.C) }

// Tables lists the feature's tables.
func Tables() []store.Declared { return []store.Declared{seasonRows, orderRows, placeRows} }

func put(t *bot.Turn, n uint64, s *season) error {
	return seasonRows.Put(t.State(), store.K2(t.Community.ID, n), *s)
}

// latest returns the season with the highest number; 0: none.
func latest(t *bot.Turn) (n uint64, s season, err error) {
	prefix := store.AppendString(nil, t.Community.ID)
	err = seasonRows.ScanPrefix(t.State(), prefix, true, 1, func(k store.Key2[string, uint64], v season) (bool, error) {
		n, s = k.B, v
		return false, nil
	})
	return n, s, err
}

// Now returns the running season and its board; ok is false if none runs.
func (f *Feature) Now(t *bot.Turn) (n uint64, board ledger.Board, ok bool, err error) {
	n, s, err := latest(t)
	return n, kinds[s.Every].board, n > 0 && s.Stage == running && s.Start <= t.Day() && t.Day() < s.End, err
}

// Top returns the first rows of a season that is frozen, 200 at most, and how many
// there were; ok is false if it isn't, or nobody is in it.
func (f *Feature) Top(t *bot.Turn, n uint64, limit int) (rows []ledger.Row, of int, ok bool, err error) {
	s, found, err := seasonRows.Get(t.State(), store.K2(t.Community.ID, n))
	if err != nil || !found || s.Stage != frozen || s.Of == 0 {
		return nil, 0, false, err
	}
	err = orderRows.ScanPrefix(t.State(), orderKeys.Under2(t.Community.ID, n), false, limit, func(k orderKey, _ int64) (bool, error) {
		p, _, err := placeRows.Get(t.State(), store.K3(k.A, k.B, k.D))
		rows = append(rows, ledger.Row{Member: k.D, Points: p.Points, Rank: p.Rank})
		return true, err
	})
	return rows, s.Of, true, err
}

// Of returns a member's row in a frozen season; ok is false if there is none, or
// it is no longer kept.
func (f *Feature) Of(t *bot.Turn, n uint64, m bot.MemberID) (row ledger.Row, ok bool, err error) {
	p, ok, err := placeRows.Get(t.State(), store.K3(t.Community.ID, n, m))
	return ledger.Row{Member: m, Points: p.Points, Rank: p.Rank}, ok, err
}

// merge gives into the places of from in the seasons that are frozen; of two in one season, the better
// one stays. In a season that is being frozen, from is not ranked any more, and who was sorted before
// counts with what they had then.
func merge(t *bot.Turn, from, into bot.MemberID) error {
	n, _, err := latest(t)
	for ; err == nil && n > 0; n-- {
		err = move(t, n, from, into)
	}
	return err
}

// move moves a place in one season.
func move(t *bot.Turn, n uint64, from, into bot.MemberID) error {
	key := store.K3(t.Community.ID, n, from)
	p, found, err := placeRows.Get(t.State(), key)
	if err != nil || !found {
		return err
	}
	other, both, err := placeRows.Get(t.State(), store.K3(t.Community.ID, n, into))
	if err != nil {
		return err
	}
	worse := p
	if both && p.Rank < other.Rank {
		worse = other
	}
	if err := orderRows.Delete(t.State(), orderOf(t, n, worse.Points, worse.Member)); err != nil {
		return err
	}
	if err := placeRows.Delete(t.State(), key); err != nil || both && worse == p {
		return err
	}
	order := orderOf(t, n, p.Points, from)
	_, ordered, err := orderRows.Get(t.State(), order)
	if err != nil {
		return err
	}
	if p.Member = into; ordered { // or it was trimmed
		err = errors.Join(orderRows.Delete(t.State(), order), orderRows.Put(t.State(), orderOf(t, n, p.Points, into), 0))
	}
	if err != nil {
		return err
	}
	return placeRows.Put(t.State(), store.K3(t.Community.ID, n, into), p)
}

// disclose lists a member's places in the last seasons.
func disclose(t *bot.Turn, m bot.MemberID) (lines []string, err error) {
	n, _, err := latest(t)
	for tried := 0; err == nil && n > 0 && tried <= recent; n, tried = n-1, tried+1 {
		p, found, err := placeRows.Get(t.State(), store.K3(t.Community.ID, n, m))
		if err != nil {
			return nil, err
		}
		if found {
			lines = append(lines, t.Text("seasons.data", bot.Args{"Number": n, "Rank": p.Rank, "Count": p.Points}))
		}
	}
	return lines, err
}
