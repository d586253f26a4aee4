// Package override stores temporary orders that operators give in the chat:
// pauses of rules or posts, and rule modes that differ from the
// configuration's.
//
// A command sets an override ([Set]), which ends at an absolute time. Decisions
// on messages and posts check for one ([Paused], [RuleMode]) as of the relevant
// time. Nothing is kept in memory, so an override survives a restart, and ends
// even if nobody removes it.
package override

import (
	"fmt"
	"strings"
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/store"
)

// rows: community, what -> Override.
var (
	keys = store.Shape2(store.Str[string]{}, store.Tail[What]{})
	rows = store.Rows("overrides", keys, store.JSON[Override]())
)

// Tables lists the tables of overrides.
func Tables() []store.Declared { return []store.Declared{rows} }

// What is the subject of an override: all rules, all posts, or one rule.
type What string

// What can be paused.
const (
	Rules What = "rules" // no rule applies
	Posts What = "posts" // no automatic posts
	// Crisis pauses posts, too, and ends with the crisis that it belongs to.
	Crisis What = "crisis"
)

const rulePrefix = "rule/"

// Rule returns the rule with a name.
func Rule(name string) What { return rulePrefix + What(name) }

// Rule returns the name of the rule; false for a pause.
func (w What) Rule() (name string, ok bool) { return strings.CutPrefix(string(w), rulePrefix) }

// Override is one order.
type Override struct {
	What  What       `json:"what"`
	Mode  string     `json:"mode,omitempty"` // of a rule: enforce, shadow or off
	From  time.Time  `json:"from,omitzero"`
	Until time.Time  `json:"until"`
	By    bot.UserID `json:"by"`
}

// Set puts an override in force, replacing one about the same subject.
func Set(t *bot.Turn, o Override) error {
	return rows.Put(t.State(), store.K2(t.Community.ID, o.What), o)
}

// Drop removes an override, if there is one. One that has ended must be kept
// for as long as events from its time can still arrive.
func Drop(t *bot.Turn, w What) error { return rows.Delete(t.State(), store.K2(t.Community.ID, w)) }

// Get returns the override that is in force for a subject at a time.
func Get(t *bot.Turn, w What, at time.Time) (o Override, ok bool, err error) {
	o, ok, err = rows.Get(t.State(), store.K2(t.Community.ID, w))
	if err != nil {
		return Override{}, false, fmt.Errorf("override of %s: %w", w, err)
	}
	return o, ok && !at.Before(o.From) && at.Before(o.Until), nil
}

// All returns the overrides of the turn's community, including ended ones that
// have not been dropped: pauses first, then rules by name.
func All(t *bot.Turn) (list []Override, err error) {
	var ruled []Override
	err = rows.ScanPrefix(t.State(), keys.Under(t.Community.ID), false, 0, func(_ store.Key2[string, What], o Override) (bool, error) {
		if _, ok := o.What.Rule(); ok {
			ruled = append(ruled, o)
		} else {
			list = append(list, o)
		}
		return true, nil
	})
	return append(list, ruled...), err
}

// Paused reports whether rules or posts are paused at a time.
func Paused(t *bot.Turn, w What, at time.Time) (bool, error) {
	_, ok, err := Get(t, w, at)
	if err == nil && !ok && w == Posts {
		_, ok, err = Get(t, Crisis, at)
	}
	return ok, err
}

// RuleMode returns the mode that an operator has set for a rule at the time of
// the turn's event: off while rules are paused; empty if the configuration
// applies.
func RuleMode(t *bot.Turn, rule string) (mode string, err error) {
	if paused, err := Paused(t, Rules, t.At()); err != nil || paused {
		return "off", err
	}
	o, ok, err := Get(t, Rule(rule), t.At())
	if err != nil || !ok {
		return "", err
	}
	return o.Mode, nil
}
