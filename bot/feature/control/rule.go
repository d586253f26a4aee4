package control

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/answer"
	"github.com/stewardbot/steward/bot/override"
	"github.com/stewardbot/steward/bot/spelling"
	"github.com/stewardbot/steward/rules"
)

// usualTrial is the default duration of an order on a rule.
const usualTrial = 2 * time.Hour

// shownRules is how many rules are listed.
const shownRules = 40

// ruleNames suggests the names after /rule.
func (f *Feature) ruleNames(t *bot.Turn) (names []string, err error) {
	for _, c := range rulesOf(t.Community) {
		names = append(names, c.Name)
	}
	return names, nil
}

func rulesOf(com *bot.Community) rules.Settings {
	return *bot.Setting[*rules.Settings](com, rules.Section)
}

// ruleNamed returns the rule of a name.
func ruleNamed(t *bot.Turn, name string) (rules.Config, bool) {
	list, wanted := rulesOf(t.Community), rules.Normalize(name)
	i := slices.IndexFunc(list, func(c rules.Config) bool { return rules.Normalize(c.Name) == wanted })
	if i < 0 {
		return rules.Config{}, false
	}
	return list[i], true
}

// rule changes a rule's mode for a while, or lists all rules: the words are a
// name, a mode and a duration.
func (f *Feature) rule(t *bot.Turn, o *order) (saying, error) {
	name, mode, d := o.In.Text("name"), o.In.Text("mode"), cmp.Or(o.In.Duration("time"), usualTrial)
	if name == "" && mode == "" && o.In.Rest == "" {
		list, err := f.listRules(o.Desk.Reader(t))
		return func(*bot.Turn) string { return list }, err
	}
	switch {
	case d > longest:
		return text("control.too_long", nil), nil
	case name == "" || mode == "" || o.In.Rest != "":
		return text("control.how_rule", nil), nil
	}
	c, ok := ruleNamed(t, name)
	if !ok {
		return unknownRule(t, name), nil
	}
	until := o.At.Add(d)
	if !until.After(t.Now()) {
		return nil, nil
	}
	if err := f.set(t, override.Override{What: override.Rule(c.Name), Mode: mode, From: o.At, Until: until, By: o.by()}); err != nil {
		return nil, err
	}
	say := text("control.ruled", bot.Args{"Rule": bot.Isolate(c.Name), "Mode": mode, "Until": answer.When(t, until)})
	return say, f.logBy(t, say, o)
}

// unknownRule says that there is no such rule, and suggests one.
func unknownRule(t *bot.Turn, given string) saying {
	var names []string
	for _, c := range rulesOf(t.Community) {
		names = append(names, c.Name)
	}
	if near := spelling.Suggest(given, names); near != "" {
		return text("control.unknown_near", bot.Args{"Near": bot.Isolate(near)})
	}
	return text("control.unknown", nil)
}

// listRules lists the modes of all rules, and until when an order applies.
func (f *Feature) listRules(t *bot.Turn) (string, error) {
	list := rulesOf(t.Community)
	if len(list) == 0 {
		return t.Text("control.no_rules", nil), nil
	}
	lines := []string{t.Text("control.rules", nil)}
	for i, c := range list {
		if i == shownRules {
			lines = append(lines, t.Text("control.more", bot.Args{"Count": len(list) - shownRules}))
			break
		}
		args := bot.Args{"Rule": bot.Isolate(c.Name), "Mode": c.ModeIn(t.Community)}
		o, ok, err := override.Get(t, override.Rule(c.Name), t.At())
		if err != nil {
			return "", err
		}
		line := t.Text("control.rule", args)
		if ok {
			args["File"], args["Mode"], args["Until"] = args["Mode"], o.Mode, answer.When(t, o.Until)
			line = t.Text("control.rule_until", args)
		}
		lines = append(lines, line)
	}
	return strings.Join(lines, "\n"), nil
}
