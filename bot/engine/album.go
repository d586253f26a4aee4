package engine

import (
	"hash/fnv"
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/store"
)

// An album is one message to those who see it, and comes as one for each picture, whose ids
// lie close together.

// albumReach is how many messages before and behind one of an album are looked at for
// the others.
const albumReach = 50

// albumHash is how an album is known in the table of messages; 0: none.
func albumHash(album string) uint64 {
	if album == "" {
		return 0
	}
	h := fnv.New64a()
	h.Write([]byte(album))
	return max(h.Sum64(), 1)
}

// albumOf are the other messages of the album that one belongs to, but for those that are
// gone.
func (d *decider) albumOf(m bot.MessageID) (list []bot.MessageID) {
	if m.ID == "" {
		return nil
	}
	said, ok, err := d.Said(m)
	if err != nil || !ok || said.Album == 0 {
		return nil
	}
	d.nearby(m, func(id bot.MessageID, s bot.Said) {
		if s.Album == said.Album && !s.Gone && id.ID != m.ID {
			list = append(list, id)
		}
	})
	return list
}

// restOfAlbum takes a message away that belongs to an album of which Steward deletes what
// came before.
func (d *decider) restOfAlbum(t *bot.Turn, in *inspected) (gone bool) {
	m := in.event.Message
	if m == nil || m.Album == "" || in.event.Kind != bot.KindMessage {
		return false
	}
	id, album := bot.MessageID{Place: in.event.Place, ID: m.ID}, albumHash(m.Album)
	d.nearby(id, func(_ bot.MessageID, s bot.Said) { gone = gone || s.Gone && s.Album == album })
	if !gone {
		return false
	}
	t.Struck, t.Call = true, nil
	d.Find(bot.Finding{Feature: "rules", Code: "album"})
	d.refs = append(d.refs, d.addLine(bot.Delete{Place: id.Place, Target: bot.Target{Message: id}}, time.Time{}))
	return true
}

// nearby calls fn for the messages around one in its space.
func (d *decider) nearby(m bot.MessageID, fn func(bot.MessageID, bot.Said)) {
	d.writeHeard()
	at, space := messageKey(m), messageKey(bot.MessageID{Place: m.Place})
	space = space[:len(space)-1] // without the length of the id
	for _, back := range []bool{false, true} {
		from, to := at, store.PrefixEnd(space)
		if back {
			from, to = space, at
		}
		d.must(d.tx.Scan(tableMessages, from, to, back, albumReach, func(k, v []byte) (bool, error) {
			if s, err := decodeSaid(v); err == nil {
				fn(bot.MessageID{Place: s.Place, ID: string(k[len(space)+1:])}, s)
			}
			return true, nil
		}))
	}
}
