package bot

import (
	"time"
)

// Invite makes a link by which one person may join a space, until a time at most
// InviteLongest away. The answer is Outcome.Link, which is stored nowhere but with whoever asked
// for it.
type Invite struct {
	Place Place     `json:"place"` // the space, or the place in it that the link opens
	Until time.Time `json:"until"`
}

// InviteLongest is how long a link can last: Discord's limit,
// https://discord.com/developers/docs/resources/channel#create-channel-invite.
const InviteLongest = 7 * 24 * time.Hour

var _ = declare[Invite]()

func (Invite) kind() string        { return "invite" }
func (e Invite) Where() Place      { return e.Place }
func (e Invite) in(p Place) Effect { e.Place = p; return e }
func (e Invite) traits() Traits {
	return Traits{
		// In doubt it is dropped: nobody knows the link, and it ends by itself.
		Lane: Posts, Expires: e.Until, Order: "invite|" + string(e.Place.Space()), Once: true, InDoubt: Drop, Unmissed: true,
	}
}

func (e Invite) fit(c Capabilities, _ time.Time) ([]Effect, error) {
	return able(e, c.Invite, "cannot.invite")
}

// Uninvite ends a link that an Invite made.
type Uninvite struct {
	Place Place  `json:"place"` // of the Invite
	Link  string `json:"link"`
}

var _ = declare[Uninvite]()

func (Uninvite) kind() string        { return "uninvite" }
func (e Uninvite) Where() Place      { return e.Place }
func (e Uninvite) in(p Place) Effect { e.Place = p; return e }
func (e Uninvite) traits() Traits {
	return Traits{Lane: Posts, Order: "invite|" + string(e.Place.Space())}
}

func (e Uninvite) fit(c Capabilities, _ time.Time) ([]Effect, error) {
	return able(e, c.Invite, "cannot.invite")
}
