package control

import (
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/override"
)

// usualPause is how long a pause lasts unless told.
const usualPause = time.Hour

// pause stops rules, posts, or both for a while.
func (f *Feature) pause(t *bot.Turn, o *order) (string, error) {
	rest, d := takeSpan(o.Words, usualPause)
	whats, ok := named(rest)
	switch {
	case !ok:
		return t.Text("control.how_pause", nil), nil
	case d > longest:
		return t.Text("control.too_long", nil), nil
	}
	until := o.At.Add(d)
	if !until.After(t.Now()) {
		return "", nil
	}
	for _, w := range whats {
		if err := f.set(t, override.Override{What: w, Until: until, By: o.by()}); err != nil {
			return "", err
		}
	}
	args := bot.Args{"Until": clock(t, until)}
	text := t.Text("control.paused_both", args)
	if len(whats) == 1 && whats[0] == override.Rules {
		text = t.Text("control.paused_rules", args)
	} else if len(whats) == 1 {
		text = t.Text("control.paused_posts", args)
	}
	return text, f.logBy(t, text, o)
}

// named are what the words name: both if there are none.
func named(words []string) ([]override.What, bool) {
	if len(words) == 0 {
		return []override.What{override.Rules, override.Posts}, true
	}
	w, ok := pauses(words[0])
	return []override.What{w}, ok && len(words) == 1
}

// set keeps an override and sees to its end.
func (f *Feature) set(t *bot.Turn, o override.Override) error {
	if err := override.Set(t, o); err != nil {
		return err
	}
	return t.SetTimer(timer(o.What), o.Until, nil)
}

// resume ends pauses and what was ordered for a rule: all of it, unless told what.
func (f *Feature) resume(t *bot.Turn, o *order) (string, error) {
	all, err := override.All(t)
	if err != nil {
		return "", err
	}
	only := override.What("")
	if len(o.Words) > 0 {
		w, ok := pauses(o.Words[0])
		if !ok {
			c, found := ruleNamed(t, o.Words)
			if !found {
				return t.Text("control.how_resume", nil), nil
			}
			w = override.Rule(c.Name)
		}
		only = w
	}
	text := ""
	for _, v := range all {
		if only != "" && v.What != only || !t.At().Before(v.Until) {
			continue
		}
		if err := f.drop(t, v.What); err != nil {
			return "", err
		}
		text = joined(text, ended(t, v))
	}
	if text == "" {
		return t.Text("control.nothing", nil), nil
	}
	return text, f.logBy(t, text, o)
}

// drop ends an override before its time.
func (f *Feature) drop(t *bot.Turn, w override.What) error {
	if err := override.Drop(t, w); err != nil {
		return err
	}
	return t.SetTimer(timer(w), time.Time{}, nil)
}

// logBy tells the moderators' log what was ordered and by whom.
func (f *Feature) logBy(t *bot.Turn, text string, o *order) error {
	by, err := who(t, o.by())
	if err != nil {
		return err
	}
	log(t, t.Text("control.by", bot.Args{"Text": text, "Name": by}))
	return nil
}

func joined(text, more string) string {
	if text == "" {
		return more
	}
	return text + "\n" + more
}
