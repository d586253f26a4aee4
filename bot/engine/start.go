package engine

import (
	"crypto/rand"
	"encoding/binary"
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/store"
)

// load rebuilds the state in memory.
func (e *Engine) load() error {
	if err := e.loadSecret(); err != nil {
		return err
	}
	var lines []*line
	skip := e.passOver()
	err := e.opt.Store.View(func(r store.Reader) (err error) {
		if e.firstRef, err = getNumber(r, tableMeta, keyRef); err != nil {
			return err
		}
		if e.firstLine, err = getNumber(r, tableMeta, keyJournal); err != nil {
			return err
		}
		if err := e.loadSpaces(r, skip); err != nil {
			return err
		}
		if err := e.loadWindows(r, skip); err != nil {
			return err
		}
		if err := unreadTimers(r, skip); err != nil {
			return err
		}
		lines, err = loadLines(r, skip)
		return err
	})
	if err != nil {
		return err
	}
	for _, l := range lines {
		e.takeUp(l)
	}
	return nil
}

// loadSecret creates the instance's secret if there is none yet.
func (e *Engine) loadSecret() error {
	return e.opt.Store.Update(func(tx store.Tx) error {
		b, err := tx.Get(tableMeta, keySecret)
		if err != nil {
			return err
		}
		if b == nil {
			b = make([]byte, 32)
			_, _ = rand.Read(b)
			if err := tx.Put(tableMeta, keySecret, b); err != nil {
				return err
			}
		}
		e.secret = append([]byte{}, b...)
		return nil
	})
}

// loadWindows reads the messages of one window before the newest message, which
// may be old: the next to arrive may be a backlog.
func (e *Engine) loadWindows(r store.Reader, skip unread) error {
	from, err := windowStart(r, e.clock.Now())
	if err != nil {
		return err
	}
	l := loading{}
	// Seen-keys are sorted by hour, so only the last ones are read.
	err = r.Scan(tableSeen, seenKey(from, ""), nil, false, 0, func(k, v []byte) (bool, error) {
		row, err := decodeSeen(v)
		if err != nil {
			skip(tableSeen, k, err)
		}
		if err != nil || len(row.message) == 0 {
			return true, nil
		}
		b, err := r.Get(tableMessages, row.message)
		if err != nil || b == nil {
			return err == nil, err
		}
		said, err := decodeSaid(b)
		if err != nil {
			skip(tableMessages, row.message, err)
			return true, nil
		}
		if com := e.ownerOf(said.Place); com != nil && said.Member != 0 && !said.At.Before(from) {
			l.add(windowKey{com.ID, said.Member}, said, row.line)
		}
		return true, nil
	})
	if err == nil {
		e.windows.fill(l)
	}
	return err
}

// windowStart returns one window before the hour of the newest event, or before
// now if that is in the future.
func windowStart(r store.Reader, now time.Time) (from time.Time, err error) {
	from = now.Add(-windowSpan)
	err = r.Scan(tableSeen, []byte{0, 0, 0, 1}, nil, true, 1, func(k, _ []byte) (bool, error) {
		newest := time.Unix(int64(binary.BigEndian.Uint32(k))*3600, 0)
		if newest.Before(now) {
			from = newest.Add(-windowSpan)
		}
		return false, nil
	})
	return from, err
}

func (e *Engine) ownerOf(p bot.Place) *bot.Community {
	d := decider{e: e, ruling: e.ruling.Load()}
	return d.owner(p.Space())
}

func loadLines(r store.Reader, skip unread) (lines []*line, err error) {
	err = r.Scan(tableOutbox, nil, nil, false, 0, func(k, v []byte) (bool, error) {
		if l, err := readLine(k, v); err != nil {
			skip(tableOutbox, k, err)
		} else {
			lines = append(lines, l)
		}
		return true, nil
	})
	return lines, err
}

// takeUp resumes a line of an earlier run. One that is marked as being sent is
// in doubt, unless the platform deduplicates retries.
func (e *Engine) takeUp(l *line) {
	if l.Sending && e.capabilities(l.effect.Where()).Once {
		l.Resent++
	} else if l.Sending {
		e.stats.Doubts.Add(1)
		if l.traits.InDoubt == bot.Drop {
			e.log.Warn("in doubt since the last stop and dropped, as its policy says", "ref", l.Ref, "place", l.effect.Where())
			e.deliver.settleSoon(l, bot.Outcome{Status: bot.Doubted, Reason: "delivery.stopped"})
			return
		}
		l.Resent++
		e.log.Warn("in doubt since the last stop and sent again", "ref", l.Ref, "place", l.effect.Where())
	}
	e.deliver.add(l)
}

// capabilities returns a place's capabilities; none if its platform is not
// configured.
func (e *Engine) capabilities(p bot.Place) bot.Capabilities {
	if p.Platform() == bot.Desk {
		return bot.DeskCapabilities()
	}
	for _, a := range e.opt.Adapters {
		if a.Name() == p.Platform() {
			return a.Capabilities(p)
		}
	}
	return bot.Capabilities{}
}
