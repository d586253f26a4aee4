package badges

import (
	"encoding/binary"
	"errors"
	"hash/fnv"
	"slices"
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/store"
)

// rows: community, member -> held. A cell of the member's row, since it is read with messages.
var rows = store.Column("member/badges", 8, store.Shape2(store.Str[string]{}, store.Num[bot.MemberID]{}), store.Record(held.append, decode))

// held are a member's badges, in the order in which they came.
type held []one

// one is a badge of a member, or one that a moderator took.
type one struct {
	id   string
	at   time.Time // in seconds
	how  how
	from uint64 // by a reward: a hash of its source
}

type how byte

const (
	earned how = iota
	byHand
	byReward
	taken // by hand: the member doesn't have it, and does not earn it again
)

// maxHeld is how many badges a member may have, with those of former configurations.
const maxHeld = 150

func load(r store.Reader, community string, m bot.MemberID) (held, error) {
	h, _, err := rows.Get(r, store.K2(community, m))
	return h, err
}

func (h held) save(t *bot.Turn, m bot.MemberID) error {
	key := store.K2(t.Community.ID, m)
	if len(h) == 0 {
		return rows.Delete(t.State(), key)
	}
	return rows.Put(t.State(), key, h)
}

// find returns the entry of a badge; nil if there is none.
func (h held) find(id string) *one {
	if i := slices.IndexFunc(h, func(o one) bool { return o.id == id }); i >= 0 {
		return &h[i]
	}
	return nil
}

// has reports whether the member has a badge.
func (h held) has(id string) bool {
	o := h.find(id)
	return o != nil && o.how != taken
}

// with returns the badges with one more, or changed; false if there are too many.
func (h held) with(o one) (held, bool) {
	h = slices.Clone(h)
	if old := h.find(o.id); old != nil {
		*old = o
		return h, true
	}
	return append(h, o), len(h) < maxHeld
}

// without returns the badges without one.
func (h held) without(id string) held {
	return slices.DeleteFunc(slices.Clone(h), func(o one) bool { return o.id == id })
}

// Of returns the ids of a member's badges.
func Of(t *bot.Turn, m bot.MemberID) ([]string, error) {
	h, err := load(t.State(), t.Community.ID, m)
	var ids []string
	for _, o := range h {
		if o.how != taken {
			ids = append(ids, o.id)
		}
	}
	return ids, err
}

// version begins every record.
const version = 1

func (h held) append(b []byte) []byte {
	b = append(b, version)
	for _, o := range h {
		b = append(b, byte(len(o.id)))
		b = append(b, o.id...)
		b = binary.AppendVarint(b, o.at.Unix())
		b = append(b, byte(o.how))
		if o.how == byReward {
			b = binary.BigEndian.AppendUint64(b, o.from)
		}
	}
	return b
}

func decode(b []byte) (h held, err error) {
	if len(b) == 0 || b[0] != version {
		return nil, errHeld
	}
	for b = b[1:]; len(b) > 0; {
		var o one
		n := 1 + int(b[0])
		if len(b) < n {
			return nil, errHeld
		}
		o.id, b = string(b[1:n]), b[n:]
		at, n := binary.Varint(b)
		if n <= 0 || len(b) <= n {
			return nil, errHeld
		}
		o.at, o.how, b = time.Unix(at, 0).UTC(), how(b[n]), b[n+1:]
		if o.how == byReward {
			if len(b) < 8 {
				return nil, errHeld
			}
			o.from, b = binary.BigEndian.Uint64(b), b[8:]
		}
		h = append(h, o)
	}
	return h, nil
}

var errHeld = errors.New("not a record of badges")

func sum(s string) uint64 {
	h := fnv.New64a()
	h.Write([]byte(s))
	return h.Sum64()
}

// Tables lists the tables of the feature.
func Tables() []store.Declared { return []store.Declared{rows, sweepRows} }
