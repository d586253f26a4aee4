package bottest_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/stewardbot/steward/bot/bottest"
)

const postTown = `
-- config --
timezone: America/New_York
spaces: ["test:lobby", "other:hall"]
schedule:
  - {name: all, cron: "15 */3 * * *", missed: all, to: ["test:lobby", "other:hall"], text: "all {date} {time}"}
  - {name: once, cron: "10 * * * *", to: ["test:lobby", "other:hall"], text: "once {date} {time}"}
  - {name: noon, daily: "12:00", missed: skip, to: ["test:lobby"], text: "noon {date} {time}"}
-- config other --
timezone: America/New_York
spaces: ["test:lobby", "other:hall"]
schedule:
  - {name: noon, daily: "12:00", missed: skip, to: ["test:lobby"], text: "noon {date} {time}"}
  - {name: all, cron: "15 */3 * * *", missed: all, to: ["test:lobby", "other:hall"], text: "all {date} {time}"}
`

// TestPostsOnce checks that across restarts, downtime, reloads and clock jumps a post is made at
// most once per place, and exactly once where all missed ones are caught up.
func TestPostsOnce(t *testing.T) {
	bottest.InBubbles(t, postsAtRandom)
}

func postsAtRandom(t *rapid.T) {
	stage, err := bottest.Begin(postTown, neutral())
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := stage.End(); err != nil {
			t.Fatal(err)
		}
	}()
	begun, made := stage.Now(), map[string]bool{}
	do := func(line string) {
		acts, err := stage.Do(line)
		if err != nil {
			t.Fatalf("%s: %v", line, err)
		}
		for _, act := range acts {
			if made[act] {
				t.Fatalf("after %q, again: %s", line, act)
			}
			made[act] = true
		}
	}
	do("[+5d 12:30]") // DST starts two days later
	for range rapid.IntRange(1, 12).Draw(t, "steps") {
		switch minutes := rapid.IntRange(1, 1500).Draw(t, "minutes"); rapid.IntRange(0, 3).Draw(t, "step") {
		case 0:
			do(fmt.Sprintf("restart after %dm", minutes))
		case 1:
			do("reload other")
		case 2:
			do("restart")
		default:
			do(fmt.Sprintf("[+%dm]", minutes))
		}
	}
	do("[+1m]")
	for at := begun.Truncate(time.Minute); !at.After(stage.Now()); at = at.Add(time.Minute) {
		if at.Minute() != 15 || at.Hour()%3 != 0 || !at.After(begun) {
			continue
		}
		for _, place := range []string{"lobby", "other:hall"} {
			if want := "< " + place + ": all " + at.Format("2006-01-02 15:04"); !made[want] {
				t.Fatalf("never made: %s; made %s", want, strings.Join(keys(made), ", "))
			}
		}
	}
}

func keys(m map[string]bool) (list []string) {
	for k := range m {
		list = append(list, k)
	}
	return list
}
