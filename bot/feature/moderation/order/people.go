package order

import (
	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/answer"
	"github.com/stewardbot/steward/bot/feature/moderation/room"
	"github.com/stewardbot/steward/bot/member"
	"github.com/stewardbot/steward/bot/staff"
)

// whom finds the member of an order's target; nil with a sentence why not.
// Unknown people are looked up on the platform first: neither a member nor a
// sentence is returned then, and the order continues with the answer.
func (d Orders) whom(t *bot.Turn, o *room.Order, u bot.User) (*bot.Member, string, error) {
	if u.ID == "" && u.Handle == "" {
		return d.byName(t, o, u.Name)
	}
	if u.ID == "" {
		m, err := t.MemberByHandle(o.Desk.Place.Platform(), u.Handle)
		if err == nil && m == nil {
			return nil, t.Text("answer.unknown_handle", bot.Args{"Handle": bot.ShowName("@" + u.Handle)}), nil
		}
		return m, "", err
	}
	m, err := t.MemberByUser(u)
	if err != nil || m != nil {
		return m, "", err
	}
	space, ok := home(t, o, u.ID)
	if !ok {
		return nil, t.Text("moderation.unknown", bot.Args{"User": string(u.ID)}), nil
	}
	return nil, "", d.ask(t, o, space, u)
}

// ask looks up somebody's status on the platform; the order continues with the
// answer.
func (d Orders) ask(t *bot.Turn, o *room.Order, space bot.Place, u bot.User) error {
	alone := *o
	alone.Targets, alone.Asked = []bot.User{u}, true
	ref := t.Do(bot.Lookup{Place: space, User: u.ID})
	return d.wait(t, lookupKey(ref), &alone)
}

// banned reports whether a member is banned. Unless no case says so and the
// member was seen in the space, the platform is asked, since a ban may have
// been given or lifted by hand: asked is true then, and the order continues
// with the answer.
func (d Orders) banned(t *bot.Turn, o *room.Order, m *bot.Member) (banned, asked bool, err error) {
	if o.There {
		return false, false, nil
	}
	if banned, err = d.File.Banned(t, m.ID); err != nil || o.Asked {
		return banned, false, err
	}
	space, ok := home(t, o, m.User)
	if !ok {
		return banned, false, nil
	}
	there, err := d.Members.Presence(t.State(), space, m.User)
	if err != nil || !banned && there == member.InSpace {
		return false, false, err
	}
	return false, true, d.ask(t, o, space, bot.User{ID: m.User, Name: m.Name})
}

// byName finds a recent speaker of the place by the display name; nil, with a
// sentence why not.
func (d Orders) byName(t *bot.Turn, o *room.Order, name string) (*bot.Member, string, error) {
	m, several, err := answer.ByName(t, o.Desk.Place, name)
	switch {
	case err != nil || m != nil:
		return m, "", err
	case several:
		return nil, t.Text("answer.several_names", bot.Args{"Name": bot.ShowName(name)}), nil
	}
	return nil, t.Text("answer.unknown_name", bot.Args{"Name": bot.ShowName(name)}), nil
}

// home returns a space where an account may be.
func home(t *bot.Turn, o *room.Order, u bot.UserID) (bot.Place, bool) {
	if space := o.Desk.Place.Space(); !o.Desk.Place.Private() && space.Platform() == u.Platform() {
		return space, true
	}
	for _, space := range t.Community.Spaces {
		if space.Platform() == u.Platform() {
			return space, true
		}
	}
	return "", false
}

// found continues an order whose target the platform has looked up, or says
// that nobody has that id.
func (d Orders) found(t *bot.Turn, o *room.Order, out *bot.Outcome) error {
	t = o.Desk.Reader(t)
	id := o.Targets[0].ID
	known, err := t.MemberByUser(o.Targets[0])
	if err != nil {
		return err
	}
	if out.Status != bot.Done || out.Found == nil || out.Found.User.ID != id {
		if known != nil {
			return d.CarryOut(t, o, d.obey)
		}
		o.Desk.Tell(t, t.Text("moderation.unknown", bot.Args{"User": string(id)}))
		return nil
	}
	if o.Command == "kick" && out.Found.Banned {
		o.Desk.Tell(t, t.Text("moderation.is_banned", bot.Args{"Name": answer.Name(known, &out.Found.User)}))
		return nil
	}
	o.There = out.Found.Present
	if known != nil {
		return d.CarryOut(t, o, d.obey)
	}
	rank, err := staff.Of(t, d.Members, o.By)
	if err != nil {
		return err
	}
	u := out.Found.User
	if theirs := out.Found.Authority; theirs == bot.Owner || theirs == bot.Admin && rank <= staff.Moderator {
		// No snapshot lists them yet, and none may come: they stay unknown, so
		// that the answer is always the same.
		o.Desk.Tell(t, t.Text("moderation.higher", bot.Args{"Name": answer.Name(nil, &u)}))
		return nil
	}
	if u.Persona == bot.Person {
		if _, err := d.Members.Resolve(t.State(), t.Community.ID, u, t.At()); err != nil {
			return err
		}
	}
	o.Targets[0] = u
	return d.CarryOut(t, o, d.obey)
}
