package activity

import (
	"encoding/binary"
	"encoding/json"
	"errors"
	"slices"
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/store"
)

// Entry is a member's part in an activity.
type Entry struct {
	Tag     Tag             `json:"-"`
	Member  bot.MemberID    `json:"member"`
	At      time.Time       `json:"at"`
	Weight  uint64          `json:"weight"` // at least 1
	Data    json.RawMessage `json:"data,omitempty"`
	Reserve bool            `json:"reserve,omitempty"` // the price is reserved
	// Out is why the entry does not count; empty if it does.
	Out string `json:"out,omitempty"`
	// Of is the tag of the entry that counts instead, for one left out because
	// its member has another.
	Of Tag `json:"of,omitempty"`
	// Mark is how the member liked it, from 1 to Marks; 0: they didn't say.
	Mark uint8 `json:"mark,omitempty"`
}

// The reasons for leaving out an entry.
const (
	OutLeft      = "left"      // no longer in any of the community's spaces
	OutBanned    = "banned"    //
	OutUnmet     = "unmet"     // no longer meets the conditions
	OutLinked    = "linked"    // the member has another entry, of an account linked since
	OutForgotten = "forgotten" // the member had their data deleted
	OutWaits     = "waits"     // waits for staff; at the close, nobody let it in
	OutAlike     = "alike"     // refused by staff: of somebody who has another entry
	OutUnfit     = "unfit"     // refused by staff: not what the activity asks for
	OutParted    = "parted"    // the account was unlinked from a member who has an entry
)

// stands reports whether the entry counts or may still be let in.
func (e *Entry) stands() bool { return e.Out == "" || e.Out == OutWaits }

// The first byte of a stored entry says what follows its member, weight and time, in this order. Older entries
// are JSON: they begin with a brace, which is below packed.
const (
	reserved = 1 << iota
	withMark
	withOf
	withOut
	withData // the rest
	flagsEnd
	packed = 1 << 7
)

// entryCodec stores an entry in few bytes: a figure reads hundreds of thousands of them.
type entryCodec struct{}

// Append implements store.Codec.
func (entryCodec) Append(dst []byte, e Entry) []byte {
	flags := len(dst)
	dst = binary.AppendUvarint(append(dst, packed), uint64(e.Member))
	dst = store.AppendTime(binary.AppendUvarint(dst, e.Weight), e.At)
	if e.Reserve {
		dst[flags] |= reserved
	}
	if e.Mark > 0 {
		dst[flags] |= withMark
		dst = append(dst, e.Mark)
	}
	if e.Of > 0 {
		dst[flags] |= withOf
		dst = store.AppendUint64(dst, uint64(e.Of))
	}
	if e.Out != "" {
		dst[flags] |= withOut
		dst = append(binary.AppendUvarint(dst, uint64(len(e.Out))), e.Out...)
	}
	if e.Data != nil {
		dst[flags] |= withData
		dst = append(dst, e.Data...)
	}
	return dst
}

var errEntry = errors.New("not an entry")

// Decode implements store.Codec.
func (entryCodec) Decode(b []byte) (e Entry, err error) {
	switch {
	case len(b) == 0:
		return e, errEntry
	case b[0] < packed:
		err = json.Unmarshal(b, &e)
		return e, err
	case b[0] >= packed|flagsEnd:
		return e, errEntry
	}
	flags, b := b[0], b[1:]
	number := func() uint64 {
		n, size := binary.Uvarint(b)
		if size <= 0 {
			b, err = nil, errEntry
			return 0
		}
		b = b[size:]
		return n
	}
	e.Member, e.Weight, e.Reserve = bot.MemberID(number()), number(), flags&reserved != 0
	var failed error
	if e.At, b, failed = store.TakeTime(b); failed != nil {
		return e, errEntry
	}
	if flags&withMark != 0 {
		if len(b) == 0 {
			return e, errEntry
		}
		e.Mark, b = b[0], b[1:]
	}
	if flags&withOf != 0 {
		var of uint64
		if of, b, failed = store.TakeUint64(b); failed != nil {
			return e, errEntry
		}
		e.Of = Tag(of)
	}
	if flags&withOut != 0 {
		n := number()
		if err != nil || n > uint64(len(b)) {
			return e, errEntry
		}
		e.Out, b = string(b[:n]), b[n:]
	}
	switch {
	case flags&withData != 0:
		e.Data = slices.Clone(b)
	case len(b) > 0:
		return e, errEntry
	}
	return e, err
}
