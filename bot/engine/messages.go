package engine

import (
	"time"

	"github.com/stewardbot/steward/bot"
)

// remember puts a message into the table of messages and the member's window.
// A feature may have put it there already, with the entry that paid for it.
func (d *decider) remember(in *inspected, row *seenRow) {
	m := in.event.Message
	if in.event.Kind != bot.KindMessage || m == nil || m.ID == "" || d.com == nil {
		return
	}
	id := bot.MessageID{Place: in.event.Place, ID: m.ID}
	row.message = messageKey(id)
	said := d.said(in)
	if old, ok, err := d.Said(id); err == nil && ok {
		said.Entry = old.Entry
	}
	d.must(d.tx.Put(tableMessages, row.message, encodeSaid(said)))
	if said.Member != 0 {
		d.e.windows.add(d.com.ID, said)
		com := d.com.ID
		d.tx.OnRollback(func() { d.e.windows.takeBack(com, said.Member) })
	}
}

func (d *decider) said(in *inspected) bot.Said {
	s := bot.Said{Place: in.event.Place, At: d.at, Hash: in.facts.Hash}
	if d.member != nil {
		s.Member = d.member.ID
	}
	return s
}

// Said implements bot.Host.
func (d *decider) Said(m bot.MessageID) (bot.Said, bool, error) {
	b, err := d.tx.Get(tableMessages, messageKey(m))
	if err != nil || b == nil {
		return bot.Said{}, false, err
	}
	s, err := decodeSaid(b)
	return s, err == nil, err
}

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
	return d.tx.Put(tableMessages, messageKey(m), encodeSaid(said))
}

// Recent implements bot.Host.
func (d *decider) Recent(within time.Duration) []bot.Said {
	if d.com == nil || d.member == nil {
		return nil
	}
	return d.e.windows.recent(d.com.ID, d.member.ID, d.at.Add(-within))
}
