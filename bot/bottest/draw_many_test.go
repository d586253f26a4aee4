package bottest_test

import (
	"fmt"
	"testing"
	"testing/synctest"

	"github.com/stewardbot/steward/bot/bottest"
	"github.com/stewardbot/steward/bot/feature/shop"
	"github.com/stewardbot/steward/store"
)

const manyPrizes = `
-- config --
gates: {draws: {}}
points: {message: {amount: 0}}
places: {orders: ["test:lobby/orders"]}
shop:
  - {id: mug, name: Mug, price: 5, deliver: {staff: [name]}}
draws:
  - {name: mugs, at: "2026-03-02T10:00", draw_after: 1h, to: "test:lobby", prizes: [{name: Mug, winners: 60, reward: {item: mug}}], enter: {word: I want it}}
-- places --
orders: {id: "test:lobby/orders"}
-- script --
`

// TestManyPrizes gives more prizes than one turn may ask effects for, and
// restarts meanwhile.
func TestManyPrizes(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, err := bottest.Begin(manyPrizes, neutral())
		if err != nil {
			t.Fatal(err)
		}
		do := func(line string) {
			t.Helper()
			if _, err := s.Do(line); err != nil {
				t.Fatalf("%s: %v", line, err)
			}
		}
		do("[09:00] p0: hello")
		do("[10:01] p0: hello again")
		for i := range 60 {
			do(fmt.Sprintf("p%d: I want it", i))
		}
		do("[11:01]")
		do("restart")
		do("[+1m]")
		given := map[any]int{}
		err = s.View(func(r store.Reader) error {
			return shop.Orders(r, "tea", func(o shop.Order) error { given[o.Member]++; return nil })
		})
		if err != nil {
			t.Fatal(err)
		}
		if len(given) != 60 {
			t.Fatalf("%d winners have an order, want 60", len(given))
		}
		for m, n := range given {
			if n != 1 {
				t.Fatalf("member %v has %d orders", m, n)
			}
		}
		if wrong := s.Audit(); len(wrong) > 0 {
			t.Fatalf("at the end: %q", wrong)
		}
		if err := s.End(); err != nil {
			t.Fatal(err)
		}
	})
}
