package control

import (
	"strconv"
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/answer"
	"github.com/stewardbot/steward/store"
)

// waitingRows keeps orders in the name of the group until an administrator
// confirms them: community, key -> order.
var waitingRows = store.Rows("control_waiting", store.Shape2(store.Str[string]{}, store.Tail[string]{}), store.JSON[order]())

// Tables are those of the feature.
func Tables() []store.Declared {
	return []store.Declared{waitingRows, askedRows, inquiryRows, readingRows}
}

const (
	keepWaiting = 10 * time.Minute
	timerForget = "forget/"
)

// askWho asks which administrator has given a command in the name of the group.
func (f *Feature) askWho(t *bot.Turn, o *order) error {
	if t.Late {
		return nil
	}
	key := strconv.FormatUint(t.Rand("confirm").Uint64(), 36)
	t.Do(bot.Say{
		Place: o.Desk.Place, ReplyTo: o.Desk.Message, Text: t.ToPlace(o.Desk.Place).Text("control.who", nil), HideAfter: keepWaiting, Expires: o.Desk.Until,
		Buttons: [][]bot.Button{{{Label: t.ToPlace(o.Desk.Place).Text("control.confirm", nil), Data: name + ":confirm:" + key}}},
	})
	if err := waitingRows.Put(t.State(), store.K2(t.Community.ID, key), *o); err != nil {
		return err
	}
	return t.SetTimer(timerForget+key, t.Now().Add(keepWaiting), nil)
}

// waited is the order that waited, which is taken out.
func (f *Feature) waited(t *bot.Turn, key string) (o order, ok bool, err error) {
	o, ok, err = waitingRows.Get(t.State(), store.K2(t.Community.ID, key))
	if err != nil || !ok {
		return o, false, err
	}
	if err := waitingRows.Delete(t.State(), store.K2(t.Community.ID, key)); err != nil {
		return o, false, err
	}
	return o, true, t.SetTimer(timerForget+key, time.Time{}, nil)
}

// confirm carries out what an administrator confirms, as that one's order.
func (f *Feature) confirm(t *bot.Turn, key string) error {
	o, ok, err := f.waited(t, key)
	if err != nil {
		return err
	}
	if !ok {
		answer.Ack(t, t.ToUser().Text("answer.gone", nil))
		return nil
	}
	by, err := who(t, t.Event.User.ID)
	if err != nil {
		return err
	}
	done := t.Text("control.confirmed", bot.Args{"Name": by})
	answer.Replace(t, answer.Reply{Text: done}, done)
	o.At, o.Desk.User, o.Desk.Until = t.At(), t.Event.User.ID, answer.Expires(t)
	o.Desk.Language = t.ToUser().Language()
	return f.obey(t, &o)
}
