package bottest_test

import (
	"strings"
	"testing"
	"testing/synctest"

	"github.com/stewardbot/steward/bot/bottest"
	"github.com/stewardbot/steward/bot/feature/shop"
	"github.com/stewardbot/steward/store"
)

const manyOrders = `
-- config --
gates: {shop: {}}
moderators: ["test:mo"]
points: {message: {amount: 0}}
places: {orders: ["test:lobby/orders"]}
shop:
  - {id: mug, name: Mug, price: 0, deliver: {staff: [name]}}
-- places --
orders: {id: "test:lobby/orders"}
-- people --
ann: {}
-- script --
`

// TestManyOrdersForgotten forgets a buyer with more open orders than one turn may
// ask effects for.
func TestManyOrdersForgotten(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, err := bottest.Begin(manyOrders, neutral())
		if err != nil {
			t.Fatal(err)
		}
		do := func(line string) []string {
			t.Helper()
			acts, err := s.Do(line)
			if err != nil {
				t.Fatalf("%s: %v", line, err)
			}
			return acts
		}
		do("[09:00] ann: hello")
		do("ann privately: hello")
		for range 110 {
			do("[+1m] ann: /buy mug")
			do(`ann presses "Buy it" on ` + s.With("Buy it"))
			do("ann privately: Ann")
		}
		do("[+1m] ann privately: /forgetme")
		acts := do(`ann presses "Delete my data" on ` + s.With("Delete my data"))
		shown := strings.Count(strings.Join(append(acts, do("[+1m]")...), "\n"), "Refunded.")
		n := 0
		err = s.View(func(r store.Reader) error {
			return shop.Orders(r, "tea", func(o shop.Order) error {
				if n++; o.State != "refunded" || o.Account != "" || len(o.Answers) > 0 {
					t.Errorf("order %d: %+v", o.Number, o)
				}
				return nil
			})
		})
		if err != nil || n != 110 {
			t.Fatalf("%d orders, %v", n, err)
		}
		if shown != n {
			t.Errorf("staff sees %d orders refunded, want %d", shown, n)
		}
		if err := s.End(); err != nil {
			t.Fatal(err)
		}
	})
}
