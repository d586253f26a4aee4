package moderation

import (
	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/sanction"
	"github.com/stewardbot/steward/store"
)

// noticeRows keeps whom to tell when cases are settled: community, number of the
// first case -> notice.
var noticeRows = store.Rows("moderation_notices", store.Shape2(store.Str[string]{}, store.Num[uint64]{}), store.JSON[notice]())

// notice is what is to be announced once a few cases are settled.
type notice struct {
	Desk  desk   `json:"desk"`
	First uint64 `json:"first"`
	Last  uint64 `json:"last"`
}

// announceLater keeps a notice until its cases are settled, which may be now.
func (f *Feature) announceLater(t *bot.Turn, n notice) error {
	if err := noticeRows.Put(t.State(), store.K2(t.Community.ID, n.First), n); err != nil {
		return err
	}
	_, err := f.announce(t, n.First)
	return err
}

// announce tells of the cases of a notice, in the moderators' log and where the
// command was given, when all are settled. There may be no such notice.
func (f *Feature) announce(t *bot.Turn, first uint64) (found bool, err error) {
	n, found, err := noticeRows.Get(t.State(), store.K2(t.Community.ID, first))
	if err != nil || !found {
		return found, err
	}
	var list []*sanction.Case
	for id := n.First; id <= n.Last; id++ {
		c, err := f.file.Get(t.State(), t.Community.ID, id)
		if err != nil {
			return true, err
		}
		if c == nil || !c.Settled() {
			return true, nil
		}
		list = append(list, c)
	}
	if err := noticeRows.Delete(t.State(), store.K2(t.Community.ID, first)); err != nil {
		return true, err
	}
	for _, c := range list {
		if err := f.publish(t, c); err != nil {
			return true, err
		}
		if err := f.tellAppeal(t, c); err != nil {
			return true, err
		}
	}
	return true, f.sayCases(t, &n.Desk, list)
}

// outcome notes what became of a sanction, or goes on with an order that waited
// for the platform to tell of somebody.
func (f *Feature) outcome(t *bot.Turn) error {
	out := t.Event.Outcome
	if out.Found != nil || out.Status != bot.Done {
		o, err := f.waited(t, lookupKey(out.Ref))
		if err != nil {
			return err
		}
		if o != nil {
			return f.found(t, o, out)
		}
	}
	c, err := f.file.Settle(t)
	if err != nil || c == nil {
		return err
	}
	t.Undelivered = "" // the case tells of it
	if err := f.save(t, c); err != nil || !c.Settled() {
		return err
	}
	if found, err := f.announce(t, c.Answer); found || err != nil {
		return err
	}
	return f.publish(t, c)
}

// tick ends a sanction whose time has come, or forgets an order that waited.
func (f *Feature) tick(t *bot.Turn) error {
	if key, ok := forgetTimer(t.Event.Tick.Name); ok {
		_, err := f.waited(t, key)
		return err
	}
	return f.file.End(t)
}
