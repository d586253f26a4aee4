package program_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// The prizes of each draw of the crash test.
const drawPrizes = 3

// fair is what happened in the groups besides talk: draws, red packets and gifts.
type fair struct {
	draws   int
	entries []entry
	voters  map[string]bool // who pressed an option of the poll
	turned  bool            // a season is over
	over    bool            // the time of all draws is over
}

// entry is a press that may have entered somebody in a draw.
type entry struct {
	by   login
	draw int
	says func() string
}

// hold holds a draw in the first group, and lets people give and open red packets in all, between
// kills. The draw ends while nobody runs.
func (c *crash) hold(ctx context.Context, n int) {
	for _, f := range c.fronts {
		f.spoil(uint64(300 + c.fair.draws))
		defer f.heal()
	}
	f := c.fronts[0]
	f.command(fmt.Sprintf("/giveaway \"Mug\" %d 2h", drawPrizes))
	f.command("/poll \"Which tea?\" Green | Black 2h")
	c.fair.draws, c.fair.over, c.fair.voters = c.fair.draws+1, false, map[string]bool{}
	for range 2 {
		cmd := c.start(ctx)
		pause(ctx, time.Duration(100+c.random.IntN(500))*time.Millisecond)
		c.kill(cmd)
	}
	c.rest(ctx)
	for range n {
		before := c.logLength()
		cmd := c.start(ctx)
		c.awaitReady(ctx, before)
		c.give()
		for range 4 {
			c.visit(f)
			pause(ctx, time.Duration(50+c.random.IntN(200))*time.Millisecond)
		}
		c.kill(cmd)
	}
	c.rest(ctx)
	c.visit(f) // nobody is there
	c.advance(2*time.Hour + time.Minute)
	c.fair.over = true
	for range 3 {
		cmd := c.start(ctx)
		pause(ctx, time.Duration(100+c.random.IntN(500))*time.Millisecond)
		c.visit(f)
		c.kill(cmd)
	}
	c.rest(ctx)
}

// give lets somebody put up a red packet, and give a point to another.
func (c *crash) give() {
	who := c.anybody()
	c.on(who).say(who.person, "/redpacket 5 3")
	for {
		if whom := c.anybody(); whom.platform == who.platform && whom.person != who.person {
			c.on(who).say(who.person, fmt.Sprintf("/give %s 1", c.on(whom).mention(whom.person)))
			return
		}
	}
}

// rest settles a minute later, when answers in the open are due to be deleted.
func (c *crash) rest(ctx context.Context) {
	c.advance(time.Minute)
	c.settle(ctx)
}

// turnSeason lets more than a week pass while nobody runs: a season ends, and red packets go back.
// The season stays open for late events until Steward has been back for a quarter of an hour.
func (c *crash) turnSeason(ctx context.Context) {
	c.advance(9 * 24 * time.Hour)
	c.morning(ctx, 9)
	c.settle(ctx)
	c.advance(20 * time.Minute)
	for range 3 {
		cmd := c.start(ctx)
		pause(ctx, time.Duration(100+c.random.IntN(500))*time.Millisecond)
		c.kill(cmd)
	}
	c.fair.turned = true
	c.settle(ctx)
}

// visit lets some people press the buttons of the draw, and of red packets.
func (c *crash) visit(drawn front) {
	for range 10 {
		who := c.anybody()
		if c.on(who) == drawn {
			if says, ok := drawn.press(who.person, fmt.Sprintf("🎉 Draw: %d × Mug", drawPrizes), "🎉 Enter"); ok {
				c.fair.entries = append(c.fair.entries, entry{who, c.fair.draws, says})
			}
		}
		if c.on(who) == drawn {
			if _, ok := drawn.press(who.person, "Which tea?", []string{"Green", "Black"}[c.random.IntN(2)]); ok {
				c.fair.voters[who.person] = true
			}
		}
		c.on(who).press(who.person, "🧧", "Open")
	}
}

// drawing reports whether a draw has no result yet.
func (c *crash) drawing() bool {
	return len(c.results()) < c.fair.draws
}

// results returns the distinct results that were posted.
func (c *crash) results() (texts []string) {
	for _, text := range c.fronts[0].posted() {
		text = unisolated.Replace(text)
		if strings.HasPrefix(text, "🎉 The draw Mug is over") && !slices.Contains(texts, text) {
			texts = append(texts, text)
		}
	}
	return texts
}

// unisolated removes the marks around names.
var unisolated = strings.NewReplacer("\u2068", "", "\u2069", "")

var (
	entryCode  = regexp.MustCompile(`[Yy]our code(?: in the list of entries)?: (\S+)`)
	winnerLine = regexp.MustCompile(`(?m)^Mug: (.+) \((\S+)\)$`)
)

// judgeFair checks that each draw had one result that its record proves, with different winners who
// entered, that whoever was told to be in was in, and that no red packet gave more than was in it.
func (c *crash) judgeFair() {
	told := map[int]map[string]string{} // by draw: code -> who was told it
	for _, e := range c.fair.entries {
		m := entryCode.FindStringSubmatch(e.says())
		if m == nil {
			continue
		}
		if told[e.draw] == nil {
			told[e.draw] = map[string]string{}
		}
		if other := told[e.draw][m[1]]; other != "" && other != e.by.person {
			c.t.Errorf("draw %d: %s and %s have the code %s", e.draw, other, e.by.person, m[1])
		}
		told[e.draw][m[1]] = e.by.person
	}
	results := c.results()
	if len(results) != c.fair.draws {
		c.t.Errorf("%d results of %d draws: %q", len(results), c.fair.draws, results)
	}
	for n := 1; n <= c.fair.draws; n++ {
		record, err := c.command("draws", "export", fmt.Sprint(n), "--community", "tea", "-c", c.path()).Output()
		if err != nil {
			c.t.Errorf("record of draw %d: %v", n, err)
			continue
		}
		file := filepath.Join(c.dir, fmt.Sprintf("draw-%d", n))
		if err := os.WriteFile(file, record, 0o600); err != nil {
			c.t.Fatal(err)
		}
		if out, err := c.command("draws", "verify", file).CombinedOutput(); err != nil {
			c.t.Errorf("draw %d: %v\n%s", n, err, out)
		}
		for code, who := range told[n] {
			if !strings.Contains(string(record), code) {
				c.t.Errorf("draw %d: %s was told to be in as %s, and is not in the record", n, who, code)
			}
		}
		c.judgeWinners(n, results, told[n])
	}
	if len(told) == 0 {
		c.t.Error("nobody heard that they entered a draw")
	}
	c.judgePoll()
}

var (
	votersLine = regexp.MustCompile(`(\d+) (?:people|person) voted`)
	votesLine  = regexp.MustCompile(`(?m)^(?:Green|Black): (\d+) vote`)
)

// judgePoll checks that the poll counts each person once.
func (c *crash) judgePoll() {
	text := unisolated.Replace(c.fronts[0].shows(" voted."))
	m := votersLine.FindStringSubmatch(text)
	if m == nil {
		c.t.Errorf("the poll shows no result: %q", text)
		return
	}
	voters, _ := strconv.Atoi(m[1])
	votes := 0
	for _, l := range votesLine.FindAllStringSubmatch(text, -1) {
		n, _ := strconv.Atoi(l[1])
		votes += n
	}
	if voters == 0 || voters > len(c.fair.voters) || votes != voters {
		c.t.Errorf("%d people pressed, the poll says %q", len(c.fair.voters), text)
	}
}

func (c *crash) judgeWinners(n int, results []string, told map[string]string) {
	i := slices.IndexFunc(results, func(text string) bool { return strings.Contains(text, fmt.Sprintf("No. %d,", n)) })
	if i < 0 {
		c.t.Errorf("draw %d has no result: %q", n, results)
		return
	}
	won := map[string]bool{}
	for _, m := range winnerLine.FindAllStringSubmatch(results[i], -1) {
		if won[m[1]] {
			c.t.Errorf("draw %d: %s won twice", n, m[1])
		}
		won[m[1]] = true
		if who := told[m[2]]; who != "" && who != m[1] {
			c.t.Errorf("draw %d: %s won with the code of %s", n, m[1], who)
		}
		if !slices.ContainsFunc(c.fair.entries, func(e entry) bool { return e.draw == n && e.by.person == m[1] }) {
			c.t.Errorf("draw %d: %s won and never entered", n, m[1])
		}
	}
	if want := min(drawPrizes, len(told)); len(won) < want || len(won) > drawPrizes {
		c.t.Errorf("draw %d has %d winners of %d prizes", n, len(won), drawPrizes)
	}
}

// judgePots checks that each red packet gave each member one share at most, and all that was in it
// in the end; and that no entry was booked twice for one cause.
func (c *crash) judgePots() {
	left, shares, booked := map[string]int{}, map[string]int{}, map[string]bool{}
	gifts, opened := 0, 0
	for _, e := range c.entries() {
		if key := e.From + " " + e.To + " " + e.Cause; e.Reverses == 0 && booked[key] {
			c.t.Errorf("booked twice: %+v", e)
		} else {
			booked[key] = true
		}
		switch {
		case strings.HasPrefix(e.To, "pot:"):
			left[e.To] += e.Amount
		case strings.HasPrefix(e.From, "pot:"):
			left[e.From] -= e.Amount
			opened++
			if shares[e.From+" "+e.To]++; shares[e.From+" "+e.To] > 2 { // the sender's own share and what came back
				c.t.Errorf("%s took %d shares of %s", e.To, shares[e.From+" "+e.To], e.From)
			}
		case strings.HasPrefix(e.From, "member:") && strings.HasPrefix(e.To, "member:"):
			gifts++
		}
	}
	for pot, n := range left {
		if n != 0 {
			c.t.Errorf("%d are left in %s a week later", n, pot)
		}
	}
	if c.fair.draws > 0 && (len(left) == 0 || opened == 0 || gifts == 0) {
		c.t.Errorf("%d red packets, %d shares, %d gifts: too few to tell", len(left), opened, gifts)
	}
	c.t.Logf("%d draws with %d presses, %d red packets with %d shares, %d gifts", c.fair.draws, len(c.fair.entries), len(left), opened, gifts)
}
