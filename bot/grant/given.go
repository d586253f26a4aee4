package grant

import (
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/store"
)

// Grant is a role, by its full name, or a tag.
type Grant struct {
	Role string `json:"role,omitempty"`
	Tag  string `json:"tag,omitempty"`
}

// given is a Grant that a source gave a member, until then; zero: for good.
type given struct {
	Grant
	Until time.Time `json:"until,omitzero"`
}

var (
	givenKeys = store.Shape3(store.Str[string]{}, store.Num[bot.MemberID]{}, store.Tail[string]{})
	// givenRows: community, member, source -> given.
	givenRows = store.Rows("grant_given", givenKeys, store.JSON[given]())

	endKeys = store.Shape4(store.Str[string]{}, store.At{}, store.Num[bot.MemberID]{}, store.Tail[string]{})
	// endRows: community, until, member, source of a row of givenRows.
	endRows = store.Rows("grant_ends", endKeys, store.Nothing{})
)

type (
	givenKey = store.Key3[string, bot.MemberID, string]
	endKey   = store.Key4[string, time.Time, bot.MemberID, string]
)

// timerEnd is the tick at the end of the next given row of a community.
const timerEnd = "end"

// Give gives a member something for a source, for so long; 0: for good. If the member has the same
// thing from another source, for a time too, the new time begins when that ends. A second Give of a
// source replaces the first.
func (k *Keeper) Give(t *bot.Turn, source string, m bot.MemberID, what Grant, long time.Duration) error {
	if err := drop(t, m, source); err != nil {
		return err
	}
	row := given{Grant: what}
	if long > 0 {
		from := t.At()
		err := eachGiven(t, m, func(_ string, other given) error {
			if other.Grant == what && other.Until.After(from) {
				from = other.Until
			}
			return nil
		})
		if err != nil {
			return err
		}
		row.Until = from.Add(long).UTC()
	}
	if err := put(t, m, source, row); err != nil {
		return err
	}
	return k.Settle(t, m, true)
}

// Take ends what a source gave a member.
func (k *Keeper) Take(t *bot.Turn, source string, m bot.MemberID) error {
	if err := drop(t, m, source); err != nil {
		return err
	}
	return k.Settle(t, m, false)
}

func eachGiven(t *bot.Turn, m bot.MemberID, fn func(source string, row given) error) error {
	return givenRows.ScanPrefix(t.State(), givenKeys.Under2(t.Community.ID, m), false, 0, func(k givenKey, row given) (bool, error) {
		return true, fn(k.C, row)
	})
}

func put(t *bot.Turn, m bot.MemberID, source string, row given) error {
	if !row.Until.IsZero() {
		if err := endRows.Put(t.State(), store.K4(t.Community.ID, row.Until, m, source), struct{}{}); err != nil {
			return err
		}
	}
	return givenRows.Put(t.State(), store.K3(t.Community.ID, m, source), row)
}

func drop(t *bot.Turn, m bot.MemberID, source string) error {
	key := store.K3(t.Community.ID, m, source)
	row, found, err := givenRows.Get(t.State(), key)
	if err != nil || !found {
		return err
	}
	if err := endRows.Delete(t.State(), store.K4(t.Community.ID, row.Until, m, source)); err != nil {
		return err
	}
	return givenRows.Delete(t.State(), key)
}

// end ends what is due, and marks its members to be settled.
func (r *round) end() error {
	t, n := r.t, 0
	return endRows.ScanPrefix(t.State(), endKeys.Under(t.Community.ID), false, chunk+1, func(k endKey, _ struct{}) (bool, error) {
		if n++; n > chunk || k.B.After(t.Now()) {
			return false, r.wake()
		}
		if err := drop(t, k.C, k.D); err != nil {
			return false, err
		}
		return true, r.k.Settle(t, k.C, false)
	})
}

// wake sets the timer for what ends next.
func (r *round) wake() error {
	t := r.t
	return endRows.ScanPrefix(t.State(), endKeys.Under(t.Community.ID), false, 1, func(k endKey, _ struct{}) (bool, error) {
		due := k.B
		if now := t.Now(); due.Before(now) {
			due = now.Add(pause)
		}
		return false, t.SetTimer(timerEnd, due, nil)
	})
}

// givenWants is the source of what was given. Those that end last come first.
func givenWants(t *bot.Turn, m bot.MemberID) (w Wants, err error) {
	var tagged given
	err = eachGiven(t, m, func(_ string, row given) error {
		switch {
		case row.Role != "":
			w.Roles = append(w.Roles, row.Role)
		case tagged.Tag == "" || !tagged.Until.IsZero() && (row.Until.IsZero() || row.Until.After(tagged.Until)):
			tagged = row
		}
		return nil
	})
	w.Tag = tagged.Tag
	return w, err
}
