package moderation

import (
	"slices"
	"strings"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/answer"
	"github.com/stewardbot/steward/bot/member"
	"github.com/stewardbot/steward/bot/sanction"
	"github.com/stewardbot/steward/bot/staff"
)

// whom finds the member that an order's target is; nil, with a sentence why not.
// Somebody whom Steward never met is looked up on the platform first: neither a
// member nor a sentence is returned then, and the order goes on with the answer.
func (f *Feature) whom(t *bot.Turn, o *order, u bot.User) (*bot.Member, string, error) {
	switch u.Persona {
	case bot.Person, bot.Unknown:
	case bot.Robot:
		return nil, t.Text("moderation.robot", nil), nil
	default:
		return nil, t.Text("moderation.group", nil), nil
	}
	if u.ID == "" && u.Handle == "" {
		return f.byName(t, o, u.Name)
	}
	if u.ID == "" {
		m, err := t.MemberByHandle(o.Desk.Place.Platform(), u.Handle)
		if err == nil && m == nil {
			return nil, t.Text("moderation.unknown_handle", bot.Args{"Handle": bot.Isolate("@" + u.Handle)}), nil
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
	alone := *o
	alone.Targets = []bot.User{u}
	ref := t.Do(bot.Lookup{Place: space, User: u.ID})
	return nil, "", f.wait(t, lookupKey(ref), &alone)
}

// lookedForName is how many of a place's last messages are looked through for
// somebody of a name.
const lookedForName = 500

// byName finds the one who spoke in the place of late by the name that people see;
// nil, with a sentence why not.
func (f *Feature) byName(t *bot.Turn, o *order, name string) (found *bot.Member, why string, err error) {
	said, err := t.LastSaid(o.Desk.Place, lookedForName)
	if err != nil {
		return nil, "", err
	}
	seen := map[bot.MemberID]bool{0: true}
	for _, s := range said {
		if seen[s.Member] {
			continue
		}
		seen[s.Member] = true
		m, err := t.MemberByID(s.Member)
		switch {
		case err != nil:
			return nil, "", err
		case m == nil || !strings.EqualFold(m.Name, name):
		case found != nil && found.ID != m.ID:
			return nil, t.Text("moderation.several_names", bot.Args{"Name": bot.Isolate(name)}), nil
		default:
			found = m
		}
	}
	if found == nil {
		return nil, t.Text("moderation.unknown_name", bot.Args{"Name": bot.Isolate(name)}), nil
	}
	return found, "", nil
}

// home is a space where an account may be.
func home(t *bot.Turn, o *order, u bot.UserID) (bot.Place, bool) {
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

// found goes on with an order whose target the platform has told of, or tells
// that nobody is known by that id.
func (f *Feature) found(t *bot.Turn, o *order, out *bot.Outcome) error {
	t = t.Speaking(o.Desk.Language)
	id := o.Targets[0].ID
	if out.Status != bot.Done || out.Found == nil || out.Found.User.ID != id {
		f.tell(t, &o.Desk, t.Text("moderation.unknown", bot.Args{"User": string(id)}))
		return nil
	}
	u := out.Found.User
	if u.Persona == bot.Person {
		if _, err := f.members.Resolve(t.State(), t.Community.ID, u, t.At()); err != nil {
			return err
		}
	}
	o.Targets[0] = u
	if out.Found.Authority > bot.Ordinary { // whom no snapshot of the platform has told of yet
		f.tell(t, &o.Desk, t.Text("moderation.higher", bot.Args{"Name": answer.Name(nil, &u)}))
		return nil
	}
	return f.carryOut(t, o)
}

// entitled is the rank of whoever gives an order, with a sentence why it is not for
// them; empty: it is.
func (f *Feature) entitled(t *bot.Turn, by bot.UserID, o *order) (staff.Rank, string, error) {
	rank, err := staff.Of(t, f.members, by)
	if err != nil {
		return rank, "", err
	}
	why, err := f.permits(t, by, rank, o)
	return rank, why, err
}

// permits tells, in a sentence, why an order is not for whoever gives it, who has
// that rank; empty: it is.
func (f *Feature) permits(t *bot.Turn, by bot.UserID, rank staff.Rank, o *order) (string, error) {
	if rank >= staff.Moderator {
		return f.lacks(t, by, rank, bot.Act(o.Command))
	}
	if rank < staff.Helper {
		return t.Text("staff.moderators_only", nil), nil
	}
	switch o.Command {
	case "case", "cases", "info", "undo":
		return "", nil
	}
	longest, ok := bot.Setting[*staff.Helpers](t.Community, staff.SectionHelpers).Allow(o.Command)
	if !ok {
		return t.Text("moderation.helper_denied", bot.Args{"Command": o.Command}), nil
	}
	if wanted := o.span(); longest > 0 && (wanted == 0 || wanted > longest) {
		return t.Text("moderation.helper_long", bot.Args{"Span": span(t, longest)}), nil
	}
	return "", nil
}

// lacks tells, in a sentence, that the platform does not let a moderator do an act
// themselves; empty: it does, or the configuration names them. Helpers may what the
// configuration says.
func (f *Feature) lacks(t *bot.Turn, by bot.UserID, rank staff.Rank, act bot.Act) (string, error) {
	right := sanction.Right(act)
	if right == "" || rank < staff.Moderator {
		return "", nil
	}
	may, err := staff.MayAct(t, f.members, by, right)
	if may || err != nil {
		return "", err
	}
	return t.Text("moderation.no_right", nil), nil
}

// beyond tells, in a sentence, why an act on a member is not for whoever gave
// the order; empty: it is.
func (f *Feature) beyond(t *bot.Turn, o *order, rank staff.Rank, m *bot.Member) (string, error) {
	by, err := t.MemberByUser(bot.User{ID: o.By})
	if err != nil {
		return "", err
	}
	if by != nil && by.ID == m.ID {
		return t.Text("moderation.yourself", nil), nil
	}
	theirs, err := staff.Of(t, f.members, m.User)
	if err != nil {
		return "", err
	}
	if theirs >= rank && o.Command != "note" && o.Command != "award" {
		return t.Text("moderation.higher", bot.Args{"Name": answer.Name(m, nil)}), nil
	}
	return "", nil
}

// where are the accounts of a member, each with a space in which an act is to be
// done: that of the order, those where the member is known to be, and for bans
// all that there are. Whoever is known to be in none is sought in all others than
// the moderators' own.
func (f *Feature) where(t *bot.Turn, o *order, act bot.Act, m bot.MemberID) ([]sanction.Sanction, error) {
	accounts, err := f.members.Accounts(t.State(), t.Community.ID, m)
	if err != nil {
		return nil, err
	}
	at := o.place(t.Community).Space()
	var likely, others, all []sanction.Sanction
	for _, space := range t.Community.Spaces {
		for _, u := range accounts {
			if u.Platform() != space.Platform() {
				continue
			}
			s := sanction.Sanction{Act: act, Space: space, User: u, State: sanction.Pending}
			all = append(all, s)
			there, err := f.members.Presence(t.State(), space, u)
			if err != nil {
				return nil, err
			}
			if there == member.InSpace || space == at {
				likely = append(likely, s)
			}
			if space != o.Desk.Place.Space() {
				others = append(others, s)
			}
		}
	}
	switch {
	case act == bot.ActBan || act == bot.ActUnban || len(likely)+len(others) == 0:
		likely = all
	case len(likely) == 0:
		likely = others
	}
	return likely[:min(len(likely), mostSpaces)], nil
}

// place is where what an order is about happened: that of the message which it
// replies to or decides on, else where it was given. It is empty for an order that
// was given in the moderators' log, which is about somebody elsewhere.
func (o *order) place(c *bot.Community) bot.Place {
	p := o.Desk.Place
	if o.About != nil {
		p = o.About.Message.Place
	}
	if slices.Contains(c.Places[bot.Modlog], p) {
		return ""
	}
	return p
}

// mostSpaces bounds what one command asks for about one person.
const mostSpaces = 8

// called is what a member is called by number, or an account by itself.
func called(t *bot.Turn, m bot.MemberID, u bot.UserID) (string, error) {
	known, err := t.MemberByID(m)
	if err != nil || known != nil {
		return answer.Name(known, nil), err
	}
	return bot.Isolate(strings.TrimSpace(string(u))), nil
}
