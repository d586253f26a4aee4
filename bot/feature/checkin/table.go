package checkin

import (
	"encoding/binary"
	"fmt"
	"strconv"
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/store"
)

// rows: community, member -> record.
var rows = store.Column("member/check_in", 4, store.Shape2(store.Str[string]{}, store.Num[bot.MemberID]{}), store.Record(record.append, decode))

// Tables returns those of the feature.
func Tables() []store.Declared { return []store.Declared{rows} }

// version begins every record.
const version = 1

// load returns a member's record, the zero record if there is none.
func load(r store.Reader, community string, m bot.MemberID) (record, error) {
	rec, _, err := rows.Get(r, store.K2(community, m))
	return rec, err
}

func (r record) append(b []byte) []byte {
	b = append(b, version)
	for _, n := range []int64{
		r.at.UnixMilli(), int64(r.start), int64(r.now.end), r.now.length, r.now.paid,
		int64(r.before.end), r.before.length, r.before.paid, r.best, int64(r.month), r.bought,
	} {
		b = binary.AppendVarint(b, n)
	}
	if r.free > 0 { // a record without it is as it always was
		b = binary.AppendVarint(b, r.free)
	}
	return b
}

func decode(b []byte) (record, error) {
	if len(b) == 0 || b[0] != version {
		return record{}, errRecord
	}
	b = b[1:]
	var v [11]int64
	for i := range v {
		n, size := binary.Varint(b)
		if size <= 0 {
			return record{}, errRecord
		}
		v[i], b = n, b[size:]
	}
	free := int64(0)
	if len(b) > 0 {
		n, size := binary.Varint(b)
		if size != len(b) || n <= 0 {
			return record{}, errRecord
		}
		free = n
	}
	return record{
		at: time.UnixMilli(v[0]), start: bot.Day(v[1]),
		now:    run{bot.Day(v[2]), v[3], v[4]},
		before: run{bot.Day(v[5]), v[6], v[7]},
		best:   v[8], month: bot.Day(v[9]), bought: v[10], free: free,
	}, nil
}

var errRecord = fmt.Errorf("not a record of version %d", version)

func index(name string, i int) string { return name + "[" + strconv.Itoa(i) + "]" }
