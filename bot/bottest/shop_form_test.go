package bottest_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/stewardbot/steward/bot/bottest"
	"github.com/stewardbot/steward/cmd/steward/wire"
	"github.com/stewardbot/steward/store"
)

// TestFormIsNotRecorded checks that what is filled in stands in the order alone, and nowhere if the
// form is refused or made up.
func TestFormIsNotRecorded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, err := bottest.Begin(manyOrders, neutral())
		if err != nil {
			t.Fatal(err)
		}
		for _, line := range []string{
			"[09:00] ann: hello", "ann: /buy mug", `ann presses "Buy it" on bot`, `ann presses "Fill in a form" on bot`,
			"ann fills in: SECRETSTREET", `ann fills in "shop:filled:9:0": SECRETSTREET`, `ann fills in "shop:none:1": SECRETSTREET`,
			`ann fills in "nothing": SECRETSTREET`, "mo fills in: SECRETSTREET",
		} {
			if _, err := s.Do(line); err != nil {
				t.Fatalf("%s: %v", line, err)
			}
		}
		found := 0
		err = s.View(func(r store.Reader) error {
			for _, table := range wire.Tables() {
				err := r.Scan(table.TableName(), nil, nil, false, 0, func(_, v []byte) (bool, error) {
					if bytes.Contains(bytes.ToUpper(v), []byte("SECRETSTREET")) {
						if found++; table.TableName() != "shop_orders" {
							t.Errorf("%s holds %s", table.TableName(), v)
						}
					}
					return true, nil
				})
				if err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil || found != 1 {
			t.Errorf("%d rows, %v", found, err)
		}
		if err := s.End(); err != nil {
			t.Fatal(err)
		}
	})
}

// TestCorrectionsAreBounded checks that a buyer who sends a form over and over does not make the order
// remember ever more answers.
func TestCorrectionsAreBounded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, err := bottest.Begin(strings.ReplaceAll(manyOrders, "staff: [name]", "staff: [address]"), neutral())
		if err != nil {
			t.Fatal(err)
		}
		lines := []string{"[09:00] ann: hello", "ann: /buy mug", `ann presses "Buy it" on bot`, `ann presses "Fill in a form" on bot`}
		for i := range 200 {
			lines = append(lines, fmt.Sprintf("ann fills in: %d Tea Street", i))
		}
		for _, line := range lines {
			if _, err := s.Do(line); err != nil {
				t.Fatalf("%s: %v", line, err)
			}
		}
		kept := 0
		err = s.View(func(r store.Reader) error {
			return r.Scan("shop_alike", nil, nil, false, 0, func(_, _ []byte) (bool, error) { kept++; return true, nil })
		})
		if err != nil || kept < 1 || kept > 70 {
			t.Errorf("%d answers remembered, %v", kept, err)
		}
		if err := s.End(); err != nil {
			t.Fatal(err)
		}
	})
}
