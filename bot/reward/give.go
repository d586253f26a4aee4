package reward

import (
	"errors"
	"fmt"
	"maps"
	"slices"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/ledger"
	"github.com/stewardbot/steward/store"
)

// Kind is how a feature gives its part of rewards. An error is a fault of the program and fails the
// turn; what can't be handed over at once, such as an item that is out of stock, is for the feature
// to hand over later. Both run in the part of the turn of whoever gives the reward, and so would own timers
// and the outcomes of effects: a kind that needs either does that in its feature's After handler.
type Kind struct {
	// Give gives a member their part of r. It is called once for a source and a member.
	Give func(t *bot.Turn, source string, m bot.MemberID, r Reward) error
	// TakeBack undoes Give; nil if it can't be undone.
	TakeBack func(t *bot.Turn, source string, m bot.MemberID, r Reward) error
	// Text names the part in a sentence, in the turn's language: "the badge Champion".
	Text func(t *bot.Turn, r Reward) string
}

// Giver gives rewards. It implements bot.Feature for what is stored of them.
type Giver struct {
	book  *ledger.Book
	mint  ledger.Account
	day   bot.Day // 0: the turn's
	kinds map[string]Kind
}

// New returns a Giver of points.
func New(book *ledger.Book) *Giver {
	return &Giver{book: book, mint: ledger.Mint("reward"), kinds: map[string]Kind{}}
}

// From returns g paying its points from another mint, whose catalogue text is entry.<mint>.
func (g *Giver) From(mint string) *Giver {
	return &Giver{book: g.book, mint: ledger.Mint(mint), kinds: g.kinds}
}

// On returns g counting its points for a day instead of the turn's.
func (g *Giver) On(day bot.Day) *Giver {
	on := *g
	on.day = day
	return &on
}

// Kind registers who gives a kind. It is called before the first Give.
func (g *Giver) Kind(name string, k Kind) { g.kinds[name] = k }

// Kinds returns the registered kinds, for Validate.
func (g *Giver) Kinds() []string { return slices.Sorted(maps.Keys(g.kinds)) }

var (
	keys = store.Shape3(store.Str[string]{}, store.Num[bot.MemberID]{}, store.Tail[string]{})
	// rows: community, member, source -> given.
	rows = store.Rows("reward_given", keys, store.JSON[given]())
)

// Tables lists the tables of rewards.
func Tables() []store.Declared { return []store.Declared{rows} }

// given is what a member got from a source.
type given struct {
	Reward  Reward   `json:"reward,omitzero"`
	Entries []uint64 `json:"entries,omitempty"` // that paid the points; two after a link
	// Closed: it was taken back, or it is the reward of another member that this one was part of.
	// Nothing is left to take back.
	Closed bool `json:"closed,omitempty"`
}

// Give gives a member a reward, and reports whether it did: not if the source gave this member one
// before, nor if there is no such member.
func (g *Giver) Give(t *bot.Turn, source string, m bot.MemberID, r Reward) (bool, error) {
	who, err := t.MemberByID(m)
	if err != nil || who == nil {
		return false, err
	}
	key := store.K3(t.Community.ID, who.ID, source)
	if _, before, err := rows.Get(t.State(), key); err != nil || before {
		return false, err
	}
	row := given{Reward: r}
	if r.Points > 0 {
		e, err := g.book.Move(t, ledger.Move{From: g.mint, To: ledger.Of(who.ID), Amount: r.Points, Cause: source, Day: g.day})
		if err != nil {
			return false, fmt.Errorf("reward for %s: %w", source, err)
		}
		row.Entries = []uint64{e.ID}
		t.Find(bot.Finding{Feature: "reward", Code: "given", N: r.Points, Entry: e.ID, Member: who.ID})
	}
	for _, kind := range r.kinds() {
		k, ok := g.kinds[kind]
		if !ok {
			return false, fmt.Errorf("reward for %s: nobody gives %s", source, kind)
		}
		if err := k.Give(t, source, who.ID, r); err != nil {
			return false, fmt.Errorf("reward for %s: %s: %w", source, kind, err)
		}
	}
	return true, rows.Put(t.State(), key, row)
}

// TakeBack takes back what a source gave a member, as far as it can be taken back. Points may leave a
// negative balance. The source does not give it again.
func (g *Giver) TakeBack(t *bot.Turn, source string, m bot.MemberID) error {
	who, err := t.MemberByID(m)
	if err != nil || who == nil {
		return err
	}
	key := store.K3(t.Community.ID, who.ID, source)
	row, found, err := rows.Get(t.State(), key)
	if err != nil || !found || row.Closed {
		return err
	}
	for _, id := range row.Entries {
		if _, err := g.book.Reverse(t, id, source, true); err != nil && !errors.Is(err, ledger.ErrReversed) {
			return fmt.Errorf("take back %s: %w", source, err)
		}
	}
	for _, kind := range row.Reward.kinds() {
		if k := g.kinds[kind]; k.TakeBack != nil {
			if err := k.TakeBack(t, source, who.ID, row.Reward); err != nil {
				return fmt.Errorf("take back %s: %s: %w", source, kind, err)
			}
		}
	}
	return rows.Put(t.State(), key, given{Closed: true})
}
