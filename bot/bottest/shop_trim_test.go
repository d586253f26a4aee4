package bottest_test

import (
	"testing"
	"testing/synctest"

	"github.com/stewardbot/steward/bot/bottest"
	"github.com/stewardbot/steward/bot/feature/shop"
	"github.com/stewardbot/steward/store"
)

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
