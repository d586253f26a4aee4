package stats

import (
	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/store"
)

func containerOf(id bot.MemberID) uint32 { return uint32(id >> containerBits) }
func bitOf(id bot.MemberID) uint16       { return uint16(id & (containerSize - 1)) }

// setBit sets a member's bit for a metric and day.
func (b *Book) setBit(tx store.Tx, community string, metric uint16, day bot.Day, id bot.MemberID) error {
	b.key = byBits.Append(b.key[:0], store.K2(community, bitPlace{containerOf(id), metric, day}))
	row, err := tx.Get(bitRows.Name, b.key)
	if err != nil {
		return err
	}
	with, err := withBit(row, bitOf(id))
	switch {
	case err != nil:
		return &store.CorruptError{Table: bitRows.Name, Key: append([]byte{}, b.key...), Err: err}
	case len(with) == len(row) && &with[0] == &row[0]:
		return nil
	}
	return tx.Put(bitRows.Name, b.key, with)
}

// putBits writes a row, or deletes it if no bit is set.
func putBits(tx store.Tx, key bitKey, w *Bits) error {
	if w.Len() == 0 {
		return bitRows.Delete(tx, key)
	}
	return bitRows.Put(tx, key, w)
}
