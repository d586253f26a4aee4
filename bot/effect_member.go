package bot

import (
	"time"
)

// Role gives a user a role in a space, or takes it away. It is done if nothing
// has to change.
type Role struct {
	Place Place  `json:"place"` // the space
	User  UserID `json:"user"`
	Role  string `json:"role"` // the platform's role id
	Take  bool   `json:"take,omitempty"`
}

var _ = declare[Role]()

func (Role) kind() string        { return "role" }
func (e Role) Where() Place      { return e.Place }
func (e Role) in(p Place) Effect { e.Place = p; return e }
func (e Role) traits() Traits {
	return Traits{Lane: Posts, Order: "role|" + string(e.Place) + "|" + string(e.User), Supersedes: "role|" + e.Role}
}

func (e Role) words() Words { return Words{Text: e.Role} }

func (e Role) fit(c Capabilities, _ time.Time) ([]Effect, error) {
	return able(e, c.Roles, "cannot.give_roles")
}

// Tag sets the short text that the platform shows next to a member's name in a
// space; empty removes it.
type Tag struct {
	Place Place  `json:"place"` // the space
	User  UserID `json:"user"`
	Tag   string `json:"tag,omitempty"`
}

var _ = declare[Tag]()

func (Tag) kind() string        { return "tag" }
func (e Tag) Where() Place      { return e.Place }
func (e Tag) in(p Place) Effect { e.Place = p; return e }
func (e Tag) traits() Traits {
	return Traits{Lane: Posts, Order: "tag|" + string(e.Place) + "|" + string(e.User), Supersedes: "tag"}
}

func (e Tag) words() Words { return Words{Text: e.Tag} }

func (e Tag) fit(c Capabilities, _ time.Time) ([]Effect, error) {
	if c.TagLength == 0 {
		return nil, Refuse("cannot.tag")
	}
	e.Tag = cutRunes(e.Tag, c.TagLength)
	return []Effect{e}, nil
}
