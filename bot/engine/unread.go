package engine

import (
	"bytes"
	"encoding/hex"
	"errors"
	"fmt"

	"github.com/stewardbot/steward/store"
)

// A row that can't be read, since a disk or a hand damaged it, keeps nobody from the
// rest: the start passes over it and warns, and it stays as it is. Only of the
// engine's own numbers none may be guessed.

// unread warns of a row that is passed over.
type unread func(table string, key []byte, err error)

// warnedRows is how many rows of a table are warned of one by one.
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

// readLine is the line in a row of the outbox.
func readLine(key, row []byte) (*line, error) {
	l, err := decodeLine(row)
	if err == nil && !bytes.Equal(key, number(uint64(l.Ref))) {
		err = fmt.Errorf("it holds line %d, which belongs under another key", l.Ref)
	}
	if err != nil {
		return nil, err
	}
	return l, nil
}

// errReadable: the row is not there, or there is nothing wrong with it.
var errReadable = errors.New("no row under that key is one that can't be read")

// dropUnread removes a row of the outbox that can't be read. Nothing waits with it.
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
