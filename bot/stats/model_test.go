package stats_test

import (
	"fmt"
	"maps"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/member"
	"github.com/stewardbot/steward/bot/stats"
	"github.com/stewardbot/steward/store"
	"github.com/stewardbot/steward/store/memory"
)

var metrics = []bot.Metric{{Number: 1, Name: "a"}, {Number: 2, Name: "b"}, {Number: 300, Name: "c"}}

// counters holds the directory's highest assigned member number.
var counters = store.Rows("member.counters", store.StringKey{}, store.Uvarint[uint64]{})

// cell identifies one counter.
type cell struct {
	person int
	metric uint16
	day    bot.Day
}

// model counts in the simplest way: by person, whatever their member numbers.
type model struct {
	total  map[cell]int64 // for all days
	days   map[cell]int64
	did    map[cell]bool
	hours  map[string]int64
	places map[string]int64
	off    map[int]bool
	of     map[bot.MemberID]int // member number -> person; 0: nobody
	latest map[int]bot.Day
}

func newModel() *model {
	return &model{map[cell]int64{}, map[cell]int64{}, map[cell]bool{}, map[string]int64{}, map[string]int64{}, map[int]bool{}, map[bot.MemberID]int{}, map[int]bot.Day{}}
}

func add[K comparable](in map[K]int64, k K, n int64) {
	if in[k] += n; in[k] == 0 {
		delete(in, k)
	}
}

func (m *model) add(com *bot.Community, at time.Time, place bot.Place, list []bot.Count) {
	today := com.Day(at)
	type key struct {
		cell
		number bot.MemberID
	}
	sums, order := map[key]int64{}, []key(nil) // of one turn
	for _, c := range list {
		if m.of[c.Member] == 0 {
			continue
		}
		day := c.Day
		if day == 0 {
			day = today
		}
		k := key{cell{m.of[c.Member], c.Metric.Number, day}, c.Member}
		if !slices.Contains(order, k) {
			order = append(order, k)
		}
		sums[k] += c.N
	}
	for _, of := range order {
		k, n := of.cell, sums[of]
		hour := at.In(com.Zone).Hour()
		if k.day != today {
			hour = 24
		}
		add(m.hours, fmt.Sprint(k.day, hour, k.metric), n)
		if !place.Private() {
			add(m.places, fmt.Sprint(k.day, place, k.metric), n)
		}
		add(m.total, cell{k.person, k.metric, 0}, n)
		if m.off[k.person] {
			continue
		}
		if m.days[k] <= 0 && n > 0 {
			m.did[k] = true
		}
		add(m.days, k, n)
	}
}

// drop forgets a person's daily counts, or everything.
func (m *model) drop(person int, totals bool) {
	mine := func(k cell) bool { return k.person == person }
	maps.DeleteFunc(m.days, func(k cell, _ int64) bool { return mine(k) })
	maps.DeleteFunc(m.did, func(k cell, _ bool) bool { return mine(k) })
	if totals {
		maps.DeleteFunc(m.total, func(k cell, _ int64) bool { return mine(k) })
		delete(m.off, person)
	}
}

func (m *model) link(from, into int) {
	for _, part := range []map[cell]int64{m.total, m.days} {
		for k, n := range maps.Clone(part) {
			if k.person == from {
				delete(part, k)
				k.person = into
				add(part, k, n)
			}
		}
	}
	for k := range maps.Clone(m.did) {
		if k.person == from {
			delete(m.did, k)
			k.person = into
			m.did[k] = true
		}
	}
	for n, p := range m.of {
		if p == from {
			m.of[n] = into
		}
	}
	if m.off[from] || m.off[into] {
		m.off[into] = true
		m.drop(into, false)
	}
	delete(m.off, from)
}

// TestAgainstModel: after any sequence of operations the counts equal the model's, whether or not
// Advance has something left to do.
func TestAgainstModel(t *testing.T) {
	zones := map[string]*time.Location{}
	for _, name := range []string{"Europe/Berlin", "America/New_York", "Asia/Shanghai"} {
		zones[name] = zone(t, name)
	}
	rapid.Check(t, func(t *rapid.T) {
		s, dir := memory.New(), member.New()
		book, m := stats.New(dir), newModel()
		com := &bot.Community{ID: "tea", Zone: zones[rapid.SampledFrom(slices.Sorted(maps.Keys(zones))).Draw(t, "zone")]}
		// Some of these hours are close to a DST change in one of the zones.
		at := rapid.SampledFrom([]time.Time{
			time.Date(2026, 3, 7, 20, 0, 0, 0, time.UTC), time.Date(2026, 3, 28, 20, 0, 0, 0, time.UTC), time.Date(2026, 10, 24, 20, 0, 0, 0, time.UTC),
		}).Draw(t, "at")
		users := 0
		resolve := func(t *rapid.T, tx store.Tx) bot.MemberID {
			users++
			// Some numbers are in other containers.
			if rapid.Bool().Draw(t, "far") {
				last, _, err := counters.Get(tx, com.ID)
				must(t, err)
				must(t, counters.Put(tx, com.ID, last+20_000))
			}
			// Consecutive users are on different platforms, so that they can be linked.
			u := bot.UserID(fmt.Sprintf("%c:%d", 'a'+users%4, users))
			one, err := dir.Resolve(tx, com.ID, bot.User{ID: u}, at)
			must(t, err)
			m.of[one.ID] = users
			return one.ID
		}
		update := func(fn func(tx store.Tx)) {
			must(t, s.Update(func(tx store.Tx) error { fn(tx); return nil }))
		}
		number := func(t *rapid.T) bot.MemberID {
			return rapid.SampledFrom(slices.Sorted(maps.Keys(m.of))).Draw(t, "number")
		}
		counts := func(t *rapid.T) []bot.Count {
			return rapid.SliceOfN(rapid.Custom(func(t *rapid.T) bot.Count {
				c := bot.Count{Metric: rapid.SampledFrom(metrics).Draw(t, "metric"), Member: number(t), N: int64(rapid.IntRange(-2, 5).Draw(t, "n"))}
				if rapid.IntRange(0, 4).Draw(t, "dated") == 0 {
					c.Day = com.Day(at) - bot.Day(rapid.IntRange(0, 200).Draw(t, "ago"))
				}
				return c
			}), 1, 6).Draw(t, "counts")
		}
		place := func(t *rapid.T) bot.Place {
			return rapid.SampledFrom([]bot.Place{"a:1", "b:2/3", "a:dm/7"}).Draw(t, "place")
		}
		update(func(tx store.Tx) {
			for range 4 {
				resolve(t, tx)
			}
		})
		t.Repeat(map[string]func(*rapid.T){
			"count": func(t *rapid.T) {
				list, where := counts(t), place(t)
				update(func(tx store.Tx) { must(t, book.Add(tx, com, at, where, list)) })
				m.add(com, at, where, list)
			},
			"time passes": func(t *rapid.T) {
				at = at.Add(time.Duration(rapid.Int64Range(0, int64(40*time.Hour)).Draw(t, "for")))
			},
			"months pass": func(t *rapid.T) { at = at.AddDate(0, 0, rapid.IntRange(1, 90).Draw(t, "days")) },
			"taken back": func(t *rapid.T) { // by rolling back to a savepoint
				list, where := counts(t), place(t)
				update(func(tx store.Tx) {
					o := tx.(*store.Overlay)
					mark := o.Mark()
					must(t, book.Add(tx, com, at, where, list))
					o.Rollback(mark)
				})
			},
			"new member": func(t *rapid.T) {
				if users < 12 {
					update(func(tx store.Tx) { resolve(t, tx) })
				}
			},
			"restart":   func(*rapid.T) { book = stats.New(dir) },
			"advance":   func(t *rapid.T) { update(func(tx store.Tx) { _, err := book.Advance(tx); must(t, err) }) },
			"keep days": func(t *rapid.T) { m.keep(t, s, book, number(t), true) },
			"no days":   func(t *rapid.T) { m.keep(t, s, book, number(t), false) },
			"link": func(t *rapid.T) {
				a, b := number(t), number(t)
				update(func(tx store.Tx) {
					from, into, err := dir.Link(tx, com.ID, a, b)
					if err != nil {
						return
					}
					must(t, book.Merge(tx, com.ID, from, into))
					m.link(m.of[from], m.of[into])
				})
			},
			"forget": func(t *rapid.T) {
				n := number(t)
				update(func(tx store.Tx) {
					one, err := dir.ByID(tx, com.ID, n)
					must(t, err)
					if one == nil {
						return
					}
					must(t, book.Forget(tx, com.ID, one.ID))
					must(t, dir.Forget(tx, com.ID, nil, one.ID, at))
					person := m.of[one.ID]
					m.drop(person, true)
					for n, p := range m.of {
						if p == person {
							m.of[n] = 0
						}
					}
				})
			},
			"": func(t *rapid.T) { m.compare(t, s, com, at) },
		})
	})
}

func (m *model) keep(t *rapid.T, s store.Store, book *stats.Book, n bot.MemberID, days bool) {
	must(t, s.Update(func(tx store.Tx) error {
		one, err := member.New().ByID(tx, "tea", n)
		if err != nil || one == nil {
			return err
		}
		person := m.of[one.ID]
		if m.off[person] = !days; !days {
			m.drop(person, false)
		}
		return book.Keep(tx, "tea", one.ID, days)
	}))
}
