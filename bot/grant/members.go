package grant

import (
	"maps"
	"slices"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/store"
)

// forget takes back roles and tags, and erases what is stored of them.
func (k *Keeper) forget(t *bot.Turn, who *bot.Forgotten) error {
	err := eachGiven(t, who.Member, func(source string, _ given) error { return drop(t, who.Member, source) })
	if err != nil {
		return err
	}
	for _, u := range who.Accounts {
		err := grantedRows.ScanPrefix(t.State(), grantedKeys.Under2(t.Community.ID, u), false, 0, func(k grantedKey, _ granted) (bool, error) {
			return true, takeAll(t, where{u, k.C})
		})
		if err != nil {
			return err
		}
	}
	return nil
}

func takeAll(t *bot.Turn, w where) error {
	g, err := loadGranted(t.State(), t.Community.ID, w)
	if err != nil {
		return err
	}
	for _, role := range slices.Sorted(maps.Keys(g.Roles)) {
		if h := g.Roles[role]; !h.Take && !h.Lost {
			t.Do(bot.Role{Place: w.Space, User: w.User, Role: role, Take: true})
		}
	}
	if g.Tag != "" {
		t.Do(bot.Tag{Place: w.Space, User: w.User})
	}
	return new(granted).save(t.State(), t.Community.ID, w)
}

func disclose(t *bot.Turn, m bot.MemberID) (lines []string, err error) {
	err = eachGiven(t, m, func(_ string, row given) error {
		args := bot.Args{"What": row.Tag}
		if row.Role != "" {
			args["What"] = row.Role
		}
		if row.Until.IsZero() {
			lines = append(lines, t.Text("grant.data", args))
			return nil
		}
		args["Until"] = t.Community.Clock(row.Until)
		lines = append(lines, t.Text("grant.data_until", args))
		return nil
	})
	return lines, err
}

// merge gives into what from was given. Where one source gave both something, the later end counts.
func (k *Keeper) merge(t *bot.Turn, from, into bot.MemberID) error {
	err := eachGiven(t, from, func(source string, row given) error {
		if err := drop(t, from, source); err != nil {
			return err
		}
		other, both, err := givenRows.Get(t.State(), store.K3(t.Community.ID, into, source))
		switch {
		case err != nil:
			return err
		case both && (other.Until.IsZero() || !row.Until.IsZero() && other.Until.After(row.Until)):
			return nil
		case both:
			if err := drop(t, into, source); err != nil {
				return err
			}
		}
		return put(t, into, source, row)
	})
	if err != nil {
		return err
	}
	return (&round{k: k, t: t}).member(into, true)
}

// part gives left, an account that is its own member now, what its sources want. What from was given
// stays with from.
func (k *Keeper) part(t *bot.Turn, _, left bot.MemberID) error {
	return (&round{k: k, t: t}).member(left, true)
}
