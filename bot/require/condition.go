// Package require holds the conditions of all features: who may buy, enter,
// vote or get a badge.
//
// A [Condition] is what the configuration writes below "require:" or "when:".
// Everything in it must hold; the zero Condition is met by all. [Judge.Check]
// compares it with the facts about a member, and answers with what is missing,
// in the member's language ([Unmet]). [Judge.Gate] does the same for the
// section "gates", which keeps made-up accounts out of what is worth something.
// The facts come from functions ([Sources]), so the package knows no feature.
//
// Accounts on Telegram don't tell their age. An account is at least as old as
// its owner's membership in the community, so that counts instead; a member who
// links a Discord account is judged by the oldest.
//
// Members who turned off daily counts (/mystats off) can't be asked on which
// days they wrote: conditions on days are not met then, and the answer says why.
// What can't be known is not met either way: neither such a condition nor its
// opposite (not), and so with an expression that fails, by a division by zero
// for instance.
package require

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/timing"
)

// Condition is what a feature asks of a member. All of it must hold.
type Condition struct {
	Level      int           `yaml:"level" doc:"at this level or above, counted from 0" min:"1" max:"1000"`
	Points     int64         `yaml:"points" doc:"so many points earned in all" min:"1"`
	Balance    int64         `yaml:"balance" doc:"so many points left to spend" min:"1"`
	Messages   Messages      `yaml:"messages" doc:"so many messages written: 5, or {count: 5, within: 30d, days: 3}"`
	CheckIns   int64         `yaml:"check_ins" doc:"so many check-ins in all" min:"1"`
	Streak     int64         `yaml:"streak" doc:"so many check-ins in a row" min:"1" unit:"days"`
	MemberFor  time.Duration `yaml:"member_for" doc:"known here for so long: 7d" max:"3650d"`
	AccountAge time.Duration `yaml:"account_age" doc:"an account that is so old: 30d; Telegram does not tell, there the time as a member counts" max:"3650d"`
	Roles      []string      `yaml:"roles,one" doc:"one of these roles, such as discord:1122/role/5"`
	Badges     []string      `yaml:"badges,one" doc:"all of these badges, by id"`
	Tags       []string      `yaml:"tags,one" doc:"all of these tags, by name"`
	Linked     bool          `yaml:"linked" doc:"accounts on two platforms that are linked"`
	Not        *Condition    `yaml:"not" doc:"this must not hold"`
	Any        []Condition   `yaml:"any" doc:"one of these must hold"`
	If         string        `yaml:"if" doc:"an expression over the same facts: level >= 3 || streak > 10; see docs/economy.md"`
}

// Messages asks for messages in the community that no rule removed.
type Messages struct {
	Count  int64         `yaml:"count,short" doc:"so many messages" min:"1"`
	Within timing.Period `yaml:"within" doc:"in the last 30d, or in this day, week, month or quarter; ever if left out"`
	Days   int64         `yaml:"days" doc:"on so many different days" min:"1" max:"400" unit:"days"`
}

func (m Messages) isZero() bool { return m.Count == 0 && m.Days == 0 }

// IsZero reports whether the condition is met by all.
func (c *Condition) IsZero() bool {
	return c == nil || c.Level == 0 && c.Points == 0 && c.Balance == 0 && c.Messages.isZero() && c.CheckIns == 0 && c.Streak == 0 &&
		c.MemberFor == 0 && c.AccountAge == 0 && len(c.Roles) == 0 && len(c.Badges) == 0 && len(c.Tags) == 0 && !c.Linked && c.Not == nil && len(c.Any) == 0 && c.If == ""
}

// The bounds of a condition.
const (
	maxDepth = 8
	maxNames = 20  // roles, badges, tags, alternatives
	maxDays  = 400 // that messages are counted by
)

// countable reports whether messages can be counted within a period: by whole
// days.
func countable(p timing.Period) bool {
	const day = 24 * time.Hour
	return p.Span()%day == 0 && p.Span() <= maxDays*day
}

// Validate calls fault for each invalid value, with its path within the
// condition. Whether levels, roles, badges and tags exist is the caller's to say: see
// Each.
func (c *Condition) Validate(fault func(path, code string, args ...any)) {
	c.Each(func(path string, c *Condition) { c.validate(path, fault) })
	if c.depth() > maxDepth {
		fault("", "require.deep", maxDepth)
	}
}

func (c *Condition) validate(path string, fault func(path, code string, args ...any)) {
	if w := c.Messages.Within; !w.IsZero() {
		switch {
		case c.Messages.isZero():
			fault(below(path, "messages.within"), "require.within_alone")
		case !countable(w):
			fault(below(path, "messages.within"), "require.within", maxDays)
		}
	}
	for key, list := range map[string][]string{"roles": c.Roles, "badges": c.Badges, "tags": c.Tags} {
		if len(list) > maxNames {
			fault(below(path, key), "require.many", len(list), maxNames)
		}
		for i, name := range list {
			at := below(path, fmt.Sprintf("%s[%d]", key, i))
			_, isRole := bot.Place(name).Role()
			switch {
			case key == "roles" && !isRole:
				fault(at, "grant.role")
			case strings.TrimSpace(name) == "":
				fault(at, map[string]string{"badges": "require.badge", "tags": "require.tag"}[key])
			case slices.Contains(list[:i], name):
				fault(at, "setting.twice")
			}
		}
	}
	if c.Not != nil && c.Not.IsZero() {
		fault(below(path, "not"), "require.nothing")
	}
	if len(c.Any) > maxNames {
		fault(below(path, "any"), "require.many", len(c.Any), maxNames)
	}
	for i := range c.Any {
		if c.Any[i].IsZero() {
			fault(below(path, fmt.Sprintf("any[%d]", i)), "require.nothing")
		}
	}
	if c.If != "" {
		if _, err := compile(c.If); err != nil {
			fault(below(path, "if"), "as_is", err)
		}
	}
}

// Each calls fn for the condition and all that it contains, with their paths.
func (c *Condition) Each(fn func(path string, c *Condition)) { c.each("", maxDepth, fn) }

func (c *Condition) each(path string, depth int, fn func(string, *Condition)) {
	if c == nil || depth == 0 {
		return
	}
	fn(path, c)
	c.Not.each(below(path, "not"), depth-1, fn)
	for i := range c.Any {
		c.Any[i].each(below(path, fmt.Sprintf("any[%d]", i)), depth-1, fn)
	}
}

func (c *Condition) depth() int {
	if c == nil {
		return 0
	}
	deepest := c.Not.depth()
	for i := range c.Any {
		deepest = max(deepest, c.Any[i].depth())
	}
	return 1 + deepest
}

func below(path, key string) string {
	if path == "" {
		return key
	}
	return path + "." + key
}
