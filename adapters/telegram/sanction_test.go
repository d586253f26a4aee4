package telegram_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	fake "github.com/stewardbot/steward/adapters/telegram/faketelegram"
	"github.com/stewardbot/steward/bot"
)

// TestSanctionsRefused checks that each refusal names the obstacle and the remedy.
func TestSanctionsRefused(t *testing.T) {
	w := newTown(t, fake.Options{})
	a := w.adapter(nil)
	basic := w.Group("Basic", fake.Staff(fake.Owner(w.owner), fake.Admin(w.Me(), fake.AllRights())), fake.Ordinary(w.ann))
	bare := w.Supergroup("Bare", fake.Staff(fake.Owner(w.owner), fake.Admin(w.Me(), fake.Rights{})), fake.Ordinary(w.ann))
	post := w.Say(w.ann, bare, "hello")
	later := time.Now().Add(time.Hour)
	w.Promote(w.owner, w.bob, w.forum, fake.Rights{})
	for name, tt := range map[string]struct {
		effect bot.Effect
		want   string
	}{
		"a basic group":    {bot.Mute{Place: place(basic), User: userID(w.ann), Until: later}, "supergroup"},
		"no right to mute": {bot.Mute{Place: place(bare), User: userID(w.ann), Until: later}, "can_restrict_members"},
		"no right to kick": {bot.Kick{Place: place(bare), User: userID(w.ann)}, "can_restrict_members"},
		"no right to ban":  {bot.Ban{Place: place(bare), User: userID(w.ann)}, "can_restrict_members"},
		"no right to pin":  {bot.Pin{Place: place(bare), Target: bot.Target{Message: bot.MessageID{ID: fmt.Sprint(post.ID)}}}, "can_pin_messages"},
		"an administrator": {bot.Ban{Place: place(w.forum), User: userID(w.bob)}, "administrator"},
		"the owner":        {bot.Kick{Place: place(w.forum), User: userID(w.owner)}, "owner"},
		"nobody":           {bot.Ban{Place: place(w.forum), User: "telegram:4242424242"}, "no such account"},
		"a channel's mute": {bot.Mute{Place: place(w.forum), User: bot.UserID(place(w.foreign)), Until: later}, "only banned"},
		"a private chat":   {bot.Kick{Place: bot.PrivatePlace(userID(w.ann)), User: userID(w.ann)}, "private chat"},
	} {
		_, err := a.Perform(t.Context(), bot.Delivery{Effect: tt.effect})
		d := bot.AsDeliveryError(err)
		if err == nil || d.Code != bot.CodeRefused || !strings.Contains(d.Reason.String(), tt.want) {
			t.Errorf("%s: %v, want refused with %q", name, err, tt.want)
		}
	}
}

// TestUnmuteGivesWhatOthersHave checks that unmuting grants the group's default permissions and no
// more.
func TestUnmuteGivesWhatOthersHave(t *testing.T) {
	w := newTown(t, fake.Options{})
	a := w.adapter(nil)
	w.Permit(w.forum, "can_send_messages")
	for _, until := range []time.Time{time.Now().Add(time.Hour), {}} {
		if _, err := a.Perform(t.Context(), bot.Delivery{Effect: bot.Mute{Place: place(w.forum), User: userID(w.ann), Until: until}}); err != nil {
			t.Fatal(err)
		}
	}
	for _, c := range w.Calls("restrictChatMember") {
		if strings.Contains(c.Params["permissions"], `"can_send_photos":true`) {
			t.Errorf("%s gives more than the group does", c.Params["permissions"])
		}
	}
	if m := w.Standing(w.forum, w.ann); m.Status != "member" {
		t.Errorf("Ann stands as %+v", m)
	}
}

// TestKickHalfDone checks that a kicked member can rejoin, however the second call ended.
func TestKickHalfDone(t *testing.T) {
	w := newTown(t, fake.Options{})
	a := w.adapter(nil)
	kick := bot.Delivery{Effect: bot.Kick{Place: place(w.forum), User: userID(w.bob)}}
	w.FailNext("unbanChatMember", 1, fake.Fault{Kind: fake.HTTPError, Status: 502})
	_, err := a.Perform(t.Context(), kick)
	if d := bot.AsDeliveryError(err); err == nil || d.Code != bot.CodeRetry {
		t.Fatalf("%v, want to try again", err)
	}
	if m := w.Standing(w.forum, w.bob); m.Status != "kicked" || m.Until.IsZero() {
		t.Errorf("Bob stands as %+v, want out for a while only", m)
	}
	if _, err := a.Perform(t.Context(), kick); err != nil && bot.AsDeliveryError(err).Code != bot.CodeGone {
		t.Fatal(err)
	}
	if m := w.Standing(w.forum, w.bob); m.Status != "left" {
		t.Errorf("Bob stands as %+v, want free to come back", m)
	}
}

// TestBansChannels checks bans of channels that post in their own name.
func TestBansChannels(t *testing.T) {
	w := newTown(t, fake.Options{})
	a := w.adapter(nil)
	for _, lift := range []bool{false, true} {
		ban := bot.Ban{Place: place(w.forum), User: bot.UserID(place(w.foreign)), Lift: lift}
		if _, err := a.Perform(t.Context(), bot.Delivery{Effect: ban}); err != nil {
			t.Fatal(err)
		}
		if got := w.Silenced(w.forum, w.foreign); got == lift {
			t.Errorf("after %+v the channel is banned: %v", ban, got)
		}
	}
}

// TestLiftsOnlyItsOwn checks that a sanction set manually in the meantime stays.
func TestLiftsOnlyItsOwn(t *testing.T) {
	now := time.Now()
	own := &bot.Ours{Since: now, Until: now.Add(time.Hour)}
	for name, tt := range map[string]struct {
		since *fake.Member
		ours  *bot.Ours
		code  string
		left  string // Bob's expected status
	}{
		"nobody did anything":                                   {nil, own, "", "left"},
		"unbanned by hand":                                      {&fake.Member{Status: "left"}, own, bot.CodeGone, "left"},
		"banned for good by hand":                               {&fake.Member{Status: "kicked"}, own, bot.CodeByHand, "kicked"},
		"banned for longer by hand":                             {&fake.Member{Status: "kicked", Until: now.Add(2 * time.Hour)}, own, bot.CodeByHand, "kicked"},
		"banned for good by hand, but whatever it is is lifted": {&fake.Member{Status: "kicked"}, nil, "", "left"},
	} {
		t.Run(name, func(t *testing.T) {
			w := newTown(t, fake.Options{})
			a := w.adapter(nil)
			if _, err := a.Perform(t.Context(), bot.Delivery{Effect: bot.Ban{Place: place(w.forum), User: userID(w.bob), Until: own.Until}}); err != nil {
				t.Fatal(err)
			}
			if tt.since != nil {
				w.Seat(w.owner, w.bob, w.forum, *tt.since)
			}
			_, err := a.Perform(t.Context(), bot.Delivery{Effect: bot.Ban{Place: place(w.forum), User: userID(w.bob), Lift: true, Ours: tt.ours}})
			if got := codeOf(err); got != tt.code {
				t.Errorf("lifted: %q, want %q", got, tt.code)
			}
			if m := w.Standing(w.forum, w.bob); m.Status != tt.left {
				t.Errorf("Bob stands as %+v", m)
			}
		})
	}
	muted := func(until time.Time) *fake.Member {
		return &fake.Member{Status: "restricted", InChat: true, Permissions: map[string]bool{}, Until: until}
	}
	for name, tt := range map[string]struct {
		since *fake.Member
		code  string
		left  string
	}{
		"nobody did anything":      {nil, "", "member"},
		"unmuted by hand":          {&fake.Member{Status: "member"}, bot.CodeGone, "member"},
		"muted for good by hand":   {muted(time.Time{}), bot.CodeByHand, "restricted"},
		"muted for longer by hand": {muted(now.Add(2 * time.Hour)), bot.CodeByHand, "restricted"},
	} {
		t.Run("a mute: "+name, func(t *testing.T) {
			w := newTown(t, fake.Options{})
			a := w.adapter(nil)
			if _, err := a.Perform(t.Context(), bot.Delivery{Effect: bot.Mute{Place: place(w.forum), User: userID(w.bob), Until: own.Until}}); err != nil {
				t.Fatal(err)
			}
			if tt.since != nil {
				w.Seat(w.owner, w.bob, w.forum, *tt.since)
			}
			_, err := a.Perform(t.Context(), bot.Delivery{Effect: bot.Mute{Place: place(w.forum), User: userID(w.bob), Ours: own}})
			if got := codeOf(err); got != tt.code {
				t.Errorf("lifted: %q, want %q", got, tt.code)
			}
			if m := w.Standing(w.forum, w.bob); m.Status != tt.left {
				t.Errorf("Bob stands as %+v", m)
			}
		})
	}
}

func codeOf(err error) string {
	if err == nil {
		return ""
	}
	return bot.AsDeliveryError(err).Code
}
