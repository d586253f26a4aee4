package tiers

import (
	"errors"
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/store"
)

// state is where a member stands in a tier.
type state string

// The states. Each but lapsed and waiting takes a seat.
const (
	waiting state = "waiting" // qualified, and waits for a seat
	offered state = "offered" // has a link, or gets one when the budget allows it
	in      state = "in"
	unmet   state = "unmet"  // in, and no longer meets the condition: staff decides
	lapsed  state = "lapsed" // did not use the link
)

// seated are the states that take a seat.
var seated = []state{in, offered, unmet}

// standing is a member's row in a tier.
type standing struct {
	Version int       `json:"v"`
	State   state     `json:"state"`
	Since   time.Time `json:"since"` // in the list of the state; of waiting, when the member qualified
	First   time.Time `json:"first"` // when the member qualified
	To      bot.Place `json:"to"`    // what the tier opened then
	Until   time.Time `json:"until,omitzero"`
	Link    string    `json:"link,omitempty"`
	Ref     bot.Ref   `json:"ref,omitempty"`   // the Invite or the Kick under way
	Asked   bot.Place `json:"asked,omitempty"` // the private chat in which the member asked for the link
	Kept    bool      `json:"kept,omitempty"`  // staff keeps them until they meet the condition again
}

const version = 1

var (
	memberKeys = store.Shape3(store.Str[string]{}, store.Num[bot.MemberID]{}, store.Tail[string]{})
	// memberRows: community, member, tier -> standing.
	memberRows = store.Rows("tiers_members", memberKeys, store.JSON[standing]())

	listKeys = store.Shape4(store.Str[string]{}, store.Str[string]{}, store.At{}, store.Num[bot.MemberID]{})
	// listRows: community, tier/state, since, member.
	listRows = store.Rows("tiers_lists", listKeys, store.Nothing{})

	// countRows: community, tier/state -> how many rows listRows has; without one, they are counted.
	countRows = store.Rows("tiers_counts", store.Shape2(store.Str[string]{}, store.Tail[string]{}), store.Uvarint[uint64]{})

	// sentRows: community, effect -> whom it is about, until its outcome.
	sentRows = store.Rows("tiers_sent", store.Shape2(store.Str[string]{}, store.Num[bot.Ref]{}), store.JSON[sent]())

	// roundRows: community -> round.
	roundRows = store.Rows("tiers_round", store.StringKey{}, store.JSON[round]())
)

type sent struct {
	Version int          `json:"v"`
	Tier    string       `json:"tier"`
	Member  bot.MemberID `json:"member"`
	User    bot.UserID   `json:"user,omitempty"` // whom a Kick removes
}

// entry is a member's standing in a tier, which need not be in the configuration any more.
type entry struct {
	tier string
	m    bot.MemberID
	standing
}

// load returns an entry, with an empty state if there is none.
func load(t *bot.Turn, tier string, m bot.MemberID) (*entry, error) {
	s, _, err := memberRows.Get(t.State(), store.K3(t.Community.ID, m, tier))
	return &entry{tier, m, s}, err
}

// put moves the entry to a state; the empty one drops it.
func (e *entry) put(t *bot.Turn, to state) error {
	if to != e.State {
		if err := errors.Join(tally(t, e.tier, e.State, -1), tally(t, e.tier, to, 1)); err != nil {
			return err
		}
	}
	if e.State != "" {
		if err := listRows.Delete(t.State(), e.listed(t)); err != nil {
			return err
		}
	}
	key := store.K3(t.Community.ID, e.m, e.tier)
	if to == "" {
		e.standing = standing{}
		return memberRows.Delete(t.State(), key)
	}
	if now := t.Now().UTC(); to != e.State {
		if e.First.IsZero() {
			e.First = now
		}
		if e.Since = now; to == waiting {
			e.Since = e.First
		}
	}
	e.Version, e.State = version, to
	if err := listRows.Put(t.State(), e.listed(t), struct{}{}); err != nil {
		return err
	}
	return memberRows.Put(t.State(), key, e.standing)
}

type listKey = store.Key4[string, string, time.Time, bot.MemberID]

func (e *entry) listed(t *bot.Turn) listKey {
	return store.K4(t.Community.ID, e.tier+"/"+string(e.State), e.Since, e.m)
}

// list calls fn for the members in a state, the longest first, until it returns false; limit 0: all.
func list(t *bot.Turn, tier string, s state, limit int, fn func(m bot.MemberID, since time.Time) bool) error {
	under := listKeys.Under2(t.Community.ID, tier+"/"+string(s))
	return listRows.ScanPrefix(t.State(), under, false, limit, func(k listKey, _ struct{}) (bool, error) { return fn(k.D, k.C), nil })
}

// count returns how many members are in the states.
func count(t *bot.Turn, tier string, states ...state) (n int, err error) {
	for _, s := range states {
		kept, found, err := countRows.Get(t.State(), store.K2(t.Community.ID, tier+"/"+string(s)))
		if err != nil {
			return n, err
		}
		if n += int(kept); found {
			continue
		}
		if err := list(t, tier, s, 0, func(bot.MemberID, time.Time) bool { n++; return true }); err != nil {
			return n, err
		}
	}
	return n, nil
}

// tally adds to the number of members in a state; the empty one has none. It is called before they are listed otherwise.
func tally(t *bot.Turn, tier string, s state, by int) error {
	if s == "" {
		return nil
	}
	n, err := count(t, tier, s)
	if err != nil {
		return err
	}
	key := store.K2(t.Community.ID, tier+"/"+string(s))
	if n += by; n <= 0 { // that is counted as fast
		return countRows.Delete(t.State(), key)
	}
	return countRows.Put(t.State(), key, uint64(n))
}

// each calls fn for all tiers in which a member stands.
func each(t *bot.Turn, m bot.MemberID, fn func(*entry) error) error {
	return memberRows.ScanPrefix(t.State(), memberKeys.Under2(t.Community.ID, m), false, 0, func(k store.Key3[string, bot.MemberID, string], s standing) (bool, error) {
		return true, fn(&entry{k.C, m, s})
	})
}

func refKey(t *bot.Turn, ref bot.Ref) store.Key2[string, bot.Ref] {
	return store.K2(t.Community.ID, ref)
}
