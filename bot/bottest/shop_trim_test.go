package bottest_test

import (
	"testing"
	"testing/synctest"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/bottest"
	"github.com/stewardbot/steward/bot/feature/shop"
	"github.com/stewardbot/steward/store"
)

const wonItem = `
-- config --
gates: {draws: {}}
moderators: ["test:mo"]
points: {message: {amount: 0}}
shop:
  - {id: crown, name: Crown, price: 10, deliver: {reward: {points: 5}}}
draws:
  - {name: raffle, at: "2030-01-01T09:00", draw_after: 1h, to: "test:lobby", prizes: [{name: Crown, reward: {item: crown}}], enter: {word: I want it}}
-- people --
ann: {}
-- script --
`

// TestWonItemsAreTrimmed checks the same of an item that a reward gave at once.
func TestWonItemsAreTrimmed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, err := bottest.Begin(wonItem, neutral())
		if err != nil {
			t.Fatal(err)
		}
		for _, step := range []struct {
			line    string
			orders  int
			account bot.UserID
		}{
			{"[09:00] mo: /giveaway raffle", 0, ""}, {"ann: I want it", 0, ""}, {"[+61m]", 1, "test:ann"}, {"[+89d]", 1, "test:ann"}, {"[+2d]", 1, ""},
		} {
			if _, err := s.Do(step.line); err != nil {
				t.Fatalf("%s: %v", step.line, err)
			}
			n := 0
			err := s.View(func(r store.Reader) error {
				return shop.Orders(r, "tea", func(o shop.Order) error {
					if n++; o.Account != step.account || o.State != "done" || o.Member == 0 {
						t.Errorf("after %s: %+v", step.line, o)
					}
					return nil
				})
			})
			if err != nil || n != step.orders {
				t.Errorf("after %s: %d orders, %v", step.line, n, err)
			}
		}
		if err := s.End(); err != nil {
			t.Fatal(err)
		}
	})
}

// TestClosedOrdersAreTrimmed checks what is left of an order 90 days after it was sent.
func TestClosedOrdersAreTrimmed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, err := bottest.Begin(manyOrders, neutral())
		if err != nil {
			t.Fatal(err)
		}
		do := func(line string) {
			t.Helper()
			if _, err := s.Do(line); err != nil {
				t.Fatalf("%s: %v", line, err)
			}
		}
		look := func() (o shop.Order, lines int) {
			t.Helper()
			err := s.View(func(r store.Reader) error {
				if err := shop.Orders(r, "tea", func(found shop.Order) error { o = found; return nil }); err != nil {
					return err
				}
				return r.Scan("shop_lines", nil, nil, false, 0, func(_, _ []byte) (bool, error) { lines++; return true, nil })
			})
			if err != nil {
				t.Fatal(err)
			}
			return o, lines
		}
		for _, line := range []string{
			"[09:00] ann: hello", "mo: hello", "ann privately: hello", "ann: /buy mug", `ann presses "Buy it" on bot`, "ann privately: Ann",
		} {
			do(line)
		}
		do(`mo presses "Sent" on ` + s.With("Sent"))
		do("[+89d]")
		if o, lines := look(); o.Account == "" || lines != 1 || len(o.Answers) > 0 {
			t.Errorf("after 89 days: %+v, %d lines", o, lines)
		}
		do("[+2d]")
		if o, lines := look(); o.Account != "" || lines != 0 || o.Item != "mug" || o.Member == 0 || o.State != "done" {
			t.Errorf("after 91 days: %+v, %d lines", o, lines)
		}
		if err := s.End(); err != nil {
			t.Fatal(err)
		}
	})
}
