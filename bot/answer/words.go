package answer

import (
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/ledger"
	"github.com/stewardbot/steward/bot/member"
)

// Points formats an amount with the community's name for its points: "5
// leaves".
func Points(t *bot.Turn, n int64) string {
	name := bot.Setting[*ledger.Settings](t.Community, "points").Name.For(t.Language(), n)
	if name == "" {
		name = t.Text("points.name", bot.Args{"Count": n})
	}
	return t.Text("points.amount", bot.Args{"Count": n, "Name": name})
}

// Name returns a person's display name: as the community knows them, or else
// the account's. It is safe in any text (see [bot.ShowName]). Either argument
// may be nil.
func Name(m *bot.Member, u *bot.User) string {
	switch {
	case m != nil:
		return bot.ShowName(m.Name)
	case u != nil:
		return bot.ShowName(member.CleanName(u.Name, u.Handle, u.ID))
	}
	return ""
}

// When writes a time by the community's clock, with the date unless it is today; empty if it is zero.
func When(t *bot.Turn, at time.Time) string {
	switch {
	case at.IsZero():
		return ""
	case t.Community.Day(at) == t.Community.Day(t.Now()):
		return at.In(t.Community.Zone).Format("15:04")
	}
	return t.Community.Clock(at)
}

// Unmet answers a command for which Whom found no member.
func Unmet(t *bot.Turn, other bool) {
	key := "answer.unheard"
	if other {
		key = "answer.unknown"
	}
	Give(t, Reply{Text: t.Text(key, nil)})
}

// Whom returns the member that a command is about, from its parameter "member":
// the person named, or the author of the message replied to; without either, or
// in reply to Steward, the user themselves. other reports which. The member is
// nil if the person never took part.
func Whom(t *bot.Turn, in *bot.Input) (m *bot.Member, other bool, err error) {
	list := in.Members("member")
	switch {
	case len(list) == 0 && in.Rest != "": // a name that nobody has
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

// Span formats a duration in one unit, rounded up: "7 days", "36 hours", "5
// minutes". Below zero it is zero minutes.
func Span(t *bot.Turn, d time.Duration) string {
	const day = 24 * time.Hour
	in := func(key string, unit time.Duration) string {
		return t.Text(key, bot.Args{"Count": int64((d + unit - 1) / unit)})
	}
	switch d = max(d, 0); {
	case d >= day && d%day == 0 || d > 2*day:
		return in("answer.days", day)
	case d > time.Hour:
		return in("answer.hours", time.Hour)
	}
	return in("answer.minutes", time.Minute)
}
