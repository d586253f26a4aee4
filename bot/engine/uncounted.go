package engine

import (
	"encoding/binary"
	"slices"
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/rules"
	"github.com/stewardbot/steward/store"
)

// keyUncounted is the key of the next and the last journal line written by a
// version that did not count what members do; absent if there are none.
var keyUncounted = []byte("uncounted")

// LeaveUncounted has the lines in the journal counted by [Options.Past] once the
// engine runs, as far as they are there then. It is for migrations.
func LeaveUncounted(tx store.Tx) error {
	last, err := tx.Get(tableMeta, keyJournal)
	if err != nil || len(last) != 8 {
		return err
	}
	return tx.Put(tableMeta, keyUncounted, append(number(1), last...))
}

// countPast counts a few of the lines that LeaveUncounted left.
func countPast(d *decider, _ time.Time) (n int, err error) {
	span, err := d.tx.Get(tableMeta, keyUncounted)
	if err != nil || len(span) != 16 || d.e.opt.Counter == nil || d.e.opt.Past == nil {
		return 0, err
	}
	next, last := binary.BigEndian.Uint64(span), binary.BigEndian.Uint64(span[8:])
	err = d.tx.Scan(tableJournal, number(next), number(last+1), false, pruneChunk, func(k, v []byte) (bool, error) {
		n, next = n+1, binary.BigEndian.Uint64(k)+1
		rec, err := decodeRecorded(v)
		if err == nil {
			d.countLine(&rec)
		}
		return true, nil // a damaged line is its readers' business
	})
	switch {
	case err != nil:
		return 0, err
	case n < pruneChunk:
		return n, d.tx.Delete(tableMeta, keyUncounted)
	}
	return n, d.tx.Put(tableMeta, keyUncounted, append(number(next), number(last)...))
}

// countLine counts what a line tells.
func (d *decider) countLine(rec *Recorded) {
	com := d.ruling.ownerOf(rec.Event.Place)
	if com == nil || com.ID != rec.Community { // in private
		i := slices.IndexFunc(d.ruling.Communities, func(c *bot.Community) bool { return c.ID == rec.Community })
		if i < 0 {
			return
		}
		com = d.ruling.Communities[i]
	}
	if rec.Member == 0 {
		return
	}
	var facts bot.Facts
	if m := rec.Event.Message; m != nil {
		facts = rules.Facts(m.Text)
		facts.Command = facts.Command || m.Command != ""
	}
	list := d.e.opt.Past(rec, &facts)
	if len(list) == 0 {
		return
	}
	err := d.attempt(func() error { return d.e.opt.Counter.Add(d.tx, com, rec.Event.At, rec.Event.Place, list) })
	if err != nil && !ForGood(err) {
		d.e.stats.Failures.Add(1)
		d.e.log.Error("what members did could not be counted", "event", rec.Event.ID, "err", err)
	}
}
