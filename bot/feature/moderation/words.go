package moderation

import (
	"slices"
	"strings"
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/answer"
	"github.com/stewardbot/steward/bot/sanction"
)

// stale is how long what became of a command is worth being told.
const stale = 10 * time.Minute

// tell says something to whoever gave a command alone. Nothing is said without
// lines.
func (f *Feature) tell(t *bot.Turn, d *desk, lines ...string) {
	f.say(t, d, strings.Join(lines, "\n"), true, nil)
}

// say answers a command, once; what follows stands for itself.
func (f *Feature) say(t *bot.Turn, d *desk, text string, private bool, buttons [][]bot.Button) {
	if strings.TrimSpace(text) == "" || t.Late {
		return
	}
	s := bot.Say{
		Place: d.Place, Text: text, Press: d.Press, Buttons: buttons, Lane: bot.Moderation, Expires: t.Now().Add(stale),
	}
	after := time.Duration(0)
	if !d.Place.Private() && private {
		s.To, s.HideAfter = d.User, t.Community.Replies.DeleteAfter
		after = s.HideAfter
	}
	if private || !d.Deletes {
		s.ReplyTo = d.Message
	}
	ref := t.Do(s)
	if d.Deletes && d.Message != "" {
		t.Do(bot.Delete{
			Place: d.Place, Target: bot.Target{Message: bot.MessageID{Place: d.Place, ID: d.Message}}, Wait: ref, After: after,
		})
	}
	d.Message, d.Press, d.Deletes = "", "", false
}

// sayCases tells what became of a command: to all where it concerns all, to the
// moderator alone where it does not, or was refused.
func (f *Feature) sayCases(t *bot.Turn, d *desk, list []*sanction.Case) error {
	if d.Silent {
		return f.sayFailed(t, d, list)
	}
	if d.Message == "" && d.Press == "" && slices.Contains(t.Community.Places[bot.Modlog], d.Place) {
		return nil // a button there: the log has just told it
	}
	asker := t.Speaking(d.Language)
	room := asker
	if !d.Place.Private() {
		room = t.ToPlace(d.Place)
	}
	var open, alone []string
	canUndo := false
	for _, c := range list {
		reader, lines := room, &open
		if c.Failed() && !c.Warning || sanction.Quiet(c.Kind) {
			reader, lines = asker, &alone
		}
		line, err := f.line(reader, c)
		if err != nil {
			return err
		}
		*lines = append(*lines, line)
		canUndo = canUndo || c.Undoable(t.Now())
	}
	var buttons [][]bot.Button
	if canUndo {
		buttons = undoButton(room, list[0].ID, list[len(list)-1].ID)
	}
	f.say(t, d, strings.Join(open, "\n"), false, buttons)
	f.tell(t, d, alone...)
	return nil
}

// sayFailed tells the moderator alone of what was refused.
func (f *Feature) sayFailed(t *bot.Turn, d *desk, list []*sanction.Case) error {
	var lines []string
	for _, c := range list {
		if !c.Failed() {
			continue
		}
		line, err := f.line(t, c)
		if err != nil {
			return err
		}
		lines = append(lines, line)
	}
	f.tell(t, d, lines...)
	return nil
}

func undoButton(t *bot.Turn, first, last uint64) [][]bot.Button {
	return [][]bot.Button{{{Label: t.Text("moderation.undo", nil), Data: undoData(first, last)}}}
}

// line is a case in a line: what was done, why, and its number.
func (f *Feature) line(t *bot.Turn, c *sanction.Case) (string, error) {
	what, err := f.what(t, c)
	if err != nil {
		return "", err
	}
	args := bot.Args{"What": what, "Case": c.ID, "Reason": c.Reason}
	line := t.Text("moderation.line", args)
	if c.Reason != "" && c.Open() {
		line = t.Text("moderation.line_why", args)
	}
	for _, why := range f.refusals(t, c) {
		line += " " + why
	}
	return line, nil
}

// refusals are why sanctions of a case were refused, each reason once.
func (f *Feature) refusals(t *bot.Turn, c *sanction.Case) (list []string) {
	seen := map[string]bool{}
	for _, s := range c.Sanctions {
		if s.State == sanction.Refused && !seen[s.Reason] {
			seen[s.Reason] = true
			list = append(list, t.Text("moderation.refused", bot.Args{"Space": string(s.Space), "Reason": f.inOwn(t.Language(), s.Reason)}))
		}
	}
	return list
}

// what is what a case did, in a sentence or two.
func (f *Feature) what(t *bot.Turn, c *sanction.Case) (string, error) {
	if c.Kind == bot.ActPurge && !c.Failed() {
		return t.Text("moderation.purged", bot.Args{"Count": len(c.Purged) + 1}), nil
	}
	if c.Kind == bot.ActReport {
		return f.whatReported(t, c)
	}
	if c.AboutPlace() {
		return f.whatHere(t, c)
	}
	who, err := called(t, c.Member, c.User)
	if err != nil {
		return "", err
	}
	args := bot.Args{"Name": who, "Case": c.ID}
	if !c.Open() {
		by, err := f.moderator(t, c.UndoneBy)
		args["By"] = by
		return t.Text("moderation.undone", args), err
	}
	if n := len(c.Sanctions); n > 0 && c.Sanctions[n-1].Act == bot.ActUnban && c.Kind != bot.ActUnban {
		return t.Text("moderation.ended", args), nil
	}
	if c.Failed() && !c.Warning {
		return t.Text("moderation.failed", args), nil
	}
	var parts []string
	if c.Warning {
		warned, err := f.file.Warnings(t.State(), t.Community.ID, c.Member)
		if err != nil {
			return "", err
		}
		args["Count"] = len(warned)
		parts = append(parts, t.Text("moderation.warned", args))
	}
	if s := strongest(c); s != nil {
		parts = append(parts, f.sanctioned(t, s, args))
	}
	switch c.Kind {
	case bot.ActNote:
		parts = append(parts, t.Text("moderation.noted", args))
	case bot.ActAward:
		args["Points"] = answer.Points(t, c.Points)
		parts = append(parts, t.Text("moderation.awarded", args))
	case bot.ActFine:
		args["Points"] = answer.Points(t, c.Points)
		parts = append(parts, t.Text("moderation.fined", args))
	}
	return strings.Join(parts, " "), nil
}

// strongest is the sanction of a case that is told of; nil: none was done.
func strongest(c *sanction.Case) (found *sanction.Sanction) {
	for i := range c.Sanctions {
		s := &c.Sanctions[i]
		if s.State != sanction.Refused && (found == nil || found.Act == bot.ActDelete) {
			found = s
		}
	}
	return found
}

func (f *Feature) sanctioned(t *bot.Turn, s *sanction.Sanction, args bot.Args) string {
	args["Until"] = when(t, s.Until)
	switch {
	case s.Act == bot.ActMute:
		return t.Text("moderation.muted", args)
	case s.Act == bot.ActUnmute:
		return t.Text("moderation.unmuted", args)
	case s.Act == bot.ActKick:
		return t.Text("moderation.kicked", args)
	case s.Act == bot.ActBan && s.Until.IsZero():
		return t.Text("moderation.banned", args)
	case s.Act == bot.ActBan:
		return t.Text("moderation.banned_until", args)
	case s.Act == bot.ActUnban:
		return t.Text("moderation.unbanned", args)
	}
	return t.Text("moderation.deleted", args)
}

// when is a time as the community's clock shows it, with the date unless it is
// today's.
func when(t *bot.Turn, at time.Time) string {
	if at.IsZero() {
		return ""
	}
	local := at.In(t.Community.Zone)
	if t.Community.Day(at) == t.Community.Day(t.Now()) {
		return local.Format("15:04")
	}
	return local.Format("2006-01-02 15:04")
}

// span is a time as people write it: 7d, 1h30m.
func span(t *bot.Turn, d time.Duration) string {
	const day = 24 * time.Hour
	if d%day == 0 && d > 0 {
		return t.Text("moderation.days", bot.Args{"Count": int64(d / day)})
	}
	s := d.String()
	if strings.HasSuffix(s, "m0s") {
		s = strings.TrimSuffix(s, "0s")
	}
	if strings.HasSuffix(s, "h0m") {
		s = strings.TrimSuffix(s, "0m")
	}
	return s
}
