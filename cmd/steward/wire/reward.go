package wire

import (
	"slices"
	"sync"

	"github.com/stewardbot/steward/bot/config"
	"github.com/stewardbot/steward/bot/feature/badges"
	"github.com/stewardbot/steward/bot/grant"
	"github.com/stewardbot/steward/bot/reward"
)

// rewarding returns the kinds of rewards that the features give.
var rewarding = sync.OnceValue(func() []string {
	p := wordless()
	Features(p)
	return p.Rewards.Kinds()
})

// things list what a community's configuration defines of a kind of rewards, by name.
var things = map[string]func(*config.Community) []string{reward.Badge: badgeIDs, reward.Item: itemsOf}

func badgeIDs(c *config.Community) (ids []string) {
	for _, b := range *c.Section(badges.Section).(*badges.Settings) {
		ids = append(ids, b.ID)
	}
	return ids
}

// checkReward reports what of a reward, at a path within the section, can't be given.
func checkReward(r *config.Report, path string, w reward.Reward) {
	part := r.At(path)
	if w.IsZero() && r.Has(path) {
		r.Fault(path, "reward.nothing")
	}
	w.Validate(rewarding(), part.Fault)
	if w.Role != "" {
		grant.CheckRole(w.Role, "role", part.Fault)
		ownRole(r, path+".role", w.Role)
	}
	grant.CheckTag(w.Tag, "tag", part.Fault)
	for kind, names := range things {
		if name, known := w.Named(kind), names(r.Community()); name != "" && !slices.Contains(known, name) {
			unknown(part, kind, name, known)
		}
	}
}

// unknown reports a name that is none of those known.
func unknown(r *config.Report, path, name string, known []string) {
	if len(known) == 0 {
		r.Fault(path, "reward.none", name)
		return
	}
	r.Fault(path, "reward.unknown", name, known)
}
