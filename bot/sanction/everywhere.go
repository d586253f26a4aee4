package sanction

import (
	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/member"
)

// mostSpaces bounds the spaces in which one case acts on one person.
const mostSpaces = 8

// Scene is where something happened, and where the order was given; both are
// equal unless the order is about a person's behaviour elsewhere.
type Scene struct {
	At   bot.Place // empty: an unknown place other than From
	From bot.Place
}

// Sentence adds an act to a case everywhere it applies to the member, and
// requests it: in the space of the scene, in those where the member is known to
// be, and for bans in all spaces. If the member is not known to be in any, all
// spaces except the one where the order was given are tried.
func (f *File) Sentence(t *bot.Turn, members *member.Directory, c *Case, what bot.Sanction, where Scene) error {
	s := Sanction{Act: what.Act, Purge: what.Purge}
	if long := Span(what); long > 0 {
		s.Until = t.At().Add(long).UTC()
	}
	list, err := everywhere(t, members, s, c, where)
	if err != nil {
		return err
	}
	for _, s := range list {
		f.Add(t, c, s)
	}
	return nil
}

// everywhere returns a sanction for each account of a case's member, or for its
// account without a member, in each space where it applies.
func everywhere(t *bot.Turn, members *member.Directory, s Sanction, c *Case, where Scene) (_ []Sanction, err error) {
	accounts := []bot.UserID{c.User}
	if c.Member != 0 {
		if accounts, err = members.Accounts(t.State(), t.Community.ID, c.Member); err != nil {
			return nil, err
		}
	}
	var likely, others, all []Sanction
	for _, s.Space = range t.Community.Spaces {
		for _, s.User = range accounts {
			if s.User.Platform() != s.Space.Platform() {
				continue
			}
			all = append(all, s)
			there, err := members.Presence(t.State(), s.Space, s.User)
			if err != nil {
				return nil, err
			}
			if there == member.InSpace || s.Space == where.At.Space() {
				likely = append(likely, s)
			}
			if s.Space != where.From.Space() {
				others = append(others, s)
			}
		}
	}
	switch {
	case s.Act == bot.ActBan || s.Act == bot.ActUnban || len(likely)+len(others) == 0:
		likely = all
	case len(likely) == 0:
		likely = others
	}
	return likely[:min(len(likely), mostSpaces)], nil
}
