package program_test

import (
	"context"
	"encoding/json"
	"maps"
	"strings"
	"time"
)

// The campaign of the crash test: it counts on the day of its start and the next who comes back.
const (
	campaignText   = "Come back to the tea"
	campaignReward = 17
)

const booksCampaigns = `    campaigns:
      - {name: come-back, to: {if: points > 0}, text: Come back to the tea, reward: {points: 17}, control_group: 30%, days: 1}
`

// campaignLine is a run by `steward insight campaigns --json`; what is not told yet is -1.
type campaignLine struct{ written, control, back, controlBack int }

// runs returns the runs of the campaign by the clock of the running process; none if it is about to start.
func (c *crash) runs() (list []campaignLine) {
	out, err := c.command("insight", "campaigns", "--community", "tea", "--json", "-c", c.path()).Output()
	if err != nil {
		return nil
	}
	var f struct {
		Columns []struct{ Name string }
		Rows    [][]any
	}
	if err := json.Unmarshal(out, &f); err != nil {
		c.t.Fatalf("insight campaigns: %v\n%s", err, out)
	}
	for _, row := range f.Rows {
		cell := func(name string) int {
			for i, col := range f.Columns {
				if n, ok := row[i].(float64); ok && col.Name == name {
					return int(n)
				}
			}
			return -1
		}
		list = append(list, campaignLine{cell("written"), cell("control"), cell("came_back"), cell("control_back")})
	}
	return list
}

// campaign starts a campaign on a day on which nobody took part yet, n kills before and while its messages are sent. The
// button that starts it is pressed again and again.
func (c *crash) campaign(ctx context.Context, n int) {
	const owner = "owner"
	f := c.fronts[0]
	before := c.logLength()
	cmd := c.start(ctx)
	c.awaitReady(ctx, before)
	if got := c.replies(ctx, f, []string{owner}, func(string) string { return "/campaign come-back" })[owner]; !strings.Contains(got, "can be reached") {
		c.t.Fatalf("the campaign was counted: %q", got)
	}
	c.kill(cmd)
	for _, f := range c.fronts {
		f.spoil(500)
	}
	for i, begun := 0, false; i < n || !begun; i++ {
		if ctx.Err() != nil {
			c.t.Fatalf("the campaign does not start: %q\n%s", f.heard(owner), c.lastLog())
		}
		before := c.logLength()
		cmd := c.start(ctx)
		if i%3 > 0 {
			c.awaitReady(ctx, before)
		}
		f.accept(owner, "Start")
		pause(ctx, time.Duration(50+c.random.IntN(450))*time.Millisecond)
		begun = begun || i+1 >= n && len(c.runs()) > 0
		c.kill(cmd)
	}
	for _, f := range c.fronts {
		f.heal()
	}
	cmd = c.start(ctx) // who gets a message has it before they come back
	for end := time.Now().Add(30 * time.Second); time.Now().Before(end); pause(ctx, 100*time.Millisecond) {
		if rows := c.runs(); len(rows) == 1 && rows[0].written+rows[0].control > 0 && c.wrote() >= rows[0].written-c.doubts() {
			break
		}
	}
	c.kill(cmd)
	c.duties.campaign = true
	c.settle(ctx)
}

// wrote is how many people got the campaign's message.
func (c *crash) wrote() (n int) {
	for _, times := range c.written() {
		n += min(times, 1)
	}
	return n
}

// written counts the campaign's messages to each person.
func (c *crash) written() map[string]int {
	times := map[string]int{}
	for _, a := range c.accounts {
		for _, text := range c.on(a).heard(a.person) {
			times[a.person] += strings.Count(text, campaignText)
		}
	}
	return times
}

// cameBack returns who surely took part on the two days of the campaign, and who may have.
func (c *crash) cameBack() (surely, maybe map[string]bool) {
	surely, maybe = map[string]bool{}, map[string]bool{}
	counts := func(s slot) bool { return s.day == 1 || s.day == 2 }
	for person, l := range c.oracle.people {
		for s := range l.messages {
			if counts(s) {
				surely[person] = true
			}
		}
		for s := range l.checkIns {
			if counts(s) {
				surely[person] = true
			}
		}
		for s, givers := range l.reactions {
			for giver := range givers { // with the account's platform, if it is not linked
				for _, a := range c.accounts {
					if counts(s) && (giver == a.person || giver == a.person+a.platform) {
						surely[a.person] = true
					}
				}
			}
		}
	}
	maps.Copy(maybe, surely)
	for _, g := range c.duties.answers {
		maybe[g.by.person] = true
	}
	for person := range c.fair.voters {
		maybe[person] = true
	}
	return surely, maybe
}

// judgeCampaign checks that nobody got two messages or two rewards, that who got the message and came back has the
// reward, and nobody who stayed away.
func (c *crash) judgeCampaign(rewards map[string]int, doubts int) {
	times, rewarded, lost := c.written(), 0, 0
	surely, maybe := c.cameBack()
	people := map[string]bool{}
	for _, a := range c.accounts {
		people[a.person] = true
	}
	for p := range people {
		paid := rewards[p]
		switch {
		case times[p] > 1:
			c.t.Errorf("%s got the campaign's message %d times", p, times[p])
		case paid != 0 && paid != campaignReward:
			c.t.Errorf("%s got %d for coming back", p, paid)
		case paid != 0 && !maybe[p]:
			c.t.Errorf("%s got a reward and did not come back", p)
		case paid == 0 && times[p] == 1 && surely[p]:
			c.t.Errorf("%s got the message, came back, and has no reward", p)
		}
		if paid > 0 {
			if rewarded++; times[p] == 0 {
				lost++
			}
		}
	}
	cmd := c.start(c.t.Context())
	rows := c.runs()
	for end := time.Now().Add(10 * time.Second); len(rows) == 0 && time.Now().Before(end); rows = c.runs() {
		pause(c.t.Context(), 100*time.Millisecond)
	}
	c.kill(cmd)
	if len(rows) != 1 {
		c.t.Fatalf("%d runs of the campaign", len(rows))
	}
	r := rows[0]
	if missing := r.written - c.wrote(); missing < 0 || missing > doubts || lost > missing {
		c.t.Errorf("%d got the message, which was meant for %d; %d rewards without it, %d doubts", c.wrote(), r.written, lost, doubts)
	}
	if rewarded == 0 || r.control == 0 {
		c.t.Errorf("%d rewards, %d in the control group: too few to tell", rewarded, r.control)
	}
	if r.back >= 0 {
		if n := r.back + r.controlBack; n > len(maybe) || n < len(surely)-max(0, len(people)-r.written-r.control) {
			c.t.Errorf("%d came back; %d to %d did", n, len(surely), len(maybe))
		}
	} else if !brief() {
		c.t.Error("the campaign has no result")
	}
	c.t.Logf("a campaign with %d messages, %d without, %d rewards", c.wrote(), r.control, rewarded)
}
