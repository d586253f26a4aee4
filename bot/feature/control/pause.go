package control

import (
	"cmp"
	"strings"
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/answer"
	"github.com/stewardbot/steward/bot/override"
)

// usualPause is the default length of a pause.
const usualPause = time.Hour

// pause stops rules, posts, or both for a while.
func (f *Feature) pause(t *bot.Turn, o *order) (saying, error) {
	d := cmp.Or(o.In.Duration("time"), usualPause)
	switch {
	case o.In.Rest != "":
		return text("control.how_pause", nil), nil
	case d > longest:
		return text("control.too_long", nil), nil
	}
	whats := []override.What{override.Rules, override.Posts}
	if w := override.What(o.In.Text("what")); w != "" {
		whats = []override.What{w}
	}
	until := o.At.Add(d)
	if !until.After(t.Now()) {
		return nil, nil
	}
	for _, w := range whats {
		if err := f.set(t, override.Override{What: w, From: o.At, Until: until, By: o.by()}); err != nil {
			return nil, err
		}
	}
	args := bot.Args{"Until": answer.When(t, until)}
	say := text("control.paused_both", args)
	if len(whats) == 1 && whats[0] == override.Rules {
		say = text("control.paused_rules", args)
	} else if len(whats) == 1 {
		say = text("control.paused_posts", args)
	}
	return say, f.logBy(t, say, o)
}

// set stores an override and schedules its end.
func (f *Feature) set(t *bot.Turn, o override.Override) error {
	if err := override.Set(t, o); err != nil {
		return err
	}
	if err := t.SetTimer(timerDrop+string(o.What), time.Time{}, nil); err != nil {
		return err
	}
	return t.SetTimer(timer(o.What), o.Until, nil)
}

// resume ends pauses and orders on rules: all of them, unless one is named.
func (f *Feature) resume(t *bot.Turn, o *order) (saying, error) {
	all, err := override.All(t)
	if err != nil {
		return nil, err
	}
	only := override.What(o.In.Text("what"))
	if o.In.Rest != "" {
		return text("control.how_resume", nil), nil
	}
	if only != "" && only != override.Rules && only != override.Posts {
		c, found := ruleNamed(t, string(only))
		if !found {
			return text("control.how_resume", nil), nil
		}
		only = override.Rule(c.Name)
	}
	var over []override.Override
	for _, v := range all {
		if only != "" && v.What != only || v.What == override.Crisis || !t.At().Before(v.Until) {
			continue
		}
		if err := f.end(t, v, o.At); err != nil {
			return nil, err
		}
		over = append(over, v)
	}
	if len(over) == 0 {
		if crisis, on, err := override.Get(t, override.Crisis, o.At); on || err != nil {
			return func(t *bot.Turn) string { return ordered(t, crisis) }, err
		}
		return text("control.nothing", nil), nil
	}
	say := func(t *bot.Turn) string {
		var lines []string
		for _, v := range over {
			lines = append(lines, ended(t, v))
		}
		return strings.Join(lines, "\n")
	}
	return say, f.logBy(t, say, o)
}

// end ends an override before its time.
func (f *Feature) end(t *bot.Turn, o override.Override, at time.Time) error {
	o.Until = at
	if err := override.Set(t, o); err != nil {
		return err
	}
	if err := t.SetTimer(timer(o.What), time.Time{}, nil); err != nil {
		return err
	}
	return t.SetTimer(timerDrop+string(o.What), t.Now().Add(keepOver), nil)
}

// drop removes an override and its timers.
func (f *Feature) drop(t *bot.Turn, w override.What) error {
	if err := override.Drop(t, w); err != nil {
		return err
	}
	if err := t.SetTimer(timerDrop+string(w), time.Time{}, nil); err != nil {
		return err
	}
	return t.SetTimer(timer(w), time.Time{}, nil)
}

// logBy reports an order and its author in the moderators' log.
func (f *Feature) logBy(t *bot.Turn, say saying, o *order) error {
	by, err := who(t, o.by())
	if err != nil {
		return err
	}
	log(t, func(t *bot.Turn) string {
		return t.Text("control.by", bot.Args{"Text": say(t), "Name": by})
	})
	return nil
}
