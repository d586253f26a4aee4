package stats

import (
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/store"
)

// dropChunk is the number of rows that one chunk deletes or skips.
const dropChunk = 200

// dropAtOnce is the number of communities that one chunk handles.
const dropAtOnce = 64

// Drop deletes a chunk of the rows past their retention period. more reports that some are
// left. It handles each community once a day.
func (b *Book) Drop(tx store.Tx, communities []*bot.Community, now time.Time) (more bool, err error) {
	looked := 0
	for _, com := range communities {
		if b.dropped[com.ID] == com.Day(now) {
			continue
		}
		if more, err := b.drop(tx, com, now); more || err != nil {
			return more, err
		}
		if looked++; looked == dropAtOnce {
			return true, nil
		}
	}
	return false, nil
}

func (b *Book) drop(tx store.Tx, com *bot.Community, now time.Time) (more bool, err error) {
	today := com.Day(now)
	for _, some := range []func(store.Tx, string, bot.Day) (int, error){dropBlocks, dropPlaces, b.dropSets} {
		n, err := some(tx, com.ID, today)
		if err != nil {
			return false, wrap("drop what is old", com.ID, err)
		}
		if n == dropChunk {
			return true, nil
		}
	}
	b.dropped[com.ID] = today
	delete(b.passed, com.ID)
	return false, nil
}

func dropBlocks(tx store.Tx, community string, today bot.Day) (n int, err error) {
	from, to := byBlock.Under(community), byBlock.Under2(community, block(today-KeepDays))
	return dropRange(tx, dayRows.Name, from, to)
}

func dropPlaces(tx store.Tx, community string, today bot.Day) (n int, err error) {
	return dropRange(tx, placeRows.Name, byPlace.Under(community), byPlace.Under2(community, today-KeepSets))
}

func dropRange(tx store.Tx, table string, from, to []byte) (n int, err error) {
	err = tx.Scan(table, from, to, false, dropChunk, func(k, _ []byte) (bool, error) {
		n++
		return true, tx.Delete(table, k)
	})
	return n, err
}

// dropSets skips from metric to metric within a container, since the oldest day comes first.
func (b *Book) dropSets(tx store.Tx, community string, today bot.Day) (n int, err error) {
	at, end := store.K2(community, b.passed[community]), store.PrefixEnd(byBits.Under(community))
	for ; n < dropChunk; n++ {
		var found []byte
		err = tx.Scan(bitRows.Name, byBits.Append(nil, at), end, false, 1, func(k, _ []byte) (bool, error) {
			found = append(found, k...)
			return false, nil
		})
		if err != nil || found == nil {
			return n, err
		}
		if at, err = byBits.Decode(found); err != nil {
			return n, err
		}
		if at.B.day >= today-KeepSets {
			at.B = at.B.next()
		} else if err := tx.Delete(bitRows.Name, found); err != nil {
			return n, err
		}
		b.passed[community] = at.B
	}
	return n, nil
}
