package greeting

import (
	"slices"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/store"
)

// Forget implements bot.Routes: a forgotten person is not greeted.
func (*Feature) Forget(t *bot.Turn, who *bot.Forgotten) error {
	return gatheredRows.ScanPrefix(t.State(), spots.Under(t.Community.ID), false, 0, func(k store.Key3[string, string, bot.Place], g gathered) (bool, error) {
		n := len(g.List)
		g.List = slices.DeleteFunc(g.List, func(o one) bool { return o.Member == who.Member })
		if len(g.List) == n {
			return true, nil
		}
		return true, gatheredRows.Put(t.State(), k, g)
	})
}
