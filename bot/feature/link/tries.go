package link

import (
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/store"
)

// triesRows: hour, account -> number of wrong codes. Old rows are pruned.
var triesRows = store.Rows("link_tries", store.Shape2(store.At{}, store.Tail[bot.UserID]{}), store.Uvarint[uint64]{})

// maxTries is how many wrong codes an account may send per clock hour.
const maxTries = 5

const hour = time.Hour

func triesKey(t *bot.Turn) store.Key2[time.Time, bot.UserID] {
	return store.K2(t.At().Truncate(hour), t.Event.User.ID)
}

// tries returns how many wrong codes the turn's account has sent this hour.
func tries(t *bot.Turn) (uint64, error) {
	n, _, err := triesRows.Get(t.State(), triesKey(t))
	return n, err
}

// countTry counts a wrong code, and drops a few old counts.
func countTry(t *bot.Turn, before uint64) error {
	past := store.K2(t.At().Truncate(hour).Add(-hour), bot.UserID(""))
	err := triesRows.Scan(t.State(), nil, &past, false, 3, func(k store.Key2[time.Time, bot.UserID], _ uint64) (bool, error) {
		return true, triesRows.Delete(t.State(), k)
	})
	if err != nil {
		return err
	}
	return triesRows.Put(t.State(), triesKey(t), before+1)
}
