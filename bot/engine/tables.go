package engine

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/store"
)

// The engine's own tables. Features have theirs under their own names.
const (
	tableMeta     = "engine"         // secret, next journal line, next ref
	tableCursor   = "cursor"         // adapter -> cursor
	tableSeen     = "seen"           // hour, event id -> journal line, message key
	tableMessages = "messages"       // space, message id -> bot.Said
	tableJournal  = "journal"        // line -> event and decision
	tableFailed   = "failed"         // journal line -> features that failed
	tableOutbox   = "outbox"         // ref -> line to deliver
	tableBlobs    = "blobs"          // hash -> attachment content
	tableBlobRefs = "blob_refs"      // hash, ref -> nothing
	tableOutcomes = "outcomes"       // ref -> outcome
	tableTimers   = "timers"         // due, name -> data
	tableTimerDue = "timer_due"      // name -> due
	tableParked   = "timer_parked"   // name -> data; of communities missing from the configuration
	tableStanding = "standing"       // space -> who has authority
	tableMoved    = "moved"          // new space -> old space
	tableMovedTo  = "moved_to"       // old space -> latest new space
	tableChoice   = "private_choice" // user -> community chosen in the private chat
	tableErasing  = "forgetting"     // community, member -> person being erased, and the progress
)

// keepSeen is how long event identities and the message table are kept, by the
// platform's time. Telegram redelivers for a day.
const keepSeen = 15 * 24 * time.Hour

var (
	keySecret  = []byte("secret")
	keyJournal = []byte("journal")
	keyRef     = []byte("ref")
)

// seenKey sorts by time, so that old rows are easy to find. An event without a
// time of its own is in hour 0.
func seenKey(at time.Time, id string) []byte { return appendSeenKey(nil, at, id) }

func appendSeenKey(dst []byte, at time.Time, id string) []byte {
	hour := uint32(0)
	if !at.IsZero() {
		hour = hourOf(at)
	}
	return append(binary.BigEndian.AppendUint32(dst, hour), id...)
}

// seenKey is valid until it is called again.
func (d *decider) seenKey(at time.Time, id string) []byte {
	d.keys.seen = appendSeenKey(d.keys.seen[:0], at, id)
	return d.keys.seen
}

func hourOf(at time.Time) uint32 { return uint32(max(at.Unix()/3600, 0)) }

// seenRow is the value in tableSeen.
type seenRow struct {
	line    uint64 // journal line; 0: none
	arrival int64  // seconds, for events without a time
	message []byte // key in tableMessages
}

func (r seenRow) append(b []byte) []byte {
	b = binary.BigEndian.AppendUint64(b, r.line)
	b = binary.BigEndian.AppendUint64(b, uint64(r.arrival))
	return append(b, r.message...)
}

func (r seenRow) encode(tx store.Tx) []byte { return r.append(store.Room(tx, 16+len(r.message))) }

func decodeSeen(b []byte) (seenRow, error) {
	if len(b) < 16 {
		return seenRow{}, fmt.Errorf("table %s: a value of %d bytes", tableSeen, len(b))
	}
	return seenRow{
		line:    binary.BigEndian.Uint64(b),
		arrival: int64(binary.BigEndian.Uint64(b[8:])),
		message: b[16:],
	}, nil
}

func messageKey(m bot.MessageID) []byte {
	return appendMessageKey(make([]byte, 0, len(m.Place)+len(m.ID)+4), m)
}

func appendMessageKey(dst []byte, m bot.MessageID) []byte {
	space := m.Place.Space()
	if m.Place.Private() {
		space = m.Place
	}
	return messageIDs{}.AppendPart(store.AppendString(dst, string(space)), m.ID)
}

func encodeSaid(tx store.Tx, s bot.Said) []byte {
	return appendSaid(s, store.Room(tx, 40+len(s.Place)))
}

func appendSaid(s bot.Said, b []byte) []byte {
	b = binary.AppendUvarint(b, uint64(s.Member))
	b = binary.AppendVarint(b, s.At.UnixNano())
	b = binary.BigEndian.AppendUint64(b, s.Hash)
	b = binary.AppendUvarint(b, s.Entry)
	b = append(b, s.Place...)
	flags := byte(0)
	if s.Gone {
		flags |= saidGone
	}
	if s.Order {
		flags |= saidOrder
	}
	if s.Answered {
		flags |= saidAnswered
	}
	if s.Album != 0 {
		flags |= saidAlbum
	}
	if s.Line == 0 && flags == 0 {
		return b
	}
	b = binary.AppendUvarint(append(b, afterPlace), s.Line)
	if flags == 0 {
		return b
	}
	if b = append(b, flags); s.Album != 0 {
		b = binary.BigEndian.AppendUint64(b, s.Album)
	}
	return b
}

// afterPlace separates a place, which never contains it, from the journal line
// and optional flags, which older rows lack.
const afterPlace = 0

const (
	saidGone = 1 << iota
	saidOrder
	saidAnswered
	saidAlbum // stored after the flags
)

func decodeSaid(b []byte) (s bot.Said, err error) {
	bad := fmt.Errorf("table %s: a value of %d bytes", tableMessages, len(b))
	member, n := binary.Uvarint(b)
	if n <= 0 {
		return s, bad
	}
	b = b[n:]
	at, n := binary.Varint(b)
	if n <= 0 || len(b) < n+8 {
		return s, bad
	}
	hash := binary.BigEndian.Uint64(b[n:])
	b = b[n+8:]
	entry, n := binary.Uvarint(b)
	if n <= 0 {
		return s, bad
	}
	place, rest, lined := bytes.Cut(b[n:], []byte{afterPlace})
	line, album, flags := uint64(0), uint64(0), byte(0)
	if lined {
		if line, n = binary.Uvarint(rest); n <= 0 {
			return s, bad
		}
		if rest = rest[n:]; len(rest) > 0 {
			flags, rest = rest[0], rest[1:]
		}
		if flags&saidAlbum != 0 && len(rest) == 8 {
			album, rest = binary.BigEndian.Uint64(rest), nil
		}
		if len(rest) > 0 || flags&saidAlbum != 0 && album == 0 {
			return s, bad
		}
	}
	return bot.Said{
		Place: bot.Place(place), Member: bot.MemberID(member),
		At: time.Unix(0, at).UTC(), Hash: hash, Entry: entry, Line: line, Gone: flags&saidGone != 0, Order: flags&saidOrder != 0,
		Answered: flags&saidAnswered != 0, Album: album,
	}, nil
}

func number(n uint64) []byte { return store.AppendUint64(nil, n) }

func getNumber(r store.Reader, table string, key []byte) (uint64, error) {
	b, err := r.Get(table, key)
	if err != nil || b == nil {
		return 0, err
	}
	n, rest, err := store.TakeUint64(b)
	if err != nil || len(rest) > 0 {
		return 0, fmt.Errorf("table %s, key %s: %d bytes are no number; restore a backup: steward restore", table, key, len(b))
	}
	return n, nil
}

func getJSON(r store.Reader, table string, key []byte, v any) (bool, error) {
	b, err := r.Get(table, key)
	if err != nil || b == nil {
		return false, err
	}
	if err := json.Unmarshal(b, v); err != nil {
		return false, fmt.Errorf("table %s, key %x: %w", table, key, err)
	}
	return true, nil
}

func putJSON(tx store.Tx, table string, key []byte, v any) error {
	b, err := json.Marshal(v)
	if err != nil {
		return fmt.Errorf("table %s, key %x: %w", table, key, err)
	}
	return tx.Put(table, key, b)
}
