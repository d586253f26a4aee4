package moderation

import (
	"strconv"
	"strings"
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/answer"
	"github.com/stewardbot/steward/store"
)

// waitingRows keeps orders that wait for an answer of the platform or for a
// moderator who confirms them: community, key -> order.
var waitingRows = store.Rows("moderation_waiting", store.Shape2(store.Str[string]{}, store.Tail[string]{}), store.JSON[order]())

// Tables are those of the feature.
func Tables() []store.Declared {
	return []store.Declared{waitingRows, noticeRows, awardedRows, reportedRows, reportingRows, reporterRows, lockRows}
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

// askWho asks who has given a command in the name of the group: an anonymous
// administrator, or anybody who can post as the group.
func (f *Feature) askWho(t *bot.Turn, o *order) error {
	key := strconv.FormatUint(t.Rand("confirm").Uint64(), 36)
	room := t.ToPlace(o.Desk.Place)
	t.Do(bot.Say{
		Place: o.Desk.Place, ReplyTo: o.Desk.Message, Text: room.Text("moderation.who", nil), HideAfter: keepWaiting,
		Expires: answer.Expires(t), Lane: bot.Moderation,
		Buttons: [][]bot.Button{{{Label: room.Text("moderation.confirm", nil), Data: name + ":confirm:" + key}}},
	})
	return f.wait(t, key, o)
}

// pressConfirm carries out what a moderator confirms, as that moderator's order.
func (f *Feature) pressConfirm(t *bot.Turn, key string) error {
	o, ok, err := waitingRows.Get(t.State(), store.K2(t.Community.ID, key))
	if err != nil {
		return err
	}
	if !ok || strings.HasPrefix(key, "lookup/") {
		answer.Ack(t, t.ToUser().Text("answer.gone", nil))
		return nil
	}
	if _, why, err := f.entitled(t.ToUser(), t.Event.User.ID, &o); why != "" || err != nil {
		answer.Ack(t, why)
		return err
	}
	if _, err := f.waited(t, key); err != nil {
		return err
	}
	o.By, o.Desk.User, o.Desk.Language = t.Event.User.ID, t.Event.User.ID, t.ToUser().Language()
	by, err := f.moderator(t, o.By)
	if err != nil {
		return err
	}
	done := t.ToPlace(t.Event.Place).Text("moderation.confirmed", bot.Args{"Name": by})
	answer.Replace(t, answer.Reply{Text: done}, done)
	return f.carryOut(t, &o)
}
