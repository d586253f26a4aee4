// Package dashboard lets staff into the operator's desk, and records what they do there.
//
// /dashboard answers in private with a link that works once (see package desk), /me with one to the member's own page. The desk's pages and the command line
// reach the feature by ticks, such as [desk.TimerSignIn], since only turns write. Each event that comes from a page is stored
// as an act.
package dashboard

import (
	"encoding/binary"
	"encoding/hex"
	"encoding/json"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/answer"
	"github.com/stewardbot/steward/bot/define"
	"github.com/stewardbot/steward/bot/desk"
	"github.com/stewardbot/steward/bot/insight"
	"github.com/stewardbot/steward/bot/member"
)

// Command is the name of the command for staff, Own that for members.
const (
	Command = "dashboard"
	Own     = "me"
)

// Feature implements bot.Feature.
type Feature struct {
	room    *desk.Room
	members *member.Directory
}

// New returns the feature of a room.
func New(room *desk.Room, members *member.Directory) *Feature { return &Feature{room, members} }

// Definitions implements definer.Owner: the overview shows the goals.
func (*Feature) Definitions() define.List { return insight.GoalKind() }

// Name implements bot.Feature.
func (*Feature) Name() string { return desk.Feature }

// Routes implements bot.Feature.
func (f *Feature) Routes() bot.Routes {
	return bot.Routes{
		// Roles of the desk may give the command, too: see Authorize.
		Commands: []bot.Command{
			{Name: Command, Aliases: []string{"管理后台/管理後台", "后台/後台"}, Who: bot.Helpers, Run: f.open},
			{Name: Own, Aliases: []string{"个人中心/個人中心"}, Run: f.own},
		},
		Verbs:    []bot.Verb{{Name: "end", Run: f.end}},
		On:       map[bot.Kind]bot.Handler{bot.KindMessage: desk.Begin, bot.KindPress: desk.Begin, bot.KindTick: f.tick},
		Forget:   desk.Forget,
		Disclose: f.disclose,
	}
}

// Authorize reports whether the turn's command is /dashboard and the user has a power that lets them in.
func (f *Feature) Authorize(t *bot.Turn) (bool, error) {
	if !t.Call.Is(Command) {
		return false, nil
	}
	p, err := f.room.PowersOf(t)
	return p != 0, err
}

// alone reports whether nobody but the user sees the answer, whatever becomes of it: one that only they see in a group may
// turn out public.
func alone(e *bot.Event) bool { return e.User.Persona == bot.Person && e.Place.Private() }

// open answers with a link.
func (f *Feature) open(t *bot.Turn, _ *bot.Input) error {
	t = t.ToUser()
	if t.Late {
		return nil
	}
	say := func(key string, args bot.Args) error {
		answer.Privately(t, answer.Reply{Text: t.Text(key, args)})
		return nil
	}
	if !alone(t.Event) {
		return say("dashboard.private", nil)
	}
	powers, err := f.room.PowersOf(t)
	if err != nil {
		return err
	}
	address, served := f.room.Address()
	switch {
	case powers == 0:
		return say("dashboard.nothing", nil)
	case !served:
		return say("dashboard.off", nil)
	case address == "":
		return say("dashboard.no_address", nil)
	}
	return f.give(t, address, "dashboard.link", false)
}

// own answers with a link to the member's own page.
func (f *Feature) own(t *bot.Turn, _ *bot.Input) error {
	t = t.ToUser()
	if t.Late {
		return nil
	}
	address, served := f.room.Address()
	key := ""
	switch {
	case !served || address == "" || !bot.Setting[*desk.Settings](t.Community, desk.Section).Shows(desk.PublicMe):
		key = "me.off"
	case !alone(t.Event):
		key = "me.private"
	}
	if key != "" {
		answer.Privately(t, answer.Reply{Text: t.Text(key, nil)})
		return nil
	}
	return f.give(t, address, "me.link", true)
}

// give answers with a new link, and with a button that ends the sessions that are open.
func (f *Feature) give(t *bot.Turn, address, key string, page bool) error {
	secret := newSecret(t)
	if err := desk.Issue(t, t.Event.User.ID, desk.Hash(secret), page); err != nil {
		return err
	}
	own, err := f.accounts(t)
	if err != nil {
		return err
	}
	open, err := desk.Sessions(t.State(), t.Community.ID, own, t.Now())
	if err != nil {
		return err
	}
	r := answer.Reply{Secret: true, Text: t.Text(key, bot.Args{
		"Community": bot.ShowName(t.Community.Name), "Link": desk.Link(address, t.Community.ID, secret),
	})}
	if n := len(open); n > 0 {
		r.Text += "\n" + t.Text("dashboard.open", bot.Args{"Count": n})
		r.Buttons = [][]bot.Button{{{Label: t.Text("dashboard.end", nil), Data: desk.Feature + ":end:"}}}
	}
	answer.Privately(t, r)
	return nil
}

// newSecret is as hard to guess as that of desk.NewSecret, and the same if the event is decided again.
func newSecret(t *bot.Turn) string {
	var b []byte
	for r := t.Rand("link"); len(b) < 32; {
		b = binary.BigEndian.AppendUint64(b, r.Uint64())
	}
	return hex.EncodeToString(b)
}

// accounts returns all accounts of the turn's user.
func (f *Feature) accounts(t *bot.Turn) ([]bot.UserID, error) {
	if t.Member == nil {
		return []bot.UserID{t.Event.User.ID}, nil
	}
	return f.members.Accounts(t.State(), t.Community.ID, t.Member.ID)
}

// end ends all sessions of whoever pressed.
func (f *Feature) end(t *bot.Turn, _ string) error {
	t = t.ToUser()
	own, err := f.accounts(t)
	if err != nil {
		return err
	}
	n, err := desk.EndAll(t, own)
	if err == nil && n > 0 {
		err = desk.Note(t, t.Event.User.ID, desk.DidEnd)
	}
	if err != nil {
		return err
	}
	if n == 0 {
		answer.Ack(t, t.Text("dashboard.ended", nil))
		return nil
	}
	answer.Replace(t, answer.Reply{Text: t.Text("dashboard.ended", nil)}, t.Text("dashboard.ended", nil))
	return nil
}

func (f *Feature) disclose(t *bot.Turn, m bot.MemberID) ([]string, error) {
	accounts, err := f.members.Accounts(t.State(), t.Community.ID, m)
	if err != nil {
		return nil, err
	}
	sessions, acts, err := desk.Stored(t, accounts)
	if err != nil || sessions+acts == 0 {
		return nil, err
	}
	return []string{t.Text("dashboard.stored", bot.Args{"Sessions": sessions, "Acts": acts})}, nil
}

func (f *Feature) tick(t *bot.Turn) error {
	t.Conceal() // the acts tell it, for as long as they are kept
	var c desk.Change
	if err := json.Unmarshal(t.Event.Tick.Data, &c); err != nil {
		return err
	}
	switch t.Event.Tick.Name {
	case desk.TimerLink:
		if err := desk.Issue(t, c.Account, c.Link, false); err != nil {
			return err
		}
		return desk.Note(t, c.Account, desk.DidLink)
	case desk.TimerSignIn:
		l, _, err := desk.LinkFor(t.State(), t.Community.ID, c.Link, t.Now())
		if err != nil {
			return err
		}
		if ok, err := desk.SignIn(t, c.Link, c.Session, c.Agent); err != nil || !ok || l.Own { // a member's own page is no act of staff
			return err
		}
		return desk.Note(t, l.Account, desk.DidSignIn)
	case desk.TimerSeen:
		return desk.Seen(t, c.Session)
	case desk.TimerMove:
		return desk.Move(t, c.By)
	case desk.TimerEnd:
		return f.over(t, c, desk.DidEnd)
	case desk.TimerCodes:
		return desk.Note(t, c.Account, desk.DidCodes, c.Options...)
	case desk.TimerExpel:
		return f.over(t, c, desk.DidExpel)
	}
	return nil
}

func (f *Feature) over(t *bot.Turn, c desk.Change, what string) error {
	s, err := desk.Find(t.State(), t.Community.ID, c.Session, t.Now())
	if err != nil || s == nil || s.Account != c.Account {
		return err
	}
	if err := desk.End(t, c.Session); err != nil || s.Own {
		return err
	}
	return desk.Note(t, c.Account, what)
}
