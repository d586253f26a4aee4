package moderation

import (
	"strconv"
	"strings"
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/store"
)

// waitingRows keeps orders that wait for an answer of the platform: community, key ->
// order.
var waitingRows = store.Rows("moderation_waiting", store.Shape2(store.Str[string]{}, store.Tail[string]{}), store.JSON[order]())

// Tables are those of the feature.
func Tables() []store.Declared {
	return []store.Declared{waitingRows, noticeRows, awardedRows, reportedRows, reportingRows, reporterRows}
}

// keepWaiting is how long an order waits.
const keepWaiting = 10 * time.Minute

// noTime removes a timer.
var noTime time.Time

func lookupKey(ref bot.Ref) string { return "lookup/" + strconv.FormatUint(uint64(ref), 10) }

// wait keeps an order for a while.
func (f *Feature) wait(t *bot.Turn, key string, o *order) error {
	if err := waitingRows.Put(t.State(), store.K2(t.Community.ID, key), *o); err != nil {
		return err
	}
	return t.SetTimer("forget/"+key, t.Now().Add(keepWaiting), nil)
}

// forgetTimer is the key of a timer that forgets an order.
func forgetTimer(timer string) (string, bool) { return strings.CutPrefix(timer, "forget/") }

// waited is the order that waited; nil if there is none. It is taken out.
func (f *Feature) waited(t *bot.Turn, key string) (*order, error) {
	o, ok, err := waitingRows.Get(t.State(), store.K2(t.Community.ID, key))
	if err != nil || !ok {
		return nil, err
	}
	if err := waitingRows.Delete(t.State(), store.K2(t.Community.ID, key)); err != nil {
		return nil, err
	}
	return &o, t.SetTimer("forget/"+key, noTime, nil)
}
