package program_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"time"
)

// What the shop of the crash test sells. There are more codes than coupons, and fewer coupons than
// people want.
const (
	couponPrice = 3
	coupons     = 40
	codes       = 60
)

const booksMarket = `    shop:
      - {id: coupon, name: Coupon, price: 3, stock: 40, deliver: {codes: pool}}
    gifts: {per_day: 50, red_packets: {per_day: 50, shares: 5}}
    seasons: {every: week, to: news, prizes: [{ranks: 1-3, reward: {points: 13}}]}
    gates: {shop: {}, draws: {}, red_packets: {}}
`

// stockUp imports the codes, twice, as an operator who is not sure might.
func (c *crash) stockUp() {
	list := strings.Builder{}
	for i := range codes {
		fmt.Fprintf(&list, "CODE-%04d\n", i)
	}
	file := filepath.Join(c.dir, "codes.txt")
	if err := os.WriteFile(file, []byte(list.String()), 0o600); err != nil {
		c.t.Fatal(err)
	}
	if c.fleet != nil { // an engine takes them
		running := c.start(c.t.Context())
		defer func() {
			if err := c.stop(running); err != nil {
				c.t.Fatal(err)
			}
		}()
	}
	for range 2 {
		out, err := c.command("shop", "codes", "import", file, "--pool", "pool", "--community", "tea", "-c", c.path()).CombinedOutput()
		if err != nil {
			c.t.Fatalf("import of codes: %v\n%s", err, out)
		}
	}
}

// market lets people buy between kills: who is asked for a confirmation may give it twice, and long
// after it is settled.
func (c *crash) market(ctx context.Context, n int) {
	for i := range n {
		before := c.logLength()
		cmd := c.start(ctx)
		if i%3 > 0 {
			c.awaitReady(ctx, before)
		}
		for range 8 {
			who := c.anybody()
			c.on(who).tell(who.person, "/buy coupon")
			c.buyers = append(c.buyers, who)
		}
		pause(ctx, time.Duration(100+c.random.IntN(400))*time.Millisecond)
		for _, who := range c.buyers {
			for range c.random.IntN(3) {
				c.on(who).accept(who.person, "Buy it")
			}
		}
		pause(ctx, time.Duration(c.random.IntN(200))*time.Millisecond)
		c.kill(cmd)
	}
	cmd := c.start(ctx)
	for len(c.holders()) == 0 && ctx.Err() == nil { // somebody at least has time to buy
		who := c.anybody()
		c.on(who).tell(who.person, "/buy coupon")
		pause(ctx, 200*time.Millisecond)
		c.on(who).accept(who.person, "Buy it")
		pause(ctx, 200*time.Millisecond)
	}
	c.kill(cmd)
	c.settle(ctx)
}

// holders returns who was told each code.
func (c *crash) holders() map[string][]string {
	of := map[string][]string{}
	for _, a := range c.accounts {
		for _, text := range c.on(a).heard(a.person) {
			if code := couponCode.FindString(text); code != "" && !slices.Contains(of[code], a.person) {
				of[code] = append(of[code], a.person)
			}
		}
	}
	return of
}

// ledgerLine is a line of: steward ledger entries --json.
type ledgerLine struct {
	ID              int
	From, To, Cause string
	Amount          int
	Reverses        int
}

func (c *crash) entries() (list []ledgerLine) {
	out, err := c.command("ledger", "entries", "--community", "tea", "--json", "-c", c.path()).Output()
	if err != nil {
		c.t.Fatalf("ledger entries: %v", err)
	}
	for dec := json.NewDecoder(bytes.NewReader(out)); dec.More(); {
		var l ledgerLine
		if err := dec.Decode(&l); err != nil {
			c.t.Fatal(err)
		}
		list = append(list, l)
	}
	return list
}

var couponCode = regexp.MustCompile(`CODE-\d{4}`)

// judgeMarket compares what people hold with what they paid: one code for each order that was
// settled, no code twice, and no more than there were.
func (c *crash) judgeMarket() {
	names, err := c.memberNames()
	if err != nil {
		c.t.Fatal(err)
	}
	maps.Copy(names, c.unlinked)
	buyer, paid, sold := map[string]string{}, map[string]int{}, 0
	for _, e := range c.entries() {
		switch {
		case strings.HasPrefix(e.To, "reserve:"):
			buyer[e.To] = names[e.From]
		case strings.HasPrefix(e.From, "reserve:"):
			if e.To == "shop:coupon" {
				paid[buyer[e.From]] += e.Amount
				sold++
			}
			delete(buyer, e.From)
		}
	}
	if len(buyer) > 0 {
		c.t.Errorf("points are reserved for orders that are neither settled nor refunded: %v", buyer)
	}
	holders, held := c.holders(), map[string]int{}
	for code, people := range holders {
		if len(people) > 1 {
			c.t.Errorf("%s went to %v", code, people)
		}
		held[people[0]]++
	}
	for _, a := range c.accounts {
		if want := held[a.person] * couponPrice; paid[a.person] != want {
			c.t.Errorf("%s paid %d for coupons and holds %d", a.person, paid[a.person], held[a.person])
		}
	}
	if sold != len(holders) || sold > coupons || sold == 0 {
		c.t.Errorf("%d coupons sold of %d, %d codes handed out", sold, coupons, len(holders))
	}
	c.t.Logf("%d coupons sold", sold)
}
