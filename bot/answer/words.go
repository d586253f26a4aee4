package answer

import (
	"strings"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/ledger"
	"github.com/stewardbot/steward/bot/member"
)

// Points is an amount by the name that the turn's community gives its points:
// "5 leaves".
func Points(t *bot.Turn, n int64) string {
	name := bot.Setting[*ledger.Settings](t.Community, "points").Name
	if name.Other == "" {
		name.One, name.Other = t.Text("points.one", nil), t.Text("points.many", nil)
	}
	return t.Text("points.amount", bot.Args{"Count": n, "One": name.One, "Other": name.Other})
}

// Name is how a person is called in a text: as the community knows them, else
// as their account does; set apart from the text around it, so that a name in
// another direction of writing leaves that as it is. Either may be nil.
func Name(m *bot.Member, u *bot.User) string {
	switch {
	case m != nil:
		return bot.Isolate(m.Name)
	case u != nil:
		return bot.Isolate(member.CleanName(u.Name, u.Handle, u.ID))
	}
	return ""
}

// Whom is the member that a command is about: the author of the message it
// replies to, whoever it mentions or names by @name or account; without any of
// these, or in reply to Steward, the one who gave it. Other tells which. The member is nil if the
// person never took part.
func Whom(t *bot.Turn) (m *bot.Member, other bool, err error) {
	msg := t.Event.Message
	if msg == nil {
		return t.Member, false, nil
	}
	if len(msg.Mentions) > 0 {
		m, err = mentioned(t, msg.Mentions[0])
		return m, true, err
	}
	if arg := t.Call.Arg(0); arg != "" {
		m, err = named(t, arg)
		return m, true, err
	}
	if msg.ReplyTo != nil && msg.ReplyTo.User != nil && msg.ReplyTo.User.Persona == bot.Person {
		m, err = t.MemberByUser(*msg.ReplyTo.User)
		return m, true, err
	}
	return t.Member, false, nil
}

func mentioned(t *bot.Turn, u bot.User) (*bot.Member, error) {
	if u.ID == "" {
		return t.MemberByHandle(t.Event.Place.Platform(), u.Handle)
	}
	return t.MemberByUser(u)
}

func named(t *bot.Turn, arg string) (*bot.Member, error) {
	platform := t.Event.Place.Platform()
	if handle, ok := strings.CutPrefix(arg, "@"); ok {
		return t.MemberByHandle(platform, handle)
	}
	if !strings.Contains(arg, ":") {
		arg = platform + ":" + arg
	}
	return t.MemberByUser(bot.User{ID: bot.UserID(arg)})
}
