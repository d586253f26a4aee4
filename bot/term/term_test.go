package term

import (
	"math"
	"reflect"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/store"
	"github.com/stewardbot/steward/store/memory"
)

// text is what a member said.
type text struct {
	member, group int
	said          string
}

func count(list []text) *Counter {
	c := NewCounter(Pairs)
	for _, x := range list {
		c.Add(bot.MemberID(x.member), x.group, x.said)
	}
	return c
}

func sifted(c *Counter, group int) []Count {
	s := c.Sift(group)
	for s.Next(3) {
	}
	return s.Terms()
}

// plain finds terms by their definition, going through all texts for each question.
type plain []text

// segments are the runs of Chinese characters of a text, and the words between.
func segments(s string) []string {
	var list []string
	last := ' '
	for _, r := range s {
		switch kind := strings.ContainsRune("abcdefgh", r); {
		case !kind && !han(r):
			r = ' '
		case len(list) > 0 && last != ' ' && (han(last) == han(r)):
			list[len(list)-1] += string(r)
		default:
			list = append(list, string(r))
		}
		last = r
	}
	return list
}

// times returns how often a run is in all texts, and by whom in a group.
func (p plain) times(run string) (n int, by [2]int) {
	who := [2]map[int]bool{{}, {}}
	for _, x := range p {
		for _, seg := range segments(x.said) {
			if !chinese(run) {
				if seg == run {
					n++
					who[x.group][x.member] = true
				}
				continue
			}
			for i := range seg {
				if strings.HasPrefix(seg[i:], run) {
					n++
					who[x.group][x.member] = true
				}
			}
		}
	}
	return n, [2]int{len(who[0]), len(who[1])}
}

// beside returns the entropy of the characters before a run, or after it.
func (p plain) beside(run string, after bool) float64 {
	all, counts := 0, map[string]int{}
	for k, x := range p {
		for j, seg := range segments(x.said) {
			for i := range seg {
				if !strings.HasPrefix(seg[i:], run) {
					continue
				}
				all++
				r, size := utf8.DecodeLastRuneInString(seg[:i])
				if after {
					r, size = utf8.DecodeRuneInString(seg[i+len(run):])
				}
				if key := string(r); size > 0 {
					counts[key]++
				} else {
					counts[string(rune(0x10000+k*1000+j*100+i))]++ // one of its own
				}
			}
		}
	}
	h := 0.0
	for _, n := range counts {
		h -= float64(n) / float64(all) * math.Log(float64(n)/float64(all))
	}
	return h
}

func (p plain) holds(run string) bool {
	runes, n := 0, 0
	for _, x := range p {
		for _, r := range x.said {
			if han(r) {
				runes++
			}
		}
	}
	n, _ = p.times(run)
	for i := range run {
		if i > 0 {
			a, _ := p.times(run[:i])
			b, _ := p.times(run[i:])
			if float64(n)*float64(runes)/float64(a)/float64(b) < math.E*(1-1e-9) {
				return false
			}
		}
	}
	return true
}

// terms are those of group 0.
func (p plain) terms() map[string][2]int {
	all := map[string][2]int{}
	for _, x := range p {
		for _, seg := range segments(x.said) {
			if runes := []rune(seg); han(runes[0]) {
				for i := range runes {
					for n := 2; n <= 5 && i+n <= len(runes); n++ {
						all[string(runes[i:i+n])] = [2]int{}
					}
				}
			} else if len(seg) > 1 {
				all[seg] = [2]int{}
			}
		}
	}
	for run := range all {
		_, by := p.times(run)
		if all[run] = by; by[0] < Least || chinese(run) && !p.holds(run) {
			delete(all, run)
		}
	}
	gone := map[string]bool{}
	for run, by := range all {
		if !chinese(run) {
			continue
		}
		runes := []rune(run)
		if len(runes) < 5 && min(p.beside(run, false), p.beside(run, true)) < 0.5*(1-1e-9) {
			gone[run] = true
			continue
		}
		for other, their := range all {
			if other != run && strings.Contains(run, other) && float64(by[0]) >= 0.8*float64(their[0]) {
				gone[other] = true
			}
			o := []rune(other)
			if len(runes) == 5 && len(o) == 5 && o[0] != runes[4] && string(o[1:]) == string(runes[:4]) && float64(min(by[0], their[0])) >= 0.8*float64(max(by[0], their[0])) {
				gone[run] = true
			}
		}
	}
	for run := range gone {
		delete(all, run)
	}
	return all
}

// TestCounter: whatever is said, the terms are those that the definition names, with as many members.
func TestCounter(t *testing.T) {
	pieces := []string{"茶", "茶叶", "新茶", "上架", "上架了", "了", "今天", "今天的新茶上架了", "好", ",", " ", "ab", "abc", "d", "好好"}
	rapid.Check(t, func(r *rapid.T) {
		var list plain
		for range rapid.IntRange(0, 40).Draw(r, "texts") {
			var b strings.Builder
			for range rapid.IntRange(1, 5).Draw(r, "pieces") {
				b.WriteString(rapid.SampledFrom(pieces).Draw(r, "piece"))
			}
			list = append(list, text{rapid.IntRange(1, 12).Draw(r, "member"), rapid.IntRange(0, 9).Draw(r, "group") / 8, b.String()})
		}
		got := map[string][2]int{}
		for _, x := range sifted(count(list), 0) {
			got[x.Term] = x.By
		}
		if want := list.terms(); !reflect.DeepEqual(got, want) {
			r.Fatalf("%v, want %v", got, want)
		}
	})
}

// TestPassage: what many say in the same words is one term, however long.
func TestPassage(t *testing.T) {
	var list []text
	for m := range 30 {
		list = append(list, text{m + 1, 0, "大家好"}, text{m + 1, 0, []string{"喝茶", "散步", "看书吧"}[m%3]})
		if m < 12 {
			list = append(list, text{m + 1, 0, "春天的茶叶终于上架了"})
		}
	}
	var found []string
	for _, x := range sifted(count(list), 0) {
		found = append(found, x.Term)
	}
	if want := []string{"大家好", "春天的茶叶", "喝茶", "散步", "看书吧"}; !reflect.DeepEqual(sorted(found), sorted(want)) {
		t.Errorf("%q, want %q", found, want)
	}
}

func sorted(list []string) []string {
	slices.Sort(list)
	return list
}

// TestRoom: a counter that is full forgets the terms of the fewest members.
func TestRoom(t *testing.T) {
	c := NewCounter(shards * 20)
	word := func(n int) string {
		return "word" + string(rune('a'+n%26)) + string(rune('a'+n/26%26)) + string(rune('a'+n/676%26))
	}
	for i := range 17_000 {
		c.Add(bot.MemberID(i%3+1), 0, word(i))
		if i%100 == 0 {
			c.Add(bot.MemberID(i/100%9+1), 0, "kettle")
		}
	}
	pairs := 0
	for _, s := range c.shards {
		pairs += s.pairs
	}
	list := sifted(c, 0)
	if want := []Count{{"kettle", [2]int{9, 0}}}; !c.Cut() || pairs > shards*20 || !reflect.DeepEqual(list, want) {
		t.Errorf("cut: %v, %d pairs, %v", c.Cut(), pairs, list)
	}
}

// TestWeeks: a week is kept as it was, with its 5,000 terms of the most members.
func TestWeeks(t *testing.T) {
	s, w := memory.New(), Week{Since: 20, People: 9, Cut: true}
	for i := range most + 3 {
		w.Terms = append(w.Terms, Used{strings.Repeat("茶", i%5+1), 9000 - i})
	}
	if err := s.Update(func(tx store.Tx) error { return Put(tx, "tea", 21, w) }); err != nil {
		t.Fatal(err)
	}
	err := s.View(func(r store.Reader) error {
		last, err := Last(r, "tea")
		if err != nil || last != 21 {
			t.Errorf("last is %v, %v", last, err)
		}
		n := 0
		err = Between(r, "tea", 14, 21, func(monday bot.Day, got *Week) {
			if n++; monday != 21 || !reflect.DeepEqual(*got, w) {
				t.Errorf("on %v: %+v", monday, got)
			}
		})
		if n != 1 {
			t.Errorf("%d weeks", n)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	b := w.append(nil)
	for _, bad := range [][]byte{nil, {2, 0}, {1, 2}, b[:len(b)-1], b[:7]} {
		if _, err := decodeWeek(bad); err == nil {
			t.Errorf("%d bytes are a week", len(bad))
		}
	}
}

func BenchmarkAdd(b *testing.B) {
	c := NewCounter(Pairs)
	said := []string{"今天的新茶上架了，大家要不要一起来品尝一下", "good morning everybody, which tea do you drink today?"}
	for i := range b.N {
		c.Add(bot.MemberID(i%50_000), 0, said[i%2]+string(rune(0x4e00+i%20_000))+string(rune(0x4e00+i/7%20_000)))
	}
}
