package control

import (
	"slices"
	"strings"
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/override"
	"github.com/stewardbot/steward/rules"
)

const (
	timerEnd  = "end/"
	timerDrop = "drop/"
)

// keepOver is how long an ended override is kept: late events from its time are
// still decided by it.
const keepOver = 24 * time.Hour

// timer returns the name of the timer that ends an override.
func timer(w override.What) string { return timerEnd + string(w) }

// tick announces what has ended, and drops what ended a while ago.
func (f *Feature) tick(t *bot.Turn) error {
	if t.Event.Tick.Name == timerUndelivered {
		return f.tellUndelivered(t)
	}
	if what, ok := strings.CutPrefix(t.Event.Tick.Name, timerDrop); ok {
		return override.Drop(t, override.What(what))
	}
	what, _ := strings.CutPrefix(t.Event.Tick.Name, timerEnd)
	all, err := override.All(t)
	if err != nil {
		return err
	}
	for _, o := range all {
		if o.What != override.What(what) {
			continue
		}
		if err := t.SetTimer(timerDrop+what, t.Now().Add(keepOver), nil); err != nil {
			return err
		}
		log(t, func(t *bot.Turn) string { return ended(t, o) })
	}
	return nil
}

// ended describes what applies again.
func ended(t *bot.Turn, o override.Override) string {
	rule, ok := o.What.Rule()
	switch {
	case !ok && o.What == override.Rules:
		return t.Text("control.ended_rules", nil)
	case !ok:
		return t.Text("control.ended_posts", nil)
	}
	mode := ""
	for _, c := range rulesOf(t.Community) {
		if c.Name == rule {
			mode = c.ModeIn(t.Community)
		}
	}
	return t.Text("control.ended_rule", bot.Args{"Rule": bot.Isolate(rule), "Mode": mode})
}

// dropGone drops the orders on rules that are no longer configured.
func (f *Feature) dropGone(t *bot.Turn) error {
	all, err := override.All(t)
	if err != nil {
		return err
	}
	for _, o := range all {
		rule, ok := o.What.Rule()
		if !ok || slices.ContainsFunc(rulesOf(t.Community), func(c rules.Config) bool { return c.Name == rule }) {
			continue
		}
		if err := f.drop(t, o.What); err != nil {
			return err
		}
		if !t.Now().Before(o.Until) {
			continue // not worth announcing
		}
		log(t, text("control.rule_gone", bot.Args{"Rule": bot.Isolate(rule)}))
	}
	return nil
}
