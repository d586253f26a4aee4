package stats

import (
	"encoding/binary"
	"errors"
	"math"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/store"
)

// The tables. Every key starts with the community's id.
var (
	byMember = store.Shape2(store.Str[string]{}, store.Num[bot.MemberID]{})
	byBlock  = store.Shape3(store.Str[string]{}, store.Int[int32]{}, store.Num[bot.MemberID]{})
	byHour   = store.Shape3(store.Str[string]{}, store.Int[bot.Day]{}, store.Num[uint64]{})
	byPlace  = store.Shape3(store.Str[string]{}, store.Int[bot.Day]{}, store.Tail[bot.Place]{})
	byBits   = store.Shape2[string, bitPlace](store.Str[string]{}, bitPart{})

	cellRows = store.Column("member/stats", 7, byMember, store.Record(cell.append, decodeCell))
	// dayRows: block of 64 days, member -> the member's days before the latest.
	dayRows = store.Rows("stats.days", byBlock, store.Record(month.append, decodeMonth))
	// hourRows: day, hour -> counts of all members.
	hourRows = store.Rows("stats.hours", byHour, store.Record(appendSums, decodeSums))
	// placeRows: day, place -> counts of all members there.
	placeRows = store.Rows("stats.places", byPlace, store.Record(appendSums, decodeSums))
	// bitRows: container, metric, day -> bitmap of the members who did it.
	bitRows = store.Rows("stats.sets", byBits, store.Record(appendWords, decodeWords))
	// moveRows: member -> pending move of its bits.
	moveRows = store.Rows("stats.moving", byMember, store.JSON[move]())
)

type (
	hourKey  = store.Key3[string, bot.Day, uint64]
	placeKey = store.Key3[string, bot.Day, bot.Place]
	bitKey   = store.Key2[string, bitPlace]
	moveKey  = store.Key2[string, bot.MemberID]
)

// Tables returns the package's tables.
func Tables() []store.Declared {
	return []store.Declared{cellRows, dayRows, hourRows, placeRows, bitRows, moveRows}
}

// bitPlace is the key of a bitmap within a community. The rows of a container are adjacent.
type bitPlace struct {
	container uint32 // member / containerSize
	metric    uint16
	day       bot.Day
}

// firstDay sorts before all days.
const firstDay = bot.Day(math.MinInt32)

// next returns the first place of the next metric.
func (p bitPlace) next() bitPlace {
	if p.metric == math.MaxUint16 {
		return bitPlace{p.container + 1, 0, firstDay}
	}
	return bitPlace{p.container, p.metric + 1, firstDay}
}

// bitPart encodes a bitPlace in ten bytes that sort like it.
type bitPart struct{}

// AppendPart implements store.Part.
func (bitPart) AppendPart(b []byte, p bitPlace) []byte {
	b = binary.BigEndian.AppendUint16(binary.BigEndian.AppendUint32(b, p.container), p.metric)
	return binary.BigEndian.AppendUint32(b, uint32(p.day)^1<<31)
}

var errPlace = errors.New("not the key of a bitmap")

// TakePart implements store.Part.
func (bitPart) TakePart(b []byte) (p bitPlace, rest []byte, err error) {
	if len(b) < 10 {
		return p, nil, errPlace
	}
	p.container, p.metric = binary.BigEndian.Uint32(b), binary.BigEndian.Uint16(b[4:])
	p.day = bot.Day(binary.BigEndian.Uint32(b[6:]) ^ 1<<31)
	return p, b[10:], nil
}
