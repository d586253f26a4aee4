package main

import (
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stewardbot/steward/adapters/telegram/faketelegram"
)

// TestAddedToAnUnownedSpace: the person who adds Steward is told once per group which line to add
// to the configuration; a group with a community gets no message.
func TestAddedToAnUnownedSpace(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ann := person(7, "Ann")
		w := newWiredBoth(t, "    check_in: {amount: 5}\n", ann)
		group := w.tg.Supergroup("Elsewhere", faketelegram.Staff(faketelegram.Owner(ann)))
		for range 2 {
			w.tg.Add(ann, w.tg.Me(), group)
			time.Sleep(time.Minute)
			w.tg.Remove(ann, w.tg.Me(), group)
			time.Sleep(time.Minute)
		}
		want := fmt.Sprintf("\"telegram:%d\"", group.ID)
		if got := w.sent(group); len(got) != 1 || !strings.Contains(got[0], want) {
			t.Errorf("in the new group: %q, want once the line with %s", got, want)
		}
		if got := w.sent(w.group); len(got) != 0 {
			t.Errorf("in the community's own group: %q", got)
		}
		guild := w.dc.AddGuild("Elsewhere", w.dc.AddUser("olga"))
		room := guild.AddChannel("general")
		time.Sleep(time.Minute)
		if n := len(w.dc.Sent(room.ID)); n != 0 {
			t.Errorf("%d messages in a guild that named no channel for such", n)
		}
	})
}
