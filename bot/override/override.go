// Package override keeps what operators order from the chat for a while: rules or
// posts that pause, rules that count otherwise than the configuration says.
//
// In the order in which it works: a command sets an override ([Set]), which ends
// at an absolute time; whoever decides on a message or a post asks whether there is
// one ([Paused], [RuleMode]) as of the time that counts there. Nothing is kept in
// memory, so an override survives a restart and ends even if nobody removes it.
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

// Tables are those that overrides are kept in.
func Tables() []store.Declared { return []store.Declared{rows} }

// What is what an override is about: all rules, all posts, or one rule.
type What string

// Those that can pause.
const (
	Rules What = "rules" // no rule counts
	Posts What = "posts" // nothing is posted by itself
)

const rulePrefix = "rule/"

// Rule is the rule of a name.
func Rule(name string) What { return rulePrefix + What(name) }

// Rule is the name of the rule that it is about; false: it is a pause.
func (w What) Rule() (name string, ok bool) { return strings.CutPrefix(string(w), rulePrefix) }

// Override is one order.
type Override struct {
	What  What       `json:"what"`
	Mode  string     `json:"mode,omitempty"` // of a rule: enforce, shadow or off
	From  time.Time  `json:"from,omitzero"`
	Until time.Time  `json:"until"`
	By    bot.UserID `json:"by"`
}

// Set puts an override in force, in the place of an earlier one about the same.
func Set(t *bot.Turn, o Override) error {
	return rows.Put(t.State(), store.K2(t.Community.ID, o.What), o)
}

// Drop forgets an override; there may be none. One that has ended is kept for as
// long as what happened while it was in force may still come in.
func Drop(t *bot.Turn, w What) error { return rows.Delete(t.State(), store.K2(t.Community.ID, w)) }

// Get is the override about something, if one is in force at a time.
func Get(t *bot.Turn, w What, at time.Time) (o Override, ok bool, err error) {
	o, ok, err = rows.Get(t.State(), store.K2(t.Community.ID, w))
	if err != nil {
		return Override{}, false, fmt.Errorf("override of %s: %w", w, err)
	}
	return o, ok && !at.Before(o.From) && at.Before(o.Until), nil
}

// All are the overrides of the turn's community, those that are over included
// until somebody drops them: pauses first, then rules by name.
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

// Paused tells whether rules or posts pause at a time.
func Paused(t *bot.Turn, w What, at time.Time) (bool, error) {
	_, ok, err := Get(t, w, at)
	return ok, err
}

// RuleMode is how a rule counts at the time of the turn's event by an operator's
// order: off while rules pause; empty: as the configuration says.
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
