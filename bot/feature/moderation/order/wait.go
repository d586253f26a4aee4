package order

import (
	"strconv"
	"strings"
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/feature/moderation/room"
	"github.com/stewardbot/steward/store"
)

// waitingRows keeps orders that wait for an answer of the platform: community, key ->
// order.
var waitingRows = store.Rows("moderation_waiting", store.Shape2(store.Str[string]{}, store.Tail[string]{}), store.JSON[room.Order]())

// Tables returns those of the orders.
func Tables() []store.Declared {
	return []store.Declared{waitingRows, awardedRows, finedRows}
}

// keepWaiting is how long an order waits.
const keepWaiting = 10 * time.Minute

// noTime removes a timer.
var noTime time.Time

func lookupKey(ref bot.Ref) string { return "lookup/" + strconv.FormatUint(uint64(ref), 10) }

// wait keeps an order for a while.
func (d Orders) wait(t *bot.Turn, key string, o *room.Order) error {
	if err := waitingRows.Put(t.State(), store.K2(t.Community.ID, key), *o); err != nil {
		return err
	}
	return t.SetTimer("forget/"+key, t.Now().Add(keepWaiting), nil)
}

// Forgets reports whether a tick is about an order that has waited too long,
// and drops it.
func (d Orders) Forgets(t *bot.Turn) (bool, error) {
	key, ok := strings.CutPrefix(t.Event.Tick.Name, "forget/")
	if ok {
		_, err := d.waited(t, key)
		return true, err
	}
	return false, nil
}

// Found continues an order that waited for a lookup. It returns false if the
// turn's outcome is about something else.
func (d Orders) Found(t *bot.Turn) (bool, error) {
	out := t.Event.Outcome
	if out.Found == nil && out.Status == bot.Done {
		return false, nil
	}
	o, err := d.waited(t, lookupKey(out.Ref))
	if err != nil || o == nil {
		return false, err
	}
	return true, d.found(t, o, out)
}

// waited takes out a waiting order; nil if there is none.
func (d Orders) waited(t *bot.Turn, key string) (*room.Order, error) {
	o, ok, err := waitingRows.Get(t.State(), store.K2(t.Community.ID, key))
	if err != nil || !ok {
		return nil, err
	}
	if err := waitingRows.Delete(t.State(), store.K2(t.Community.ID, key)); err != nil {
		return nil, err
	}
	return &o, t.SetTimer("forget/"+key, noTime, nil)
}
