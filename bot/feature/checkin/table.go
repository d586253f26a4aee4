package checkin

import (
	"encoding/binary"
	"fmt"
	"strconv"
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/store"
)

// table holds one record a member: (community, member) -> record.
const table = "member/check_in"

// version begins every record.
const version = 1

func key(community string, m bot.MemberID) []byte {
	return store.AppendUint64(store.AppendString(make([]byte, 0, 32), community), uint64(m))
}

// load is a member's record, the zero record if there is none.
func load(r store.Reader, community string, m bot.MemberID) (record, error) {
	k := key(community, m)
	b, err := r.Get(table, k)
	if err != nil || b == nil {
		return record{}, err
	}
	rec, ok := decode(b)
	if !ok {
		return record{}, fmt.Errorf("table %s, key %x: not a record of version %d", table, k, version)
	}
	return rec, nil
}

func (r *record) encode() []byte {
	b := append(make([]byte, 0, 48), version)
	for _, n := range []int64{
		r.at.UnixMilli(), int64(r.start), int64(r.now.end), r.now.length, r.now.paid,
		int64(r.before.end), r.before.length, r.before.paid, r.best, int64(r.month), r.bought,
	} {
		b = binary.AppendVarint(b, n)
	}
	return b
}

func decode(b []byte) (record, bool) {
	if len(b) == 0 || b[0] != version {
		return record{}, false
	}
	b = b[1:]
	var v [11]int64
	for i := range v {
		n, size := binary.Varint(b)
		if size <= 0 {
			return record{}, false
		}
		v[i], b = n, b[size:]
	}
	return record{
		at: time.UnixMilli(v[0]), start: bot.Day(v[1]),
		now:    run{bot.Day(v[2]), v[3], v[4]},
		before: run{bot.Day(v[5]), v[6], v[7]},
		best:   v[8], month: bot.Day(v[9]), bought: v[10],
	}, len(b) == 0
}

func index(name string, i int) string { return name + "[" + strconv.Itoa(i) + "]" }
