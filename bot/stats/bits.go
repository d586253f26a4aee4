package stats

import (
	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/store"
)

func containerOf(id bot.MemberID) uint32 { return uint32(id >> containerBits) }
func bitOf(id bot.MemberID) uint16       { return uint16(id & (containerSize - 1)) }

// setBit sets a member's bit for a metric and day.
func (b *Book) setBit(tx store.Tx, community string, metric uint16, day bot.Day, id bot.MemberID) error {
	row, err := store.Live(tx, bitRows, store.K2(community, bitPlace{containerOf(id), metric, day}))
	n := bitOf(id)
	if err != nil || row.Get() != nil && row.Get().has(n) {
		return err
	}
	return row.Change(
		func(w **Bits) {
			if *w == nil {
				*w = &Bits{}
			}
			(*w).set(n)
		},
		func(w **Bits) { (*w).clear(n) })
}

// putBits writes a row, or deletes it if no bit is set.
func putBits(tx store.Tx, key bitKey, w *Bits) error {
	if w.Len() == 0 {
		return bitRows.Delete(tx, key)
	}
	return bitRows.Put(tx, key, w)
}
