package cluster

import (
	"cmp"
	"hash/crc32"
	"strings"

	"github.com/stewardbot/steward/bot"
)

// PartOf is the partition, out of so many, of a community, by its id.
func PartOf(community string, parts int) int {
	return int(crc32.ChecksumIEEE([]byte(community)) % uint32(parts))
}

// Home is the partition of an account's private chats.
func Home(account bot.UserID, parts int) int { return PartOf(string(account), parts) }

// Spaces tells which community owns what, by id; "" where none does. It must be
// safe for concurrent use.
type Spaces interface {
	// Owner returns the owner of a space.
	Owner(space bot.Place) string
	// Desk returns the community whose moderators' log a place is, or contains
	// it, in a space of others.
	Desk(place bot.Place) string
}

// Route returns the partition of an event. Former returns the id that a space
// had before.
//
// An event in a community's space, or in its moderators' log, goes to the
// community's partition; one in a private chat to the account's home; anything
// else by its space, or by its id if it has none.
func Route(ev *bot.Event, parts int, s Spaces, former func(space bot.Place) (old bot.Place, ok bool)) int {
	if community, _, ok := bot.DeskAct(ev.Place); ok {
		return PartOf(community, parts)
	}
	if ev.Place.Private() {
		return Home(bot.UserID(ev.Place.Platform()+":"+ev.Place.Sub()), parts)
	}
	community := owner(ev.Place, s, former)
	if community == "" && ev.Kind == bot.KindMoved {
		community = owner(ev.Moved, s, former)
	}
	return PartOf(cmp.Or(community, string(ev.Place.Space()), ev.ID), parts)
}

// owner returns the community that a place belongs to, by the present and the
// former ids of its space.
func owner(p bot.Place, s Spaces, former func(bot.Place) (bot.Place, bool)) string {
	space, sub := p.Space(), p[len(p.Space()):]
	logs := ""
	for range 4 { // as often as the engine looks
		if community := s.Owner(space); community != "" {
			return community
		}
		logs = cmp.Or(logs, s.Desk(space+sub))
		old, ok := former(space)
		if !ok {
			break
		}
		space = old
	}
	return logs
}

// spaces implements Spaces for communities that are all known.
type spaces struct{ owners, desks map[bot.Place]string }

// SpacesOf returns what the communities own.
func SpacesOf(communities []*bot.Community) Spaces {
	s := spaces{map[bot.Place]string{}, map[bot.Place]string{}}
	for _, c := range communities {
		for _, space := range c.Spaces {
			s.owners[space] = c.ID
		}
		for _, desk := range c.Places[bot.Modlog] {
			if !c.Owns(desk) {
				s.desks[desk] = c.ID
			}
		}
	}
	return s
}

func (s spaces) Owner(space bot.Place) string { return s.owners[space] }

func (s spaces) Desk(p bot.Place) string {
	for p != "" && len(s.desks) > 0 {
		if id := s.desks[p]; id != "" {
			return id
		}
		p = p[:max(strings.LastIndexByte(string(p), '/'), 0)]
	}
	return ""
}
