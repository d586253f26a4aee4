// Package moderation carries out what moderators command and what broken rules
// bring about, and opens a case for each.
//
// In the order in which it works: a command is read into an order (order.go),
// whoever gave it and whoever it is about are looked at (people.go, allow.go),
// and the sanctions are asked for and written into cases (act.go, ladder.go), or
// what concerns a place and everybody in it (room.go).
// Nothing is announced before the platform has done it: the outcome of each
// sanction comes back, and when a case's last one is there the place and the
// moderators' log hear of it (settle.go, words.go). A case can be undone by a
// button or a command, and a ban ends when its time has come (undo.go). Rules
// that were broken become cases in the same way (breach.go). Members report
// messages to moderators (report.go), are written to when something was done to
// them (inform.go), appeal (appeal.go), and ask why (why.go).
package moderation

import (
	"slices"
	"strings"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/answer"
	"github.com/stewardbot/steward/bot/cases"
	"github.com/stewardbot/steward/bot/ledger"
	"github.com/stewardbot/steward/bot/member"
)

// Feature implements bot.Feature and bot.Merger.
type Feature struct {
	book    *ledger.Book
	members *member.Directory
	file    *cases.File
	inOwn   func(language, sentence string) string
}

// New books in the given book and knows the directory's members. InOwn puts a
// reason for a refusal, which adapters tell in English, into a language.
func New(book *ledger.Book, members *member.Directory, inOwn func(language, sentence string) string) *Feature {
	return &Feature{book: book, members: members, file: cases.New(), inOwn: inOwn}
}

const name = "moderation"

// Name implements bot.Feature.
func (*Feature) Name() string { return name }

// Commands implements bot.Feature.
func (*Feature) Commands() []bot.Command {
	return []bot.Command{
		{
			Name: "warn", Aliases: []string{"警告", "dwarn"}, Who: bot.Moderators, OnMember: true, OnMessage: true,
			Options: []bot.Option{{Name: "member", Kind: bot.OptionMember, Required: true}, {Name: "reason", Kind: bot.OptionText}},
		},
		{
			Name: "unwarn", Aliases: []string{"撤销警告/撤銷警告"}, Who: bot.Moderators,
			Options: []bot.Option{{Name: "member", Kind: bot.OptionMember, Required: true}, {Name: "reason", Kind: bot.OptionText}},
		},
		{
			Name: "mute", Aliases: []string{"禁言", "tmute", "dmute", "smute"}, Who: bot.Moderators, OnMember: true,
			Options: []bot.Option{{Name: "member", Kind: bot.OptionMember, Required: true}, {Name: "time", Kind: bot.OptionText}, {Name: "reason", Kind: bot.OptionText}},
		},
		{
			Name: "unmute", Aliases: []string{"解除禁言"}, Who: bot.Moderators,
			Options: []bot.Option{{Name: "member", Kind: bot.OptionMember, Required: true}, {Name: "reason", Kind: bot.OptionText}},
		},
		{
			Name: "kick", Aliases: []string{"踢", "dkick", "skick"}, Who: bot.Moderators,
			Options: []bot.Option{{Name: "member", Kind: bot.OptionMember, Required: true}, {Name: "reason", Kind: bot.OptionText}},
		},
		{
			Name: "ban", Aliases: []string{"封禁/封鎖", "tban", "dban", "sban"}, Who: bot.Moderators,
			Options: []bot.Option{{Name: "member", Kind: bot.OptionMember, Required: true}, {Name: "time", Kind: bot.OptionText}, {Name: "reason", Kind: bot.OptionText}},
		},
		{
			Name: "unban", Aliases: []string{"解封/解除封鎖"}, Who: bot.Moderators,
			Options: []bot.Option{{Name: "member", Kind: bot.OptionMember, Required: true}, {Name: "reason", Kind: bot.OptionText}},
		},
		{Name: "del", Aliases: []string{"删/刪"}, Who: bot.Moderators, OnMessage: true},
		{
			Name: "note", Aliases: []string{"备注/備註"}, Who: bot.Moderators,
			Options: []bot.Option{{Name: "member", Kind: bot.OptionMember, Required: true}, {Name: "text", Kind: bot.OptionText, Required: true}},
		},
		{
			Name: "purge", Aliases: []string{"清理"}, Who: bot.Moderators,
			Options: []bot.Option{{Name: "count", Kind: bot.OptionWhole, Required: true}},
		},
		{Name: "pin", Aliases: []string{"置顶/置頂", "unpin", "取消置顶/取消置頂"}, Who: bot.Moderators, OnMessage: true},
		{
			Name: "slow", Aliases: []string{"慢速"}, Who: bot.Moderators,
			Options: []bot.Option{{Name: "time", Kind: bot.OptionText, Required: true}},
		},
		{
			Name: "lock", Aliases: []string{"全员禁言/全員禁言"}, Who: bot.Moderators,
			Options: []bot.Option{{Name: "time", Kind: bot.OptionText}, {Name: "reason", Kind: bot.OptionText}},
		},
		{
			Name: "unlock", Aliases: []string{"解除全员禁言/解除全員禁言"}, Who: bot.Moderators,
			Options: []bot.Option{{Name: "reason", Kind: bot.OptionText}},
		},
		{
			Name: "award", Aliases: []string{"加分"}, Who: bot.Moderators,
			Options: []bot.Option{{Name: "member", Kind: bot.OptionMember, Required: true}, {Name: "amount", Kind: bot.OptionWhole, Required: true}, {Name: "reason", Kind: bot.OptionText}},
		},
		{
			Name: "fine", Aliases: []string{"扣分"}, Who: bot.Moderators,
			Options: []bot.Option{{Name: "member", Kind: bot.OptionMember, Required: true}, {Name: "amount", Kind: bot.OptionWhole, Required: true}, {Name: "reason", Kind: bot.OptionText}},
		},
		{
			Name: "case", Aliases: []string{"处理单/處理單"}, Who: bot.Moderators,
			Options: []bot.Option{{Name: "number", Kind: bot.OptionWhole, Required: true}},
		},
		{
			Name: "cases", Aliases: []string{"违规记录/違規紀錄"}, Who: bot.Moderators,
			Options: []bot.Option{{Name: "member", Kind: bot.OptionMember}},
		},
		{
			Name: "info", Aliases: []string{"资料/資料"}, Who: bot.Moderators, OnMember: true,
			Options: []bot.Option{{Name: "member", Kind: bot.OptionMember}},
		},
		{
			Name: "report", Aliases: []string{"举报/檢舉"}, OnMessage: true,
			Options: []bot.Option{{Name: "reason", Kind: bot.OptionText}},
		},
		{
			Name: "appeal", Aliases: []string{"申诉/申訴"},
			Options: []bot.Option{{Name: "text", Kind: bot.OptionText, Required: true}},
		},
		{
			Name: "why", Aliases: []string{"为什么/為什麼"},
			Options: []bot.Option{{Name: "member", Kind: bot.OptionMember}},
		},
		{
			Name: "undo", Aliases: []string{"撤销/撤銷"}, Who: bot.Moderators,
			Options: []bot.Option{{Name: "number", Kind: bot.OptionWhole}},
		},
	}
}

// HelperCommands are those that helpers can be given.
func HelperCommands() []string {
	return []string{"warn", "unwarn", "mute", "unmute", "kick", "ban", "unban", "del", "purge", "note", "award", "fine", "pin", "slow", "lock", "unlock"}
}

// Handle implements bot.Feature.
func (f *Feature) Handle(t *bot.Turn) error {
	if t.Community == nil {
		return nil
	}
	if len(t.Breaches) > 0 {
		return f.breaches(t)
	}
	switch t.Event.Kind {
	case bot.KindOutcome:
		return f.outcome(t)
	case bot.KindTick:
		return f.tick(t)
	case bot.KindPress:
		return f.press(t)
	}
	switch {
	case t.Event.User == nil:
		return nil
	case t.Call.Is("report"), t.Call == nil && callsStaff(t.Event):
		return f.report(t)
	case t.Call.Is("appeal"):
		return f.appeal(t)
	case t.Call.Is("why"):
		return f.why(t)
	case t.Call == nil || !f.owns(t.Call):
		return nil
	}
	o := f.read(t)
	if t.Event.User.Persona == bot.TheGroup {
		return f.askWho(t, o)
	}
	return f.carryOut(t, o)
}

func (f *Feature) owns(c *bot.Call) bool {
	return slices.ContainsFunc(f.Commands(), func(own bot.Command) bool { return own.Name == c.Command.Name })
}

// press answers a button of ours.
func (f *Feature) press(t *bot.Turn) error {
	if t.Event.Press == nil || t.Event.User == nil {
		return nil
	}
	rest, ok := strings.CutPrefix(t.Event.Press.Data, name+":")
	if !ok {
		return nil
	}
	verb, args, _ := strings.Cut(rest, ":")
	switch verb {
	case "undo":
		return f.pressUndo(t, args)
	case "confirm":
		return f.pressConfirm(t, args)
	case "report":
		return f.pressReport(t, args)
	case "appeal":
		return f.pressAppeal(t, args)
	}
	answer.Ack(t, t.ToUser().Text("moderation.gone", nil))
	return nil
}

// Merge implements bot.Merger.
func (f *Feature) Merge(t *bot.Turn, from, into bot.MemberID) error {
	if err := f.joinReports(t, from, into); err != nil {
		return err
	}
	return f.file.Join(t.State(), t.Community.ID, from, into)
}

// Part implements bot.Merger: cases stay with the member that is kept.
func (f *Feature) Part(*bot.Turn, bot.MemberID, bot.MemberID) error { return nil }
