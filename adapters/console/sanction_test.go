package console_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/stewardbot/steward/adapters/console"
	"github.com/stewardbot/steward/bot"
)

// TestSanctionsBind checks that a muted person can't speak in the lobby, a removed one can do
// nothing there, and both can still use private chat.
func TestSanctionsBind(t *testing.T) {
	const zoe = bot.UserID("console:zoe")
	r, s := open(t)
	ctx := context.Background()
	first := say(t, r, zoe, "hello")
	trySay := func(in bot.Place) error {
		_, err := r.Say(ctx, zoe, in, "hm", "")
		return err
	}
	want := func(what string, err, fault error) {
		t.Helper()
		if !errors.Is(err, fault) {
			t.Errorf("%s: %v, want %v", what, err, fault)
		}
	}
	mute := bot.Mute{Place: console.Lobby, User: zoe, Until: noon.Add(time.Hour)}
	perform(t, r, "mute", mute)
	want("speaking while muted", trySay(console.Lobby), console.Muted)
	want("editing while muted", r.Edit(ctx, zoe, first.ID, "hi"), console.Muted)
	want("speaking in private while muted", trySay(bot.PrivatePlace(zoe)), nil)
	mute.Until = time.Time{}
	perform(t, r, "unmute", mute)
	want("speaking again", trySay(console.Lobby), nil)

	perform(t, r, "ban", bot.Ban{Place: console.Lobby, User: zoe, Purge: time.Hour})
	if l, _ := line(r, "", first.ID); !l.Deleted || l.DeletedBy != console.Steward {
		t.Errorf("after a ban with a purge the line is %+v", l)
	}
	want("speaking when out", trySay(console.Lobby), console.Removed)
	want("coming back in spite of a ban", r.Join(ctx, zoe), console.Removed)
	perform(t, r, "unban", bot.Ban{Place: console.Lobby, User: zoe, Lift: true})
	want("coming back", r.Join(ctx, zoe), nil)
	if e := s.last(); e.Kind != bot.KindJoin || e.User == nil || e.User.ID != zoe || e.Place != console.Lobby {
		t.Errorf("coming back is told as %+v", e)
	}
	want("speaking once back", trySay(console.Lobby), nil)
}
