package hush_test

import (
	"fmt"
	"regexp"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/stewardbot/steward/bot/bottest"
	"github.com/stewardbot/steward/bot/quiet"
)

// TestBudget checks that whatever features say, a place gets two posts a day and one merged line
// among them, a member a message in seven days and by day, and that all of it is said once.
func TestBudget(t *testing.T) { bottest.InBubbles(t, budgetAtRandom) }

// talk is what was said so far.
type talk struct {
	*bottest.Stage
	zone   *time.Location
	said   map[string]int             // texts that were asked for: how often they were seen
	posts  map[string]int             // by day
	lines  map[string]int             // merged lines by day
	letter map[string]time.Time       // the latest private message, by member
	check  func(bool, string, ...any) // fails unless true
}

var spoken = regexp.MustCompile(`[plt]\d+x`)

func budgetAtRandom(t *rapid.T) {
	stage, err := bottest.Begin("-- places --\nlog: {id: \"test:log\"}\n-- script --\n", bottest.Options{Wire: wire, Load: load})
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := stage.End(); err != nil {
			t.Fatal(err)
		}
	}()
	zone, err := time.LoadLocation("Asia/Shanghai")
	if err != nil {
		t.Fatal(err)
	}
	k := &talk{stage, zone, map[string]int{}, map[string]int{}, map[string]int{}, map[string]time.Time{}, func(ok bool, f string, args ...any) {
		if !ok {
			t.Fatalf(f, args...)
		}
	}}
	for i := range rapid.IntRange(1, 12).Draw(t, "things to say") {
		what := rapid.SampledFrom([]string{"post", "line", "tell"}).Draw(t, "what")
		text := fmt.Sprintf("%c%dx", what[0], i)
		k.said[text] = 0
		k.do(fmt.Sprintf("[+%dm] %s: /%s %s", rapid.IntRange(0, 600).Draw(t, "minutes"), rapid.SampledFrom([]string{"ann", "bob"}).Draw(t, "who"), what, text))
		if rapid.IntRange(0, 5).Draw(t, "restarts") == 0 {
			k.do("restart")
		}
	}
	for range 10 {
		k.do("[+24h]")
	}
	for text, n := range k.said {
		k.check(n == 1, "%s was said %d times", text, n)
	}
}

// do plays a line in steps of two hours at most, none of them across midnight, so that the day and about the time of each act are
// known.
func (k *talk) do(line string) {
	var minutes int
	if _, err := fmt.Sscanf(line, "[+%dm]", &minutes); err != nil {
		var hours int
		_, _ = fmt.Sscanf(line, "[+%dh]", &hours)
		minutes = 60 * hours
	}
	_, rest, _ := strings.Cut(line, "]")
	if minutes == 0 {
		rest = strings.TrimPrefix(line, "[+0m]")
	}
	for minutes > 0 {
		now := k.Now().In(k.zone)
		n := min(minutes, 120)
		if midnight := 24*60 - 60*now.Hour() - now.Minute(); midnight > 1 {
			n = min(n, midnight-1) // what follows at midnight is on the next day
		} else {
			n = 1
		}
		k.step(fmt.Sprintf("[+%dm]", n))
		minutes -= n
	}
	if rest = strings.TrimSpace(rest); rest != "" {
		k.step(rest)
	}
}

func (k *talk) step(line string) {
	acts, err := k.Do(line)
	k.check(err == nil, "%s: %v", line, err)
	for _, act := range acts {
		k.act(act)
	}
}

func (k *talk) act(act string) {
	found := spoken.FindAllString(act, -1)
	if len(found) == 0 {
		return
	}
	for _, text := range found {
		k.said[text]++
	}
	if strings.HasPrefix(act, "|") { // more of the same message
		return
	}
	now := k.Now().In(k.zone)
	where, _, _ := strings.Cut(act, ":")
	if chat, ok := strings.CutSuffix(where, "'s chat"); ok {
		k.check(now.Sub(k.letter[chat]) > quiet.Rest-121*time.Minute, "%s got two messages in seven days", chat)
		k.check(now.Hour() >= quiet.FirstHour && now.Add(-121*time.Minute).Hour() < quiet.LastHour, "%s at %s", act, now)
		k.letter[chat] = now
		return
	}
	day := now.Format(time.DateOnly)
	k.posts[day]++
	if found[0][0] == 'l' {
		k.lines[day]++
	}
	k.check(k.posts[day] <= quiet.PostsADay && k.lines[day] <= 1, "%d posts with %d merged lines on %s", k.posts[day], k.lines[day], day)
}
