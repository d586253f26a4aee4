package engine

import (
	"encoding/binary"
	"encoding/json"
	"errors"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/store"
)

// Tables lists the engine's own tables.
func Tables() []store.Declared {
	number := store.Uint64Key{}
	return []store.Declared{
		store.Rows(tableMeta, store.Text{}, store.Bytes{}),
		store.Rows(tableCursor, store.Text{}, store.Bytes{}),
		shownRows,
		heldRows,
		store.Rows(tableSeen, store.Shape2(hours{}, store.Tail[string]{}), store.Record(seenRow.append, decodeSeen)),
		store.Rows(tableMessages, store.Shape2(store.Str[bot.Place]{}, messageIDs{}), store.Record(appendSaid, decodeSaid)),
		journalRows,
		store.Rows(tableFailed, number, store.JSON[[]string]()),
		store.Rows(tableOutbox, number, store.Record(appendLine, decodeLine)),
		blobs, blobRefs,
		outcomeRows,
		timerRows, timerDueRows, parkedRows,
		store.Rows(tableStanding, store.Text{}, store.JSON[storedStanding]()),
		store.Rows(tableMoved, store.Text{}, store.Text{}),
		store.Rows(tableMovedTo, store.Text{}, store.Text{}),
		store.Rows(tableChoice, store.Text{}, store.Text{}),
		erasingRows,
	}
}

// hours is the first part of seenKey.
type hours struct{}

func (hours) AppendPart(dst []byte, hour uint32) []byte {
	return binary.BigEndian.AppendUint32(dst, hour)
}

func (hours) TakePart(key []byte) (hour uint32, rest []byte, err error) {
	if len(key) < 4 {
		return 0, nil, errors.New("a key without its hour")
	}
	return binary.BigEndian.Uint32(key), key[4:], nil
}

// messageIDs is the last part of messageKey: sorted by length first, so that
// growing decimal ids are in order.
type messageIDs struct{}

func (messageIDs) AppendPart(dst []byte, id string) []byte {
	return append(append(dst, byte(min(len(id), 255))), id...)
}

func (messageIDs) TakePart(key []byte) (id string, rest []byte, err error) {
	if len(key) == 0 || int(key[0]) != min(len(key)-1, 255) {
		return "", nil, errors.New("a key with another length of its message's id")
	}
	return string(key[1:]), nil, nil
}

func appendLine(l *line, dst []byte) []byte {
	b, err := json.Marshal(l)
	if err != nil {
		panic(err) // it was read from JSON
	}
	return append(dst, b...)
}
