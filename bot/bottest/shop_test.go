package bottest_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"regexp"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/stewardbot/steward/bot/bottest"
	"github.com/stewardbot/steward/store"
)

const shopTown = `
-- config --
check_in: {amount: 100}
points: {message: {amount: 0}}
places: {modlog: ["test:lobby/log"], orders: ["test:lobby/orders"]}
moderators: ["test:mod"]
gates: {shop: {}}
spaces: ["test:lobby", "other:hall"]
shop:
  - {id: mug, name: Mug, price: 30, stock: 3, per_member: 3, deliver: {staff: [name, address]}}
  - {id: hat, name: Hat, price: {points: 20}, stock: 2, deliver: {reward: {points: 1}}}
  - {id: coupon, name: Coupon, price: 10, deliver: {codes: coupon}}
-- places --
log: {id: "test:lobby/log"}
orders: {id: "test:lobby/orders"}
-- people --
ann: {}
bob: {}
zoe: {id: "other:7"}
mod: {}
-- script --
`

// market is a shop, and what a model of it knows: which codes were imported, and who was told which.
type market struct {
	*bottest.Stage
	imported map[string]bool
	told     map[string]string // code -> the chat that it was told in
	linked   bool
}

var buyers = []string{"ann", "bob", "zoe"}

// Whatever members and staff do, however often it is delivered and whenever the process stops: the
// stock never falls below zero, no code is told to two people or without an order, all accounts sum
// to zero, and no answer and no code is left outside the shop's own tables.
func TestShopKeepsItsBooks(t *testing.T) { bottest.InBubbles(t, shopAtRandom) }

func shopAtRandom(t *rapid.T) {
	stage, err := bottest.Begin(shopTown, neutral())
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := stage.End(); err != nil {
			t.Error(err)
		}
	}()
	m := &market{stage, map[string]bool{}, map[string]string{}, false}
	for _, who := range append(buyers, "mod") {
		m.do(t, "%s: 签到", who)
		m.do(t, "%s privately: hello", who)
	}
	m.fill(t)
	acts := []func(*rapid.T){m.buy, m.buy, m.buy, m.race, m.answer, m.answer, m.press, m.press, m.ship, m.ship, m.fill, m.stock, m.shut, m.again, m.restart, m.wait, m.link, m.forget}
	for range rapid.IntRange(5, 40).Draw(t, "acts") {
		rapid.SampledFrom(acts).Draw(t, "act")(t)
		m.check(t)
	}
	m.forgetAll(t)
	if problems := m.Audit(); len(problems) > 0 {
		t.Fatal(problems)
	}
}

// forgetAll forgets all buyers, of whose answers nothing must be left then.
func (m *market) forgetAll(t *rapid.T) {
	if _, err := m.Do("[+15m]"); err != nil {
		t.Fatal(err)
	}
	for _, who := range buyers {
		m.do(t, "%s opens the chat", who)
		m.do(t, "%s privately: /forgetme", who)
		m.on(t, who, "Delete my data")
	}
	err := m.View(func(r store.Reader) error {
		for _, name := range []string{"shop_alike", "shop_asked", "shop_offers"} {
			err := r.Scan(name, nil, nil, false, 0, func(k, v []byte) (bool, error) {
				t.Fatalf("in %s there is %q: %s", name, k, v)
				return false, nil
			})
			if err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

var toldCode = regexp.MustCompile(`Your code: (KODE-\d+)`)

// do plays a line, and notes which codes were told to whom.
func (m *market) do(t *rapid.T, format string, args ...any) {
	line := fmt.Sprintf(format, args...)
	acts, err := m.Do("[+4s] " + line)
	if err != nil {
		if strings.Contains(err.Error(), "there is no button") || strings.Contains(err.Error(), "is not clear") {
			return
		}
		t.Fatalf("%s: %v", line, err)
	}
	chat := ""
	for _, act := range acts {
		if place, ok := strings.CutPrefix(act, "< "); ok {
			chat, _, _ = strings.Cut(place, ":")
		}
		found := toldCode.FindStringSubmatch(act)
		if found == nil {
			continue
		}
		code := found[1]
		switch before, twice := m.told[code]; {
		case !m.imported[code]:
			t.Fatalf("%s: %s was never imported", line, code)
		case twice:
			t.Fatalf("%s: %s was told in %s, and now in %s", line, code, before, chat)
		case !strings.HasSuffix(chat, "'s chat"):
			t.Fatalf("%s: %s was told in %s", line, code, chat)
		}
		m.told[code] = chat
	}
}

func (m *market) whom(t *rapid.T) string { return rapid.SampledFrom(buyers).Draw(t, "who") }
func (m *market) item(t *rapid.T) string {
	return rapid.SampledFrom([]string{"mug", "hat", "coupon"}).Draw(t, "item")
}

// on presses the latest button with a label.
func (m *market) on(t *rapid.T, who, label string) {
	if at := m.With(label); at != "" {
		m.do(t, "%s presses %q on %s", who, label, at)
	}
}

func (m *market) buy(t *rapid.T) {
	who := m.whom(t)
	m.do(t, "%s: /buy %s", who, m.item(t))
	m.on(t, who, "Buy it")
}

// race opens the offers of two, and then has both confirm.
func (m *market) race(t *rapid.T) {
	item := m.item(t)
	m.do(t, "ann: /buy %s", item)
	first := m.With("Buy it")
	m.do(t, "bob: /buy %s", item)
	m.on(t, "bob", "Buy it")
	if first != "" {
		m.do(t, `ann presses "Buy it" on %s`, first)
		m.do(t, `bob presses "Buy it" on %s`, first)
	}
}

const secret = "Hidden Lane"

func (m *market) answer(t *rapid.T) {
	who := m.whom(t)
	if !m.asked(t, who) {
		return
	}
	m.do(t, "%s privately: %s", who, secret)
	if rapid.Bool().Draw(t, "edited") {
		m.do(t, "%s edits %s: no, %s 7", who, who, secret)
	}
}

// asked reports whether somebody is asked for an answer, or was lately.
func (m *market) asked(t *rapid.T, who string) (found bool) {
	account := map[string]string{"ann": "test:ann", "bob": "test:bob", "zoe": "other:7"}[who]
	err := m.View(func(r store.Reader) error {
		v, err := r.Get("shop_asked", store.AppendString(nil, account))
		found = v != nil
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// press has anybody press any of the buyers' buttons.
func (m *market) press(t *rapid.T) {
	m.on(t, m.whom(t), rapid.SampledFrom([]string{"Send me the code", "Answer now", "Answer once more", "Cancel", "Buy it"}).Draw(t, "label"))
}

// ship has staff, or somebody else, work on an order.
func (m *market) ship(t *rapid.T) {
	who := rapid.SampledFrom([]string{"mod", "mod", "mod", "bob"}).Draw(t, "who")
	m.on(t, who, rapid.SampledFrom([]string{"Address", "Sent", "Sent", "Refund", "Ask again"}).Draw(t, "label"))
}

func (m *market) fill(t *rapid.T) {
	var codes []string
	for range rapid.IntRange(1, 3).Draw(t, "codes") {
		code := fmt.Sprintf("KODE-%d", rapid.IntRange(1, 20).Draw(t, "code"))
		codes, m.imported[code] = append(codes, code), true
	}
	m.do(t, "pool coupon gets %s", strings.Join(codes, " "))
}

func (m *market) stock(t *rapid.T) {
	m.do(t, "mod: /stock mug %+d", rapid.SampledFrom([]int{-3, -1, 1, 2}).Draw(t, "change"))
}

func (m *market) shut(t *rapid.T) {
	m.do(t, "%s %s the chat", m.whom(t), rapid.SampledFrom([]string{"shuts", "opens"}).Draw(t, "chat"))
}

func (m *market) again(t *rapid.T)   { m.do(t, "again") }
func (m *market) restart(t *rapid.T) { m.do(t, "restart") }
func (m *market) wait(t *rapid.T) {
	if _, err := m.Do(rapid.SampledFrom([]string{"[+15m]", "[+1d]", "[+8d]", "[+31d]"}).Draw(t, "time")); err != nil {
		t.Fatal(err)
	}
}

// link makes one member of ann and zoe.
func (m *market) link(t *rapid.T) {
	if m.linked {
		return
	}
	m.linked = true
	m.do(t, "zoe privately: /link")
	m.do(t, "ann privately: CODE#1")
	m.on(t, "ann", "Link them")
}

func (m *market) forget(t *rapid.T) {
	who := m.whom(t)
	m.do(t, "%s privately: /forgetme", who)
	m.on(t, who, "Delete my data")
}

// check looks into the store.
func (m *market) check(t *rapid.T) {
	err := m.View(func(r store.Reader) error {
		free := int64(0)
		for name := range tables() {
			err := r.Scan(name, nil, nil, false, 0, func(k, v []byte) (bool, error) {
				var row struct {
					Left int64 `json:"left"`
					Free int64 `json:"free"`
				}
				switch name {
				case "shop_stock", "shop_pools":
					if err := json.Unmarshal(v, &row); err != nil || row.Left < 0 || row.Free < 0 {
						t.Fatalf("%s %q: %s (%v)", name, k, v, err)
					}
					free -= row.Free
				case "shop_codes":
					free++
					if m.told[string(v)] != "" {
						t.Fatalf("%s was told and is free", v)
					}
				}
				if !strings.HasPrefix(name, "shop_") && (bytes.Contains(v, []byte(secret)) || bytes.Contains(v, []byte("KODE-"))) {
					t.Fatalf("in %s there is %s", name, v)
				}
				return true, nil
			})
			if err != nil {
				return err
			}
		}
		if free != 0 {
			t.Fatalf("the pool is off by %d", free)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}
