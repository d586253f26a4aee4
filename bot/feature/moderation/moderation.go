// Package moderation carries out what moderators command and what broken rules
// bring about, and opens a case for each.
//
// In the order in which it works: a command is read into an order (order.go),
// whoever gave it and whoever it is about are looked at (people.go),
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
	"strings"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/ledger"
	"github.com/stewardbot/steward/bot/member"
	"github.com/stewardbot/steward/bot/sanction"
)

// Feature implements bot.Feature.
type Feature struct {
	book    *ledger.Book
	members *member.Directory
	file    *sanction.File
	inOwn   func(language, sentence string) string
}

// New books in the given book and knows the directory's members. InOwn puts a
// reason for a refusal, which adapters tell in English, into a language.
func New(book *ledger.Book, members *member.Directory, inOwn func(language, sentence string) string) *Feature {
	return &Feature{book: book, members: members, file: sanction.New(), inOwn: inOwn}
}

const name = "moderation"

// Name implements bot.Feature.
func (*Feature) Name() string { return name }

// Routes implements bot.Feature.
func (f *Feature) Routes() bot.Routes {
	commands := f.commands()
	for i := range commands {
		if commands[i].Who == bot.Helpers {
			commands[i].May = f.may
		}
	}
	return bot.Routes{
		Commands: commands,
		Verbs: []bot.Verb{
			{Name: "undo", Who: bot.Helpers, Run: f.pressUndo}, {Name: "report", Who: bot.Helpers, Run: f.pressReport},
			{Name: "appeal", Who: bot.Helpers, Run: f.pressAppeal},
		},
		On:     map[bot.Kind]bot.Handler{bot.KindMessage: f.said, bot.KindOutcome: f.outcome, bot.KindTick: f.tick},
		Broken: f.breaches,
		Forget: f.Forget, Disclose: f.Disclose, Merge: f.Merge,
	}
}

// commands are its commands.
func (f *Feature) commands() []bot.Command {
	return []bot.Command{
		{
			Name: "warn", Aliases: []string{"警告", "dwarn"}, Run: f.command, Who: bot.Helpers, OnMember: true, OnMessage: true,
			Params: []bot.Param{{Name: "member", Kind: bot.ParamMembers, Required: true}, {Name: "reason", Kind: bot.ParamText}},
		},
		{
			Name: "unwarn", Aliases: []string{"撤销警告/撤銷警告"}, Run: f.command, Who: bot.Helpers,
			Params: []bot.Param{{Name: "member", Kind: bot.ParamMembers, Required: true}, {Name: "reason", Kind: bot.ParamText}},
		},
		{
			Name: "mute", Aliases: []string{"禁言", "tmute", "dmute", "smute"}, Run: f.command, Who: bot.Helpers, OnMember: true,
			Params: []bot.Param{{Name: "member", Kind: bot.ParamMembers, Required: true}, {Name: "time", Kind: bot.ParamDuration}, {Name: "reason", Kind: bot.ParamText}},
		},
		{
			Name: "unmute", Aliases: []string{"解除禁言"}, Run: f.command, Who: bot.Helpers,
			Params: []bot.Param{{Name: "member", Kind: bot.ParamMembers, Required: true}, {Name: "reason", Kind: bot.ParamText}},
		},
		{
			Name: "kick", Aliases: []string{"踢", "dkick", "skick"}, Run: f.command, Who: bot.Helpers,
			Params: []bot.Param{{Name: "member", Kind: bot.ParamMembers, Required: true}, {Name: "reason", Kind: bot.ParamText}},
		},
		{
			Name: "ban", Aliases: []string{"封禁/封鎖", "tban", "dban", "sban"}, Run: f.command, Who: bot.Helpers,
			Params: []bot.Param{{Name: "member", Kind: bot.ParamMembers, Required: true}, {Name: "time", Kind: bot.ParamDuration, Endless: true}, {Name: "reason", Kind: bot.ParamText}},
		},
		{
			Name: "unban", Aliases: []string{"解封/解除封鎖"}, Run: f.command, Who: bot.Helpers,
			Params: []bot.Param{{Name: "member", Kind: bot.ParamMembers, Required: true}, {Name: "reason", Kind: bot.ParamText}},
		},
		{Name: "del", Aliases: []string{"删/刪"}, Run: f.command, Who: bot.Helpers, OnMessage: true, Params: []bot.Param{{Name: "message", Kind: bot.ParamMessage, Required: true}}},
		{
			Name: "note", Aliases: []string{"备注/備註"}, Run: f.command, Who: bot.Helpers,
			Params: []bot.Param{{Name: "member", Kind: bot.ParamMembers, Required: true}, {Name: "text", Kind: bot.ParamText, Required: true}},
		},
		{
			Name: "purge", Aliases: []string{"清理"}, Run: f.command, Who: bot.Helpers,
			Params: []bot.Param{{Name: "count", Kind: bot.ParamNumber, Required: true}},
		},
		{Name: "pin", Aliases: []string{"置顶/置頂", "unpin", "取消置顶/取消置頂"}, Run: f.command, Who: bot.Helpers, OnMessage: true, Params: []bot.Param{{Name: "message", Kind: bot.ParamMessage, Required: true}}},
		{
			Name: "slow", Aliases: []string{"慢速"}, Run: f.command, Who: bot.Helpers,
			Params: []bot.Param{{Name: "time", Kind: bot.ParamText, Required: true}},
		},
		{
			Name: "lock", Aliases: []string{"全员禁言/全員禁言"}, Run: f.command, Who: bot.Helpers,
			Params: []bot.Param{{Name: "time", Kind: bot.ParamDuration, Endless: true}, {Name: "reason", Kind: bot.ParamText}},
		},
		{
			Name: "unlock", Aliases: []string{"解除全员禁言/解除全員禁言"}, Run: f.command, Who: bot.Helpers,
			Params: []bot.Param{{Name: "reason", Kind: bot.ParamText}},
		},
		{
			Name: "award", Aliases: []string{"加分"}, Run: f.command, Who: bot.Helpers,
			Params: []bot.Param{{Name: "member", Kind: bot.ParamMembers, Required: true}, {Name: "amount", Kind: bot.ParamAmount, Required: true}, {Name: "reason", Kind: bot.ParamText}},
		},
		{
			Name: "fine", Aliases: []string{"扣分"}, Run: f.command, Who: bot.Helpers,
			Params: []bot.Param{{Name: "member", Kind: bot.ParamMembers, Required: true}, {Name: "amount", Kind: bot.ParamAmount, Required: true}, {Name: "reason", Kind: bot.ParamText}},
		},
		{
			Name: "case", Aliases: []string{"处理单/處理單"}, Run: f.command, Who: bot.Helpers,
			Params: []bot.Param{{Name: "number", Kind: bot.ParamCase}},
		},
		{
			Name: "cases", Aliases: []string{"违规记录/違規紀錄"}, Run: f.command, Who: bot.Helpers,
			Params: []bot.Param{{Name: "member", Kind: bot.ParamMembers, Required: true}},
		},
		{
			Name: "info", Aliases: []string{"资料/資料"}, Run: f.command, Who: bot.Helpers, OnMember: true,
			Params: []bot.Param{{Name: "member", Kind: bot.ParamMembers, Required: true}},
		},
		{
			Name: "report", Aliases: []string{"举报/檢舉"}, Run: func(t *bot.Turn, in *bot.Input) error { return f.report(t, in.Text("reason")) }, OnMessage: true,
			Params: []bot.Param{{Name: "reason", Kind: bot.ParamText}},
		},
		{
			Name: "appeal", Aliases: []string{"申诉/申訴"}, Run: f.appeal,
			Params: []bot.Param{{Name: "text", Kind: bot.ParamText, Required: true}},
		},
		{
			Name: "why", Aliases: []string{"为什么/為什麼"}, Run: f.why,
			Params: []bot.Param{{Name: "member", Kind: bot.ParamMember}},
		},
		{
			Name: "undo", Aliases: []string{"撤销/撤銷"}, Run: f.command, Who: bot.Helpers,
			Params: []bot.Param{{Name: "number", Kind: bot.ParamCase}},
		},
	}
}

// HelperCommands are those that helpers can be given.
func HelperCommands() []string {
	return []string{"warn", "unwarn", "mute", "unmute", "kick", "ban", "unban", "del", "purge", "note", "award", "fine", "pin", "slow", "lock", "unlock"}
}

// said hears those who call for moderators without a command.
func (f *Feature) said(t *bot.Turn) error {
	if t.Call != nil || t.Event.User == nil || !callsStaff(t.Event) {
		return nil
	}
	return f.report(t, t.Event.Message.Text)
}

// may tells why an order is not for whoever gives it.
func (f *Feature) may(t *bot.Turn, in *bot.Input) (string, error) {
	o := f.read(t, in)
	for _, u := range o.Targets {
		if u.ID == o.By || u.ID == "" && u.Handle != "" && strings.EqualFold(u.Handle, t.Event.User.Handle) {
			return t.ToUser().Text("moderation.yourself", nil), nil
		}
	}
	_, why, err := f.entitled(t.ToUser(), o.By, o)
	return why, err
}

// command carries an order out.
func (f *Feature) command(t *bot.Turn, in *bot.Input) error {
	return f.carryOut(t, f.read(t, in))
}

// Merge implements bot.Routes.
func (f *Feature) Merge(t *bot.Turn, from, into bot.MemberID) error {
	if err := f.joinReports(t, from, into); err != nil {
		return err
	}
	return f.file.Join(t.State(), t.Community.ID, from, into)
}
