package require

import "slices"

// Uses returns the facts that the condition asks about, by their keys in a configuration, each once:
// "messages", "roles". A part of an expression counts as the key of the same fact.
func (c *Condition) Uses() (keys []string) {
	add := func(key string, uses bool) {
		if uses && !slices.Contains(keys, key) {
			keys = append(keys, key)
		}
	}
	c.Each(func(_ string, c *Condition) {
		add("level", c.Level > 0)
		add("points", c.Points > 0)
		add("balance", c.Balance > 0)
		add("messages", !c.Messages.isZero())
		add("check_ins", c.CheckIns > 0)
		add("streak", c.Streak > 0)
		add("member_for", c.MemberFor > 0)
		add("account_age", c.AccountAge > 0)
		add("roles", len(c.Roles) > 0)
		add("badges", len(c.Badges) > 0)
		add("tags", len(c.Tags) > 0)
		add("linked", c.Linked)
		if e, err := compile(c.If); c.If != "" && err == nil {
			for _, name := range e.names {
				if key, ok := factOf[name]; ok {
					name = key
				}
				add(name, true)
			}
		}
	})
	return keys
}

// factOf are the facts behind an expression's functions.
var factOf = map[string]string{"messages_within": "messages", "message_days": "messages", "has_role": "roles"}
