package stats

import (
	"encoding/binary"
	"math"
	"slices"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/store"
)

// Want are the days between From and To, inclusive, and what members did on them: any of some
// metrics.
type Want struct {
	Metrics  []uint16
	From, To bot.Day
}

func (w *Want) days() int { return max(int(w.To-w.From)+1, 0) }

// Portion is a part of a community's members, with what they did on which days. It is valid
// until the function that it is passed to returns, and must not be changed.
type Portion struct {
	container uint32
	wants     []portionDays
}

// portionDays are the days of one want.
type portionDays struct {
	from bot.Day
	bits []Bits
	any  []bool // bits holds something
}

// On returns the members of the portion who did on a day what the want with an index names; nil if
// nobody did, or the day is not wanted.
func (p *Portion) On(want int, day bot.Day) *Bits {
	w := &p.wants[want]
	if n := day - w.from; n >= 0 && int(n) < len(w.bits) && w.any[n] {
		return &w.bits[n]
	}
	return nil
}

// Of returns the members of a set who are in the portion; nil if none is.
func (p *Portion) Of(s Set) *Bits { return s.containers[p.container] }

// ID returns the number of the nth member of the portion.
func (p *Portion) ID(n int) bot.MemberID {
	return bot.MemberID(p.container)<<containerBits | bot.MemberID(n)
}

// Portions calls fn for each portion of a community's members in which anybody ever did anything,
// by number. Sets go back KeepSets days. Like Did it counts members who were linked or forgotten as
// such at once. Memory: 2 KiB for each day.
func Portions(r store.Reader, community string, wants []Want, fn func(p *Portion) error) error {
	_, _, err := PortionsFrom(r, community, wants, 0, math.MaxInt, fn)
	return err
}

// PortionsFrom is Portions for at most n portions, beginning with the one that a member belongs to.
// next is where the following call continues; more is false if nothing is left.
func PortionsFrom(r store.Reader, community string, wants []Want, from bot.MemberID, n int, fn func(p *Portion) error) (next bot.MemberID, more bool, err error) {
	p := &Portion{}
	for i := range wants {
		n := wants[i].days()
		p.wants = append(p.wants, portionDays{wants[i].From, make([]Bits, n), make([]bool, n)})
	}
	moves, err := moving(r, community, wants)
	for c := containerOf(from); err == nil; c++ {
		if c, more, err = nextContainer(r, community, c, moves); err != nil || !more {
			break
		}
		if n--; n < 0 {
			return bot.MemberID(c) << containerBits, true, nil
		}
		p.begin(c)
		if err = p.read(r, community, wants); err == nil {
			p.settle(moves[c])
			err = fn(p)
		}
	}
	return 0, false, wrap("who did something", community, err)
}

// nextContainer returns the first container from a number on that has bits, or gets its first ones
// by moves; false if there is none.
func nextContainer(r store.Reader, community string, from uint32, moves map[uint32]*moved) (uint32, bool, error) {
	c, found, err := containerFrom(r, community, from)
	for m := range moves {
		if m >= from && (!found || m < c) {
			c, found = m, true
		}
	}
	return c, found, err
}

// Any returns the members who did what is wanted on one of its days, at least.
func Any(r store.Reader, community string, want Want) (Set, error) {
	s := NewSet()
	err := Portions(r, community, []Want{want}, func(p *Portion) error {
		did := &Bits{}
		for d := want.From; d <= want.To; d++ {
			did.Or(p.On(0, d))
		}
		if did.Len() > 0 {
			s.containers[p.container] = did
		}
		return nil
	})
	return s, err
}

// begin empties the portion.
func (p *Portion) begin(c uint32) {
	p.container = c
	for _, w := range p.wants {
		for n, some := range w.any {
			if some {
				w.bits[n], w.any[n] = Bits{}, false
			}
		}
	}
}

func (p *Portion) read(r store.Reader, community string, wants []Want) error {
	for i, want := range wants {
		w := &p.wants[i]
		for _, metric := range want.Metrics {
			from := byBits.Append(nil, store.K2(community, bitPlace{p.container, metric, want.From}))
			to := byBits.Append(nil, store.K2(community, bitPlace{p.container, metric, want.To + 1}))
			err := r.Scan(bitRows.Name, from, to, false, 0, func(k, v []byte) (bool, error) {
				day := bot.Day(binary.BigEndian.Uint32(k[len(k)-4:]) ^ 1<<31)
				w.any[day-w.from] = true
				if err := orBits(v, &w.bits[day-w.from]); err != nil {
					return false, &store.CorruptError{Table: bitRows.Name, Key: slices.Clone(k), Err: err}
				}
				return true, nil
			})
			if err != nil {
				return err
			}
		}
	}
	return nil
}

// moved is what pending moves change in a portion.
type moved struct {
	gone []uint16 // members whose bits don't count
	did  []movedDay
}

// movedDay is a day on which a member did something as another one.
type movedDay struct {
	want int
	day  bot.Day
	bit  uint16
}

// moving returns the pending changes by container.
func moving(r store.Reader, community string, wants []Want) (map[uint32]*moved, error) {
	all := map[uint32]*moved{}
	of := func(id bot.MemberID) *moved {
		c := containerOf(id)
		if all[c] == nil {
			all[c] = &moved{}
		}
		return all[c]
	}
	moves, err := pendingMoves(r, community)
	for into, ids := range moves {
		for _, id := range ids {
			of(id).gone = append(of(id).gone, bitOf(id))
		}
		for i, want := range wants {
			for _, metric := range want.Metrics {
				if into == 0 || err != nil {
					continue
				}
				m := of(into)
				err = eachDay(r, community, metric, want.From, want.To, ids, func(day bot.Day, _ int) {
					m.did = append(m.did, movedDay{i, day, bitOf(into)})
				})
			}
		}
	}
	return all, err
}

func (p *Portion) settle(m *moved) {
	if m == nil {
		return
	}
	for _, w := range p.wants {
		for n, some := range w.any {
			for _, bit := range m.gone {
				if some {
					w.bits[n].clear(bit)
				}
			}
		}
	}
	for _, d := range m.did {
		w := &p.wants[d.want]
		w.any[d.day-w.from] = true
		w.bits[d.day-w.from].set(d.bit)
	}
}
