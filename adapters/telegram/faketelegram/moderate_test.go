package faketelegram_test

import (
	"context"
	"testing"
	"time"

	"github.com/go-telegram/bot"
	"github.com/go-telegram/bot/models"

	fake "github.com/stewardbot/steward/adapters/telegram/faketelegram"
)

func TestRestrictionsEndByTheClock(t *testing.T) {
	ctx, clock := context.Background(), newClock()
	r := newWatchedRoom(t, fake.Options{Now: clock.now})
	restrict := func(d time.Duration) {
		t.Helper()
		if _, err := r.client.RestrictChatMember(ctx, &bot.RestrictChatMemberParams{
			ChatID: r.chat.ID, UserID: r.ann.ID, Permissions: &models.ChatPermissions{},
			UntilDate: int(clock.now().Add(d).Unix()),
		}); err != nil {
			t.Fatal(err)
		}
	}
	restrict(time.Minute)
	if _, err := r.TrySay(r.ann, r.chat, "mmh"); err == nil {
		t.Error("who may not speak spoke")
	}
	clock.advance(time.Minute)
	r.Say(r.ann, r.chat, "again")
	for _, forEver := range []time.Duration{20 * time.Second, 400 * 24 * time.Hour} {
		restrict(forEver)
		if m := r.Standing(r.chat, r.ann); !m.Until.IsZero() {
			t.Errorf("%s ends at %s", forEver, m.Until)
		}
	}
	if c := r.heard(t)[0].ChatMember; c.From.ID != r.Me().ID || c.NewChatMember.Type != models.ChatMemberTypeRestricted {
		t.Errorf("told %+v", c)
	}
}

func TestBanAndUnban(t *testing.T) {
	ctx := context.Background()
	r := newRoom(t, fake.Options{})
	if _, err := r.client.BanChatMember(ctx, &bot.BanChatMemberParams{ChatID: r.chat.ID, UserID: r.ann.ID}); err != nil {
		t.Fatal(err)
	}
	m, err := r.client.GetChatMember(ctx, &bot.GetChatMemberParams{ChatID: r.chat.ID, UserID: r.ann.ID})
	if err != nil || m.Type != models.ChatMemberTypeBanned {
		t.Fatalf("%+v, %v", m, err)
	}
	if _, err := r.client.UnbanChatMember(ctx, &bot.UnbanChatMemberParams{ChatID: r.chat.ID, UserID: r.ann.ID, OnlyIfBanned: true}); err != nil {
		t.Fatal(err)
	}
	r.Join(r.ann, r.chat)
	if _, err := r.client.UnbanChatMember(ctx, &bot.UnbanChatMemberParams{ChatID: r.chat.ID, UserID: r.ann.ID, OnlyIfBanned: true}); err != nil {
		t.Fatal(err)
	}
	if got := r.Standing(r.chat, r.ann).Status; got != "member" {
		t.Errorf("only_if_banned made a member %s", got)
	}
	if _, err := r.client.UnbanChatMember(ctx, &bot.UnbanChatMemberParams{ChatID: r.chat.ID, UserID: r.ann.ID}); err != nil {
		t.Fatal(err)
	}
	if got := r.Standing(r.chat, r.ann).Status; got != "left" {
		t.Errorf("unban left a member as %s", got)
	}
}
