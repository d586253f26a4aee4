package engine

import (
	"time"

	"github.com/stewardbot/steward/bot"
)

// deed is what a feature counted, and in which community.
type deed struct {
	com *bot.Community
	bot.Count
}

// Count implements bot.Host. What a part of the event counts is dropped with all else
// that it did, if it fails.
func (d *decider) Count(c bot.Count) {
	if d.com != nil && d.e.opt.Counter != nil {
		d.deeds = append(d.deeds, deed{d.com, c})
	}
}

// Counted implements bot.Host.
func (d *decider) Counted() []bot.Count { return d.added }

// countDeeds hands over what was counted at the event since the last call. That it can't be
// counted, since a row is damaged, keeps nobody from anything else.
func (d *decider) countDeeds(t *bot.Turn) {
	for i := 0; i < len(d.deeds); {
		com := d.deeds[i].com
		d.some = d.some[:0]
		for ; i < len(d.deeds) && d.deeds[i].com == com; i++ {
			d.some = append(d.some, d.deeds[i].Count)
		}
		if com == t.Community {
			d.added = append(d.added, d.some...)
		}
		err := d.attempt(func() error { return d.e.opt.Counter.Add(d.tx, com, t.At(), t.Event.Place, d.some) })
		if err != nil && !ForGood(err) {
			d.e.stats.Failures.Add(1)
			d.e.log.Error("what members did could not be counted", "event", t.Event.ID, "err", err)
		}
	}
	d.deeds = d.deeds[:0]
}

// advance does a chunk of what linking and forgetting leave to be done.
func (d *decider) advance() (more bool, err error) {
	if d.e.opt.Counter == nil {
		return false, nil
	}
	return d.e.opt.Counter.Advance(d.tx)
}

// pruneCounts drops what was counted long ago.
func pruneCounts(d *decider, now time.Time) (int, error) {
	more, err := d.advance()
	if err == nil && !more && d.e.opt.Counter != nil {
		more, err = d.e.opt.Counter.Drop(d.tx, d.ruling.Communities, now)
	}
	if more {
		return pruneChunk, err
	}
	return 0, err
}
