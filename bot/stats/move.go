package stats

import (
	"errors"
	"fmt"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/store"
)

// move is a pending job to move a member's bits to another member, or to clear them.
type move struct {
	Into bot.MemberID `json:"into,omitempty"` // 0: clear them
	// From is where the next chunk starts in the member's container.
	Metric uint16  `json:"metric,omitempty"`
	Day    bot.Day `json:"day,omitempty"`
}

// moveChunk is the number of rows that one chunk reads, a few milliseconds of work.
const moveChunk = 1000

// Merge adds the counts of from to those of into, after from has become its alias. Totals
// and days are merged at once, sets by Advance. If either member opted out of days, none are
// kept.
func (b *Book) Merge(tx store.Tx, community string, from, into bot.MemberID) error {
	return wrap("unite", community, merge(tx, community, from, into))
}

func merge(tx store.Tx, community string, from, into bot.MemberID) error {
	gone, known, err := cellRows.Get(tx, store.K2(community, from))
	if err != nil || !known {
		return err
	}
	c, _, err := cellRows.Get(tx, store.K2(community, into))
	if err != nil {
		return err
	}
	later, earlier, id := &gone, &c, into
	if gone.day < c.day {
		later, earlier, id = &c, &gone, from
	}
	if err := rollOver(tx, community, id, earlier, later.day); err != nil {
		return err
	}
	for _, f := range gone.figures {
		c.add(f.metric, f.total, f.today)
	}
	to := into
	if gone.off || c.off {
		if to, err = 0, stop(tx, community, into, &c); err != nil {
			return err
		}
		err = dropDays(tx, community, from, c.day)
	} else {
		err = moveDays(tx, community, from, into, c.day)
	}
	return errors.Join(err, cellRows.Delete(tx, store.K2(community, from)), putCell(tx, community, into, c), queue(tx, community, from, to))
}

// Forget erases a member's counts at once and its bits by Advance. The sums of all members
// stay.
func (b *Book) Forget(tx store.Tx, community string, id bot.MemberID) error {
	return wrap("forget", community, forget(tx, community, id))
}

func forget(tx store.Tx, community string, id bot.MemberID) error {
	c, _, err := cellRows.Get(tx, store.K2(community, id))
	if err != nil {
		return err
	}
	return errors.Join(dropDays(tx, community, id, c.day), cellRows.Delete(tx, store.K2(community, id)), queue(tx, community, id, 0))
}

// Keep sets whether a member's days are kept. If not, existing days and bits are erased, and
// only totals are counted from then on.
func (b *Book) Keep(tx store.Tx, community string, id bot.MemberID, days bool) error {
	return wrap("keep days", community, keep(tx, community, id, days))
}

func keep(tx store.Tx, community string, id bot.MemberID, days bool) error {
	c, _, err := cellRows.Get(tx, store.K2(community, id))
	if err != nil || c.off == !days {
		return err
	}
	if !days {
		err = stop(tx, community, id, &c)
	} else {
		c.off, err = false, finish(tx, community, id) // bits set from now on stay
	}
	return errors.Join(err, putCell(tx, community, id, c))
}

// stop ends the keeping of a member's days.
func stop(tx store.Tx, community string, id bot.MemberID, c *cell) error {
	c.off = true
	c.begin(c.day)
	return errors.Join(dropDays(tx, community, id, c.day), queue(tx, community, id, 0))
}

func putCell(tx store.Tx, community string, id bot.MemberID, c cell) error {
	if c.empty() {
		return cellRows.Delete(tx, store.K2(community, id))
	}
	return cellRows.Put(tx, store.K2(community, id), c)
}

// queue schedules moving a member's bits to another, or clearing them if that is 0. Jobs
// that move bits to the member are redirected.
func queue(tx store.Tx, community string, id, into bot.MemberID) error {
	err := moveRows.ScanPrefix(tx, byMember.Under(community), false, 0, func(k moveKey, m move) (bool, error) {
		if m.Into != id {
			return true, nil
		}
		m.Into = into
		return true, moveRows.Put(tx, k, m)
	})
	return errors.Join(err, moveRows.Put(tx, store.K2(community, id), move{Into: into, Day: firstDay}))
}

// Advance does the next chunk of the work queued by Merge, Forget and Keep, a few
// milliseconds. more reports that some is left.
func (b *Book) Advance(tx store.Tx) (more bool, err error) {
	var key moveKey
	var m move
	err = moveRows.Scan(tx, nil, nil, false, 1, func(k moveKey, v move) (bool, error) {
		key, m, more = k, v, true
		return false, nil
	})
	if err == nil && more {
		err = advance(tx, key, m)
	}
	return more, wrap("move the bits of a member", key.A, err)
}

// finish does all queued work for a member.
func finish(tx store.Tx, community string, id bot.MemberID) error {
	for {
		m, there, err := moveRows.Get(tx, store.K2(community, id))
		if err != nil || !there {
			return err
		}
		if err := advance(tx, store.K2(community, id), m); err != nil {
			return err
		}
	}
}

func advance(tx store.Tx, key moveKey, m move) error {
	id, n := key.B, 0
	from := store.K2(key.A, bitPlace{containerOf(id), m.Metric, m.Day})
	to := store.K2(key.A, bitPlace{containerOf(id) + 1, 0, firstDay})
	err := bitRows.Scan(tx, &from, &to, false, moveChunk, func(k bitKey, w *Bits) (bool, error) {
		n++
		m.Metric, m.Day = k.B.metric, k.B.day+1
		if !w.has(bitOf(id)) {
			return true, nil
		}
		w.clear(bitOf(id))
		if m.Into != 0 && containerOf(m.Into) == k.B.container {
			w.set(bitOf(m.Into))
		}
		err := putBits(tx, k, w)
		if err != nil || m.Into == 0 || containerOf(m.Into) == k.B.container {
			return true, err
		}
		k.B.container = containerOf(m.Into)
		w, there, err := bitRows.Get(tx, k)
		if err != nil {
			return false, err
		}
		if !there {
			w = &Bits{}
		}
		w.set(bitOf(m.Into))
		return true, bitRows.Put(tx, k, w)
	})
	if err != nil {
		return err
	}
	if n < moveChunk {
		return moveRows.Delete(tx, key)
	}
	return moveRows.Put(tx, key, m)
}

func wrap(what, community string, err error) error {
	if err != nil {
		err = fmt.Errorf("stats: %s in %s: %w", what, community, err)
	}
	return err
}
