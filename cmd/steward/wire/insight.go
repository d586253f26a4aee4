package wire

import (
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/member"
	"github.com/stewardbot/steward/bot/phrase"
	"github.com/stewardbot/steward/bot/require"
	"github.com/stewardbot/steward/bot/stats"
	"github.com/stewardbot/steward/store"
)

// Select returns the members of a community for whom an expression holds now; empty: all. It
// reads every member.
func Select(r store.Reader, c *bot.Community, now time.Time, where, segment string) (stats.Set, error) {
	if segment != "" {
		return stats.Set{}, phrase.New("insight.no_segment", segment)
	}
	holds := &require.Condition{If: where}
	var fault *phrase.Phrase
	holds.Validate(func(_, code string, args ...any) { fault = phrase.New(code, args...) })
	if fault != nil {
		return stats.Set{}, phrase.New("insight.where", fault)
	}
	p := wordless()
	t := bot.NewTurn(&reading{store: store.NewOverlay(r), members: p.Members, community: c.ID, now: now}, now)
	t.Community = c
	var ids []bot.MemberID
	err := p.Members.Each(r, c.ID, func(m *bot.Member, _ []bot.UserID) error {
		unmet, err := p.Require.Check(t, m.ID, holds)
		if err == nil && unmet.None() {
			ids = append(ids, m.ID)
		}
		return err
	})
	return stats.NewSet(ids...), err
}

// reading is the host of a turn that nothing happens in: facts are read with it.
type reading struct {
	bot.Host
	store     *store.Overlay
	members   *member.Directory
	community string
	now       time.Time
}

// State implements bot.Host.
func (h *reading) State() bot.State { return h.store }

// Now implements bot.Host.
func (h *reading) Now() time.Time { return h.now }

// MemberByID implements bot.Host.
func (h *reading) MemberByID(id bot.MemberID) (*bot.Member, error) {
	return h.members.ByID(h.store, h.community, id)
}
