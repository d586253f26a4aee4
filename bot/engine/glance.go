package engine

import (
	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/store"
)

// Glance returns a turn of an account in a community that reads a snapshot, for pages: what features and rooms
// answer a turn they answer a page. Whatever it writes or requests is dropped, Recent is empty, and it must not be used
// after the snapshot ends. Nil if the community is not in the configuration. Safe for concurrent use; the writer is not
// asked.
func (e *Engine) Glance(r store.Reader, community string, u bot.User) (*bot.Turn, error) {
	ruling := e.ruling.Load()
	com := ruling.byID[community]
	if com == nil {
		return nil, nil
	}
	o, now := store.NewOverlay(nil), e.clock.Now()
	o.Rebase(r)
	d := &decider{e: e, ruling: ruling, g: &group{overlay: o}, tx: o, glances: true}
	ev := &bot.Event{ID: "glance", Kind: bot.KindMessage, At: now, Place: bot.DeskPlace(community, "glance"), User: &u, Message: &bot.Message{}}
	d.ev, d.at, d.com = ev, now, com
	m, err := e.opt.Directory.ByUser(o, community, u.ID)
	if err != nil {
		return nil, err
	}
	d.member = m
	t := bot.NewTurn(d, now)
	t.Event, t.Facts, t.Community, t.Member = ev, &bot.Facts{}, com, m
	return t, nil
}
