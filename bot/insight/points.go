package insight

import (
	"cmp"
	"maps"
	"math"
	"slices"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/ledger"
)

// The ways of points. Issued and taken are between mints and members, redeemed is what is spent less what is
// refunded, lapsed is what expired.
const (
	issued    = "issued"
	withdrawn = "taken"
	redeemed  = "redeemed"
	lapsed    = "lapsed"
)

// held reports whether an account of a kind holds points of members.
func held(kind string) bool { return kind == "member" || kind == "pot" }

// flow is what moved to members or from them, by where it came from or went.
type flow struct {
	way, source string
	points      int64
}

// flows returns what an account gave and took.
func flows(a ledger.Account, given, got int64) []flow {
	switch kind, name := a.Split(); kind {
	case "mint":
		return []flow{{issued, name, given}, {withdrawn, name, got}}
	case "lapse":
		return []flow{{lapsed, name, got - given}}
	default:
		return []flow{{redeemed, name, got - given}}
	}
}

// points shows how points came and went, and how many there are.
func points(c *calc) error {
	type sums struct{ issued, taken, redeemed, lapsed, change int64 }
	all := make([]sums, len(c.list))
	now := int64(0)
	err := ledger.Others(c.Reader, c.Community.ID, func(a ledger.Account, balance int64) {
		if kind, _ := a.Split(); !held(kind) {
			now -= balance
		}
	})
	if err != nil {
		return err
	}
	err = ledger.Flows(c.Reader, c.Community.ID, c.from, math.MaxInt32-1, func(day bot.Day, a ledger.Account, given, taken int64) {
		i := c.at(day)
		if i < 0 {
			now -= given - taken // later
			return
		}
		s := &all[i]
		s.change += given - taken
		for _, f := range flows(a, given, taken) {
			switch f.way {
			case issued:
				s.issued += f.points
			case withdrawn:
				s.taken += f.points
			case redeemed:
				s.redeemed += f.points
			default:
				s.lapsed += f.points
			}
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
	err := ledger.Flows(c.Reader, c.Community.ID, c.from, c.to, func(_ bot.Day, a ledger.Account, given, taken int64) {
		for _, f := range flows(a, given, taken) {
			sums[key{f.way, f.source}] += f.points
			if f.way == issued {
				value += f.points
			}
		}
	})
	if err != nil {
		return err
	}
	order := []string{issued, withdrawn, redeemed, lapsed}
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
