package earning

import (
	"encoding/binary"
	"fmt"
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/store"
)

var byMember = store.Shape2(store.Str[string]{}, store.Num[bot.MemberID]{})

// recordRows: community, member -> record; the zero record for a member who was
// never paid. It is read for every message and written when one is paid.
var recordRows = store.Column("member/activity", 3, byMember, store.Record(record.append, decode))

// Tables returns those of the feature.
func Tables() []store.Declared {
	return []store.Declared{recordRows, talkedRows, seatRows, listenerRows, heldRows, reactedRows, receivedRows, givenRows}
}

// A text is a repetition if it equals one of the last remembered paid texts of
// the member, not older than repeatWithin: a daily greeting is paid every day,
// one per minute is not.
const (
	remembered   = 5
	repeatWithin = time.Hour
)

// record is what is stored about one member's messages.
type record struct {
	paid   time.Time // when the last paid message was said; zero: none yet
	day    bot.Day
	today  int64 // points paid on day
	recent [remembered]text
	texts  int // of recent, newest last
}

// text identifies a paid text.
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

func (r record) append(b []byte) []byte {
	b = append(b, version)
	b = binary.AppendVarint(b, r.paid.UnixMilli())
	b = binary.AppendVarint(b, int64(r.day))
	b = binary.AppendVarint(b, r.today)
	for _, t := range r.recent[:r.texts] {
		b = binary.BigEndian.AppendUint32(b, t.hash)
		b = binary.BigEndian.AppendUint32(b, t.at)
	}
	return b
}

func decode(b []byte) (r record, err error) {
	if len(b) == 0 || b[0] != version {
		return r, errRecord
	}
	b = b[1:]
	var v [3]int64
	for i := range v {
		n, size := binary.Varint(b)
		if size <= 0 {
			return r, errRecord
		}
		v[i], b = n, b[size:]
	}
	r.paid, r.day, r.today = time.UnixMilli(v[0]), bot.Day(v[1]), v[2]
	for ; len(b) >= 8 && r.texts < remembered; b = b[8:] {
		r.recent[r.texts] = text{binary.BigEndian.Uint32(b), binary.BigEndian.Uint32(b[4:])}
		r.texts++
	}
	if len(b) > 0 {
		return r, errRecord
	}
	return r, nil
}

var errRecord = fmt.Errorf("not a record of version %d", version)
