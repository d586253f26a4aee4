package insight

import (
	"cmp"
	"hash/maphash"
	"maps"
	"math"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/stewardbot/steward/bot"
)

// The bounds of terms.
const (
	termMembers = 5         // who must have used a term
	termRows    = 50        // that are shown
	termPairs   = 2_000_000 // of a member and a term that are remembered: about 100 MB
	termGrams   = 4         // characters of a Chinese term, at least 2
	termLetters = 40        // of a word
	termSure    = 10.83     // log-likelihood of 0.1 %
	termWithin  = 0.8       // of the members of a term who use it only within a longer one
)

// term is how many members used it, in the time and before.
type term struct{ now, before int }

// used is a term that a member used, in the time or before.
type used struct {
	member bot.MemberID
	term   uint64
	now    bool
}

// terms compares what members talk about with what they did before.
func terms(c *calc) error {
	seed, pairs := maphash.MakeSeed(), map[used]bool{}
	all, people := map[string]*term{}, map[bool]map[bot.MemberID]bool{true: {}, false: {}}
	err := c.heard(func(day bot.Day, h *Heard) {
		if h.Said == "" || h.Member == 0 || day > c.to {
			return
		}
		now := day >= c.from
		people[now][h.Member] = true
		eachTerm(h.Said, func(word string) {
			u := used{h.Member, maphash.String(seed, word), now}
			if pairs[u] {
				return
			}
			if len(pairs) >= termPairs {
				c.figure.note("insight.terms_cut")
				return
			}
			pairs[u] = true
			t := all[word]
			if t == nil {
				t = &term{}
				all[strings.Clone(word)] = t
			}
			if now {
				t.now++
			} else {
				t.before++
			}
		})
	})
	if err != nil {
		return err
	}
	now, before := len(people[true]), len(people[false])
	c.figure.Value = int64(now)
	if before == 0 {
		c.figure.note("insight.terms_before", c.from)
		return nil
	}
	maps.DeleteFunc(all, func(_ string, t *term) bool {
		return t.now < termMembers || t.growth(now, before) <= 0 || t.likelihood(now, before) < termSure
	})
	withinLonger(all)
	for _, word := range slices.SortedFunc(maps.Keys(all), func(a, b string) int {
		return cmp.Or(cmp.Compare(all[b].growth(now, before), all[a].growth(now, before)), cmp.Compare(all[b].now, all[a].now), cmp.Compare(a, b))
	})[:min(len(all), termRows)] {
		t := all[word]
		c.figure.row(word, int64(t.now), int64(t.before), rounded(t.growth(now, before)), rounded(t.likelihood(now, before)))
	}
	return nil
}

// growth returns how often the share of members who use the term doubled.
func (t *term) growth(now, before int) float64 {
	return math.Log2((float64(t.now)+.5)/float64(now+1)) - math.Log2((float64(t.before)+.5)/float64(before+1))
}

// likelihood returns twice the log-likelihood ratio of both shares being the same.
func (t *term) likelihood(now, before int) (g float64) {
	all, n := float64(t.now+t.before), float64(now+before)
	for _, o := range []struct{ seen, size int }{{t.now, now}, {t.before, before}} {
		seen, size := float64(o.seen), float64(o.size)
		for _, x := range [][2]float64{{seen, size * all / n}, {size - seen, size * (n - all) / n}} {
			if x[0] > 0 {
				g += 2 * x[0] * math.Log(x[0]/x[1])
			}
		}
	}
	return g
}

// withinLonger drops Chinese terms that nearly everybody uses only within a longer one.
func withinLonger(all map[string]*term) {
	for _, long := range slices.SortedFunc(maps.Keys(all), func(a, b string) int { return cmp.Compare(len(b), len(a)) }) {
		if all[long] == nil || !unicode.Is(unicode.Han, []rune(long)[0]) {
			continue
		}
		runes := []rune(long)
		for n := len(runes) - 1; n >= 2; n-- {
			for i := range len(runes) - n + 1 {
				short := string(runes[i : i+n])
				if t := all[short]; t != nil && float64(all[long].now) >= termWithin*float64(t.now) {
					delete(all, short)
				}
			}
		}
	}
}

// eachTerm calls fn for the terms of a text: words in letters, and in Chinese, which has no spaces, all
// runs of two to four characters between punctuation.
func eachTerm(text string, fn func(term string)) {
	for _, run := range strings.FieldsFunc(text, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsMark(r) && !unicode.IsDigit(r) }) {
		for len(run) > 0 {
			han := func(r rune) bool { return unicode.Is(unicode.Han, r) }
			end := strings.IndexFunc(run, func(r rune) bool { return !han(r) })
			if end != 0 {
				if end < 0 {
					end = len(run)
				}
				grams(run[:end], fn)
			} else {
				if end = strings.IndexFunc(run, han); end < 0 {
					end = len(run)
				}
				word := run[:end]
				if n := utf8.RuneCountInString(word); n >= 2 && n <= termLetters && strings.IndexFunc(word, unicode.IsLetter) >= 0 {
					fn(word)
				}
			}
			run = run[end:]
		}
	}
}

// grams calls fn for all runs of two to termGrams characters.
func grams(run string, fn func(string)) {
	var begins [termGrams]int // of the latest characters, the last one first
	n := 0
	for i, r := range run {
		copy(begins[1:], begins[:])
		begins[0] = i
		n = min(n+1, termGrams)
		for size := 2; size <= n; size++ {
			fn(run[begins[size-1] : i+utf8.RuneLen(r)])
		}
	}
}
