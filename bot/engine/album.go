package engine

import (
	"hash/fnv"
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/store"
)

// People see an album as one message. It arrives as one message per picture,
// with ids close together.

// albumReach is how many messages before and after one are searched for the
// rest of its album.
const albumReach = 50

// albumHash identifies an album in the message table; 0: none.
func albumHash(album string) uint64 {
	if album == "" {
		return 0
	}
	h := fnv.New64a()
	h.Write([]byte(album))
	return max(h.Sum64(), 1)
}

// albumOf returns the other messages of a message's album that are not deleted.
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

// restOfAlbum deletes a message of an album whose earlier messages Steward
// deletes.
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
