package term

import (
	"cmp"
	"math"
	"slices"
	"unicode/utf8"
)

// What makes a run of Chinese characters a term, in natural logarithms. See docs/insights.md.
const (
	leastCohesion = 1
	leastFreedom  = 0.5
	within        = 0.8 // of the members of a term who use it only within a longer one
)

// Count is by how many members of each group a term was used.
type Count struct {
	Term string
	By   [2]int
}

// Sieve finds what is a term of some group, in steps.
type Sieve struct {
	c     *Counter
	group int
	step  int
	all   map[string]*candidate
}

type candidate struct {
	*used
	left, right float64 // the sum of n log n over the characters beside it, n being how often each is
}

// Sift begins to leave what is a term of a group: used by five members or more, and, of Chinese,
//
//   - a run that holds together: wherever it is split in two, it is used at least e times as often as the parts
//     would meet by chance;
//   - a run that stands free: the entropy of the characters before it, and of those after it, is at least 0.5.
//     Where a text begins or ends, each time counts as a character of its own. Runs of five characters are
//     not asked;
//   - not a part of a longer term that has at least 80 % of its members, nor of a passage of which a run of
//     five characters that begins earlier is shown.
func (c *Counter) Sift(group int) *Sieve {
	return &Sieve{c: c, group: group, all: map[string]*candidate{}}
}

// Next looks at the next terms, about n of them, of which a thousand take less than a millisecond. It reports
// whether some are left; all are looked at twice.
func (s *Sieve) Next(n int) bool {
	for ; n > 0 && s.step < 2*shards; s.step++ {
		part := s.c.shards[s.step%shards].terms
		n -= len(part)
		for word, u := range part {
			if s.step < shards {
				s.admit(word, u)
			} else {
				s.beside(word, u)
			}
		}
	}
	return s.step < 2*shards
}

// admit takes a term that enough members used, if it holds together.
func (s *Sieve) admit(word string, u *used) {
	if u.by[s.group] >= Least && (!chinese(word) || utf8.RuneCountInString(word) > 1 && s.c.cohesion(word, u) >= leastCohesion) {
		s.all[word] = &candidate{used: u}
	}
}

// cohesion is the least log of how much more often a run is used than its two parts would meet by chance.
func (c *Counter) cohesion(word string, u *used) float64 {
	least := math.Inf(1)
	for i := range word {
		if i == 0 {
			continue
		}
		if a, b := c.of(word[:i]), c.of(word[i:]); a != nil && b != nil { // nil: forgotten, so it is rare
			least = min(least, math.Log(float64(u.times)*float64(c.runes)/(float64(a.times)*float64(b.times))))
		}
	}
	return least
}

// beside counts a run as the neighbourhood of those that it begins or ends with.
func (s *Sieve) beside(word string, u *used) {
	if !chinese(word) {
		return
	}
	n := float64(u.times)
	_, first := utf8.DecodeRuneInString(word)
	_, last := utf8.DecodeLastRuneInString(word)
	if x := s.all[word[first:]]; x != nil {
		x.left += n * math.Log(n)
	}
	if x := s.all[word[:len(word)-last]]; x != nil {
		x.right += n * math.Log(n)
	}
}

// freedom is the smaller entropy of the characters before it and after it.
func (x *candidate) freedom() float64 {
	n := float64(x.times)
	return math.Log(n) - max(x.left, x.right)/n
}

// Terms returns the terms after all steps, those of the most members first.
func (s *Sieve) Terms() (list []Count) {
	gone, endings := map[string]bool{}, map[string][]string{} // of runs of five, by their last four characters
	for word := range s.all {
		if chinese(word) && utf8.RuneCountInString(word) == grams {
			_, first := utf8.DecodeRuneInString(word)
			endings[word[first:]] = append(endings[word[first:]], word)
		}
	}
	for word, x := range s.all {
		if chinese(word) {
			s.sift(word, x, gone, endings)
		}
	}
	for word, x := range s.all {
		if !gone[word] {
			list = append(list, Count{word, [2]int{int(x.by[0]), int(x.by[1])}})
		}
	}
	slices.SortFunc(list, func(a, b Count) int {
		return cmp.Or(cmp.Compare(b.By[s.group], a.By[s.group]), cmp.Compare(a.Term, b.Term))
	})
	return list
}

// sift marks a run that does not stand free, and the parts that nearly everybody uses only within it.
func (s *Sieve) sift(word string, x *candidate, gone map[string]bool, endings map[string][]string) {
	switch longest := utf8.RuneCountInString(word) == grams; {
	case longest:
		gone[word] = gone[word] || s.continues(word, x, endings)
	case x.freedom() < leastFreedom:
		gone[word] = true
		return
	}
	for i := range word {
		for j := range word[i:] {
			if short := word[i : i+j]; len(short) > 0 && short != word {
				s.part(short, x, gone)
			}
		}
		if i > 0 {
			s.part(word[i:], x, gone)
		}
	}
}

// part marks a part of a run that has most of its members.
func (s *Sieve) part(short string, long *candidate, gone map[string]bool) {
	if y := s.all[short]; y != nil && float64(long.by[s.group]) >= within*float64(y.by[s.group]) {
		gone[short] = true
	}
}

// continues reports whether a run of five characters only continues another one of as many members.
func (s *Sieve) continues(word string, x *candidate, endings map[string][]string) bool {
	end, size := utf8.DecodeLastRuneInString(word)
	for _, before := range endings[word[:len(word)-size]] {
		if begin, _ := utf8.DecodeRuneInString(before); begin == end {
			continue // a passage that repeats itself has no beginning
		}
		a, b := float64(x.by[s.group]), float64(s.all[before].by[s.group])
		if min(a, b) >= within*max(a, b) {
			return true
		}
	}
	return false
}
