package link

import (
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/answer"
	"github.com/stewardbot/steward/bot/staff"
)

// question returns the question before an account is linked to the other, in
// the turn's language: to which account, and whose rank the other gets.
func (f *Feature) question(t *bot.Turn, other, own bot.UserID) (string, error) {
	m, err := f.members.ByUser(t.State(), t.Community.ID, other)
	if err != nil {
		return "", err
	}
	args := bot.Args{
		"Name": answer.Name(m, nil), "User": string(other), "Community": t.Community.Name, "Count": int(lifetime / time.Minute),
	}
	text := t.Text("link.ask", args)
	ranks, err := f.ranks(t, other, own)
	if err != nil || !ranks.staff() {
		return text, err
	}
	args["Rank"] = t.Text(rankKeys[ranks.highest()], nil)
	switch {
	case ranks.first < ranks.second:
		text += "\n" + t.Text("link.gives", args)
	case ranks.first > ranks.second:
		text += "\n" + t.Text("link.takes", args)
	}
	return text + "\n" + t.Text("link.both", nil), nil
}

func buttons(t *bot.Turn, code string) [][]bot.Button {
	return [][]bot.Button{{
		{Label: t.Text("link.confirm", nil), Data: "link:confirm:" + code},
		{Label: t.Text("link.cancel", nil), Data: "link:cancel:" + code},
	}}
}

// ranks are those of two accounts before the link.
type ranks struct{ first, second staff.Rank }

func (f *Feature) ranks(t *bot.Turn, first, second bot.UserID) (r ranks, err error) {
	if r.first, err = staff.Anywhere(t, f.members, first); err == nil {
		r.second, err = staff.Anywhere(t, f.members, second)
	}
	return r, err
}

func (r ranks) highest() staff.Rank { return max(r.first, r.second) }
func (r ranks) staff() bool         { return r.highest() > staff.Ordinary }

// told returns what the moderators' log says about changed ranks; empty if
// there are none.
func (r ranks) told(t *bot.Turn) string {
	if r.first == r.second {
		return ""
	}
	return "\n" + t.Text("link.log_rank", bot.Args{"Rank": t.Text(rankKeys[r.highest()], nil)})
}

var rankKeys = map[staff.Rank]string{
	staff.Helper: "link.helper", staff.Moderator: "link.moderator", staff.Owner: "link.owner",
}

// confirmed handles the button by which an account agrees. The account that
// sent the code is asked first; if either is staff, the one that requested it
// is asked as well.
func (f *Feature) confirmed(t *bot.Turn, code string) error {
	c, ok, err := f.pressed(t, code)
	if err != nil || !ok {
		return err
	}
	ranks, err := f.ranks(t, c.User, c.By.User)
	if err != nil {
		return err
	}
	if c.By.Confirmed || !ranks.staff() {
		return f.join(t, c)
	}
	c.By.Confirmed = true
	if err := keepOpen(t, code, c); err != nil {
		return err
	}
	there := t.Speaking(c.Language)
	text, err := f.question(there, c.By.User, c.User)
	if err != nil {
		return err
	}
	t.Do(bot.Say{Place: c.Place, Text: text, Buttons: buttons(there, code), Expires: t.Now().Add(lifetime)})
	text = t.Text("link.waiting", nil)
	answer.Replace(t, answer.Reply{Text: text}, text)
	return nil
}

// cancelled returns the button by which an account does not agree.
func (f *Feature) cancelled(t *bot.Turn, code string) error {
	c, ok, err := f.pressed(t, code)
	if err != nil || !ok {
		return err
	}
	if err := forgetCodeOf(t, c.Member); err != nil {
		return err
	}
	text := t.Text("link.cancelled", nil)
	answer.Replace(t, answer.Reply{Text: text}, text)
	if c.By.Confirmed {
		t.Do(bot.Say{Place: c.By.Place, Text: t.Speaking(c.By.Language).Text("link.cancelled", nil), Expires: t.Now().Add(wanted)})
	}
	return nil
}

// pressed returns the link that a button is about, if it is the turn's account
// that is asked and the link is still possible. Otherwise it tells them.
func (f *Feature) pressed(t *bot.Turn, code string) (c issued, ok bool, err error) {
	c, found, err := find(t, code)
	if err == nil && !found {
		err = goElsewhere(t, code)
	}
	if err != nil {
		return c, false, err
	}
	if !found || c.By == nil || !alone(t) {
		over(t)
		return c, false, nil
	}
	asked := c.By.User
	if c.By.Confirmed {
		asked = c.User
	}
	if t.Event.User.ID != asked {
		answer.Ack(t, t.ToUser().Text("link.not_asked", nil))
		return c, false, nil
	}
	refusal, err := f.refusal(t, c, c.By.User)
	if err == nil && refusal == "" {
		ok, err = t.Enter(c.Community)
	}
	if err == nil && !ok {
		over(t)
	}
	return c, ok, err
}

// over closes a question that can't be answered any more. Outside a private
// chat the data was forged, and no message is edited.
func over(t *bot.Turn) {
	text := t.ToUser().Text("link.over", nil)
	if !t.Event.Place.Private() {
		answer.Ack(t, text)
		return
	}
	answer.Replace(t, answer.Reply{Text: text}, text)
}
