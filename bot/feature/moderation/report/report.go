// Package report lets members report messages, and moderators decide on the reports.
package report

import (
	"slices"
	"strings"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/answer"
	"github.com/stewardbot/steward/bot/feature/moderation/order"
	"github.com/stewardbot/steward/bot/feature/moderation/room"
	"github.com/stewardbot/steward/bot/feature/moderation/words"
	"github.com/stewardbot/steward/bot/member"
	"github.com/stewardbot/steward/bot/sanction"
	"github.com/stewardbot/steward/bot/staff"
	"github.com/stewardbot/steward/store"
)

// reportedRows keeps the report of a message: community, place, message -> case.
var reportedRows = store.Rows("moderation_reported", store.Shape3(store.Str[string]{}, store.Str[bot.Place]{}, store.Tail[string]{}), store.Uint64Key{})

// Reports handles reports of messages, which are cases of a room.
type Reports struct {
	*room.Room
	Orders order.Orders
}

// Tables returns the tables of reports.
func Tables() []store.Declared { return []store.Declared{reportedRows, reportingRows, reporterRows} }

// Routes returns the command, the button, and the handler of words that call moderators.
func (r Reports) Routes() bot.Routes {
	return bot.Routes{
		Commands: []bot.Command{{
			Name: "report", Aliases: []string{"举报/檢舉"}, OnMessage: true, Params: []bot.Param{{Name: "reason", Kind: bot.ParamText}},
			Run: func(t *bot.Turn, in *bot.Input) error { return r.report(t, in.Text("reason")) },
		}},
		Verbs: []bot.Verb{{Name: "report", Who: bot.Helpers, Run: r.press}},
		On:    map[bot.Kind]bot.Handler{bot.KindMessage: r.said},
	}
}

// said handles replies that call moderators without a command.
func (r Reports) said(t *bot.Turn) error {
	if t.Call != nil || t.Event.User == nil || !callsStaff(t.Event) {
		return nil
	}
	return r.report(t, t.Event.Message.Text)
}

// calls are the words that call moderators in reply to a message.
var calls = []string{"@admin", "@admins", "@mod", "@mods", "@moderator", "@moderators"}

// callsInChinese need no space after them.
var callsInChinese = []string{"@管理员", "@管理員"}

// callsStaff reports whether a message calls moderators to the one that it replies to.
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

// report opens a case for the message replied to, or adds the member to it. why is the member's
// text besides the call.
func (r Reports) report(t *bot.Turn, why string) error {
	if t.Member == nil {
		return nil
	}
	reply := func(key string, args bot.Args) error {
		answer.Privately(t, answer.Reply{Text: t.ToUser().Text(key, args)})
		return nil
	}
	to := t.Event.Message.ReplyTo
	if to == nil || to.ID == "" || t.Event.Place.Private() {
		return reply("moderation.how_report", nil)
	}
	if to.User != nil && to.User.ID == t.Event.User.ID {
		return reply("moderation.report_own", nil)
	}
	m := bot.MessageID{Place: t.Event.Place, ID: to.ID}
	c, err := r.reportOf(t, m)
	switch {
	case err != nil:
		return err
	case c != nil && slices.Contains(c.Reporters, t.Member.ID):
		return reply("moderation.reported_before", nil)
	case c != nil && !c.Decided.IsZero():
		return reply("moderation.report_decided", nil)
	}
	if ok, err := r.mayReport(t); !ok || err != nil {
		if err == nil {
			err = reply("moderation.reports_limit", bot.Args{"Count": reportsAnHour})
		}
		return err
	}
	if c == nil {
		err = r.openReport(t, m, why)
	} else if err = noteReporter(t, t.Member.ID, c); err == nil {
		c.Reporters = append(c.Reporters, t.Member.ID)
		err = r.updateReport(t, c)
	}
	if err != nil {
		return err
	}
	return reply("moderation.reported", nil)
}

// openReport opens the case for the first report of a message.
func (r Reports) openReport(t *bot.Turn, m bot.MessageID, why string) error {
	to := t.Event.Message.ReplyTo
	c := &sanction.Case{
		Kind: bot.ActReport, At: t.At().UTC(), Reporters: []bot.MemberID{t.Member.ID}, Reason: room.Reason(why),
		Evidence: &sanction.Evidence{Message: m, Text: bot.Head(to.Text, sanction.EvidenceBytes)},
	}
	author, err := r.author(t, m)
	if err != nil {
		return err
	}
	if to.User != nil {
		c.User = to.User.ID
	}
	if author != nil {
		c.Member, c.User = author.ID, author.User
	} else if to.User != nil {
		c.Name = member.CleanName(to.User.Name, to.User.Handle, to.User.ID)
	}
	staffed, err := r.sparesReported(t, c)
	if err != nil {
		return err
	}
	if err := r.File.Open(t.State(), t.Community.ID, c); err != nil {
		return err
	}
	if err := reportedRows.Put(t.State(), store.K3(t.Community.ID, m.Place, m.ID), c.ID); err != nil {
		return err
	}
	if err := noteReporter(t, t.Member.ID, c); err != nil {
		return err
	}
	places, replyTo := room.Log(t.Community), ""
	if len(places) == 0 { // nobody would hear of it elsewhere
		places, replyTo = []bot.Place{m.Place}, m.ID
	}
	c.Posts, err = r.Post(t, c, places, replyTo, func(t *bot.Turn) [][]bot.Button { return reportButtons(t, c, staffed) })
	if err != nil {
		return err
	}
	return r.File.Save(t.State(), t.Community.ID, c)
}

// author returns the author of a message by the platform's data or the message table; nil if
// unknown.
func (r Reports) author(t *bot.Turn, m bot.MessageID) (*bot.Member, error) {
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

// sparesReported reports whether the reported author is staff or the group itself, so that no
// action is possible. Moderators are notified nevertheless.
func (r Reports) sparesReported(t *bot.Turn, c *sanction.Case) (bool, error) {
	if u := t.Event.Message.ReplyTo.User; u != nil && u.Persona != bot.Person && u.Persona != bot.Robot && u.Persona != bot.AnyOther {
		return true, nil
	}
	if c.Member == 0 {
		return false, nil
	}
	rank, err := staff.Anywhere(t, r.Members, c.User)
	return rank > staff.Ordinary, err
}

// updateReport edits the posts of a report to show its current state.
func (r Reports) updateReport(t *bot.Turn, c *sanction.Case) error {
	staffed := false
	if c.Member != 0 {
		rank, err := staff.Anywhere(t, r.Members, c.User)
		if err != nil {
			return err
		}
		staffed = rank > staff.Ordinary
	}
	for _, p := range c.Posts {
		t := t.ToPlace(p.Place)
		text, err := r.Entry(t, c)
		if err != nil {
			return err
		}
		edit := bot.Edit{Place: p.Place, Target: bot.Target{Ref: p.Ref}, Text: text}
		if c.Decided.IsZero() {
			edit.Buttons = reportButtons(t, c, staffed)
		}
		t.Do(edit)
	}
	return r.File.Keep(t, c)
}

// reportButtons returns the buttons that act on the reported author: none for staff, only delete
// for bots and channels.
func reportButtons(t *bot.Turn, c *sanction.Case, staffed bool) [][]bot.Button {
	button := func(key, act string) bot.Button {
		return room.CaseButton(t, key, "report", c.ID, act)
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

// press carries out a moderator's decision on a report.
func (r Reports) press(t *bot.Turn, args string) error {
	t = t.ToUser()
	c, act, err := r.Pressed(t, args)
	if err != nil || c == nil || c.Kind != bot.ActReport || !slices.Contains([]string{"del", "warn", "mute", "ban", "dismiss"}, act) {
		answer.Ack(t, t.Text("answer.gone", nil))
		return err
	}
	asked := room.Order{Command: act, About: c.Evidence, Author: c.User, Reason: c.Reason, Targets: []bot.User{{ID: c.User}}}
	if act == "mute" {
		asked.For = sanction.UsualMute
	}
	if act == "dismiss" {
		asked.Command = "case"
	}
	o, err := r.Press(t, asked)
	if err != nil || o == nil {
		return err
	}
	if !c.Decided.IsZero() {
		by, err := words.Moderator(t, c.DecidedBy)
		answer.Ack(t, t.Text("moderation.decided_by_other", bot.Args{"By": by}))
		return err
	}
	if why, err := r.act(t, o, c); why != "" || err != nil {
		answer.Ack(t, why)
		return err
	}
	answer.Ack(t, "")
	c.Decided, c.DecidedBy = t.At().UTC(), o.By
	if act != "dismiss" {
		c.Decision = bot.Act(act)
	}
	return r.updateReport(t, c)
}

// act carries out a decision, or returns a sentence explaining why not.
func (r Reports) act(t *bot.Turn, o *room.Order, c *sanction.Case) (string, error) {
	switch {
	case o.Command == "case":
		return "", nil
	case o.Command == "del" && c.Member == 0:
		return "", r.deleteReported(t, o, c)
	case c.Member == 0:
		return t.Text("moderation.robot", nil), nil
	}
	why := ""
	opened, err := r.Orders.Each(t, o, func(told ...string) { why = strings.Join(told, " ") })
	if opened > 0 || err != nil {
		return "", err
	}
	return why, nil
}

// deleteReported deletes a message by an author who is not a member, such as a bot or a channel.
func (r Reports) deleteReported(t *bot.Turn, o *room.Order, report *sanction.Case) error {
	c := &sanction.Case{
		Kind: bot.ActDelete, At: t.At().UTC(), User: report.User, Name: report.Name, By: o.By, Reason: o.Reason, Evidence: report.Evidence,
	}
	r.File.Add(t, c, sanction.Sanction{Act: bot.ActDelete, Space: report.Evidence.Message.Place, User: report.User})
	return r.File.Open(t.State(), t.Community.ID, c)
}

// reportOf returns the report of a message; nil if there is none.
func (r Reports) reportOf(t *bot.Turn, m bot.MessageID) (*sanction.Case, error) {
	id, ok, err := reportedRows.Get(t.State(), store.K3(t.Community.ID, m.Place, m.ID))
	if err != nil || !ok {
		return nil, err
	}
	return r.File.Get(t.State(), t.Community.ID, id)
}
