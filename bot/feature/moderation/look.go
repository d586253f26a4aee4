package moderation

import (
	"strings"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/answer"
	"github.com/stewardbot/steward/bot/sanction"
)

// shownCases is how many of a member's cases are listed.
const shownCases = 10

// showCase shows one case to whoever asks alone.
func (f *Feature) showCase(t *bot.Turn, o *order) error {
	c, err := f.caseOf(t, o)
	if err != nil {
		return err
	}
	if c == nil {
		f.tell(t, &o.Desk, t.Text("moderation.no_case", nil))
		return nil
	}
	text, err := f.entry(t, c)
	if err != nil {
		return err
	}
	var buttons [][]bot.Button
	if c.Undoable(t.Now()) {
		buttons = undoButton(t, c.ID, c.ID)
	}
	if a := c.Appeal; a != nil && a.Decided.IsZero() && c.Open() {
		buttons = appealButtons(t, c.ID)
	}
	f.say(t, &o.Desk, text, true, buttons)
	return nil
}

// toLog says something in the moderators' log, in the language of each of its places.
func toLog(t *bot.Turn, text func(*bot.Turn) string) {
	for _, p := range t.Community.Places[bot.Modlog] {
		t.Do(bot.Say{Place: p, Text: text(t.ToPlace(p)), Lane: bot.Moderation})
	}
}

// publish writes to the member whom a case is about, once, and posts the case to
// the moderators' log.
func (f *Feature) publish(t *bot.Turn, c *sanction.Case) error {
	if err := f.inform(t, c); err != nil {
		return err
	}
	return f.log(t, c)
}

// log posts a case to the moderators' log, if there is one.
func (f *Feature) log(t *bot.Turn, c *sanction.Case) error {
	for _, p := range t.Community.Places[bot.Modlog] {
		room := t.ToPlace(p)
		text, err := f.entry(room, c)
		if err != nil {
			return err
		}
		var buttons [][]bot.Button
		if c.Undoable(t.Now()) {
			buttons = undoButton(room, c.ID, c.ID)
		}
		t.Do(bot.Say{Place: p, Text: text, Buttons: buttons, Lane: bot.Moderation})
	}
	return nil
}

// entry is all that a case says.
func (f *Feature) entry(t *bot.Turn, c *sanction.Case) (string, error) {
	line, err := f.line(t, c)
	if err != nil {
		return "", err
	}
	lines := []string{line}
	if c.AboutPlace() && len(c.Sanctions) > 0 {
		place := c.Sanctions[0].Space
		if c.Kind == bot.ActPurge && c.Evidence != nil {
			place = c.Evidence.Message.Place
		}
		lines = append(lines, t.Text("moderation.in", bot.Args{"Place": string(place)}))
	}
	switch {
	case c.Kind == bot.ActReport:
		return f.reportLines(t, c, line)
	case c.Rule != "":
		lines = append(lines, t.Text("moderation.by_rule", bot.Args{"Rule": c.Rule, "When": when(t, c.At)}))
	default:
		by, err := f.moderator(t, c.By)
		if err != nil {
			return "", err
		}
		lines = append(lines, t.Text("moderation.by", bot.Args{"By": by, "When": when(t, c.At)}))
	}
	if e := c.Evidence; e != nil && e.Found != "" {
		lines = append(lines, t.Text("moderation.found", bot.Args{"Found": e.Found}))
	}
	if e := c.Evidence; e != nil && e.Text != "" {
		lines = append(lines, t.Text("moderation.quote", bot.Args{"Text": bot.Isolate(e.Text)}))
	}
	if c.Appeal != nil {
		lines = append(lines, f.appealLine(t, c))
	}
	return strings.Join(lines, "\n"), nil
}

// record lists a member's cases, newest first.
func (f *Feature) record(t *bot.Turn, m *bot.Member) (string, error) {
	var lines []string
	total := 0
	err := f.file.Of(t.State(), t.Community.ID, m.ID, func(c *sanction.Case) (bool, error) {
		if total++; total > shownCases {
			return true, nil
		}
		line, err := f.line(t, c)
		lines = append(lines, t.Text("moderation.item", bot.Args{"When": when(t, c.At), "Line": line}))
		return true, err
	})
	if err != nil {
		return "", err
	}
	args := bot.Args{"Name": answer.Name(m, nil), "Count": total}
	if total == 0 {
		return t.Text("moderation.clean", args), nil
	}
	return t.Text("moderation.record", args) + "\n" + strings.Join(lines, "\n"), nil
}

// profile is what moderators see of a member.
func (f *Feature) profile(t *bot.Turn, m *bot.Member) (string, error) {
	accounts, err := f.members.Accounts(t.State(), t.Community.ID, m.ID)
	if err != nil {
		return "", err
	}
	var ids []string
	for _, a := range accounts {
		ids = append(ids, string(a))
	}
	warnings, all := 0, 0
	err = f.file.Of(t.State(), t.Community.ID, m.ID, func(c *sanction.Case) (bool, error) {
		if c.Kind != bot.ActReport {
			all++
		}
		if c.Warning && c.Open() {
			warnings++
		}
		return true, nil
	})
	if err != nil {
		return "", err
	}
	figures, err := f.book.Balance(t, m.ID)
	if err != nil {
		return "", err
	}
	return t.Text("moderation.info", bot.Args{
		"Name": answer.Name(m, nil), "Accounts": strings.Join(ids, ", "), "Since": when(t, m.Since),
		"Warnings": warnings, "Cases": all, "Points": answer.Points(t, figures.Balance),
	}), nil
}
