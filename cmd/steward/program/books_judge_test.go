package program_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"time"
)

// settle runs the process until nothing is pending and the ledger is complete, and stops it
// cleanly.
func (c *crash) settle(ctx context.Context) {
	c.t.Helper()
	cmd := c.start(ctx)
	ctx, cancel := context.WithTimeout(ctx, 4*time.Minute)
	defer cancel()
	for wait := 50 * time.Millisecond; c.unsettled() != ""; wait = min(2*wait, 400*time.Millisecond) { // each look costs a few processes
		select {
		case <-time.After(wait):
		case <-ctx.Done():
			what := c.unsettled()
			c.explainMissing()
			if c.fleet != nil {
				out, _ := c.command("cluster", "status", "-c", c.path()).CombinedOutput()
				c.t.Logf("%s", out)
			}
			c.t.Fatalf("not settled in time: %s", what)
		}
	}
	if err := c.stop(cmd); err != nil {
		c.t.Fatalf("an orderly stop: %v\n%s", err, c.lastLog())
	}
}

// unsettled describes what is still pending, using the command line beside the running process;
// empty if nothing is.
func (c *crash) unsettled() string {
	for _, f := range c.fronts {
		if !f.connected() {
			return f.platform() + " is not connected"
		}
		if n := f.pending(); n > 0 {
			return fmt.Sprintf("%d updates of %s are pending", n, f.platform())
		}
	}
	out, err := c.command("outbox", "list", "--json", "-c", c.path()).CombinedOutput()
	if err != nil {
		return fmt.Sprintf("%v: %s", err, out)
	}
	if len(out) > 0 {
		return "in the outbox:\n" + string(out)
	}
	earned, err := c.earned()
	if err != nil {
		return err.Error()
	}
	for person := range c.oracle.people {
		if want := c.oracle.points(person); earned[person] < want {
			return fmt.Sprintf("%s has %d of %d", person, earned[person], want)
		}
	}
	if c.duties.campaign { // the oracle does not know who has a message
		for person, n := range c.paidBy("mint:reward") {
			if want := c.oracle.points(person); earned[person]-n < want {
				return fmt.Sprintf("%s has %d of %d, and %d for coming back", person, earned[person]-n, want, n)
			}
		}
	}
	return c.undone()
}

// earned returns each person's points, over all members of that name.
func (c *crash) earned() (map[string]int, error) {
	out, err := c.command("ledger", "balances", "--community", "tea", "--json", "-c", c.path()).Output()
	if err != nil {
		return nil, fmt.Errorf("ledger balances: %w", err)
	}
	earned := map[string]int{}
	for dec := json.NewDecoder(bytes.NewReader(out)); dec.More(); {
		var row struct {
			Name            string
			Balance, Earned int
		}
		if err := dec.Decode(&row); err != nil {
			return nil, err
		}
		earned[row.Name] += row.Earned
	}
	return earned, nil
}

func (c *crash) lastLog() string {
	c.mu.Lock()
	defer c.mu.Unlock()
	lines := strings.Split(strings.TrimSpace(c.log.String()), "\n")
	keep := 30
	if c.fleet != nil {
		keep *= 10
	}
	return strings.Join(lines[max(0, len(lines)-keep):], "\n")
}

// judge compares the ledger, read by the command line, with the oracle.
func (c *crash) judge() {
	out, err := c.command("ledger", "verify", "--community", "tea", "-c", c.path()).CombinedOutput()
	c.t.Logf("%s", out)
	if err != nil {
		c.t.Errorf("ledger verify: %v", err)
	}
	earned, err := c.earned()
	if err != nil {
		c.t.Fatal(err)
	}
	paid, prizes, rewards := c.paidBy("mint:quiz"), c.paidBy("mint:season"), c.paidBy("mint:reward")
	total := 0
	for person := range c.oracle.people {
		want := c.oracle.points(person) + paid[person] + prizes[person] + rewards[person]
		total += want
		if earned[person] != want {
			c.t.Errorf("%s has earned %d, the oracle says %d", person, earned[person], want)
		}
	}
	if c.t.Failed() {
		c.explainMissing()
	}
	if c.fair.turned && len(prizes) < 3 {
		c.t.Errorf("prizes of the season went to %v alone", prizes)
	}
	c.judgeCases()
	c.judgeQuiz(paid)
	c.judgeMarket()
	if c.fair.draws > 0 {
		c.judgeFair()
	}
	c.judgePots()
	doubts := c.doubts()
	if c.fleet != nil {
		c.t.Logf("the cluster: %v", c.fleet.done)
	}
	c.judgePosts(doubts)
	c.judgeCampaign(rewards, doubts)
	c.answers(total, doubts)
}

// explainMissing prints the journal's entries for messages without a ledger entry.
func (c *crash) explainMissing() {
	out, _ := c.command("ledger", "entries", "--community", "tea", "--json", "-c", c.path()).Output()
	events, _ := c.command("events", "list", "--json", "-c", c.path()).Output()
	shown := 0
	for _, m := range c.said {
		id := c.on(m.by).event(m.id)
		if bytes.Contains(out, []byte(id+`"`)) || shown == 5 {
			continue
		}
		shown++
		i := bytes.Index(events, []byte(id+`"`))
		c.t.Logf("no entry for %s of %s by %v: in the journal at %d, oracle %+v", id, m.at, m.by, i, c.oracle.of(m.by.person).messages)
	}
	c.t.Logf("log:\n%s", c.lastLog())
}

// doubts counts the log's lines about acts with an unknown outcome.
func (c *crash) doubts() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return strings.Count(c.log.String(), "in doubt")
}

// logged counts the log's lines with all of these words.
func (c *crash) logged(words ...string) (n int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for line := range strings.Lines(c.log.String()) {
		all := true
		for _, w := range words {
			all = all && strings.Contains(line, w)
		}
		if all {
			n++
		}
	}
	return n
}

// answers checks that each question was answered once, or more often in doubt where the platform
// allows it, and that each doubt was logged.
func (c *crash) answers(total, doubts int) {
	doubled, questions, late := 0, 0, 0
	for who, n := range c.asked {
		questions += n
		count := 0
		for _, text := range c.on(who).heard(who.person) {
			if strings.Contains(text, " earned in all, ") { // what /points answers
				count++
			}
		}
		if c.lease != nil || c.fleet != nil { // its end is waited for after each kill, and answers are not said after two minutes
			late += max(n-count, 0)
		} else if count < n {
			c.t.Errorf("%v: %d questions, %d answers", who, n, count)
		}
		if count > n && c.on(who).once() {
			c.t.Errorf("%v: %d questions, %d answers", who, n, count)
		}
		doubled += max(count-n, 0)
	}
	if expired := c.logged("effect=say", "status=expired"); late > expired {
		c.t.Errorf("%d answers are missing, but only %d were too late", late, expired)
	}
	if doubled > doubts {
		c.t.Errorf("%d answers were doubled, but only %d doubts were logged", doubled, doubts)
	}
	c.t.Logf("%d messages, %d questions, %d points, %d kills and every failpoint; %d answers doubled in %d doubts, %d too late",
		len(c.said), questions, total, *kills, doubled, doubts, late)
}
