// Package link makes one member of a person's accounts on several platforms,
// and separates them again.
//
// /link said to Steward in private is answered with a code, which is good for
// ten minutes (code.go); in a group it is answered with how to do it, and a
// code that is said where others see it is void. An account on another platform
// that says the code to Steward in private is asked whether it is to be one
// with that account, whose rank the other one then has, and agrees by a button
// (confirm.go). If one of the two is staff the account that got the code is
// asked as well. Then the two members become one (join.go): their points are
// joined by an entry in the book, and every feature that keeps something by
// member unites it, so that nothing is paid twice. Both accounts and the
// moderators' log are told. Who guesses at codes is soon not listened to any
// more (tries.go).
//
// Only moderators take an account out again, with a reason that both sides are
// told: /unlink (unlink.go). It then starts with no points, and with whatever
// keeps it from earning again what it has earned.
package link

import (
	"strings"
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/answer"
	"github.com/stewardbot/steward/bot/ledger"
	"github.com/stewardbot/steward/bot/member"
)

// Feature implements bot.Feature.
type Feature struct {
	book    *ledger.Book
	members *member.Directory
}

// New joins accounts in the given book and directory.
func New(book *ledger.Book, members *member.Directory) *Feature { return &Feature{book, members} }

// Name implements bot.Feature.
func (*Feature) Name() string { return "link" }

// Routes implements bot.Feature.
func (f *Feature) Routes() bot.Routes {
	return bot.Routes{
		Commands: []bot.Command{
			{
				Name: "link", Aliases: []string{"关联/關聯"}, Anywhere: true,
				Params: []bot.Param{{Name: "code", Kind: bot.ParamText}}, Run: f.link,
			},
			{
				Name: "unlink", Aliases: []string{"解除关联/解除關聯"}, Who: bot.Moderators,
				Params: []bot.Param{
					{Name: "member", Kind: bot.ParamMember, Required: true},
					{Name: "reason", Kind: bot.ParamText, Required: true},
				},
				Run: f.unlink,
			},
		},
		Verbs: []bot.Verb{
			{Name: "confirm", Who: bot.Members, Anywhere: true, Run: f.confirmed},
			{Name: "cancel", Who: bot.Members, Anywhere: true, Run: f.cancelled},
		},
		On:      map[bot.Kind]bot.Handler{bot.KindTick: expired, bot.KindMessage: f.said, bot.KindEdit: edited},
		Outside: map[bot.Kind]bot.Handler{bot.KindMessage: f.said, bot.KindEdit: edited},
		Forget:  f.Forget,
	}
}

// edited makes void what codes others may now have read.
func edited(t *bot.Turn) error {
	if t.Event.Message == nil || t.Event.Place.Private() {
		return nil
	}
	return voidIn(t, t.Event.Message.Text)
}

// said takes a code that is said to Steward alone. Anywhere else it is void.
func (f *Feature) said(t *bot.Turn) error {
	if err := edited(t); err != nil || t.Event.Message == nil || t.Event.User == nil || t.Struck || t.Call != nil {
		return err
	}
	code := normal(narrow(strings.TrimSpace(t.Event.Message.Text)))
	switch {
	case code == "":
		return nil
	case alone(t):
		return f.redeem(t, code)
	}
	return forgetCode(t, code)
}

// alone: nobody but Steward hears a person.
func alone(t *bot.Turn) bool {
	return t.Event.Place.Private() && t.Event.User.Persona == bot.Person
}

// link is /link, with a code behind it or to be given one.
func (f *Feature) link(t *bot.Turn, in *bot.Input) error {
	code := codeBehind(t, in.Text("code"))
	switch {
	case alone(t) && code != "":
		return f.redeem(t, code)
	case alone(t):
		return f.issue(t)
	case code != "":
		if err := forgetCode(t, code); err != nil {
			return err
		}
	}
	answer.Privately(t, answer.Reply{Text: t.ToUser().Text("link.how", nil)})
	return nil
}

// issue answers with a new code for the account, which replaces an open one of
// the member's.
func (f *Feature) issue(t *bot.Turn) error {
	switch {
	case t.Late || t.Community == nil && len(t.Choices) > 0: // they are asked which one is meant
		return nil
	case t.Community == nil:
		answer.Give(t, answer.Reply{Text: t.Text("link.stranger", nil)})
		return nil
	case t.Member == nil:
		return nil
	}
	accounts, err := f.members.Accounts(t.State(), t.Community.ID, t.Member.ID)
	if err != nil {
		return err
	}
	if !anyFree(t.Community, accounts) {
		key := "link.nowhere"
		if len(accounts) > 1 {
			key = "link.everywhere"
		}
		answer.Give(t, answer.Reply{Text: t.Text(key, nil)})
		return nil
	}
	c, err := newCode(t)
	if err != nil {
		return err
	}
	answer.Give(t, answer.Reply{Text: t.Text("link.code", bot.Args{"Code": c, "Count": int(lifetime / time.Minute)})})
	return nil
}

// anyFree reports whether the community is on a platform on which none of the
// accounts is.
func anyFree(c *bot.Community, accounts []bot.UserID) bool {
	for _, space := range c.Spaces {
		if !anyOn(accounts, space.Platform()) {
			return true
		}
	}
	return false
}

func anyOn(accounts []bot.UserID, platform string) bool {
	for _, u := range accounts {
		if u.Platform() == platform {
			return true
		}
	}
	return false
}
