package control

import (
	"strings"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/answer"
	"github.com/stewardbot/steward/bot/override"
	"github.com/stewardbot/steward/rules"
)

// The parts of /status that only need the state.

// rulesLines list the orders in force, and the rules on trial.
func (f *Feature) rulesLines(t *bot.Turn) (lines []string, err error) {
	all, err := override.All(t)
	if err != nil {
		return nil, err
	}
	for _, o := range all {
		if t.Now().Before(o.Until) {
			by, err := who(t, o.By)
			if err != nil {
				return nil, err
			}
			lines = append(lines, t.Text("control.by", bot.Args{"Text": ordered(t, o), "Name": by}))
		}
	}
	if t.Community.Shadow {
		return append(lines, t.Text("control.all_shadow", nil)), nil
	}
	var trial []string
	for _, c := range rulesOf(t.Community) {
		if c.ModeIn(t.Community) == rules.Shadow && len(trial) < shownRules {
			trial = append(trial, bot.Isolate(c.Name))
		}
	}
	if len(trial) > 0 {
		lines = append(lines, t.Text("control.some_shadow", bot.Args{"List": strings.Join(trial, t.Text("control.comma", nil))}))
	}
	if len(lines) == 0 {
		lines = append(lines, t.Text("control.nothing", nil))
	}
	return lines, nil
}

// ordered describes an override as it was announced.
func ordered(t *bot.Turn, o override.Override) string {
	args := bot.Args{"Until": answer.When(t, o.Until)}
	rule, ok := o.What.Rule()
	switch {
	case ok:
		args["Rule"], args["Mode"] = bot.Isolate(rule), o.Mode
		return t.Text("control.ruled", args)
	case o.What == override.Rules:
		return t.Text("control.paused_rules", args)
	case o.What == override.Crisis:
		return t.Text("crisis.status", args)
	}
	return t.Text("control.paused_posts", args)
}

// configLines say when the configuration was last loaded, and with what result.
func (f *Feature) configLines(t *bot.Turn) ([]string, error) {
	last, ok, err := readingRows.Get(t.State(), t.Community.ID)
	if err != nil || !ok {
		return nil, err
	}
	if read, ok := f.read[t.Community.ID]; ok {
		last.At = read
	}
	at := bot.Args{"Time": answer.When(t, last.At)}
	if len(last.Faults) > 0 {
		return []string{t.Text("control.read_faulty", at), bot.Head(last.Faults[0], shownFault)}, nil
	}
	return []string{t.Text("control.read", at)}, nil
}
