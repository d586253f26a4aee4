package engine

import (
	"bytes"
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/store"
)

// heard is the row of the event's own message while the event is decided. It is
// written once, with everything recorded on it.
type heard struct {
	id   bot.MessageID
	key  []byte
	said bot.Said
	open bool // not written yet
}

// remember adds a message to the message table, where features find it and
// record the entry that paid for it.
func (d *decider) remember(in *inspected, row *seenRow) {
	if !d.counts(in) {
		return
	}
	id := bot.MessageID{Place: in.event.Place, ID: in.event.Message.ID}
	d.keys.heard = appendMessageKey(d.keys.heard[:0], id)
	row.message = d.keys.heard
	d.heard = heard{id, row.message, d.said(in), true}
}

// writeHeard writes the event's own message to the table.
func (d *decider) writeHeard() {
	if d.heard.open {
		d.heard.open = false
		if d.conceals { // a short text could be guessed by its hash
			d.heard.said.Hash = 0
		}
		d.must(d.tx.Put(tableMessages, d.heard.key, encodeSaid(d.tx, d.heard.said)))
	}
}

// hears reports whether m is the event's own message, still unwritten. Places
// of one space may name the same message.
func (d *decider) hears(m bot.MessageID) bool {
	return d.heard.open && m.ID == d.heard.id.ID && (m.Place == d.heard.id.Place || bytes.Equal(messageKey(m), d.heard.key))
}

// window adds a message to the member's window, after everything was decided on
// the messages before it, and nothing can undo it any more.
func (d *decider) window(in *inspected) {
	if d.member == nil || !d.counts(in) {
		return
	}
	d.e.windows.add(d.com.ID, d.said(in))
}

// counts reports whether the community remembers the message. A native command
// of the platform is not a message.
func (d *decider) counts(in *inspected) bool {
	m := in.event.Message
	return in.event.Kind == bot.KindMessage && m != nil && m.ID != "" && m.Press == "" && d.com != nil
}

func (d *decider) said(in *inspected) bot.Said {
	s := bot.Said{Place: in.event.Place, At: d.at, Hash: in.facts.Hash, Answered: d.answers, Album: albumHash(in.event.Message.Album)}
	if d.member != nil {
		s.Member = d.member.ID
	}
	return s
}

// Said implements bot.Host.
func (d *decider) Said(m bot.MessageID) (bot.Said, bool, error) {
	if d.hears(m) {
		return d.heard.said, true, nil
	}
	b, err := d.tx.Get(tableMessages, messageKey(m))
	if err != nil || b == nil {
		return bot.Said{}, false, err
	}
	s, err := decodeSaid(b)
	return s, err == nil, err
}

// setSaid writes a message's row, at once or together with the event's own
// message.
func (d *decider) setSaid(m bot.MessageID, s bot.Said) error {
	if d.hears(m) {
		d.heard.said = s
		return nil
	}
	return d.tx.Put(tableMessages, messageKey(m), encodeSaid(d.tx, s))
}

// deleted records whether a message is gone.
func (d *decider) deleted(m bot.MessageID, gone bool) error {
	said, ok, err := d.Said(m)
	if err != nil || !ok || said.Gone == gone {
		return err
	}
	said.Gone = gone
	return d.setSaid(m, said)
}

// deletedAll records the deletions that the platform reports.
func (d *decider) deletedAll(ev *bot.Event) error {
	if ev.Kind != bot.KindDelete {
		return nil
	}
	for _, id := range ev.Deleted {
		if err := d.deleted(bot.MessageID{Place: ev.Place, ID: id}, true); err != nil {
			return err
		}
	}
	return nil
}

// lookBack is how many messages of a space LastSaid searches.
const lookBack = 2000

// LastSaid implements bot.Host.
func (d *decider) LastSaid(place bot.Place, n int) ([]bot.Spoken, error) {
	return d.lastSaid(place, n, func(s bot.Said) bool { return s.Place == place })
}

// LastBy implements bot.Host.
func (d *decider) LastBy(space bot.Place, m bot.MemberID, n int) ([]bot.Spoken, error) {
	return d.lastSaid(space, n, func(s bot.Said) bool { return s.Member == m })
}

// lastSaid returns the latest messages of a space that match meant.
func (d *decider) lastSaid(place bot.Place, n int, meant func(bot.Said) bool) (list []bot.Spoken, err error) {
	d.writeHeard()
	prefix := messageKey(bot.MessageID{Place: place})
	prefix = prefix[:len(prefix)-1] // without the length of the id
	err = d.tx.Scan(tableMessages, prefix, store.PrefixEnd(prefix), true, lookBack, func(k, v []byte) (bool, error) {
		s, err := decodeSaid(v)
		if err == nil && meant(s) && len(list) < n {
			list = append(list, bot.Spoken{ID: string(k[len(prefix)+1:]), Said: s})
		}
		return len(list) < n, err
	})
	return list, err
}

// Explained implements bot.Host.
func (d *decider) Explained(line uint64) ([]bot.Finding, error) {
	if line == 0 {
		return nil, nil
	}
	rec, _, err := journalRows.Get(d.tx, line)
	return rec.Findings, err
}

// explain records with a message which journal line holds the decision on it;
// for an edit, only if there was one.
func (d *decider) explain(in *inspected, line uint64) {
	m := in.event.Message
	if m == nil || m.ID == "" || in.event.Kind == bot.KindEdit && len(d.findings) == 0 {
		return
	}
	id := bot.MessageID{Place: in.event.Place, ID: m.ID}
	said, ok, err := d.Said(id)
	if err != nil || !ok {
		return
	}
	said.Line = line
	d.must(d.setSaid(id, said))
}

// Link implements bot.Host.
func (d *decider) Link(m bot.MessageID) string {
	for _, a := range d.e.opt.Adapters {
		if l, ok := a.(bot.Linker); ok && a.Name() == m.Place.Platform() {
			return l.Link(m)
		}
	}
	return ""
}

// Title implements bot.Host.
func (d *decider) Title(space bot.Place) string {
	for _, a := range d.e.opt.Adapters {
		if l, ok := a.(bot.Titler); ok && a.Name() == space.Platform() {
			return l.Title(space)
		}
	}
	return ""
}

// Fields implements bot.Host.
func (d *decider) Fields(p bot.Place) int { return d.e.capabilities(p).Fields }

// SetEntry implements bot.Host.
func (d *decider) SetEntry(m bot.MessageID, entry uint64) error {
	said, ok, err := d.Said(m)
	if err != nil {
		return err
	}
	if !ok {
		said = bot.Said{Place: m.Place, At: d.at}
		if d.member != nil {
			said.Member = d.member.ID
		}
	}
	said.Entry = entry
	return d.setSaid(m, said)
}

// Recent implements bot.Host.
func (d *decider) Recent(within time.Duration) []bot.Said {
	if d.com == nil || d.member == nil || d.glances { // the windows are the writer's
		return nil
	}
	return d.e.windows.recent(d.com.ID, d.member.ID, d.at.Add(-within))
}
