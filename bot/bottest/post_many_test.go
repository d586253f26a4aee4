package bottest_test

import (
	"strings"
	"testing"
	"testing/synctest"

	"github.com/stewardbot/steward/bot/bottest"
)

// TestPostOfManyMessagesRemoved removes a post with more messages than one turn may delete.
func TestPostOfManyMessagesRemoved(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var rooms, ids strings.Builder
		for i := range 28 {
			name := string(rune('a'+i/10)) + string(rune('0'+i%10))
			rooms.WriteString(name + ": {id: \"test:lobby/" + name + "\"}\n")
			ids.WriteString("\"test:lobby/" + name + "\", ")
		}
		s, err := bottest.Begin("-- config --\nplaces: {news: ["+ids.String()+"]}\n-- places --\n"+rooms.String()+"-- script --\n", neutral())
		if err != nil {
			t.Fatal(err)
		}
		do := func(line string) string {
			t.Helper()
			acts, err := s.Do(line)
			if err != nil {
				t.Fatalf("%s: %v", line, err)
			}
			return strings.Join(acts, "\n")
		}
		do("[09:00] rights own=owner")
		do("own: hello")
		do("own privately: /post " + strings.Repeat("{date}", 1360))
		for _, label := range []string{"news", "Now", "Yes"} {
			on := s.With(label)
			if on == "" {
				continue
			}
			do(`own presses "` + label + `" on ` + on)
		}
		acts := do("own privately: /post remove p1")
		acts += do("[+1m]")
		if n := strings.Count(acts, "< deletes "); n != 112 {
			t.Errorf("%d messages are deleted, want 112:\n%s", n, acts)
		}
		if err := s.End(); err != nil {
			t.Fatal(err)
		}
	})
}
