package program_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os/exec"
	"regexp"
	"strings"
	"syscall"
	"time"
)

// liveThroughDay lets people take part while the process is killed n times at random and the
// platforms fail.
func (c *crash) liveThroughDay(ctx context.Context, n, day int) {
	for _, f := range c.fronts {
		f.spoil(uint64(day + 1))
	}
	quiet := make(chan struct{})
	go func() { defer close(quiet); c.live(ctx, n*40) }()
	for i := range n {
		cmd := c.start(ctx)
		pause(ctx, time.Duration(50+rand.IntN(450))*time.Millisecond)
		for _, f := range c.fronts {
			f.disturb(rand.IntN(6))
		}
		pause(ctx, time.Duration(50+rand.IntN(450))*time.Millisecond)
		if c.lease != nil && i%3 == 2 {
			cmd = c.overtake(ctx, cmd)
		}
		c.kill(cmd)
	}
	<-quiet
}

// liveThroughGap makes the platforms forget the process while it is down, and again while it
// catches up and is killed. People only talk, since messages can be recovered.
func (c *crash) liveThroughGap(ctx context.Context) {
	talk := func(n int) {
		for range n {
			if c.random.IntN(10) == 0 {
				c.checkIn(c.anybody(), 3)
			} else {
				c.say(c.anybody())
			}
		}
	}
	times, longest := 2, 6*time.Second
	if brief() {
		times, longest = 1, 3*time.Second
	}
	for range times {
		for _, f := range c.fronts {
			f.forget()
		}
		talk(130)
		cmd := c.start(ctx)
		pause(ctx, time.Second+rand.N(longest-time.Second))
		talk(20)
		c.kill(cmd)
	}
	c.settle(ctx)
}

// link links each person's two accounts: Steward gives a code on one platform, which is sent to
// it on the other.
func (c *crash) link(ctx context.Context) {
	if len(c.fronts) == 1 {
		return
	}
	var err error
	if c.unlinked, err = c.memberNames(); err != nil {
		c.t.Fatal(err)
	}
	cmd := c.start(ctx)
	a, b := c.fronts[0], c.fronts[1]
	var people []string
	for i := range onBoth {
		people = append(people, fmt.Sprintf("p%02d", i))
	}
	// Everybody at once: each platform lets little be said to one person in a while.
	answers := c.replies(ctx, a, people, func(string) string { return "/link" })
	codes := map[string]string{}
	for _, person := range people {
		if codes[person] = codePattern.FindString(answers[person]); codes[person] == "" {
			c.t.Fatalf("no code for %s in %q", person, a.heard(person))
		}
	}
	for person, got := range c.replies(ctx, b, people, func(person string) string { return codes[person] }) {
		if !strings.Contains(got, "Link this account to") {
			c.t.Fatalf("%s said a code and heard %q", person, got)
		}
	}
	for _, person := range people {
		b.agree(person)
	}
	for _, person := range people {
		for heard := a.heard(person); !strings.Contains(heard[len(heard)-1], "one member now"); heard = a.heard(person) {
			if ctx.Err() != nil {
				c.t.Fatalf("%s agreed, and the other account heard %q\n%s", person, heard, c.lastLog())
			}
			pause(ctx, 5*time.Millisecond)
		}
		c.oracle.of(person).linked = true
	}
	c.kill(cmd)
	c.settle(ctx)
}

var codePattern = regexp.MustCompile(`\b[0-9A-Z]{4}-?[0-9A-Z]{4}\b`)

// replies has people say something in private, and returns Steward's answer to each.
func (c *crash) replies(ctx context.Context, f front, people []string, text func(person string) string) map[string]string {
	before, answers := map[string]int{}, map[string]string{}
	for _, person := range people {
		before[person] = len(f.heard(person))
		f.tell(person, text(person))
	}
	for _, person := range people {
		for len(f.heard(person)) <= before[person] {
			if ctx.Err() != nil {
				c.t.Fatalf("no answer to %q\n%s", text(person), c.lastLog())
			}
			pause(ctx, 5*time.Millisecond)
		}
		answers[person] = f.heard(person)[before[person]]
	}
	return answers
}

func pause(ctx context.Context, d time.Duration) {
	select {
	case <-time.After(d):
	case <-ctx.Done():
	}
}

// live performs the acts of a day, at a rate that a machine with two cores can bear.
func (c *crash) live(ctx context.Context, acts int) {
	for _, i := range c.random.Perm(len(c.accounts)) {
		if c.random.IntN(5) > 0 {
			c.checkIn(c.accounts[i], 6)
		}
	}
	for i := range acts {
		if i == acts/2 {
			c.offendAll()
		}
		if i%20 == 0 {
			pause(ctx, 20*time.Millisecond)
		}
		who := c.anybody()
		switch n := c.random.IntN(100); {
		case n < 70:
			c.say(who)
		case n < 95:
			c.react(who)
		case n < 97:
			c.ask(who)
		default:
			c.checkIn(who, 6) // again on the same day: pays nothing
		}
	}
}

func (c *crash) say(who login) {
	id := c.on(who).say(who.person, fmt.Sprintf("what I have to say, number %d", len(c.said)))
	c.said = append(c.said, post{who, id, c.now()})
	c.oracle.message(who)
}

// react reacts to someone else's recent message on the same platform; only the first reaction
// counts.
func (c *crash) react(who login) {
	if len(c.said) == 0 {
		return
	}
	m := c.said[len(c.said)-1-c.random.IntN(min(len(c.said), 30))]
	if m.by.person == who.person || m.by.platform != who.platform {
		return
	}
	key := m.by.platform + m.id + "/" + who.person
	if c.given[key] {
		c.on(who).react(who.person, m.id, "")
		c.on(who).react(who.person, m.id, "🔥")
		return
	}
	c.given[key] = true
	c.on(who).react(who.person, m.id, "👍")
	c.oracle.reaction(who, m.by)
}

func (c *crash) ask(who login) {
	c.on(who).tell(who.person, "/points")
	c.asked[who]++
}

// checkIn checks in, in one of the given number of ways; the first three are messages in a group.
func (c *crash) checkIn(who login, ways int) {
	c.on(who).checkIn(who.person, c.random.IntN(ways))
	c.oracle.checkIn(who)
}

// everyFailpoint has the process kill itself at every failpoint, early and late; in brief worlds
// early at one and late at the next.
func (c *crash) everyFailpoint(ctx context.Context) {
	out, err := exec.CommandContext(ctx, c.binary, "failpoints").Output()
	if err != nil {
		c.t.Fatal(err)
	}
	names := strings.Fields(string(out))
	if len(names) < 10 {
		c.t.Fatalf("failpoints: %q", out)
	}
	beat := 20 * time.Millisecond
	if c.fleet != nil { // the failpoint comes after what a dead engine had was taken over, and nobody may ask so often
		beat *= 10
	}
	for i, name := range names {
		counts := []int{1, 3}
		if brief() {
			counts = counts[i%2:][:1]
		}
		for _, count := range counts {
			cmd := c.start(ctx, fmt.Sprintf("STEWARD_FAILPOINT=%s:%d", name, count))
			for alive := true; alive; {
				c.say(c.anybody())
				c.ask(c.anybody())
				select {
				case <-cmd.ended:
					alive = false
				case <-time.After(beat):
				case <-ctx.Done():
					c.t.Fatalf("failpoint %s:%d did not fire", name, count)
				}
			}
			if !killed(cmd.cmd) {
				c.t.Fatalf("failpoint %s:%d: the process ended otherwise: %v\n%s", name, count, cmd.cmd.ProcessState, c.lastLog())
			}
		}
	}
}

func killed(cmd *exec.Cmd) bool {
	status, ok := cmd.ProcessState.Sys().(syscall.WaitStatus)
	return ok && status.Signaled() && status.Signal() == syscall.SIGKILL
}
