// Package link joins a person's accounts on several platforms into one member,
// and separates them again.
//
// /link in private is answered with a code, valid for ten minutes (code.go); in
// a group, with instructions, and a code that others can see becomes void. An
// account on another platform that sends the code in private is asked whether
// to link to that account, and is told whose rank the other would get; it
// agrees by a button (confirm.go). If either is staff, the account that
// requested the code is asked as well. Then the two members become one
// (join.go): a ledger entry joins their points, and every feature merges its
// data, so that nothing is paid twice. Both accounts and the moderators' log
// are told. An account that guesses codes is soon ignored (tries.go).
//
// Only moderators separate an account again: /unlink (unlink.go), with a reason
// that both sides are told. It then starts without points, but with the records
// that keep it from earning the same again.
package link

import (
	"strings"
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/answer"
	"github.com/stewardbot/steward/bot/ledger"
	"github.com/stewardbot/steward/bot/member"
	"github.com/stewardbot/steward/bot/sanction"
)

// Feature implements bot.Feature.
type Feature struct {
	book    *ledger.Book
	members *member.Directory
	file    *sanction.File
}

// New joins accounts in the given book and directory.
func New(book *ledger.Book, members *member.Directory) *Feature {
	return &Feature{book, members, sanction.New()}
}

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

// edited voids codes that others may now have read.
func edited(t *bot.Turn) error {
	if t.Event.Message == nil || t.Event.Place.Private() {
		return nil
	}
	return voidIn(t, t.Event.Message.Text)
}

// said handles a code sent to Steward in private. Anywhere else it becomes
// void.
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
	return void(t, code)
}

// IsCode reports whether the turn's message is an open code.
func IsCode(t *bot.Turn) (bool, error) {
	code := normal(narrow(strings.TrimSpace(t.Event.Message.Text)))
	if code == "" {
		return false, nil
	}
	_, found, err := find(t, code)
	if err == nil && !found {
		_, found, err = codeRows.Get(t.Others(), code)
	}
	return found, err
}

// alone reports whether only Steward hears the person.
func alone(t *bot.Turn) bool {
	return t.Event.Place.Private() && t.Event.User.Persona == bot.Person
}

// link handles /link, with a code or to get one.
func (f *Feature) link(t *bot.Turn, in *bot.Input) error {
	code := codeBehind(t, in.Text("code"))
	switch {
	case alone(t) && code != "":
		return f.redeem(t, code)
	case alone(t):
		return f.issue(t)
	case code != "":
		if err := void(t, code); err != nil {
			return err
		}
	}
	answer.Privately(t, answer.Reply{Text: t.ToUser().Text("link.how", nil)})
	return nil
}

// issue answers with a new code for the account, replacing the member's open
// one.
func (f *Feature) issue(t *bot.Turn) error {
	switch {
	case t.Late || t.Community == nil && len(t.Choices) > 0: // they are asked to choose a community
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
	barred, err := f.barred(t, t.Community.ID, t.Member.ID)
	if err != nil {
		return err
	}
	if barred {
		refuse(t, "link.barred")
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
