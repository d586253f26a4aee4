package term

import (
	"slices"
	"strings"

	"github.com/stewardbot/steward/bot"
)

// Pairs of a member and a term are what a counter remembers at most, about 100 MB.
const Pairs = 1_000_000

// The shards of a counter: what makes room in one takes less than a millisecond.
const shards = 256

// A Counter counts the members who use terms, in one or two groups of texts, such as those of a week and those
// before. One who uses a term several times, or floods, is one member.
//
// It remembers a bounded number of pairs. When a part of it is full, it forgets the terms of the fewest members
// there, so that counts of rare terms may be too low: see Cut.
type Counter struct {
	shards [shards]shard
	room   int // pairs in each
	people [2]map[uint32]struct{}
	runes  int64 // Chinese characters in all texts
	cut    bool
}

type shard struct {
	terms map[string]*used
	pairs int
}

// used is who used a term: each member's number twice, plus the group.
type used struct {
	times int64 // in all texts
	by    [2]int32
	few   []uint32
	many  map[uint32]struct{} // once few is full
}

// fewMembers is the length of a list that is searched faster than a map.
const fewMembers = 16

// NewCounter returns a Counter of about so many pairs.
func NewCounter(pairs int) *Counter {
	c := &Counter{room: max(pairs/shards, 1), people: [2]map[uint32]struct{}{{}, {}}}
	for i := range c.shards {
		c.shards[i].terms = map[string]*used{}
	}
	return c
}

// People returns how many members there were in a group, 0 or 1.
func (c *Counter) People(group int) int { return len(c.people[group]) }

// Cut reports whether something was forgotten for want of room.
func (c *Counter) Cut() bool { return c.cut }

// Add counts a text of a member in a group. The text must be in a form for comparisons, without what is
// quoted.
func (c *Counter) Add(m bot.MemberID, group int, text string) {
	c.people[group][uint32(m)] = struct{}{}
	each(text, func(word string, runes int) {
		s := c.shard(word)
		u := s.terms[word]
		if u == nil {
			u = &used{}
			s.terms[strings.Clone(word)] = u
		}
		u.times++
		if runes == 1 {
			c.runes++
		}
		if u.add(uint32(m)<<1 | uint32(group)) {
			u.by[group]++
			if s.pairs++; s.pairs > c.room {
				c.cut = true
				s.makeRoom(c.room)
			}
		}
	})
}

// shard returns where a term is counted, by its FNV-1a hash.
func (c *Counter) shard(word string) *shard {
	h := uint32(2166136261)
	for i := range len(word) {
		h = (h ^ uint32(word[i])) * 16777619
	}
	return &c.shards[(h^h>>16)%shards]
}

// makeRoom forgets the terms of the fewest members until a quarter is free.
func (s *shard) makeRoom(room int) {
	for least := int32(1); s.pairs > room*3/4; least++ {
		for word, u := range s.terms {
			if n := u.by[0] + u.by[1]; n <= least {
				s.pairs -= int(n)
				delete(s.terms, word)
			}
		}
	}
}

// add reports whether the member is new.
func (u *used) add(who uint32) bool {
	if u.many != nil {
		n := len(u.many)
		u.many[who] = struct{}{}
		return len(u.many) > n
	}
	if slices.Contains(u.few, who) {
		return false
	}
	if len(u.few) < fewMembers {
		u.few = append(u.few, who)
		return true
	}
	u.many = map[uint32]struct{}{who: {}}
	for _, w := range u.few {
		u.many[w] = struct{}{}
	}
	u.few = nil
	return true
}

// of returns how a term was used; nil if it was not.
func (c *Counter) of(word string) *used { return c.shard(word).terms[word] }
