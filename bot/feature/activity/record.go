package activity

import (
	"encoding/binary"
	"fmt"
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/store"
)

// tableRecords holds one record a member: (community, member) -> record. It is
// written when a message is paid and read at every one.
const tableRecords = "member/activity"

// A text is a repetition if one of the last remembered texts that the member
// was paid for is the same and not older than repeatWithin: who greets each
// morning is paid each morning, who greets each minute is not.
const (
	remembered   = 5
	repeatWithin = time.Hour
)

// record is what is known of one member's messages.
type record struct {
	paid   time.Time // when the last paid message was said; zero: none yet
	day    bot.Day
	today  int64 // points paid on day
	recent [remembered]text
	texts  int // of recent, newest last
}

// text is a paid message, as far as it takes to know it again.
type text struct {
	hash uint32
	at   uint32 // seconds since 1970
}

func (r *record) repeats(hash uint64, at time.Time) bool {
	for _, t := range r.recent[:r.texts] {
		if t.hash == uint32(hash) && at.Unix()-int64(t.at) < int64(repeatWithin/time.Second) {
			return hash != 0
		}
	}
	return false
}

func (r *record) remember(hash uint64, at time.Time) {
	if r.texts == remembered {
		copy(r.recent[:], r.recent[1:])
		r.texts--
	}
	r.recent[r.texts] = text{uint32(hash), uint32(at.Unix())}
	r.texts++
}

// version begins every record.
const version = 1

func (r *record) encode() []byte {
	b := append(make([]byte, 0, 24+8*remembered), version)
	b = binary.AppendVarint(b, r.paid.UnixMilli())
	b = binary.AppendVarint(b, int64(r.day))
	b = binary.AppendVarint(b, r.today)
	for _, t := range r.recent[:r.texts] {
		b = binary.BigEndian.AppendUint32(b, t.hash)
		b = binary.BigEndian.AppendUint32(b, t.at)
	}
	return b
}

func decode(b []byte) (r record, ok bool) {
	if len(b) == 0 || b[0] != version {
		return r, false
	}
	b = b[1:]
	var v [3]int64
	for i := range v {
		n, size := binary.Varint(b)
		if size <= 0 {
			return r, false
		}
		v[i], b = n, b[size:]
	}
	r.paid, r.day, r.today = time.UnixMilli(v[0]), bot.Day(v[1]), v[2]
	for ; len(b) >= 8 && r.texts < remembered; b = b[8:] {
		r.recent[r.texts] = text{binary.BigEndian.Uint32(b), binary.BigEndian.Uint32(b[4:])}
		r.texts++
	}
	return r, len(b) == 0
}

func recordKey(community string, m bot.MemberID) []byte {
	return store.AppendUint64(store.AppendString(make([]byte, 0, 32), community), uint64(m))
}

// load is the zero record for a member who was never paid.
func load(r store.Reader, key []byte) (record, error) {
	b, err := r.Get(tableRecords, key)
	if err != nil || b == nil {
		return record{}, err
	}
	rec, ok := decode(b)
	if !ok {
		return record{}, fmt.Errorf("table %s, key %x: not a record of version %d", tableRecords, key, version)
	}
	return rec, nil
}
