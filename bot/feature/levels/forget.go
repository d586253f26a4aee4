package levels

import (
	"maps"
	"slices"

	"github.com/stewardbot/steward/bot"
)

// Forget implements bot.Routes: roles and tags are taken back, and the records
// of the accounts are erased. The level reached stays, so that it is not
// announced again.
func (f *Feature) Forget(t *bot.Turn, who *bot.Forgotten) error {
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

// Disclose implements bot.Routes.
func (f *Feature) Disclose(t *bot.Turn, m bot.MemberID) ([]string, error) {
	s := settings(t.Community)
	level, err := reached(t, m)
	if err != nil || level >= len(s) {
		return nil, err
	}
	return []string{t.Text("levels.data", bot.Args{"Level": s[level].Name})}, nil
}
