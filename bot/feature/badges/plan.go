package badges

import (
	"slices"

	"github.com/stewardbot/steward/bot"
)

// plan is what a community's badges need, worked out once for a configuration.
type plan struct {
	of     *bot.Community
	badges []Badge
	auto   []int            // those with a condition
	by     map[string][]int // of these, by the key of a fact; "" for those that change with time alone
}

// timely are the facts that may change without being counted.
var timely = []string{"member_for", "account_age", "linked", "balance", "roles", "tags"}

func (f *Feature) plan(t *bot.Turn) (plan, error) {
	c := t.Community
	if p := f.plans[c.ID]; p.of == c {
		return p, nil
	}
	list, err := f.kind.All(t)
	if err != nil {
		return plan{}, err
	}
	p := plan{of: c, badges: list}
	for i, b := range list {
		if b.When == nil {
			continue
		}
		if p.by == nil {
			p.by = map[string][]int{}
		}
		p.auto = append(p.auto, i)
		daily := false
		for _, fact := range b.When.Uses() {
			p.by[fact] = append(p.by[fact], i)
			daily = daily || slices.Contains(timely, fact)
		}
		if daily {
			p.by[""] = append(p.by[""], i)
		}
	}
	f.plans[c.ID] = p
	t.OnRollback(func() { delete(f.plans, c.ID) })
	return p, nil
}

// id returns the badge with an id.
func (p plan) id(id string) (b Badge, ok bool) {
	i := slices.IndexFunc(p.badges, func(b Badge) bool { return b.ID == id })
	if i < 0 {
		return b, false
	}
	return p.badges[i], true
}

// find returns the badge that a word means.
func (p plan) find(word string) (b Badge, ok bool) {
	i := slices.IndexFunc(p.badges, func(b Badge) bool { return b.called(word) })
	if i < 0 {
		return b, false
	}
	return p.badges[i], true
}
