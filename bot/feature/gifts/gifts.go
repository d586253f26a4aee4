// Package gifts lets members give points to one another.
//
// /give moves points from the giver to somebody else (give.go), at most
// gifts.per_day a day to all members together, and says so once, for all to see.
// /redpacket puts points up for whoever is quick (packet.go); opening a red
// packet takes a share (open.go), whose size is decided at that moment
// (split.go), and what is left after a day goes back.
//
// Points that change hands were earned by somebody else: they can be spent, but
// count for no level and on no board.
//
// Two patterns are reported to the moderators' log, at most once in thirty days
// (flow.go): points that went around a ring of three to five members within
// seven days, at least ten at each step; and a member who got gifts of at least
// five others within seven days, together twice what one may give in a day or
// more, and gave nothing to any of them. Red packets don't count for these. Of
// very many gifts the latest are looked at.
package gifts

import (
	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/answer"
	"github.com/stewardbot/steward/bot/ledger"
	"github.com/stewardbot/steward/bot/member"
	"github.com/stewardbot/steward/bot/require"
	"github.com/stewardbot/steward/bot/sanction"
	"github.com/stewardbot/steward/store"
)

// Feature implements bot.Feature.
type Feature struct {
	book    *ledger.Book
	members *member.Directory
	judge   *require.Judge
	file    *sanction.File
}

// New books in the given book, and asks the judge who may give.
func New(book *ledger.Book, members *member.Directory, judge *require.Judge) *Feature {
	return &Feature{book, members, judge, sanction.New()}
}

const name = "gifts"

// Name implements bot.Feature.
func (*Feature) Name() string { return name }

// Routes implements bot.Feature.
func (f *Feature) Routes() bot.Routes {
	amount := bot.Param{Name: "amount", Kind: bot.ParamAmount, Required: true}
	return bot.Routes{
		Topic: bot.TopicPoints,
		Commands: []bot.Command{
			{
				Name: "give", Aliases: []string{"gift", "送积分/送積分"},
				Params: []bot.Param{{Name: "member", Kind: bot.ParamMember, Required: true}, amount}, Run: f.give,
			},
			{
				Name: "redpacket", Aliases: []string{"发红包/發紅包"},
				Params: []bot.Param{
					amount, {Name: "shares", Kind: bot.ParamNumber, Required: true}, {Name: "kind", Kind: bot.ParamChoice, OneOf: kinds},
				},
				Run: f.send,
			},
		},
		Verbs: []bot.Verb{{Name: "open", Run: f.open}},
		On:    map[bot.Kind]bot.Handler{bot.KindTick: f.tick, bot.KindOutcome: f.lost},
		// Who gave how much to whom stands under numbers, and goes after a week.
		Forget:   f.forget,
		Disclose: f.disclose, Merge: merge, Part: part,
	}
}

func settings(c *bot.Community) *Settings { return bot.Setting[*Settings](c, Section) }

// Tables lists the feature's tables.
func Tables() []store.Declared {
	return []store.Declared{givenRows, gotRows, packedRows, reportedRows, packetRows}
}

// refuse answers the asker alone, with a finding.
func refuse(t *bot.Turn, text string) {
	t.Find(bot.Finding{Code: "refused"})
	answer.Privately(t, answer.Reply{Text: text})
}

// barred says why the turn's member may not give now; empty if they may. The
// turn speaks to them.
func (f *Feature) barred(t *bot.Turn, s *Settings) (string, error) {
	if s.PerDay == 0 {
		return t.Text("gifts.off", nil), nil
	}
	if e := t.Event; e.Place.Private() || e.Message.Hidden {
		return t.Text("gifts.in_group", nil), nil
	}
	unmet, err := f.judge.Check(t, t.Member.ID, &s.Require)
	if err != nil || unmet.None() {
		return "", err
	}
	return unmet.Text(t), nil
}

// short says that the balance does not suffice.
func (f *Feature) short(t *bot.Turn) (string, error) {
	has, err := f.book.Balance(t, t.Member.ID)
	return t.Text("gifts.short", bot.Args{"Balance": answer.Points(t, has.Balance)}), err
}
