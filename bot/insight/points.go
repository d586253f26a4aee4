package insight

import (
	"cmp"
	"maps"
	"slices"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/ledger"
)

// The ways of points. Issued and taken are between mints and members, redeemed is what is spent less what is
// refunded, lapsed is what expired.
const (
	issued   = "issued"
	taken    = "taken"
	redeemed = "redeemed"
	lapsed   = "lapsed"
)

// held reports whether an account of a kind holds points of members.
func held(kind string) bool { return kind == "member" || kind == "pot" }

// flow is a movement of points to members, or from them if it is below 0.
type flow struct {
	way, source string
	points      int64
}

// flows returns what an entry moves to or from members, or between an order and its item.
func flows(e *ledger.Entry) (list []flow) {
	fromKind, from := e.From.Split()
	toKind, to := e.To.Split()
	in, out := held(toKind), held(fromKind)
	if in && out {
		return nil
	}
	if fromKind == "mint" && in {
		return []flow{{issued, from, e.Amount}}
	}
	add := func(kind, name string, points int64) {
		way := redeemed
		switch kind {
		case "mint":
			way = taken
		case "lapse":
			way = lapsed
		}
		list = append(list, flow{way, name, points})
	}
	if !in {
		add(toKind, to, -e.Amount)
	}
	if !out {
		add(fromKind, from, e.Amount)
	}
	return list
}

// points shows how points came and went, and how many there are.
func points(c *calc) error {
	type sums struct{ issued, taken, redeemed, lapsed, change int64 }
	all := make([]sums, len(c.list))
	later := int64(0) // what changed after the last period
	err := ledger.Since(c.Reader, c.Community.ID, c.Community.Begins(c.from), func(e ledger.Entry) error {
		i := c.at(e.Day)
		for _, f := range flows(&e) {
			switch {
			case e.Day > c.to:
				later += f.points
			case i < 0:
			case f.way == issued:
				all[i].issued += f.points
			case f.way == taken:
				all[i].taken -= f.points
			case f.way == redeemed:
				all[i].redeemed -= f.points
			default:
				all[i].lapsed -= f.points
			}
			if i >= 0 {
				all[i].change += f.points
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	now := -later
	err = ledger.Others(c.Reader, c.Community.ID, func(a ledger.Account, balance int64) {
		if kind, _ := a.Split(); !held(kind) {
			now -= balance
		}
	})
	if err != nil {
		return err
	}
	ends := make([]int64, len(all))
	for i := len(all) - 1; i >= 0; i-- {
		ends[i] = now
		now -= all[i].change
	}
	c.each(false, func(i int, _ period) []any {
		s := all[i]
		return []any{s.issued, s.taken, s.redeemed, s.lapsed, ends[i]}
	})
	c.figure.Value = ends[len(ends)-1]
	return nil
}

// at returns the index of the period of a day; -1 if there is none.
func (c *calc) at(day bot.Day) int {
	i, found := slices.BinarySearchFunc(c.list, day, func(p period, d bot.Day) int {
		switch {
		case p.until < d:
			return -1
		case p.from > d:
			return 1
		}
		return 0
	})
	if !found {
		return -1
	}
	return i
}

// sources splits the points of the whole time by where they came from and went.
func sources(c *calc) error {
	type key struct{ way, source string }
	sums, value := map[key]int64{}, int64(0)
	err := ledger.Since(c.Reader, c.Community.ID, c.Community.Begins(c.from), func(e ledger.Entry) error {
		if e.Day < c.from || e.Day > c.to {
			return nil
		}
		for _, f := range flows(&e) {
			n := f.points
			if f.way == issued {
				value += n
			} else {
				n = -n
			}
			sums[key{f.way, f.source}] += n
		}
		return nil
	})
	if err != nil {
		return err
	}
	order := []string{issued, taken, redeemed, lapsed}
	for _, k := range slices.SortedFunc(maps.Keys(sums), func(a, b key) int {
		return cmp.Or(cmp.Compare(slices.Index(order, a.way), slices.Index(order, b.way)), cmp.Compare(sums[b], sums[a]), cmp.Compare(a.source, b.source))
	}) {
		if sums[k] != 0 {
			c.figure.row(k.way, k.source, sums[k])
		}
	}
	c.figure.Value = value
	return nil
}
