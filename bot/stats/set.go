package stats

import (
	"math/bits"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/store"
)

// Set is a set of a community's members, in memory and independent of the store.
type Set struct{ containers map[uint32]*Bits }

// NewSet returns a set of some members.
func NewSet(ids ...bot.MemberID) Set {
	s := Set{map[uint32]*Bits{}}
	for _, id := range ids {
		s.Add(id)
	}
	return s
}

// All calls fn for each member, in no order.
func (s Set) All(fn func(bot.MemberID) error) error {
	for c, w := range s.containers {
		if err := w.Each(func(n int) error { return fn(bot.MemberID(c)<<containerBits | bot.MemberID(n)) }); err != nil {
			return err
		}
	}
	return nil
}

// Len returns the number of members.
func (s Set) Len() (n int) {
	for _, w := range s.containers {
		n += w.Len()
	}
	return n
}

// Has reports whether a member is in the set.
func (s Set) Has(id bot.MemberID) bool {
	w := s.containers[containerOf(id)]
	return w != nil && w.has(bitOf(id))
}

// Add adds a member.
func (s Set) Add(id bot.MemberID) { s.put(id, true) }

// And removes the members that are not in other.
func (s Set) And(other Set) {
	for c, w := range s.containers {
		w.And(other.containers[c])
	}
}

// AndNot removes the members that are in other.
func (s Set) AndNot(other Set) {
	for c, w := range s.containers {
		w.AndNot(other.containers[c])
	}
}

// Did returns the members with a count of a metric on at least days of the days between
// from and to, inclusive. Sets go back KeepSets days. Members who were linked or forgotten
// count as such at once, while Advance still moves their bits.
func Did(r store.Reader, community string, metric uint16, from, to bot.Day, days int) (Set, error) {
	s := Set{map[uint32]*Bits{}}
	err := eachContainer(r, community, func(c uint32) error {
		var t tally
		lo, hi := store.K2(community, bitPlace{c, metric, from}), store.K2(community, bitPlace{c, metric, to + 1})
		err := bitRows.Scan(r, &lo, &hi, false, 0, func(_ bitKey, w *Bits) (bool, error) {
			t.add(w)
			return true, nil
		})
		if w := t.atLeast(days); w != nil {
			s.containers[c] = w
		}
		return err
	})
	if err == nil {
		err = s.settle(r, community, metric, from, to, days)
	}
	return s, wrap("who did something", community, err)
}

// eachContainer calls fn for the containers in which a community has sets.
func eachContainer(r store.Reader, community string, fn func(c uint32) error) error {
	for from := uint32(0); ; from++ {
		c, found, err := containerFrom(r, community, from)
		if err != nil || !found {
			return err
		}
		if err := fn(c); err != nil {
			return err
		}
		from = c
	}
}

// containerFrom returns the first container from a number on in which a community has sets; false if
// there is none.
func containerFrom(r store.Reader, community string, from uint32) (c uint32, found bool, err error) {
	at := byBits.Append(nil, store.K2(community, bitPlace{container: from, day: firstDay}))
	err = r.Scan(bitRows.Name, at, store.PrefixEnd(byBits.Under(community)), false, 1, func(key, _ []byte) (bool, error) {
		k, err := byBits.Decode(key)
		c, found = k.B.container, err == nil
		return false, err
	})
	return c, found, err
}

// tally counts, for each member of a container, the bitmaps that contain it. Plane n holds
// bit n of every count.
type tally struct{ planes []*Bits }

func (t *tally) add(w *Bits) {
	carry := *w
	for _, p := range t.planes {
		left := uint64(0)
		for i := range carry {
			p[i], carry[i] = p[i]^carry[i], p[i]&carry[i]
			left |= carry[i]
		}
		if left == 0 {
			return
		}
	}
	t.planes = append(t.planes, &carry)
}

// atLeast returns the members whose count is n or more; nil if there are none.
func (t *tally) atLeast(n int) *Bits {
	if n = max(n, 1); bits.Len(uint(n)) > len(t.planes) {
		return nil
	}
	found := &Bits{}
	for i := range found {
		above, equal := uint64(0), ^uint64(0) // members whose count, in the bits so far, is above n or equal to it
		for d := len(t.planes) - 1; d >= 0; d-- {
			if word := t.planes[d][i]; n>>d&1 == 0 {
				above |= equal & word
				equal &^= word
			} else {
				equal &= word
			}
		}
		found[i] = above | equal
	}
	return found
}

// Active calls fn for each day between from and to, inclusive, on which at least one member
// has a count of a metric, with the number of such members.
func Active(r store.Reader, community string, metric uint16, from, to bot.Day, fn func(day bot.Day, members int)) error {
	n := make([]int, max(int(to-from)+1, 0))
	err := eachContainer(r, community, func(c uint32) error {
		lo, hi := store.K2(community, bitPlace{c, metric, from}), store.K2(community, bitPlace{c, metric, to + 1})
		return bitRows.Scan(r, &lo, &hi, false, 0, func(k bitKey, w *Bits) (bool, error) {
			n[k.B.day-from] += w.Len()
			return true, nil
		})
	})
	if err == nil {
		err = excess(r, community, metric, from, to, func(day bot.Day, gone int) { n[day-from] -= gone })
	}
	for i := range n {
		if n[i] > 0 {
			fn(from+bot.Day(i), n[i])
		}
	}
	return wrap("how many did something", community, err)
}
