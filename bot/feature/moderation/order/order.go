// Package order carries out moderators' commands about members: a command is parsed into an
// order, its targets are looked up (people.go), and a case is opened for each with the requested
// sanctions.
package order

import (
	"slices"
	"strings"
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/answer"
	"github.com/stewardbot/steward/bot/feature/moderation/look"
	"github.com/stewardbot/steward/bot/feature/moderation/room"
	"github.com/stewardbot/steward/bot/feature/moderation/words"
	"github.com/stewardbot/steward/bot/sanction"
)

// justNow is the interval in which moderators who act on the same person are told of each other.
const justNow = 30 * time.Second

// Orders handles orders about members, which are cases of a room.
type Orders struct{ *room.Room }

// Routes returns the commands and the button.
func (d Orders) Routes() bot.Routes {
	who := bot.Param{Name: "member", Kind: bot.ParamMembers, Required: true}
	why := bot.Param{Name: "reason", Kind: bot.ParamText}
	amount := bot.Param{Name: "amount", Kind: bot.ParamAmount, Required: true}
	list := []bot.Command{
		{Name: "warn", Aliases: []string{"警告", "dwarn"}, OnMember: true, OnMessage: true, Params: []bot.Param{who, why}},
		{Name: "unwarn", Aliases: []string{"撤销警告/撤銷警告"}, Params: []bot.Param{who, why}},
		{Name: "mute", Aliases: []string{"禁言", "tmute", "dmute", "smute"}, OnMember: true, Params: []bot.Param{who, {Name: "time", Kind: bot.ParamDuration}, why}},
		{Name: "unmute", Aliases: []string{"解除禁言"}, Params: []bot.Param{who, why}},
		{Name: "kick", Aliases: []string{"踢", "dkick", "skick"}, Params: []bot.Param{who, why}},
		{
			Name: "ban", Aliases: []string{"封禁/封鎖", "tban", "dban", "sban"},
			Params: []bot.Param{who, {Name: "time", Kind: bot.ParamDuration, Endless: true}, why, {Name: "del", Kind: bot.ParamSpan}},
		},
		{Name: "unban", Aliases: []string{"解封/解除封鎖"}, Params: []bot.Param{who, why}},
		{Name: "del", Aliases: []string{"删/刪"}, OnMessage: true, Params: []bot.Param{{Name: "message", Kind: bot.ParamMessage, Required: true}}},
		{Name: "note", Aliases: []string{"备注/備註"}, Params: []bot.Param{who, {Name: "text", Kind: bot.ParamText, Required: true}}},
		{Name: "award", Aliases: []string{"加分"}, Params: []bot.Param{who, amount, why}},
		{Name: "fine", Aliases: []string{"扣分"}, Params: []bot.Param{who, amount, why}},
		{
			Name: "case", Aliases: []string{"处罚单/處罰單", "处理单/處理單"}, Run: d.Obey(look.Looks{Room: d.Room}.Case), Params: []bot.Param{{Name: "number", Kind: bot.ParamCase}},
		},
		{Name: "cases", Aliases: []string{"infractions", "违规记录/違規紀錄"}, Params: []bot.Param{who}},
		{Name: "info", Aliases: []string{"资料/資料"}, OnMember: true, Params: []bot.Param{who}},
		{Name: "undo", Aliases: []string{"撤销/撤銷"}, Run: d.Obey(d.undo), Params: []bot.Param{{Name: "number", Kind: bot.ParamCase}}},
	}
	for i := range list {
		list[i].Who, list[i].May = bot.Helpers, d.May
		if list[i].Run == nil {
			list[i].Run = d.Obey(d.obey)
		}
	}
	return bot.Routes{Commands: list, Verbs: []bot.Verb{{Name: "undo", Who: bot.Helpers, Run: d.pressUndo}}}
}

// obey carries out an order on each target, or answers what is missing.
func (d Orders) obey(t *bot.Turn, o *room.Order) error {
	if how := lacking(t, o); how != "" {
		o.Desk.Tell(t, how)
		return nil
	}
	_, err := d.Each(t, o, func(why ...string) { o.Desk.Tell(t, why...) })
	return err
}

// lacking explains the command's usage if a required argument is missing.
func lacking(t *bot.Turn, o *room.Order) string {
	switch {
	case o.Form == room.Dropping && o.About == nil:
		return t.Text("answer.usage_message", bot.Args{"Command": o.Form + o.Command})
	case o.Form == room.Timed && o.For == 0:
		return t.Text("moderation.how_time", bot.Args{"Command": o.Form + o.Command})
	case o.Command == "del" && len(o.Targets) == 0: // the author is unknown
		return t.Text("answer.usage_message", bot.Args{"Command": o.Command})
	case len(o.Targets) > room.MostTargets:
		return t.Text("moderation.too_many", bot.Args{"Count": room.MostTargets})
	}
	return ""
}

// Each opens a case for each permitted target, explains refusals to the sender by tell, and
// announces acts that need no outcome. It returns the number of opened cases.
func (d Orders) Each(t *bot.Turn, o *room.Order, tell func(why ...string)) (opened int, err error) {
	var told []string
	first, err := d.File.Next(t.State(), t.Community.ID)
	if err != nil {
		return 0, err
	}
	seen := map[bot.MemberID]bool{}
	for _, u := range o.Targets {
		var m *bot.Member
		var why string
		open := false
		if u.Persona == bot.Person || u.Persona == bot.Unknown {
			m, why, err = d.whom(t, o, u)
		} else {
			open, why, err = d.stranger(t, o, u, first)
		}
		if err == nil && m != nil && !seen[m.ID] { // once per member
			seen[m.ID] = true
			open, why, err = d.target(t, o, m, first)
		}
		if err != nil {
			return opened, err
		}
		if open {
			opened++
		}
		if why != "" && !slices.Contains(told, why) {
			told = append(told, why)
		}
	}
	tell(told...)
	if opened == 0 {
		return 0, nil
	}
	return opened, d.AnnounceLater(t, o.Desk, first, first+uint64(opened)-1)
}

// target carries out the order on one member. It returns whether a case was opened, and a
// sentence for the sender only.
func (d Orders) target(t *bot.Turn, o *room.Order, m *bot.Member, first uint64) (bool, string, error) {
	switch o.Command {
	case "cases":
		s, err := look.Looks{Room: d.Room}.Record(t, m)
		return false, s, err
	case "info":
		s, err := look.Looks{Room: d.Room}.Profile(t, m)
		return false, s, err
	}
	if why, err := d.Beyond(t, o, m); why != "" || err != nil {
		return false, why, err
	}
	if o.Command == "unwarn" {
		why, err := d.unwarn(t, o, m)
		return false, why, err
	}
	if o.Command == "kick" {
		banned, asked, err := d.banned(t, o, m)
		if asked || err != nil {
			return false, "", err
		}
		if banned {
			return false, t.Text("moderation.is_banned", bot.Args{"Name": answer.Name(m, nil)}), nil
		}
	}
	again, why, err := d.justDone(t, o, m)
	if again || err != nil {
		return false, why, err
	}
	c := &sanction.Case{
		Kind: bot.Act(o.Command), At: t.At().UTC(), Member: m.ID, User: m.User, By: o.By,
		Reason: o.Reason, Evidence: o.About, Warning: o.Command == "warn", Answer: first,
	}
	booked, less, err := d.pay(t, o, c, m)
	if !booked || err != nil {
		return false, less, err
	}
	why = strings.TrimSpace(why + " " + less)
	if err := d.drop(t, o, c); err != nil {
		return false, "", err
	}
	if err := d.sanction(t, o, c); err != nil {
		return false, "", err
	}
	if c.Warning {
		t.Count(sanction.Warned, c.Member, 1)
	}
	return true, why, d.File.Open(t.State(), t.Community.ID, c)
}

// drop deletes the message that the order replies to if the command's form includes that and the
// case is about its author.
func (d Orders) drop(t *bot.Turn, o *room.Order, c *sanction.Case) error {
	if o.Form != room.Dropping || o.About == nil {
		return nil
	}
	author, err := t.MemberByUser(bot.User{ID: o.Author})
	if err != nil || author == nil || author.ID != c.Member {
		return err
	}
	d.File.Add(t, c, sanction.Sanction{Act: bot.ActDelete, Space: o.About.Message.Place, User: o.Author})
	return nil
}

// sanction requests a case's sanctions and records them in it.
func (d Orders) sanction(t *bot.Turn, o *room.Order, c *sanction.Case) error {
	switch c.Kind {
	case bot.ActNote, bot.ActAward, bot.ActFine:
	case bot.ActDelete:
		d.File.Add(t, c, sanction.Sanction{Act: bot.ActDelete, Space: c.Evidence.Message.Place, User: c.User})
	default:
		return d.Sentence(t, c, bot.Sanction{Act: c.Kind, For: o.For, Purge: o.Purge}, o.Scene(t.Community))
	}
	return nil
}

// justDone returns what another moderator just did to the member, and whether it is the same act,
// which is not repeated. Awards and notes by two moderators both count.
func (d Orders) justDone(t *bot.Turn, o *room.Order, m *bot.Member) (again bool, told string, err error) {
	var last *sanction.Case
	err = d.File.Of(t.State(), t.Community.ID, m.ID, func(c *sanction.Case) (bool, error) {
		if c.Kind != bot.ActReport {
			last = c
		}
		return last == nil, nil
	})
	if err != nil || last == nil || last.By == "" || last.By == o.By || t.At().Sub(last.At) > justNow {
		return false, "", err
	}
	by, err := words.Moderator(t, last.By)
	if err != nil {
		return false, "", err
	}
	what, err := d.What(t, last)
	if err != nil {
		return false, "", err
	}
	again = last.Kind == bot.Act(o.Command) && last.Open() && last.Kind != bot.ActAward && last.Kind != bot.ActNote
	args := bot.Args{"By": by, "What": what, "Case": last.ID}
	if again {
		return true, t.Text("moderation.done_by_other", args), nil
	}
	return false, t.Text("moderation.other_did", args), nil
}
