package desk

import (
	"net/url"
	"strings"
	"sync"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/member"
	"github.com/stewardbot/steward/bot/staff"
)

// Powers is a set of what somebody may do at the desk.
type Powers uint8

// The powers.
const (
	Analyst    Powers = 1 << iota // figures
	Editor                        // calendar, and what can be defined
	Fulfilment                    // orders
	Moderator                     // members, cases, reports
	Operator                      // configuration, audit, health
	All        = Analyst | Editor | Fulfilment | Moderator | Operator
)

// Any reports whether p has one of the powers.
func (p Powers) Any(of Powers) bool { return p&of != 0 }

// powerNames are the names in settings and texts.
var powerNames = map[Powers]string{
	Analyst: "analyst", Editor: "editor", Fulfilment: "fulfilment", Moderator: "moderator", Operator: "operator",
}

// Names lists the powers in the set.
func (p Powers) Names() (names []string) {
	for x := Analyst; x <= Operator; x <<= 1 {
		if p.Any(x) {
			names = append(names, powerNames[x])
		}
	}
	return names
}

// String returns the names, separated by commas.
func (p Powers) String() string { return strings.Join(p.Names(), ", ") }

// Room is the desk of all communities. It is safe for concurrent use.
type Room struct {
	members    *member.Directory
	fulfilment func(*bot.Community) []string

	mu      sync.Mutex
	address string
	served  bool
}

// New returns a Room. fulfilment lists who ships orders; empty: moderators do.
func New(members *member.Directory, fulfilment func(*bot.Community) []string) *Room {
	return &Room{members: members, fulfilment: fulfilment}
}

// Serve records that the desk is served, and the address that people reach it at, without a slash at its end; empty if
// none is known.
func (r *Room) Serve(address string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.address, r.served = strings.TrimRight(address, "/"), true
}

// Address returns what Serve recorded.
func (r *Room) Address() (address string, served bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.address, r.served
}

// Page returns the address of one of a community's pages, whose path is below "/c/ID/"; empty if none is known.
func (r *Room) Page(community, path string) string {
	address, _ := r.Address()
	if address == "" {
		return ""
	}
	return address + "/c/" + url.PathEscape(community) + "/" + path
}

// PowersOf returns the powers of the turn's user in its community: by rank, and by the roles of the settings.
func (r *Room) PowersOf(t *bot.Turn) (Powers, error) {
	if t.Community == nil || t.Event.User == nil || t.Event.User.Persona != bot.Person {
		return 0, nil
	}
	operates, err := staff.Operates(t, r.members)
	if operates || err != nil {
		return All, err
	}
	ships := r.fulfilment(t.Community)
	rank, err := staff.Of(t, r.members, t.Event.User.ID)
	if err != nil {
		return 0, err
	}
	var p Powers
	if rank >= staff.Moderator {
		if p = Moderator; len(ships) == 0 {
			p |= Fulfilment
		}
	}
	list := func(of Powers, _ string, names []string) {
		if err != nil || len(names) == 0 || p.Any(of) {
			return
		}
		var has bool
		if has, err = staff.HasRole(t, r.members, names); has {
			p |= of
		}
	}
	list(Fulfilment, "", ships)
	bot.Setting[*Settings](t.Community, Section).Roles.Each(list)
	if p.Any(Operator) {
		p = All
	}
	if err != nil {
		return 0, err
	}
	return p, nil
}
