package answer

import (
	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/ledger"
	"github.com/stewardbot/steward/bot/member"
)

// Points is an amount by the name that the turn's community gives its points:
// "5 leaves".
func Points(t *bot.Turn, n int64) string {
	name := bot.Setting[*ledger.Settings](t.Community, "points").Name.For(t.Language(), n)
	if name == "" {
		name = t.Text("points.name", bot.Args{"Count": n})
	}
	return t.Text("points.amount", bot.Args{"Count": n, "Name": name})
}

// Name is how a person is called in a text: as the community knows them, else
// as their account does; safe within any text (see [bot.ShowName]). Either may be nil.
func Name(m *bot.Member, u *bot.User) string {
	switch {
	case m != nil:
		return bot.ShowName(m.Name)
	case u != nil:
		return bot.ShowName(member.CleanName(u.Name, u.Handle, u.ID))
	}
	return ""
}

// Whom is the member that a command is about, by its parameter "member": whoever is
// named, or wrote the message that it answers; without any of these, or in reply to
// Steward, the one who gave it. Other tells which. The member is nil if the person
// never took part.
func Whom(t *bot.Turn, in *bot.Input) (m *bot.Member, other bool, err error) {
	list := in.Members("member")
	switch {
	case len(list) == 0 && in.Rest != "": // nobody's name
		return nil, true, nil
	case len(list) == 0 || list[0].Persona != bot.Person && list[0].Persona != bot.Unknown:
		return t.Member, false, nil
	case list[0].ID != "":
		m, err = t.MemberByUser(list[0])
	case list[0].Handle != "":
		m, err = t.MemberByHandle(t.Event.Place.Platform(), list[0].Handle)
	}
	return m, true, err
}
