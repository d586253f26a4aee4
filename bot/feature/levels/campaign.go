package levels

import (
	"encoding/json"
	"fmt"
	"hash/fnv"
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/store"
)

const (
	// tableCampaign: community -> campaign.
	tableCampaign = "levels_campaign"
	// tableDue: (community, member) of those who are to be settled by the next
	// tick -> anew.
	tableDue = "levels_due"
	// tableStanding: (community, space) -> a hash of the last snapshot of who has
	// authority.
	tableStanding = "levels_standing"
)

// timerSettle is the tick that goes on with what is due and with the campaign:
// at most chunk members, and then again after pause.
const (
	timerSettle = "settle"
	chunk       = 50
	pause       = 5 * time.Second
)

// campaign goes through all members after a change of what levels give.
type campaign struct {
	Hash    string       `json:"hash"`              // of the settings that it brings about, or has brought about
	Running bool         `json:"running,omitempty"` // there are members left
	After   bot.MemberID `json:"after,omitempty"`   // the last one that is done
}

// later has a member settled by the next tick.
func later(t *bot.Turn, id bot.MemberID, anew bool) error {
	value := []byte{0}
	if anew {
		value[0] = 1
	}
	key := store.AppendUint64(store.AppendString(nil, t.Community.ID), uint64(id))
	if err := t.State().Put(tableDue, key, value); err != nil {
		return err
	}
	return t.SetTimer(timerSettle, t.Now(), nil)
}

// notice starts a campaign if the levels give something else than at the last
// one. It looks once at each configuration that it meets.
func (f *Feature) notice(t *bot.Turn) error {
	com := t.Community
	if f.noticed[com.ID] == com {
		return nil
	}
	now, err := settings(com).hash(com.Spaces)
	if err != nil {
		return err
	}
	var c campaign
	key := store.AppendString(nil, com.ID)
	if _, err := loadJSON(t.State(), tableCampaign, key, &c); err != nil {
		return err
	}
	f.noticed[com.ID] = com
	t.OnRollback(func() { delete(f.noticed, com.ID) })
	if c.Hash == now {
		return nil
	}
	if err := saveJSON(t.State(), tableCampaign, key, campaign{Hash: now, Running: true}); err != nil {
		return err
	}
	return t.SetTimer(timerSettle, t.Now(), nil)
}

// hash is of all that decides who has what; empty if the levels give nothing.
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

// goOn settles those that are due, and then the next ones of the campaign.
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
	prefix := store.AppendString(nil, g.t.Community.ID)
	err = g.t.State().Scan(tableDue, prefix, store.PrefixEnd(prefix), false, chunk, func(k, v []byte) (bool, error) {
		id, _, err := store.TakeUint64(k[len(prefix):])
		if err != nil {
			return false, fmt.Errorf("table %s, key %x: %w", tableDue, k, err)
		}
		anew := len(v) == 1 && v[0] == 1
		if err := g.t.State().Delete(tableDue, k); err != nil {
			return false, err
		}
		n++
		err = g.member(bot.MemberID(id), anew)
		return g.acts < maxActs, err
	})
	return n, err
}

// advance settles up to n members of the campaign; more: it goes on.
func (g *grants) advance(n int) (more bool, err error) {
	var c campaign
	key := store.AppendString(nil, g.t.Community.ID)
	if _, err := loadJSON(g.t.State(), tableCampaign, key, &c); err != nil || !c.Running {
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
	return c.Running, saveJSON(g.t.State(), tableCampaign, key, c)
}

// standing tries again what was refused in a space, if authority has changed
// there.
func (g *grants) standing() error {
	b, err := json.Marshal(g.t.Event.Standing)
	if err != nil {
		return fmt.Errorf("compare standing: %w", err)
	}
	space, state := g.t.Event.Place.Space(), g.t.State()
	key, now := failedPrefix(g.t.Community.ID, space), sum(b)
	was, err := state.Get(tableStanding, key)
	if err != nil || string(was) == now {
		return err
	}
	if err := state.Put(tableStanding, key, []byte(now)); err != nil {
		return err
	}
	return state.Scan(tableFailed, key, store.PrefixEnd(key), false, 0, func(k, _ []byte) (bool, error) {
		m, err := g.t.MemberByUser(bot.User{ID: bot.UserID(k[len(key):])})
		if err != nil || m == nil {
			return err == nil, err
		}
		return true, later(g.t, m.ID, false)
	})
}
