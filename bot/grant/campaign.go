package grant

import (
	"encoding/json"
	"fmt"
	"hash/fnv"
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/store"
)

var (
	// campaignRows: community -> campaign.
	campaignRows = store.Rows("levels_campaign", store.StringKey{}, store.JSON[campaign]())

	dueKeys = store.Shape2(store.Str[string]{}, store.Num[bot.MemberID]{})
	// dueRows: community, member to be settled by the next tick -> again.
	dueRows = store.Rows("levels_due", dueKeys, store.Bytes{})
	// standingRows: community, space -> a hash of the last snapshot of who has
	// authority.
	standingRows = store.Rows("levels_standing", store.Shape2(store.Str[string]{}, store.Str[bot.Place]{}), store.Text{})
)

// timerSettle is the tick that continues with due members and with the
// campaign: at most chunk members, and the rest after pause.
const (
	timerSettle = "settle"
	chunk       = 50
	pause       = 5 * time.Second
)

// campaign goes through all members after a change of what sources give.
type campaign struct {
	Hash    string       `json:"hash"`              // of the settings that it applies or has applied
	Running bool         `json:"running,omitempty"` // there are members left
	After   bot.MemberID `json:"after,omitempty"`   // the last member done
}

// putDue records that a member is to be settled by the next tick.
func putDue(t *bot.Turn, id bot.MemberID, again bool) error {
	value := []byte{0}
	if again {
		value[0] = 1
	}
	return dueRows.Put(t.State(), store.K2(t.Community.ID, id), value)
}

func dropDue(t *bot.Turn, id bot.MemberID) error {
	return dueRows.Delete(t.State(), store.K2(t.Community.ID, id))
}

// later schedules a member for the next tick.
func (r *round) later(id bot.MemberID, again bool) error {
	if err := putDue(r.t, id, again); err != nil {
		return err
	}
	return r.t.SetTimer(timerSettle, r.t.Now(), nil)
}

// notice starts a campaign if what sources give has changed since the last one. It
// checks each configuration once.
func (k *Keeper) notice(t *bot.Turn) error {
	com := t.Community
	if k.noticed[com.ID] == com {
		return nil
	}
	now, err := k.hash(com)
	if err != nil {
		return err
	}
	c, _, err := campaignRows.Get(t.State(), com.ID)
	if err != nil {
		return err
	}
	k.noticed[com.ID] = com
	t.OnRollback(func() { delete(k.noticed, com.ID) })
	if c.Hash == now {
		return nil
	}
	if err := campaignRows.Put(t.State(), com.ID, campaign{Hash: now, Running: true}); err != nil {
		return err
	}
	return t.SetTimer(timerSettle, t.Now(), nil)
}

// hash covers everything in a configuration that decides who has what; empty if
// it gives nothing.
func (k *Keeper) hash(c *bot.Community) (string, error) {
	all := []any{c.Spaces}
	for _, s := range k.sources {
		if basis := s.Basis(c); basis != nil {
			all = append(all, basis)
		}
	}
	if len(all) == 1 {
		return "", nil
	}
	b, err := json.Marshal(all)
	if err != nil {
		return "", fmt.Errorf("compare what is granted: %w", err)
	}
	return sum(b), nil
}

func sum(b []byte) string {
	h := fnv.New64a()
	h.Write(b)
	return fmt.Sprintf("%016x", h.Sum64())
}

// goOn settles the members that are due, and then the next ones of the
// campaign.
func (r *round) goOn() error {
	n, err := r.due()
	if err != nil {
		return err
	}
	more := n == chunk
	if !more && r.acts < maxActs {
		if more, err = r.advance(chunk - n); err != nil {
			return err
		}
	}
	if more || r.acts == maxActs {
		return r.t.SetTimer(timerSettle, r.t.Now().Add(pause), nil)
	}
	return nil
}

func (r *round) due() (n int, err error) {
	err = dueRows.ScanPrefix(r.t.State(), dueKeys.Under(r.t.Community.ID), false, chunk, func(key store.Key2[string, bot.MemberID], v []byte) (bool, error) {
		again := len(v) == 1 && v[0] == 1
		if err := dueRows.Delete(r.t.State(), key); err != nil {
			return false, err
		}
		n++
		err := r.member(key.B, again)
		return r.acts < maxActs, err
	})
	return n, err
}

// advance settles up to n members of the campaign; more reports that it is not
// finished.
func (r *round) advance(n int) (more bool, err error) {
	c, _, err := campaignRows.Get(r.t.State(), r.t.Community.ID)
	if err != nil || !c.Running {
		return false, err
	}
	c.Running = false
	err = r.k.members.After(r.t.State(), r.t.Community.ID, c.After, func(m *bot.Member, accounts []bot.UserID) (bool, error) {
		if n == 0 || r.acts == maxActs {
			c.Running = true
			return false, nil
		}
		n--
		c.After = m.ID
		return true, r.accounts(m.ID, accounts, false)
	})
	if err != nil {
		return false, err
	}
	return c.Running, campaignRows.Put(r.t.State(), r.t.Community.ID, c)
}

// standing retries what was refused in a space, if authority has changed there.
func (r *round) standing() error {
	b, err := json.Marshal(r.t.Event.Standing)
	if err != nil {
		return fmt.Errorf("compare standing: %w", err)
	}
	space, state := r.t.Event.Place.Space(), r.t.State()
	key, now := store.K2(r.t.Community.ID, space), sum(b)
	was, _, err := standingRows.Get(state, key)
	if err != nil || was == now {
		return err
	}
	if err := standingRows.Put(state, key, now); err != nil {
		return err
	}
	failed := failedKeys.Under2(r.t.Community.ID, space)
	return failedRows.ScanPrefix(state, failed, false, 0, func(k store.Key3[string, bot.Place, bot.UserID], _ struct{}) (bool, error) {
		m, err := r.t.MemberByUser(bot.User{ID: k.C})
		if err != nil || m == nil {
			return err == nil, err
		}
		return true, r.later(m.ID, false)
	})
}
