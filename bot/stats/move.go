package stats

import (
	"errors"
	"fmt"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/store"
)

// move is a member whose bits are to become another's, or to go.
type move struct {
	Into bot.MemberID `json:"into,omitempty"` // 0: they go
	// From is where the next chunk begins in the member's container.
	Metric uint16  `json:"metric,omitempty"`
	Day    bot.Day `json:"day,omitempty"`
}

// moveChunk is how many rows one chunk looks at: some milliseconds.
const moveChunk = 1000

// Merge adds what was counted for from to what was counted for into, when from has
// become an alias of it. The days of both are united at once, the sets by Advance. If
// one of them wants no days kept, none are.
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

// Forget erases what was counted for a member but not the sums of all; the sets by
// Advance.
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

// Keep says whether a member wants days kept. If not, what there is of days and sets is
// erased, and from now on only totals are counted.
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
		c.off, err = false, finish(tx, community, id) // what is set from now on stays
	}
	return errors.Join(err, putCell(tx, community, id, c))
}

// stop has no more days kept of a member.
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

// queue has a member's bits become another's, or go if that is 0, and with them those
// that are on the way to the member.
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

// Advance does the next chunk of what Merge, Forget and Keep leave to be done, a few
// milliseconds; more: something is left.
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

// finish does all of it for a member.
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
	err := bitRows.Scan(tx, &from, &to, false, moveChunk, func(k bitKey, w *words) (bool, error) {
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
			w = &words{}
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
