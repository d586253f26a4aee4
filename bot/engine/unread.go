package engine

import (
	"bytes"
	"encoding/hex"
	"fmt"

	"github.com/stewardbot/steward/bot/phrase"
	"github.com/stewardbot/steward/store"
)

// A row that can't be read, damaged by a disk or by hand, does not affect the
// others: the start skips it with a warning, and leaves it as it is. Only the
// engine's own counters must be readable, since they can't be guessed.

// unread reports a row that is skipped.
type unread func(table string, key []byte, err error)

// warnedRows is how many rows of a table are logged one by one.
const warnedRows = 10

func (e *Engine) passOver() unread {
	passed := map[string]int{}
	return func(table string, key []byte, err error) {
		passed[table]++
		log := e.log.With("table", table, "key", hex.EncodeToString(key), "err", err)
		ref, rest, keyErr := store.TakeUint64(key)
		switch {
		case passed[table] > warnedRows+1:
		case passed[table] == warnedRows+1:
			log.Warn("more rows of the table can't be read; each is passed over and stays as it is")
		case table == tableOutbox && keyErr == nil && len(rest) == 0:
			log.Warn("a waiting line can't be read: it is passed over and stays as it is", "remove", fmt.Sprint("steward outbox drop ", ref))
		case table == tableOutbox:
			log.Warn("a waiting line can't be read: it is passed over and stays as it is", "remove", fmt.Sprintf("steward outbox drop key:%x", key))
		default:
			log.Warn("a row can't be read: it is passed over and stays as it is")
		}
	}
}

// readLine decodes a row of the outbox.
func readLine(key, row []byte) (*line, error) {
	l, err := decodeLine(row)
	if err == nil && !bytes.Equal(key, number(uint64(l.Ref))) {
		err = phrase.New("delivery.other_key", uint64(l.Ref))
	}
	if err != nil {
		return nil, err
	}
	return l, nil
}

// errReadable means that the row is absent or intact.
var errReadable = phrase.New("delivery.readable")

// dropUnread removes an unreadable row of the outbox. No line depends on it.
func dropUnread(tx store.Tx, key []byte) error {
	row, err := tx.Get(tableOutbox, key)
	if err != nil {
		return err
	}
	if row == nil {
		return errReadable
	}
	if _, err := readLine(key, row); err == nil {
		return errReadable
	}
	return tx.Delete(tableOutbox, key)
}
