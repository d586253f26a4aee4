package reward

import (
	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/answer"
	"github.com/stewardbot/steward/bot/phrase"
	"github.com/stewardbot/steward/store"
)

// Name implements bot.Feature.
func (*Giver) Name() string { return "reward" }

// Routes implements bot.Feature. Nothing is forgotten: what is stored names sources and things, and
// keeps a person who comes back from getting them again.
func (g *Giver) Routes() bot.Routes {
	return bot.Routes{
		Forget:   func(*bot.Turn, *bot.Forgotten) error { return nil },
		Disclose: disclose, Merge: merge, Part: part,
	}
}

// each calls fn for what a member was given, by source.
func each(t *bot.Turn, m bot.MemberID, fn func(source string, row given) error) error {
	return rows.ScanPrefix(t.State(), keys.Under2(t.Community.ID, m), false, 0, func(k store.Key3[string, bot.MemberID, string], row given) (bool, error) {
		return true, fn(k.C, row)
	})
}

// merge makes what from was given count as given to into. What both were given from one source stays
// with both, and is taken back together.
func merge(t *bot.Turn, from, into bot.MemberID) error {
	return each(t, from, func(source string, row given) error {
		key := store.K3(t.Community.ID, into, source)
		kept, both, err := rows.Get(t.State(), key)
		if err != nil {
			return err
		}
		if both && !kept.Closed {
			if !row.Closed {
				kept.Entries = append(kept.Entries, row.Entries...)
			}
			row = kept
		}
		if err := rows.Put(t.State(), key, row); err != nil {
			return err
		}
		return rows.Delete(t.State(), store.K3(t.Community.ID, from, source))
	})
}

// part makes left, who was part of from, unable to get the same again.
func part(t *bot.Turn, from, left bot.MemberID) error {
	return each(t, from, func(source string, _ given) error {
		return rows.Put(t.State(), store.K3(t.Community.ID, left, source), given{Closed: true})
	})
}

func disclose(t *bot.Turn, m bot.MemberID) ([]string, error) {
	n := 0
	err := each(t, m, func(string, given) error { n++; return nil })
	if err != nil || n == 0 {
		return nil, err
	}
	return []string{t.Text("reward.data", bot.Args{"Count": n})}, nil
}

// Text lists the parts of a reward, in the turn's language: "100 points and the badge Champion". It
// is empty for the zero Reward.
func (g *Giver) Text(t *bot.Turn, r Reward) string {
	var parts []string
	if r.Points > 0 {
		parts = append(parts, answer.Points(t, r.Points))
	}
	for _, kind := range r.kinds() {
		if k, ok := g.kinds[kind]; ok {
			parts = append(parts, k.Text(t, r))
		}
	}
	return phrase.In(t.Language(), phrase.And(parts))
}
