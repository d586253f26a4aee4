package stats

import (
	"errors"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/store"
)

// Kept is a table of named sets of members that another package keeps for good, such as the
// segments of a week. Only the writer's goroutine may change one.
type Kept struct{ rows *store.Table[keptKey, *Bits] }

// keptKey is community, day, container, name. The names of a container are adjacent.
type keptKey = store.Key4[string, bot.Day, uint64, string]

var byKept = store.Shape4(store.Str[string]{}, store.Int[bot.Day]{}, store.Num[uint64]{}, store.Tail[string]{})

// KeptSets returns the table of a name.
func KeptSets(table string) Kept {
	return Kept{store.Rows(table, byKept, store.Record(appendWords, decodeWords))}
}

// Rows returns the declaration of the table.
func (k Kept) Rows() store.Declared { return k.rows }

// Add adds members to a day's set.
func (k Kept) Add(tx store.Tx, community string, day bot.Day, name string, ids ...bot.MemberID) error {
	for c, more := range NewSet(ids...).containers {
		key := store.K4(community, day, uint64(c), name)
		w, there, err := k.rows.Get(tx, key)
		if err != nil {
			return err
		}
		if there {
			more.Or(w)
		}
		if err := k.rows.Put(tx, key, more); err != nil {
			return err
		}
	}
	return nil
}

// Set returns a day's set; an empty one if there is none.
func (k Kept) Set(r store.Reader, community string, day bot.Day, name string) (Set, error) {
	s := NewSet()
	err := k.rows.ScanPrefix(r, byKept.Under2(community, day), false, 0, func(key keptKey, w *Bits) (bool, error) {
		if key.D == name {
			s.containers[uint32(key.C)] = w
		}
		return true, nil
	})
	return s, wrap("read a kept set", community, err)
}

// Each calls fn for the number of members in each set between two days, inclusive, earliest
// first.
func (k Kept) Each(r store.Reader, community string, from, to bot.Day, fn func(day bot.Day, name string, members int) error) error {
	day, count, names := from, map[string]int{}, []string(nil)
	flush := func() (err error) {
		for _, name := range names {
			err = errors.Join(err, fn(day, name, count[name]))
		}
		clear(count)
		names = names[:0]
		return err
	}
	lo, hi := store.K4(community, from, uint64(0), ""), store.K4(community, to+1, uint64(0), "")
	err := k.rows.Scan(r, &lo, &hi, false, 0, func(key keptKey, w *Bits) (bool, error) {
		if key.B != day {
			if err := flush(); err != nil {
				return false, err
			}
			day = key.B
		}
		if _, ok := count[key.D]; !ok {
			names = append(names, key.D)
		}
		count[key.D] += w.Len()
		return true, nil
	})
	return wrap("count kept sets", community, errors.Join(err, flush()))
}

// Page holds a day's sets, as far as they concern the members near one.
type Page struct {
	container uint32
	sets      []named
}

type named struct {
	name string
	w    *Bits
}

// Page returns the day's sets for the 16,384 members that id belongs to.
func (k Kept) Page(r store.Reader, community string, day bot.Day, id bot.MemberID) (p *Page, err error) {
	p = &Page{container: containerOf(id)}
	under := byKept.Under3(community, day, uint64(p.container))
	err = k.rows.ScanPrefix(r, under, false, 0, func(key keptKey, w *Bits) (bool, error) {
		p.sets = append(p.sets, named{key.D, w})
		return true, nil
	})
	return p, wrap("read kept sets", community, err)
}

// Covers reports whether the page tells about a member.
func (p *Page) Covers(id bot.MemberID) bool { return p != nil && p.container == containerOf(id) }

// Of returns the names of the sets that a member is in. The page must cover it.
func (p *Page) Of(id bot.MemberID) (names []string) {
	for _, s := range p.sets {
		if s.w.has(bitOf(id)) {
			names = append(names, s.name)
		}
	}
	return names
}

// Clear deletes the sets of a day.
func (k Kept) Clear(tx store.Tx, community string, day bot.Day) error {
	return k.rows.Clear(tx, byKept.Under2(community, day))
}

// Move removes a member from the sets of at most n days, from a day on, in favour of another
// who is in none of that day's; 0: of nobody. next is where the following call continues; more
// is false if nothing is left.
func (k Kept) Move(tx store.Tx, community string, id, into bot.MemberID, from bot.Day, n int) (next bot.Day, more bool, err error) {
	for ; n > 0; n-- {
		day, found := from, false
		lo, hi := store.K4(community, from, uint64(0), ""), store.PrefixEnd(byKept.Under(community))
		err := tx.Scan(k.rows.Name, byKept.Append(nil, lo), hi, false, 1, func(b, _ []byte) (bool, error) {
			key, err := byKept.Decode(b)
			day, found = key.B, true
			return false, err
		})
		if err != nil || !found {
			return from, false, wrap("move a member between kept sets", community, err)
		}
		if err := k.move(tx, community, id, into, day); err != nil {
			return from, false, wrap("move a member between kept sets", community, err)
		}
		from = day + 1
	}
	return from, true, nil
}

func (k Kept) move(tx store.Tx, community string, id, into bot.MemberID, day bot.Day) error {
	own, err := k.Page(tx, community, day, id)
	if err != nil {
		return err
	}
	names := own.Of(id)
	for _, s := range own.sets {
		if !s.w.has(bitOf(id)) {
			continue
		}
		s.w.clear(bitOf(id))
		key := store.K4(community, day, uint64(own.container), s.name)
		if s.w.Len() == 0 {
			err = k.rows.Delete(tx, key)
		} else {
			err = k.rows.Put(tx, key, s.w)
		}
		if err != nil {
			return err
		}
	}
	if into == 0 || len(names) == 0 {
		return nil
	}
	other, err := k.Page(tx, community, day, into)
	if err != nil || len(other.Of(into)) > 0 {
		return err
	}
	for _, name := range names {
		if err := k.Add(tx, community, day, name, into); err != nil {
			return err
		}
	}
	return nil
}
