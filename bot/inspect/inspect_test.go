package inspect_test

import (
	"errors"
	"math"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/inspect"
	"github.com/stewardbot/steward/bot/member"
	"github.com/stewardbot/steward/store"
	"github.com/stewardbot/steward/store/memory"
)

var noon = time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)

// with passes fn a snapshot of a store in which ann and bob are members of tea, and ann's second
// account is linked to her first.
func with(t *testing.T, fn func(r store.Reader)) {
	t.Helper()
	s, people := memory.New(), member.New()
	err := s.Update(func(tx store.Tx) error {
		for _, u := range []bot.User{{ID: "telegram:1", Name: "ann"}, {ID: "discord:1", Name: "ann"}, {ID: "telegram:2", Name: "bob"}} {
			if _, err := people.Resolve(tx, "tea", u, noon); err != nil {
				return err
			}
		}
		_, _, err := people.Link(tx, "tea", 1, 2)
		return err
	})
	if err == nil {
		err = s.View(func(r store.Reader) error {
			fn(r)
			return nil
		})
	}
	if err != nil {
		t.Fatal(err)
	}
}

// TestMember: a member number (current or linked) and each account lead to the member; anything
// else is refused.
func TestMember(t *testing.T) {
	with(t, func(r store.Reader) {
		for name, want := range map[string]string{
			"1": "ann", "2": "ann", "3": "bob", "telegram:1": "ann", "discord:1": "ann", "telegram:2": "bob",
		} {
			if m, err := inspect.Member(r, "tea", name); err != nil || m.Name != want {
				t.Errorf("%q is %+v, %v; want %s", name, m, err, want)
			}
		}
		for _, name := range []string{"4", "0", "-1", "18446744073709551616", "", "ann", "@ann", "telegram:9", "telegram:", ":"} {
			if m, err := inspect.Member(r, "tea", name); err == nil || !strings.Contains(err.Error(), name) {
				t.Errorf("%q is %+v, %v", name, m, err)
			}
		}
		if m, err := inspect.Member(r, "zen", "1"); err == nil {
			t.Errorf("in a community without members: %+v", m)
		}
	})
}

// TestBalances: the caller may keep the returned rows.
func TestBalances(t *testing.T) {
	with(t, func(r store.Reader) {
		var got []inspect.Balance
		err := inspect.Balances(r, "tea", func(b inspect.Balance) error {
			got = append(got, b)
			return nil
		})
		want := []inspect.Balance{
			{Member: 1, Name: "ann", Identities: []bot.UserID{"telegram:1", "discord:1"}},
			{Member: 3, Name: "bob", Identities: []bot.UserID{"telegram:2"}},
		}
		if err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("%+v, %v; want %+v", got, err, want)
		}
	})
}

// TestQuery: every query answers row by row, and an unknown one is refused before the first row.
func TestQuery(t *testing.T) {
	with(t, func(r store.Reader) {
		from := inspect.Source{Reader: r, Communities: []string{"zen"}, Now: noon, Metrics: []bot.Metric{{Number: 1, Name: "messages"}}}
		for _, c := range []struct {
			q    inspect.Query
			rows int
			says string
		}{
			{inspect.Query{What: "balances", Community: "tea"}, 2, ""}, // only in the store
			{inspect.Query{What: "balances", Community: "zen"}, 0, ""}, // only in the configuration
			{inspect.Query{What: "verify", Community: "tea"}, 1, ""},
			{inspect.Query{What: "entries", Community: "tea"}, 0, ""},
			{inspect.Query{What: "cases", Community: "tea"}, 0, ""},
			{inspect.Query{What: "stats", Community: "tea", Days: math.MaxInt32}, 0, ""},
			{inspect.Query{What: "outbox"}, 0, ""},
			{inspect.Query{What: "events"}, 0, ""},
			{inspect.Query{What: "event", Event: "telegram:1/m1"}, 0, `"telegram:1/m1"`},
			{inspect.Query{What: "balances", Community: "tee"}, 0, "tee"},
			{inspect.Query{What: "balancse", Community: "tea"}, 0, "balancse"},
			{inspect.Query{}, 0, ""},
		} {
			rows := 0
			err := c.q.Answer(from, func(any) error { rows++; return nil })
			refused := c.says != "" || c.q.What == ""
			if rows != c.rows || (err != nil) != refused || refused && !strings.Contains(err.Error(), c.says) {
				t.Errorf("%+v: %d rows, %v", c.q, rows, err)
			}
		}
		odd := errors.New("odd")
		rows := 0
		err := inspect.Query{What: "balances", Community: "tea"}.Answer(from, func(any) error { rows++; return odd })
		if !errors.Is(err, odd) || rows != 1 {
			t.Errorf("whoever wants no more gets %d rows, %v", rows, err)
		}
		_, err = inspect.Explain(r, "telegram:1/m1", noon)
		if _, none := errors.AsType[inspect.NoEventError](err); !none {
			t.Errorf("an event of which nothing is recorded: %v", err)
		}
	})
}
