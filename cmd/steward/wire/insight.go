package wire

import (
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/engine"
	"github.com/stewardbot/steward/bot/feature/terms"
	"github.com/stewardbot/steward/bot/insight"
	"github.com/stewardbot/steward/bot/inspect"
	"github.com/stewardbot/steward/bot/phrase"
	"github.com/stewardbot/steward/bot/require"
	"github.com/stewardbot/steward/bot/segment"
	"github.com/stewardbot/steward/bot/stats"
	"github.com/stewardbot/steward/store"
)

// Select returns the members of a community for whom an expression holds now, and who are in a
// segment; empty: all. It reads every member among some; nil: of all.
func Select(r store.Reader, c *bot.Community, now time.Time, where, name string, among *stats.Set) (stats.Set, error) {
	holds := &require.Condition{If: where}
	var fault *phrase.Phrase
	holds.Validate(func(_, code string, args ...any) { fault = phrase.New(code, args...) })
	if fault != nil {
		return stats.Set{}, phrase.New("insight.where", fault)
	}
	p, t := wordless(), require.Over(r, c, now)
	v, err := p.sorter().View(t)
	if err != nil {
		return stats.Set{}, err
	}
	if name != "" {
		names, given := segment.Names(v.Own()), name
		var ok bool
		if name, ok = segment.Find(names, given); !ok {
			return stats.Set{}, phrase.New("segment.unknown", given, names)
		}
	}
	var ids []bot.MemberID
	check := func(id bot.MemberID) error {
		unmet, err := p.Require.Check(t, id, holds)
		if err == nil && unmet.None() {
			ids = append(ids, id)
		}
		return err
	}
	if among != nil && name == "" {
		err = among.All(check)
		return stats.NewSet(ids...), err
	}
	err = p.Members.Each(r, c.ID, func(m *bot.Member, accounts []bot.UserID) error {
		if among != nil && !among.Has(m.ID) {
			return nil
		}
		if name != "" {
			f, err := v.Of(m, accounts)
			if err != nil || !f.In(name) {
				return err
			}
		}
		return check(m.ID)
	})
	return stats.NewSet(ids...), err
}

// journal is from where words are counted each week.
func journal() terms.Journal {
	lines := func(r store.Reader, from uint64, n int, wanted func(string) bool, fn func(string, *insight.Heard)) (uint64, bool, error) {
		return engine.Lines(r, from, n, wanted, func(rec engine.Recorded) { fn(rec.Community, inspect.Heard(&rec)) })
	}
	return terms.Journal{Lines: lines, LineAt: engine.LineAt}
}
