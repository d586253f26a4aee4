package place

import (
	"strconv"
	"strings"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/duration"
	"github.com/stewardbot/steward/bot/feature/moderation/room"
	"github.com/stewardbot/steward/bot/sanction"
	"github.com/stewardbot/steward/bot/staff"
)

// mostPurged is how many messages one command deletes: the effects of a turn,
// minus those for the answer.
const mostPurged = 95

// lookedThrough is how many of a place's latest messages are searched.
const lookedThrough = 1000

// purge deletes the latest visible messages of the place, except commands and
// messages of people with an equal or higher rank. It is one case, done when
// the last message is gone.
func (p Places) purge(t *bot.Turn, o *room.Order) error {
	if o.Number < 1 || o.Number > mostPurged || o.Desk.Place.Private() || t.Call.Form == nil && limits(o) {
		o.Desk.Tell(t, t.Text("moderation.how_purge", bot.Args{"Most": mostPurged}))
		return nil
	}
	ids, err := p.purgeable(t, o)
	if err != nil {
		return err
	}
	if len(ids) == 0 {
		o.Desk.Tell(t, t.Text("moderation.nothing_here", nil))
		return nil
	}
	c := &sanction.Case{Kind: bot.ActPurge, At: t.At().UTC(), By: o.By, Reason: o.Reason}
	if c.Answer, err = p.File.Next(t.State(), t.Community.ID); err != nil {
		return err
	}
	for _, id := range ids {
		c.Evidence = &sanction.Evidence{Message: bot.MessageID{Place: o.Desk.Place, ID: id}}
		p.File.Add(t, c, sanction.Sanction{Act: bot.ActDelete, Space: o.Desk.Place})
	}
	c.Purged = ids[:len(ids)-1]
	if err := p.File.Open(t.State(), t.Community.ID, c); err != nil {
		return err
	}
	return p.AnnounceLater(t, o.Desk, c.ID, c.ID)
}

// limits reports whether an order seems to say whose messages, or from when: 5
// @ann, 3 days. It would delete everybody's.
func limits(o *room.Order) bool {
	words := strings.Fields(o.Reason)
	if len(words) == 0 {
		return false
	}
	_, n := duration.Take([]string{strconv.FormatUint(o.Number, 10), words[0]})
	return n == 2 || strings.HasPrefix(words[0], "@") || strings.HasPrefix(words[0], "<@")
}

// purgeable returns the messages of a purge, newest first. An album counts as
// one message; deleting it deletes the rest.
func (p Places) purgeable(t *bot.Turn, o *room.Order) (ids []string, err error) {
	said, err := t.LastSaid(o.Desk.Place, lookedThrough)
	if err != nil {
		return nil, err
	}
	spared, albums := map[bot.MemberID]bool{0: false}, map[uint64]bool{0: false}
	for _, s := range said {
		if len(ids) == int(o.Number) {
			break
		}
		if _, known := spared[s.Member]; !known {
			if spared[s.Member], err = p.outranks(t, o, s.Member); err != nil {
				return nil, err
			}
		}
		if !spared[s.Member] && !s.Gone && !s.Order && !albums[s.Album] {
			ids = append(ids, s.ID)
			albums[s.Album] = s.Album != 0
		}
	}
	return ids, nil
}

// outranks reports whether a member is somebody else of an equal or higher
// rank.
func (p Places) outranks(t *bot.Turn, o *room.Order, id bot.MemberID) (bool, error) {
	m, err := t.MemberByID(id)
	if err != nil || m == nil {
		return false, err
	}
	by, err := t.MemberByUser(bot.User{ID: o.By})
	if err != nil || by != nil && by.ID == m.ID {
		return false, err
	}
	theirs, err := staff.Anywhere(t, p.Members, m.User)
	return theirs >= o.Rank, err
}
