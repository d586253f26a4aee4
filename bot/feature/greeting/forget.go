package greeting

import (
	"slices"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/store"
)

// Forget implements bot.Forgetter: nobody is greeted who is no member any more.
func (*Feature) Forget(t *bot.Turn, who *bot.Forgotten) error {
	prefix := store.AppendString(nil, t.Community.ID)
	return t.State().Scan(tableGathered, prefix, store.PrefixEnd(prefix), false, 0, func(k, _ []byte) (bool, error) {
		var g gathered
		if _, err := load(t, tableGathered, k, &g); err != nil {
			return false, err
		}
		n := len(g.List)
		g.List = slices.DeleteFunc(g.List, func(o one) bool { return o.Member == who.Member })
		if len(g.List) == n {
			return true, nil
		}
		return true, save(t, tableGathered, k, g)
	})
}
