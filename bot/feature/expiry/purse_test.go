package expiry

import (
	"fmt"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/ledger"
)

// coins is the model: each point by itself, with the day on which it was
// earned. A balance below zero is so many coins owed.
type coins struct {
	of   map[ledger.Account][]bot.Day
	owed map[ledger.Account]int
}

func (c *coins) pick(a ledger.Account, first bot.Day) (bot.Day, bool) {
	own := c.of[a]
	if len(own) == 0 {
		return 0, false
	}
	i := slices.Index(own, first)
	if first == 0 || i < 0 {
		i = slices.Index(own, slices.Min(own))
	}
	day := own[i]
	c.of[a] = slices.Delete(own, i, i+1)
	return day, true
}

func (c *coins) drop(a ledger.Account, day bot.Day) {
	if c.owed[a] > 0 {
		c.owed[a]--
		return
	}
	c.of[a] = append(c.of[a], day)
}

func (c *coins) move(e *ledger.Entry) {
	mint := func(a ledger.Account) bool { return a == "mint:message" || a == "shop:mug" || a == "lapse:expired" }
	var hand []bot.Day
	first := bot.Day(0)
	if e.Reverses != 0 {
		first = e.Day
	}
	for range e.Amount {
		day := e.Day
		if !mint(e.From) {
			var ok bool
			if day, ok = c.pick(e.From, first); !ok {
				c.owed[e.From]++
				day = e.Day
			}
		}
		hand = append(hand, day)
	}
	slices.Sort(hand)
	for _, day := range hand {
		if !mint(e.To) {
			c.drop(e.To, day)
		}
	}
}

func (c *coins) join(from, into ledger.Account) {
	for range c.owed[from] {
		if _, ok := c.pick(into, 0); !ok {
			c.owed[into]++
		}
	}
	own := slices.Sorted(slices.Values(c.of[from]))
	delete(c.of, from)
	delete(c.owed, from)
	for _, day := range own {
		c.drop(into, day)
	}
}

// However points are earned, spent, given, put into red packets, reserved,
// refunded, taken back and joined, the purses hold the points that single coins
// would be if the oldest always went first.
func TestPursesAgainstCoins(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		purses := map[ledger.Account]*purse{}
		load := func(a ledger.Account) (*purse, error) {
			if purses[a] == nil {
				purses[a] = &purse{Told: map[bot.Day]bot.Day{}}
			}
			return purses[a], nil
		}
		model := &coins{map[ledger.Account][]bot.Day{}, map[ledger.Account]int{}}
		joined := map[ledger.Account]bool{}
		today, id := bot.Day(1000), uint64(0)
		var earned []ledger.Entry
		book := func(e ledger.Entry) {
			id++
			e.ID = id
			if e.Amount < 1 || joined[e.From] || joined[e.To] || e.From == e.To {
				return
			}
			if err := fold(&e, load); err != nil {
				t.Fatal(err)
			}
			model.move(&e)
			if e.From == "mint:message" {
				earned = append(earned, e)
			}
		}
		member := func(name string) ledger.Account {
			return ledger.Of(bot.MemberID(rapid.IntRange(1, 4).Draw(t, name)))
		}
		has := func(a ledger.Account) int64 { return int64(len(model.of[a])) }
		some := func(a ledger.Account) int64 {
			if has(a) == 0 {
				return 0
			}
			return rapid.Int64Range(1, has(a)).Draw(t, "amount")
		}
		pot, order := ledger.Pot("packet", "a"), ledger.Account("reserve:order")
		pay := func(from, to ledger.Account, amount int64) {
			book(ledger.Entry{From: from, To: to, Amount: amount, Day: today})
		}
		t.Repeat(map[string]func(*rapid.T){
			"day": func(t *rapid.T) { today += bot.Day(rapid.IntRange(1, 9).Draw(t, "days")) },
			"earn": func(t *rapid.T) {
				late := bot.Day(rapid.SampledFrom([]int{0, 0, 0, 5}).Draw(t, "late"))
				book(ledger.Entry{From: "mint:message", To: member("m"), Amount: rapid.Int64Range(1, 9).Draw(t, "n"), Day: today - late})
			},
			"spend": func(*rapid.T) { m := member("m"); pay(m, "shop:mug", some(m)) },
			"fine":  func(t *rapid.T) { pay(member("m"), "mint:message", rapid.Int64Range(1, 9).Draw(t, "n")) },
			"give":  func(*rapid.T) { m := member("m"); pay(m, member("whom"), some(m)) },
			"pack":  func(*rapid.T) { m := member("m"); pay(m, pot, some(m)) },
			"open":  func(*rapid.T) { pay(pot, member("m"), some(pot)) },
			"order": func(*rapid.T) { m := member("m"); pay(m, order, some(m)) },
			"close": func(t *rapid.T) {
				to := member("m")
				if rapid.Bool().Draw(t, "settle") {
					to = "shop:mug"
				}
				pay(order, to, has(order))
			},
			"expire": func(*rapid.T) {
				m, due := member("m"), int64(0)
				for _, l := range purses[m].lots() {
					if l.Day+20 <= today {
						due += l.Amount
					}
				}
				pay(m, "lapse:expired", due)
				for _, day := range model.of[m] {
					if day+20 <= today {
						t.Fatalf("%s has a point of %d, which is too old", m, day)
					}
				}
			},
			"take back": func(t *rapid.T) {
				if len(earned) == 0 {
					t.Skip("nothing was earned")
				}
				i := rapid.IntRange(0, len(earned)-1).Draw(t, "which")
				e := earned[i]
				earned = slices.Delete(earned, i, i+1)
				book(ledger.Entry{From: e.To, To: e.From, Amount: e.Amount, Day: e.Day, Reverses: e.ID})
			},
			"join": func(t *rapid.T) {
				from, into := member("from"), member("into")
				if from == into || joined[from] || joined[into] || len(joined) > 1 {
					t.Skip("not these")
				}
				gone, _ := from.Member()
				e := ledger.Entry{From: from, To: into, Joins: gone, Amount: has(from)}
				if model.owed[from] > 0 {
					e.From, e.To = into, from
				}
				if err := fold(&e, load); err != nil {
					t.Fatal(err)
				}
				model.join(from, into)
				joined[from] = true
			},
			"": func(t *rapid.T) {
				for a, x := range purses {
					var want []lot
					for _, day := range slices.Sorted(slices.Values(model.of[a])) {
						if n := len(want); n > 0 && want[n-1].Day == day {
							want[n-1].Amount++
						} else {
							want = append(want, lot{day, 1})
						}
					}
					if fmt.Sprint(x.Lots) != fmt.Sprint(want) || x.Debt != int64(model.owed[a]) {
						t.Fatalf("%s: %v, owing %d; the coins are %v, owing %d", a, x.Lots, x.Debt, want, model.owed[a])
					}
					if back, err := decode(x.append(nil)); err != nil || fmt.Sprint(back) != fmt.Sprint(*x) {
						t.Fatalf("%+v is read back as %+v, %v", *x, back, err)
					}
				}
			},
		})
	})
}

func (p *purse) lots() []lot {
	if p == nil {
		return nil
	}
	return p.Lots
}

// Making one lot of what is due together changes neither how much that is, nor
// what is left.
func TestShorten(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		x := purse{}
		for d := range bot.Day(20) {
			if rapid.Bool().Draw(t, "some") {
				x.Lots = append(x.Lots, lot{d, rapid.Int64Range(1, 9).Draw(t, "n")})
			}
		}
		sum := func(from, to bot.Day) (n int64) {
			for _, l := range x.Lots {
				if l.Day >= from && l.Day < to {
					n += l.Amount
				}
			}
			return n
		}
		cut := bot.Day(rapid.IntRange(-1, 21).Draw(t, "cut"))
		due, left := sum(0, cut+1), sum(cut+1, 30)
		if x.shorten(cut); sum(0, cut+1) != due || sum(cut+1, 30) != left {
			t.Fatalf("due %d and %d, before %d and %d", sum(0, cut+1), sum(cut+1, 30), due, left)
		}
	})
}

func TestValidate(t *testing.T) {
	for want, s := range map[string]*Settings{
		"after":     {After: day / 2, Notice: nil},
		"notice[0]": {After: 10 * day, Notice: Defaults().Notice[:1]},
		"notice[1]": {After: 40 * day, Notice: append(Defaults().Notice[:1:1], day+1)},
		"":          {After: 365 * day, Notice: Defaults().Notice},
	} {
		got := ""
		s.Validate(func(path, _ string, _ ...any) { got = path })
		if got != want {
			t.Errorf("%+v: a fault at %q, want %q", s, got, want)
		}
	}
}

func FuzzDecode(f *testing.F) {
	f.Add(purse{Debt: 3, Told: map[bot.Day]bot.Day{7: 20_000}}.append(nil))
	f.Add(purse{Lots: []lot{{20_000, 5}, {20_007, 1 << 40}}}.append(nil))
	f.Fuzz(func(t *testing.T, b []byte) {
		p, err := decode(b)
		if err != nil {
			return
		}
		if back, err := decode(p.append(nil)); err != nil || fmt.Sprint(back) != fmt.Sprint(p) {
			t.Fatalf("%+v is read back as %+v, %v", p, back, err)
		}
	})
}
