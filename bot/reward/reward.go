// Package reward gives members things, once for a reason: points, and what features register as
// kinds, such as a badge or a role for a month.
//
// A Reward is what the configuration says under reward:. Giver.Give hands it to a member for a
// source, a name that its caller chooses, such as "draw/7/mug". A source gives a member at most one
// reward, ever: the row that records it is written in the same transaction as what was given, is
// merged when accounts are linked, and stays when the reward is taken back or the member forgotten.
//
// Points are booked from mint:reward, or from the mint of Giver.From. Everything else is a Kind,
// which wire registers. A reward of a kind that nobody registered does not get past Validate.
package reward

import (
	"slices"
	"time"
)

// Reward is what is given. All of its parts are given together; the zero Reward is nothing.
type Reward struct {
	Points  int64         `yaml:"points" json:"points,omitempty" doc:"points" min:"1" max:"1000000000"`
	Badge   string        `yaml:"badge" json:"badge,omitempty" doc:"the id of a badge under badges"`
	Role    string        `yaml:"role" json:"role,omitempty" doc:"a role, such as discord:1122/role/555"`
	Tag     string        `yaml:"tag" json:"tag,omitempty" doc:"shown beside the name where the platform has tags; at most 16 characters, no emoji"`
	For     time.Duration `yaml:"for" json:"for,omitempty" doc:"how long the role or tag stays; for good if left out" max:"87600h"`
	Item    string        `yaml:"item" json:"item,omitempty" doc:"the id of an item under shop, at no price"`
	Code    string        `yaml:"code" json:"code,omitempty" doc:"the pool that a code is taken from"`
	Entries int           `yaml:"entries" json:"entries,omitempty" doc:"further entries in the next draw that closes with an entry of the member" min:"1" max:"1000"`
	MakeUp  int           `yaml:"make_up" json:"make_up,omitempty" doc:"missed days that can be made up for without a price" min:"1" max:"31"`
}

// The kinds, by their keys in the configuration. Points are none: the Giver books them itself.
const (
	Badge   = "badge"
	Role    = "role"
	Tag     = "tag"
	Item    = "item"
	Code    = "code"
	Entries = "entries"
	MakeUp  = "make_up"
)

// IsZero reports whether nothing is given.
func (r Reward) IsZero() bool { return r == Reward{} }

// kinds returns the kinds of which there is something, in the order of the constants.
func (r Reward) kinds() []string {
	parts := []struct {
		kind string
		has  bool
	}{
		{Badge, r.Badge != ""}, {Role, r.Role != ""}, {Tag, r.Tag != ""}, {Item, r.Item != ""}, {Code, r.Code != ""},
		{Entries, r.Entries > 0}, {MakeUp, r.MakeUp > 0},
	}
	var kinds []string
	for _, p := range parts {
		if p.has {
			kinds = append(kinds, p.kind)
		}
	}
	return kinds
}

// Named returns the name that a reward gives for a kind, such as the id of its badge; empty for none.
func (r Reward) Named(kind string) string {
	return map[string]string{Badge: r.Badge, Role: r.Role, Tag: r.Tag, Item: r.Item, Code: r.Code}[kind]
}

const shortest = time.Minute

// Validate calls fault for each part that can't be given, with its path within the reward. offered
// lists the kinds that somebody gives in the community: Giver.Kinds, or fewer.
func (r Reward) Validate(offered []string, fault func(path, code string, args ...any)) {
	for _, kind := range r.kinds() {
		if !slices.Contains(offered, kind) {
			fault(kind, "reward.not_offered")
		}
	}
	switch {
	case r.For > 0 && r.Role == "" && r.Tag == "":
		fault("for", "reward.for_what")
	case r.For > 0 && r.For < shortest:
		fault("for", "reward.short", shortest)
	}
}
