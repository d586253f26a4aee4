package console_test

import (
	"slices"
	"testing"
	"time"

	"github.com/stewardbot/steward/adapters/console"
	"github.com/stewardbot/steward/bot"
)

// Somebody without a face is in the lobby for Steward, and not among those whom a page shows.
func TestUnseen(t *testing.T) {
	const guest bot.UserID = "console:guest"
	r, s := console.New(append(console.Cast(), console.Person{User: bot.User{ID: guest, Name: "Guest", Handle: "guest"}, Unseen: true})), &sink{now: noon, up: make(chan bool, 1)}
	done := make(chan error, 1)
	go func() { done <- r.Run(t.Context(), s) }()
	<-s.up
	t.Cleanup(func() {
		if err := <-done; err != nil {
			t.Error(err)
		}
	})
	if slices.ContainsFunc(r.People(), func(p console.Person) bool { return p.User.ID == guest }) {
		t.Error("they have a face")
	}
	if found := perform(t, r, "l", bot.Lookup{Place: console.Lobby, User: guest}).Found; !found.Present || found.User.Name != "Guest" {
		t.Errorf("looked up: %+v", found)
	}
	perform(t, r, "m", bot.Mute{Place: console.Lobby, User: guest, Until: noon.Add(time.Hour)})
	if until := r.MutedUntil(guest); !until.Equal(noon.Add(time.Hour)) {
		t.Errorf("muted until %s", until)
	}
	perform(t, r, "s", bot.Say{Place: bot.PrivatePlace(guest), Text: "hello"})
	if lines := r.View("console:ann", 0).Lines; len(lines) != 0 {
		t.Errorf("others see what is told to them: %+v", lines)
	}
}
