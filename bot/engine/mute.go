package engine

import (
	"time"

	"github.com/stewardbot/steward/bot"
)

// renewBefore is how long before a mute ends on the platform it is renewed, so
// that an outage of some hours lets nobody speak.
const renewBefore = 12 * time.Hour

// shortened is a mute that the platform takes: as long as it can be, or as
// short. Any other effect is as it was.
func shortened(e bot.Effect, can bot.Capabilities, now time.Time) bot.Effect {
	m, ok := e.(bot.Mute)
	if !ok || m.Until.IsZero() {
		return e
	}
	if end := now.Add(can.MuteLongest); can.MuteLongest > 0 && m.Until.After(end) {
		m.Until = end
	}
	if end := now.Add(can.MuteShortest); m.Until.Before(end) {
		m.Until = end
	}
	return m
}

// renew asks again for a mute that the platform took for a part of its time, so
// early that there is no gap.
func (d *decider) renew(l *line, out bot.Outcome, now time.Time) {
	m, ok := l.effect.(bot.Mute)
	if !ok || out.Status != bot.Done || m.Until.IsZero() || l.superseded {
		return
	}
	longest := d.e.capabilities(m.Place).MuteLongest
	if longest == 0 || m.Until.Sub(now) <= longest {
		return
	}
	d.ev = &bot.Event{ID: l.Event}
	d.com, d.feature = d.ruling.byID[l.Community], d.e.feature(l.Feature)
	d.addLineAt(m, now.Add(max(longest-renewBefore, longest/2)))
}

// capabilities of a place; none where its platform is not set up.
func (e *Engine) capabilities(p bot.Place) bot.Capabilities {
	for _, a := range e.opt.Adapters {
		if a.Name() == p.Platform() {
			return a.Capabilities(p)
		}
	}
	return bot.Capabilities{}
}
