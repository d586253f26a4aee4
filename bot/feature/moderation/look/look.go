// Package look shows cases: to moderators a case, somebody's cases and a
// person's profile; to members what was done to them, and why.
package look

import (
	"strings"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/answer"
	"github.com/stewardbot/steward/bot/feature/moderation/room"
	"github.com/stewardbot/steward/bot/sanction"
	"github.com/stewardbot/steward/bot/segment"
)

// shownCases is how many of a member's cases are listed.
const shownCases = 10

// Looks shows the cases of a room.
type Looks struct{ *room.Room }

// Routes holds its command, and what it discloses.
func (l Looks) Routes() bot.Routes {
	return bot.Routes{
		Commands: []bot.Command{{Name: "why", Aliases: []string{"为什么/為什麼"}, Run: l.why, Params: []bot.Param{{Name: "member", Kind: bot.ParamMember}}}},
		Disclose: l.disclose,
	}
}

// Case shows one case privately to the asker.
func (l Looks) Case(t *bot.Turn, o *room.Order) error {
	c, err := l.Named(t, o)
	if err != nil {
		return err
	}
	if c == nil {
		o.Desk.Tell(t, t.Text("moderation.no_case", nil))
		return nil
	}
	text, err := l.Entry(t, c)
	if err != nil {
		return err
	}
	var buttons [][]bot.Button
	if c.Undoable(t.Now()) {
		buttons = room.UndoButton(t, c.ID, c.ID)
	}
	if a := c.Appeal; a != nil && a.Decided.IsZero() && c.Open() {
		buttons = room.AppealButtons(t, c.ID)
	}
	o.Desk.Show(t, answer.Reply{Text: text, Buttons: buttons})
	return nil
}

// Record lists a member's cases, newest first.
func (l Looks) Record(t *bot.Turn, m *bot.Member) (string, error) {
	var lines []string
	total := 0
	err := l.File.Of(t.State(), t.Community.ID, m.ID, func(c *sanction.Case) (bool, error) {
		if total++; total > shownCases {
			return true, nil
		}
		line, err := l.Line(t, c)
		lines = append(lines, t.Text("moderation.item", bot.Args{"When": answer.When(t, c.At), "Line": line}))
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

// Profile returns what moderators see of a member.
func (l Looks) Profile(t *bot.Turn, m *bot.Member) (string, error) {
	accounts, err := l.Members.Accounts(t.State(), t.Community.ID, m.ID)
	if err != nil {
		return "", err
	}
	var ids []string
	for _, a := range accounts {
		ids = append(ids, string(a))
	}
	warnings, all := 0, 0
	err = l.File.Of(t.State(), t.Community.ID, m.ID, func(c *sanction.Case) (bool, error) {
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
	figures, err := l.Book.Balance(t, m.ID)
	if err != nil {
		return "", err
	}
	text := t.Text("moderation.info", bot.Args{
		"Name": answer.Name(m, nil), "Accounts": strings.Join(ids, ", "), "Since": answer.When(t, m.Since),
		"Warnings": warnings, "Cases": all, "Points": answer.Points(t, figures.Balance),
	})
	if !answer.AmongStaff(t) {
		return text, nil
	}
	more, err := l.sorted(t, m, accounts)
	return text + more, err
}

// sorted names a member's segments and tags, which only staff may read, each on a line; empty if there are none.
func (l Looks) sorted(t *bot.Turn, m *bot.Member, accounts []bot.UserID) (text string, err error) {
	v, err := l.Sorter.View(t)
	if err != nil {
		return "", err
	}
	found, err := v.Of(m, accounts)
	if err != nil {
		return "", err
	}
	var segments, tags []string
	if found.Standard != "" {
		segments = append(segments, segment.Label(t, found.Standard))
	}
	for _, name := range found.Own {
		segments = append(segments, bot.Isolate(name))
	}
	names, err := l.Tags(t, m.ID)
	for _, name := range names {
		tags = append(tags, bot.Isolate(name))
	}
	comma := t.Text("tags.comma", nil)
	if len(segments) > 0 {
		text += "\n" + t.Text("moderation.info_segments", bot.Args{"List": strings.Join(segments, comma)})
	}
	if len(tags) > 0 {
		text += "\n" + t.Text("moderation.info_tags", bot.Args{"List": strings.Join(tags, comma)})
	}
	return text, err
}

// disclose lists a member's cases, one per line.
func (l Looks) disclose(t *bot.Turn, m bot.MemberID) (lines []string, err error) {
	err = l.File.Of(t.State(), t.Community.ID, m, func(c *sanction.Case) (bool, error) {
		key := "moderation.data_stands"
		if !c.Open() {
			key = "moderation.data_undone"
		}
		line := t.Text(key, bot.Args{
			"Case": c.ID, "What": string(c.Kind), "When": t.Community.Clock(c.At),
		})
		for _, more := range []string{c.Rule, c.Reason} {
			if more != "" {
				line += " " + bot.Isolate(more)
			}
		}
		if c.Evidence != nil && c.Evidence.Text != "" {
			line += " “" + bot.Isolate(c.Evidence.Text) + "”"
		}
		lines = append(lines, line)
		return true, nil
	})
	return lines, err
}
