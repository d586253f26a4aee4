package link

import (
	"encoding/binary"
	"fmt"
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/store"
)

// tableTries: (hour, account) -> how many wrong codes it said. What is past goes.
const tableTries = "link_tries"

// maxTries is how many wrong codes an account may say in an hour of the clock.
const maxTries = 5

const hour = time.Hour

func triesKey(t *bot.Turn) []byte {
	return append(store.AppendTime(nil, t.At().Truncate(hour)), t.Event.User.ID...)
}

// tries is how many wrong codes the turn's account has said in this hour.
func tries(t *bot.Turn) (uint64, error) {
	b, err := t.State().Get(tableTries, triesKey(t))
	if err != nil || b == nil {
		return 0, err
	}
	n, size := binary.Uvarint(b)
	if size <= 0 {
		return 0, fmt.Errorf("table %s, key %x: not a number", tableTries, triesKey(t))
	}
	return n, nil
}

// countTry counts a wrong code, and drops a few counts of hours that are past.
func countTry(t *bot.Turn, before uint64) error {
	past := store.AppendTime(nil, t.At().Truncate(hour).Add(-hour))
	err := t.State().Scan(tableTries, nil, past, false, 3, func(k, _ []byte) (bool, error) {
		return true, t.State().Delete(tableTries, k)
	})
	if err != nil {
		return err
	}
	return t.State().Put(tableTries, triesKey(t), binary.AppendUvarint(nil, before+1))
}
