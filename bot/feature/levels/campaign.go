package levels

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

// campaign goes through all members after a change of what levels give.
type campaign struct {
	Hash    string       `json:"hash"`              // of the settings that it applies or has applied
	Running bool         `json:"running,omitempty"` // there are members left
	After   bot.MemberID `json:"after,omitempty"`   // the last member done
}

// later schedules a member for the next tick.
func later(t *bot.Turn, id bot.MemberID, anew bool) error {
	value := []byte{0}
	if anew {
		value[0] = 1
	}
	if err := dueRows.Put(t.State(), store.K2(t.Community.ID, id), value); err != nil {
		return err
	}
	return t.SetTimer(timerSettle, t.Now(), nil)
}

// notice starts a campaign if the levels have changed since the last one. It
// checks each configuration once.
func (f *Feature) notice(t *bot.Turn) error {
	com := t.Community
	if f.noticed[com.ID] == com {
		return nil
	}
	now, err := settings(com).hash(com.Spaces)
	if err != nil {
		return err
	}
	c, _, err := campaignRows.Get(t.State(), com.ID)
	if err != nil {
		return err
	}
	f.noticed[com.ID] = com
	t.OnRollback(func() { delete(f.noticed, com.ID) })
	if c.Hash == now {
		return nil
	}
	if err := campaignRows.Put(t.State(), com.ID, campaign{Hash: now, Running: true}); err != nil {
		return err
	}
	return t.SetTimer(timerSettle, t.Now(), nil)
}

// hash covers everything that decides who has what; empty if the levels give
// nothing.
func (s Settings) hash(spaces []bot.Place) (string, error) {
	gives := false
	for _, l := range s {
		gives = gives || len(l.Roles) > 0 || l.Tag != ""
	}
	if !gives {
		return "", nil
	}
	type level struct {
		At    int64
		Roles []string
		Tag   string
	}
	all := make([]level, len(s))
	for i, l := range s {
		all[i] = level{l.At, l.Roles, l.Tag}
	}
	b, err := json.Marshal([]any{spaces, all})
	if err != nil {
		return "", fmt.Errorf("compare levels: %w", err)
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
func (g *grants) goOn() error {
	n, err := g.due()
	if err != nil {
		return err
	}
	more := n == chunk
	if !more && g.acts < maxActs {
		if more, err = g.advance(chunk - n); err != nil {
			return err
		}
	}
	if more || g.acts == maxActs {
		return g.t.SetTimer(timerSettle, g.t.Now().Add(pause), nil)
	}
	return nil
}

func (g *grants) due() (n int, err error) {
	err = dueRows.ScanPrefix(g.t.State(), dueKeys.Under(g.t.Community.ID), false, chunk, func(k store.Key2[string, bot.MemberID], v []byte) (bool, error) {
		anew := len(v) == 1 && v[0] == 1
		if err := dueRows.Delete(g.t.State(), k); err != nil {
			return false, err
		}
		n++
		err := g.member(k.B, anew)
		return g.acts < maxActs, err
	})
	return n, err
}

// advance settles up to n members of the campaign; more reports that it is not
// finished.
func (g *grants) advance(n int) (more bool, err error) {
	c, _, err := campaignRows.Get(g.t.State(), g.t.Community.ID)
	if err != nil || !c.Running {
		return false, err
	}
	c.Running = false
	err = g.f.members.After(g.t.State(), g.t.Community.ID, c.After, func(m *bot.Member, accounts []bot.UserID) (bool, error) {
		if n == 0 || g.acts == maxActs {
			c.Running = true
			return false, nil
		}
		n--
		c.After = m.ID
		return true, g.accounts(m.ID, accounts, false)
	})
	if err != nil {
		return false, err
	}
	return c.Running, campaignRows.Put(g.t.State(), g.t.Community.ID, c)
}

// standing retries what was refused in a space, if authority has changed there.
func (g *grants) standing() error {
	b, err := json.Marshal(g.t.Event.Standing)
	if err != nil {
		return fmt.Errorf("compare standing: %w", err)
	}
	space, state := g.t.Event.Place.Space(), g.t.State()
	key, now := store.K2(g.t.Community.ID, space), sum(b)
	was, _, err := standingRows.Get(state, key)
	if err != nil || was == now {
		return err
	}
	if err := standingRows.Put(state, key, now); err != nil {
		return err
	}
	failed := failedKeys.Under2(g.t.Community.ID, space)
	return failedRows.ScanPrefix(state, failed, false, 0, func(k store.Key3[string, bot.Place, bot.UserID], _ struct{}) (bool, error) {
		m, err := g.t.MemberByUser(bot.User{ID: k.C})
		if err != nil || m == nil {
			return err == nil, err
		}
		return true, later(g.t, m.ID, false)
	})
}
