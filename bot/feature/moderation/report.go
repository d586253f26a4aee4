package moderation

import (
	"slices"
	"strconv"
	"strings"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/answer"
	"github.com/stewardbot/steward/bot/sanction"
	"github.com/stewardbot/steward/bot/staff"
	"github.com/stewardbot/steward/store"
)

// reportedRows keeps the report of a message: community, place, message -> case.
var reportedRows = store.Rows("moderation_reported", store.Shape3(store.Str[string]{}, store.Str[bot.Place]{}, store.Tail[string]{}), store.Uint64Key{})

// shownReporters is how many of those who reported a message are named.
const shownReporters = 5

// calls are the words that call moderators in reply to a message.
var calls = []string{"@admin", "@admins", "@mod", "@mods", "@moderator", "@moderators"}

// callsInChinese need no space behind them.
var callsInChinese = []string{"@管理员", "@管理員"}

// callsStaff tells whether a message calls moderators to the one that it answers.
func callsStaff(e *bot.Event) bool {
	if e.Kind != bot.KindMessage || e.Message == nil || e.Message.ReplyTo == nil || e.User.Persona != bot.Person || e.Place.Private() {
		return false
	}
	for _, word := range strings.Fields(e.Message.Text) {
		if slices.Contains(calls, strings.ToLower(strings.TrimRight(word, ".,:;!?"))) {
			return true
		}
	}
	return slices.ContainsFunc(callsInChinese, func(c string) bool { return strings.Contains(e.Message.Text, c) })
}

// report opens a case for the message that is answered, or adds the member to it; why
// is what the member says beside the call for moderators.
func (f *Feature) report(t *bot.Turn, why string) error {
	if t.Member == nil {
		return nil
	}
	reply := func(key string, args bot.Args) error {
		answer.Privately(t, answer.Reply{Text: t.ToUser().Text(key, args)})
		return nil
	}
	r := t.Event.Message.ReplyTo
	if r == nil || r.ID == "" || t.Event.Place.Private() {
		return reply("moderation.how_report", nil)
	}
	if r.User != nil && r.User.ID == t.Event.User.ID {
		return reply("moderation.report_own", nil)
	}
	m := bot.MessageID{Place: t.Event.Place, ID: r.ID}
	c, err := f.reportOf(t, m)
	switch {
	case err != nil:
		return err
	case c != nil && slices.Contains(c.Reporters, t.Member.ID):
		return reply("moderation.reported_before", nil)
	case c != nil && !c.Decided.IsZero():
		return reply("moderation.report_decided", nil)
	}
	if ok, err := f.mayReport(t); !ok || err != nil {
		if err == nil {
			err = reply("moderation.reports_limit", bot.Args{"Count": reportsAnHour})
		}
		return err
	}
	if c == nil {
		err = f.openReport(t, m, why)
	} else if err = noteReporter(t, t.Member.ID, c); err == nil {
		c.Reporters = append(c.Reporters, t.Member.ID)
		err = f.updateReport(t, c)
	}
	if err != nil {
		return err
	}
	return reply("moderation.reported", nil)
}

// openReport opens the case of a message that was reported for the first time.
func (f *Feature) openReport(t *bot.Turn, m bot.MessageID, why string) error {
	r := t.Event.Message.ReplyTo
	c := &sanction.Case{
		Kind: bot.ActReport, At: t.At().UTC(), Reporters: []bot.MemberID{t.Member.ID}, Reason: reason(why),
		Evidence: &sanction.Evidence{Message: m, Text: bot.Head(r.Text, sanction.EvidenceBytes)},
	}
	author, err := f.author(t, m)
	if err != nil {
		return err
	}
	if r.User != nil {
		c.User = r.User.ID
	}
	if author != nil {
		c.Member, c.User = author.ID, author.User
	}
	staffed, err := f.sparesReported(t, c)
	if err != nil {
		return err
	}
	if err := f.file.Open(t.State(), t.Community.ID, c); err != nil {
		return err
	}
	if err := reportedRows.Put(t.State(), store.K3(t.Community.ID, m.Place, m.ID), c.ID); err != nil {
		return err
	}
	if err := noteReporter(t, t.Member.ID, c); err != nil {
		return err
	}
	places := t.Community.Places[bot.Modlog]
	replyTo := ""
	if len(places) == 0 { // nobody would hear of it elsewhere
		places, replyTo = []bot.Place{m.Place}, m.ID
	}
	for _, p := range places {
		t := t.ToPlace(p)
		text, err := f.entry(t, c)
		if err != nil {
			return err
		}
		ref := t.Do(bot.Say{Place: p, Text: text, ReplyTo: replyTo, Buttons: reportButtons(t, c, staffed), Lane: bot.Moderation})
		c.Posts = append(c.Posts, sanction.Post{Place: p, Ref: ref})
	}
	return f.file.Save(t.State(), t.Community.ID, c)
}

// author is the member who said a message, as the platform tells or the table of
// messages; nil: nobody known.
func (f *Feature) author(t *bot.Turn, m bot.MessageID) (*bot.Member, error) {
	if u := t.Event.Message.ReplyTo.User; u != nil {
		if u.Persona != bot.Person {
			return nil, nil
		}
		return t.MemberByUser(*u)
	}
	said, ok, err := t.Said(m)
	if err != nil || !ok || said.Member == 0 {
		return nil, err
	}
	return t.MemberByID(said.Member)
}

// sparesReported tells whether nothing is done to whoever is reported: one of the
// staff, or the group itself. Moderators hear of it all the same.
func (f *Feature) sparesReported(t *bot.Turn, c *sanction.Case) (bool, error) {
	if u := t.Event.Message.ReplyTo.User; u != nil && u.Persona != bot.Person && u.Persona != bot.Robot && u.Persona != bot.AnyOther {
		return true, nil
	}
	if c.Member == 0 {
		return false, nil
	}
	rank, err := staff.Of(t, f.members, c.User)
	return rank > staff.Ordinary, err
}

// updateReport shows a report as it is now, in place of how it was.
func (f *Feature) updateReport(t *bot.Turn, c *sanction.Case) error {
	staffed := false
	if c.Member != 0 {
		rank, err := staff.Of(t, f.members, c.User)
		if err != nil {
			return err
		}
		staffed = rank > staff.Ordinary
	}
	for _, p := range c.Posts {
		t := t.ToPlace(p.Place)
		text, err := f.entry(t, c)
		if err != nil {
			return err
		}
		edit := bot.Edit{Place: p.Place, Target: bot.Target{Ref: p.Ref}, Text: text}
		if c.Decided.IsZero() {
			edit.Buttons = reportButtons(t, c, staffed)
		}
		t.Do(edit)
	}
	return f.save(t, c)
}

// reportButtons act on whoever is reported; on staff nothing does, and on what is
// no person's only deleting.
func reportButtons(t *bot.Turn, c *sanction.Case, staffed bool) [][]bot.Button {
	button := func(key, act string) bot.Button {
		return bot.Button{Label: t.Text(key, nil), Data: name + ":report:" + strconv.FormatUint(c.ID, 10) + ":" + act}
	}
	dismiss := button("moderation.dismiss", "dismiss")
	switch {
	case staffed:
		return [][]bot.Button{{dismiss}}
	case c.Member == 0:
		return [][]bot.Button{{button("moderation.delete", "del"), dismiss}}
	}
	return [][]bot.Button{
		{button("moderation.delete", "del"), button("moderation.warn", "warn"), button("moderation.mute", "mute")},
		{button("moderation.ban", "ban"), dismiss},
	}
}

// pressReport does what a moderator decides on a report.
func (f *Feature) pressReport(t *bot.Turn, args string) error {
	t = t.ToUser()
	number, act, _ := strings.Cut(args, ":")
	c, err := f.pressed(t, number)
	if err != nil || c == nil || c.Kind != bot.ActReport || !slices.Contains([]string{"del", "warn", "mute", "ban", "dismiss"}, act) {
		answer.Ack(t, t.Text("answer.gone", nil))
		return err
	}
	o := &order{
		Command: act, By: t.Event.User.ID, At: t.At(), About: c.Evidence, Author: c.User, Reason: c.Reason,
		Targets: []bot.User{{ID: c.User}}, Desk: desk{Place: t.Event.Place, User: t.Event.User.ID, Language: t.Language()},
	}
	if act == "mute" {
		o.For = sanction.UsualMute
	}
	asked := *o
	if act == "dismiss" {
		asked.Command = "case"
	}
	rank, why, err := f.entitled(t, o.By, &asked)
	if why != "" || err != nil {
		answer.Ack(t, why)
		return err
	}
	if !c.Decided.IsZero() {
		by, err := f.moderator(t, c.DecidedBy)
		answer.Ack(t, t.Text("moderation.decided_by_other", bot.Args{"By": by}))
		return err
	}
	if why, err := f.actOnReport(t, o, rank, c); why != "" || err != nil {
		answer.Ack(t, why)
		return err
	}
	answer.Ack(t, "")
	c.Decided, c.DecidedBy = t.At().UTC(), o.By
	if act != "dismiss" {
		c.Decision = bot.Act(act)
	}
	return f.updateReport(t, c)
}

// actOnReport carries out what was decided; a sentence says why not.
func (f *Feature) actOnReport(t *bot.Turn, o *order, rank staff.Rank, c *sanction.Case) (string, error) {
	switch {
	case o.Command == "dismiss":
		return "", nil
	case o.Command == "del" && c.Member == 0:
		return "", f.deleteReported(t, o, c)
	case c.Member == 0:
		return t.Text("moderation.robot", nil), nil
	}
	why := ""
	opened, err := f.toEach(t, o, rank, func(told ...string) { why = strings.Join(told, " ") })
	if opened > 0 || err != nil {
		return "", err
	}
	return why, nil
}

// deleteReported deletes what nobody known said, such as a bot or a channel.
func (f *Feature) deleteReported(t *bot.Turn, o *order, report *sanction.Case) error {
	c := &sanction.Case{
		Kind: bot.ActDelete, At: t.At().UTC(), User: report.User, By: o.By, Reason: o.Reason, Evidence: report.Evidence,
	}
	f.file.Add(t, c, sanction.Sanction{Act: bot.ActDelete, Space: report.Evidence.Message.Place, User: report.User})
	return f.file.Open(t.State(), t.Community.ID, c)
}

// whatReported is a report in a sentence.
func (f *Feature) whatReported(t *bot.Turn, c *sanction.Case) (string, error) {
	who, err := called(t, c.Member, c.User)
	if err != nil {
		return "", err
	}
	if c.User == "" { // nobody known, or nobody any more
		who = t.Text("moderation.somebody", nil)
	}
	var names []string
	for _, id := range c.Reporters[:min(len(c.Reporters), shownReporters)] {
		by, err := t.MemberByID(id)
		if err != nil {
			return "", err
		}
		if by == nil {
			names = append(names, t.Text("moderation.somebody", nil))
			continue
		}
		names = append(names, answer.Name(by, nil))
	}
	if more := len(c.Reporters) - shownReporters; more > 0 {
		names = append(names, "+"+strconv.Itoa(more))
	}
	return t.Text("moderation.report", bot.Args{"Name": who, "By": strings.Join(names, ", ")}), nil
}

// reportLines is all that a report says.
func (f *Feature) reportLines(t *bot.Turn, c *sanction.Case, line string) (string, error) {
	lines := []string{line}
	if e := c.Evidence; e != nil {
		if e.Text != "" {
			lines = append(lines, t.Text("moderation.quote", bot.Args{"Text": bot.Isolate(e.Text)}))
		}
		if link := t.Link(e.Message); link != "" {
			lines = append(lines, link)
		}
	}
	if !c.Decided.IsZero() {
		by, err := f.moderator(t, c.DecidedBy)
		if err != nil {
			return "", err
		}
		key := "moderation.dismissed"
		args := bot.Args{"By": by, "Act": decision(t, c.Decision)}
		if c.Decision != "" {
			key = "moderation.dealt_with"
		}
		lines = append(lines, t.Text(key, args))
	}
	return strings.Join(lines, "\n"), nil
}

// decision is what a moderator did, as its button says it.
func decision(t *bot.Turn, act bot.Act) string {
	switch act {
	case bot.ActWarn:
		return t.Text("moderation.warn", nil)
	case bot.ActMute:
		return t.Text("moderation.mute", nil)
	case bot.ActBan:
		return t.Text("moderation.ban", nil)
	}
	return t.Text("moderation.delete", nil)
}

// reportOf is the case of a message that was reported; nil: it was not.
func (f *Feature) reportOf(t *bot.Turn, m bot.MessageID) (*sanction.Case, error) {
	id, ok, err := reportedRows.Get(t.State(), store.K3(t.Community.ID, m.Place, m.ID))
	if err != nil || !ok {
		return nil, err
	}
	return f.file.Get(t.State(), t.Community.ID, id)
}
