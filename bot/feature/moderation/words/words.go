// Package words describes cases in the turn's language: in one line for the place, or in full for
// the moderators' log. It only reads.
package words

import (
	"cmp"
	"strings"
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/answer"
	"github.com/stewardbot/steward/bot/phrase"
	"github.com/stewardbot/steward/bot/sanction"
)

// Words describes the cases in a file.
type Words struct {
	File *sanction.File
}

// Entry describes a case in full.
func (w *Words) Entry(t *bot.Turn, c *sanction.Case) (string, error) {
	line, err := w.Line(t, c)
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
		return w.reportLines(t, c, line)
	case c.Rule != "":
		lines = append(lines, t.Text("moderation.by_rule", bot.Args{"Rule": c.Rule, "When": answer.When(t, c.At)}))
	default:
		by, err := Moderator(t, c.By)
		if err != nil {
			return "", err
		}
		lines = append(lines, t.Text("moderation.by", bot.Args{"By": by, "When": answer.When(t, c.At)}))
	}
	if e := c.Evidence; e != nil && e.Found != "" {
		lines = append(lines, t.Text("moderation.found", bot.Args{"Found": e.Found}))
	}
	if e := c.Evidence; e != nil && e.Text != "" {
		lines = append(lines, t.Text("moderation.quote", bot.Args{"Text": bot.Isolate(e.Text)}))
	}
	if c.Appeal != nil {
		lines = append(lines, appealLine(t, c))
	}
	return strings.Join(lines, "\n"), nil
}

// Line describes a case in one line: what was done, why, and its number.
func (w *Words) Line(t *bot.Turn, c *sanction.Case) (string, error) {
	what, err := w.What(t, c)
	if err != nil {
		return "", err
	}
	args := bot.Args{"What": what, "Case": c.ID, "Reason": c.Reason}
	key, why := "moderation.line", "moderation.line_why"
	switch {
	case c.Kind == bot.ActAward:
		key, why = "moderation.line_given", "moderation.line_given_why"
	case !c.Penal():
		key, why = "moderation.line_record", "moderation.line_record_why"
	}
	if c.Reason != "" && c.Open() {
		key = why
	}
	line := t.Text(key, args)
	for _, why := range w.refusals(t, c) {
		line += " " + why
	}
	return line, nil
}

// refusals returns why sanctions of a case were refused, each reason once.
func (w *Words) refusals(t *bot.Turn, c *sanction.Case) (list []string) {
	seen := map[phrase.Line]bool{}
	for _, s := range c.Sanctions {
		if s.State == sanction.Refused && !seen[s.Reason] {
			seen[s.Reason] = true
			list = append(list, t.Text("moderation.refused", bot.Args{"Space": t.Title(s.Space), "Reason": s.Reason}))
		}
	}
	return list
}

// What returns what a case did, in one or two sentences.
func (w *Words) What(t *bot.Turn, c *sanction.Case) (string, error) {
	if c.Kind == bot.ActPurge && !c.Failed() {
		return t.Text("moderation.purged", bot.Args{"Count": c.Removed()}), nil
	}
	if c.Kind == bot.ActReport {
		return w.whatReported(t, c)
	}
	if c.AboutPlace() {
		return w.whatHere(t, c)
	}
	who, err := called(t, c)
	if err != nil {
		return "", err
	}
	args := bot.Args{"Name": who, "Case": c.ID}
	if !c.Open() {
		return undone(t, c, args)
	}
	if n := len(c.Sanctions); n > 0 && c.Sanctions[n-1].Act == bot.ActUnban && c.Kind != bot.ActUnban && !c.Sanctions[n-1].ByHand {
		return t.Text("moderation.ended", args), nil
	}
	if c.Failed() && !c.Warning {
		return t.Text("moderation.failed", args), nil
	}
	var parts []string
	if c.Warning {
		warned, err := w.File.Warnings(t.State(), t.Community.ID, c.Member)
		if err != nil {
			return "", err
		}
		args["Count"] = len(warned)
		parts = append(parts, t.Text("moderation.warned", args))
	}
	if s := Strongest(c); s != nil {
		parts = append(parts, w.sanctioned(t, s, args))
		if s.Purge > 0 {
			parts = append(parts, t.Text("moderation.purged_of", args))
		}
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
	return sentences(parts), nil
}

// Idle explains why a case that was to lift a sanction did nothing.
func (w *Words) Idle(t *bot.Turn, c *sanction.Case) (string, error) {
	who, err := called(t, c)
	key := "moderation.not_banned"
	if c.Kind == bot.ActUnmute {
		key = "moderation.not_muted"
	}
	return t.Text(key, bot.Args{"Name": who}), err
}

// Strongest returns the sanction of a case to report; nil if none was done.
func Strongest(c *sanction.Case) (found *sanction.Sanction) {
	for i := range c.Sanctions {
		s := &c.Sanctions[i]
		if s.State != sanction.Refused && (found == nil || found.Act == bot.ActDelete) {
			found = s
		}
	}
	return found
}

func (w *Words) sanctioned(t *bot.Turn, s *sanction.Sanction, args bot.Args) string {
	args["Until"] = answer.When(t, s.Until)
	switch {
	case s.ByHand:
		return t.Text("moderation.by_hand", args)
	case s.Act == bot.ActMute:
		return t.Text("moderation.muted", args)
	case s.Act == bot.ActUnmute:
		return t.Text("moderation.unmuted", args)
	case s.Act == bot.ActKick && s.Reason != "": // they were not there
		args["Reason"] = s.Reason
		return t.Text("moderation.kick_idle", args)
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

// Span formats a duration: 7d, 1h30m.
func Span(t *bot.Turn, d time.Duration) string {
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

// Acts lists sanctions as in the configuration.
func Acts(t *bot.Turn, list []bot.Sanction) string {
	var names []string
	for _, s := range list {
		name := s.Act.Written()
		if s.For > 0 {
			name += " " + Span(t, s.For)
		}
		if s.Purge > 0 {
			name += " purge " + Span(t, s.Purge)
		}
		names = append(names, name)
	}
	return strings.Join(names, ", ")
}

// Moderator returns the display name of the account that acted.
func Moderator(t *bot.Turn, u bot.UserID) (string, error) {
	m, err := t.MemberByUser(bot.User{ID: u})
	if err != nil || m != nil {
		return answer.Name(m, nil), err
	}
	return bot.Isolate(string(u)), nil
}

// called returns the display name of a case's member or account.
func called(t *bot.Turn, c *sanction.Case) (string, error) {
	known, err := t.MemberByID(c.Member)
	if err != nil || known != nil {
		return answer.Name(known, nil), err
	}
	return bot.Isolate(strings.TrimSpace(cmp.Or(c.Name, string(c.User)))), nil
}
