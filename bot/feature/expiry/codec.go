package expiry

import (
	"encoding/binary"
	"errors"
	"maps"
	"slices"

	"github.com/stewardbot/steward/bot"
)

// version begins every stored purse. The debt follows, the number of notices
// with their days, and the lots, each with the days since the one before.
const version = 1

func (p purse) append(dst []byte) []byte {
	dst = binary.AppendUvarint(append(dst, version), uint64(p.Debt))
	dst = binary.AppendUvarint(dst, uint64(len(p.Told)))
	for _, notice := range slices.Sorted(maps.Keys(p.Told)) {
		dst = binary.AppendVarint(binary.AppendVarint(dst, int64(notice)), int64(p.Told[notice]))
	}
	before := bot.Day(0)
	for _, l := range p.Lots {
		dst = binary.AppendUvarint(binary.AppendVarint(dst, int64(l.Day-before)), uint64(l.Amount))
		before = l.Day
	}
	return dst
}

var errPurse = errors.New("not a purse of version 1")

func decode(b []byte) (p purse, err error) {
	if len(b) == 0 || b[0] != version {
		return p, errPurse
	}
	b = b[1:]
	unsigned := func() (v uint64) {
		v, n := binary.Uvarint(b)
		if n <= 0 {
			b, err = nil, errPurse
			return 0
		}
		b = b[n:]
		return v
	}
	signed := func() (v int64) {
		v, n := binary.Varint(b)
		if n <= 0 {
			b, err = nil, errPurse
			return 0
		}
		b = b[n:]
		return v
	}
	p.Debt = int64(unsigned())
	notices := unsigned()
	if notices > uint64(len(b)) {
		return purse{}, errPurse
	}
	p.Told = make(map[bot.Day]bot.Day, notices)
	for range notices {
		notice := bot.Day(signed())
		p.Told[notice] = bot.Day(signed())
	}
	before := bot.Day(0)
	for len(b) > 0 && err == nil {
		before += bot.Day(signed())
		p.Lots = append(p.Lots, lot{before, int64(unsigned())})
	}
	if err != nil {
		return purse{}, err
	}
	return p, nil
}
