package discord_test

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stewardbot/steward/adapters/discord"
	fake "github.com/stewardbot/steward/adapters/discord/fakediscord"
	"github.com/stewardbot/steward/bot"
)

// still returns an adapter that is not running, which can perform effects all the same.
func (w *town) still() *discord.Adapter { return w.adapter(slog.New(slog.DiscardHandler)) }

// try performs a delivery.
func try(t *testing.T, a *discord.Adapter, d bot.Delivery) (bot.Outcome, *bot.DeliveryError) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	out, err := a.Perform(ctx, d)
	if err == nil {
		return out, nil
	}
	return out, bot.AsDeliveryError(err)
}

// TestSaysOnce checks that a retry finds the message of the first attempt, however that ended and
// however long ago it was.
func TestSaysOnce(t *testing.T) {
	for _, c := range []struct {
		name   string
		fault  fake.Fault
		window time.Duration // how long the platform remembers a nonce
		code   string
	}{
		{"answer lost", fake.Fault{Kind: fake.Cut, Applied: true}, time.Hour, bot.CodeUnknown},
		{"answer lost long ago", fake.Fault{Kind: fake.Cut, Applied: true}, time.Nanosecond, bot.CodeUnknown},
		{"502 when it was said", fake.Fault{Kind: fake.HTTPError, Status: http.StatusBadGateway, Applied: true}, time.Nanosecond, bot.CodeUnknown},
		{"half an answer", fake.Fault{Kind: fake.Truncated, Applied: true}, time.Nanosecond, bot.CodeUnknown},
		{"garbage", fake.Fault{Kind: fake.Garbage}, time.Nanosecond, bot.CodeUnknown},
		{"refused by another server", fake.Fault{Kind: fake.HTTPError, Status: http.StatusForbidden}, time.Nanosecond, bot.CodeRetry},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := newTown(t, fake.Options{NonceWindow: c.window})
			a := w.still()
			for range 150 { // pushes it off the first page
				w.Server.Say(w.ann, w.hall.ID, "*hello*")
			}
			d := bot.Delivery{Ref: 1, Key: "one", Since: time.Now(), Effect: bot.Say{Place: w.place(w.hall), Text: "*hello*"}}
			w.FailNext("POST", "/channels/*/messages", 1, c.fault)
			if _, err := try(t, a, d); err == nil || err.Code != c.code || err.Reason == "" {
				t.Fatalf("the first try: %v, want %s with a reason", err, c.code)
			}
			for range 150 {
				w.Server.Say(w.bob, w.hall.ID, "hello")
			}
			d.Again = true
			out, err := try(t, a, d)
			if err != nil {
				t.Fatalf("the second try: %v", err)
			}
			sent := w.Sent(w.hall.ID)
			if len(sent) != 1 || len(out.Receipt.Messages) != 1 || out.Receipt.Messages[0] != sent[0].ID {
				t.Errorf("receipt %+v, and said %d times", out.Receipt, len(sent))
			}
		})
	}
}

// TestSaysAgain checks that a message with the same text but another key or reply is posted again.
func TestSaysAgain(t *testing.T) {
	w := newTown(t, fake.Options{NonceWindow: time.Nanosecond})
	a := w.still()
	question := w.Server.Say(w.ann, w.hall.ID, "?")
	say := func(key, replyTo string, again bool) {
		t.Helper()
		d := bot.Delivery{Key: key, Again: again, Since: time.Now(), Effect: bot.Say{Place: w.place(w.hall), Text: "+5", ReplyTo: replyTo}}
		if _, err := try(t, a, d); err != nil {
			t.Fatal(err)
		}
	}
	say("one", question, false)
	say("two", question, true)
	if n := len(w.Sent(w.hall.ID)); n != 2 {
		t.Errorf("two texts that read the same were said %d times", n)
	}
}

// TestRefusals checks that each refusal names the missing permission and where to grant it.
func TestRefusals(t *testing.T) {
	type act struct {
		name  string
		spoil func(*town)
		do    func(*town) bot.Effect
		code  string
		says  []string
	}
	say := func(w *town) bot.Effect { return bot.Say{Place: w.place(w.hall), Text: "hello"} }
	target := func(w *town) bot.Target {
		return bot.Target{Message: bot.MessageID{Place: w.place(w.hall), ID: w.Server.Say(w.ann, w.hall.ID, "x")}}
	}
	without := func(p int64) func(*town) {
		return func(w *town) {
			w.guild.EveryoneRole().SetPermissions(fake.PermViewChannel | fake.PermSendMessages | fake.PermReadHistory&^p)
			w.SetBotPermissions(w.guild, fake.DefaultBotPermissions&^p)
		}
	}
	for _, c := range []act{
		{"say", func(w *town) { w.hall.SetOverwrite(w.Bot().ID, 0, fake.PermSendMessages) }, say, bot.CodeRefused, []string{"Send Messages", "Server Settings -> Roles"}},
		{"unseen", func(w *town) { w.hall.SetOverwrite(w.Bot().ID, 0, fake.PermViewChannel) }, say, bot.CodeRefused, []string{"View Channel"}},
		{"delete", without(fake.PermManageMessages), func(w *town) bot.Effect {
			return bot.Delete{Place: w.place(w.hall), Target: target(w)}
		}, bot.CodeRefused, []string{"Manage Messages"}},
		{"react", without(fake.PermAddReactions), func(w *town) bot.Effect {
			return bot.React{Place: w.place(w.hall), Target: target(w), Emoji: "👌"}
		}, bot.CodeRefused, []string{"Add Reactions"}},
		{"edit another's", nil, func(w *town) bot.Effect {
			return bot.Edit{Place: w.place(w.hall), Target: target(w), Text: "y"}
		}, bot.CodeRefused, []string{"not Steward's"}},
		{"no channel", nil, func(w *town) bot.Effect { return bot.Say{Place: w.space() + "/4242", Text: "x"} }, bot.CodeRefused, []string{"no such channel"}},
		{"a whole server", func(w *town) { w.guild.SetSystem("") }, func(w *town) bot.Effect { return bot.Say{Place: w.space(), Text: "x"} }, bot.CodeRefused, []string{"System Messages Channel"}},
		{"no server", nil, func(*town) bot.Effect { return bot.Say{Place: "discord:4242", Text: "x"} }, bot.CodeRefused, []string{"no such server"}},
		{"closed door", func(w *town) { w.RefuseDMs(w.ann, true) }, func(w *town) bot.Effect {
			return bot.Say{Place: bot.PrivatePlace(userID(w.ann)), Text: "x"}
		}, bot.CodeRefused, []string{"private messages"}},
		{"nobody", nil, func(*town) bot.Effect { return bot.Say{Place: "discord:dm/4242", Text: "x"} }, bot.CodeRefused, []string{"account"}},
		{"no rights to roles", without(fake.PermManageRoles), func(w *town) bot.Effect {
			return bot.Role{Place: w.space(), User: userID(w.ann), Role: w.regular.ID}
		}, bot.CodeRefused, []string{"Manage Roles", "Server Settings -> Roles"}},
		{"role above", func(w *town) { w.guild.BotRole().SetPosition(1) }, func(w *town) bot.Effect {
			return bot.Role{Place: w.space(), User: userID(w.ann), Role: w.regular.ID}
		}, bot.CodeRefused, []string{"move Steward's role above", "Regular"}},
		{"role of an integration", nil, func(w *town) bot.Effect {
			return bot.Role{Place: w.space(), User: userID(w.ann), Role: w.above.ID}
		}, bot.CodeRefused, []string{"integration", "Booster"}},
		{"no role", nil, func(w *town) bot.Effect {
			return bot.Role{Place: w.space(), User: userID(w.ann), Role: "4242"}
		}, bot.CodeRefused, []string{"no role 4242"}},
		{"role of who has left", nil, func(w *town) bot.Effect {
			return bot.Role{Place: w.space(), User: userID(w.newcomer), Role: w.regular.ID}
		}, bot.CodeGone, []string{"not in the server"}},
		{"tag", nil, func(w *town) bot.Effect { return bot.Tag{Place: w.space(), User: userID(w.ann), Tag: "x"} }, bot.CodeRefused, []string{"can't"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := newTown(t, fake.Options{})
			if c.spoil != nil {
				c.spoil(w)
			}
			_, err := try(t, w.still(), bot.Delivery{Effect: c.do(w)})
			if err == nil || err.Code != c.code {
				t.Fatalf("%v, want %s", err, c.code)
			}
			for _, part := range c.says {
				if !strings.Contains(err.Reason.String(), part) {
					t.Errorf("%q does not say %q", err.Reason, part)
				}
			}
			if c.code == bot.CodeRefused && w.Count("PUT", "/guilds/*/members/*/roles/*") > 0 {
				t.Error("Discord was asked for what it can only refuse")
			}
		})
	}
}

// TestSweepsByAge checks that messages too old for bulk deletion are deleted one by one.
func TestSweepsByAge(t *testing.T) {
	var mu sync.Mutex
	age := 15 * 24 * time.Hour
	w := newTown(t, fake.Options{Now: func() time.Time {
		mu.Lock()
		defer mu.Unlock()
		return time.Now().Add(-age)
	}})
	var ids []string
	for i := range 5 {
		if i == 2 {
			mu.Lock()
			age = 0
			mu.Unlock()
		}
		ids = append(ids, w.Server.Say(w.bob, w.hall.ID, "spam"))
	}
	if err := w.still().Sweep(t.Context(), w.place(w.hall), append(ids, ids[4]), "flood"); err != nil {
		t.Fatal(err)
	}
	if left := w.Server.Shown(w.hall.ID); len(left) > 0 {
		t.Errorf("left: %+v", left)
	}
	if bulk, single := w.Count("POST", "/channels/*/messages/bulk-delete"), w.Count("DELETE", "/channels/*/messages/*"); bulk != 1 || single != 2 {
		t.Errorf("%d calls for several and %d for single ones, want 1 and 2", bulk, single)
	}
	for _, c := range append(w.Calls("POST", "/channels/*/messages/bulk-delete"), w.Calls("DELETE", "/channels/*/messages/*")...) {
		if c.Reason != "flood" {
			t.Errorf("%s %s says %q in the audit log", c.Method, c.Path, c.Reason)
		}
	}
}

// TestKeepsToLimits checks that requests over a limit fail at once with the time to wait, and that
// Discord never has to reject one.
func TestKeepsToLimits(t *testing.T) {
	w := newTown(t, fake.Options{Limits: true})
	a := w.still()
	second := w.guild.AddChannel("second")
	if _, err := try(t, a, bot.Delivery{Effect: bot.Say{Place: w.place(w.hall), Text: "first"}}); err != nil {
		t.Fatal(err) // the limit is known from now on
	}
	var all sync.WaitGroup
	for i := range 40 {
		all.Go(func() {
			to := []*fake.Channel{w.hall, second}[i%2]
			_, err := a.Perform(t.Context(), bot.Delivery{Key: fmt.Sprint(i), Effect: bot.Say{Place: w.place(to), Text: fmt.Sprint(i)}})
			if err == nil {
				return
			}
			if d := bot.AsDeliveryError(err); d.Code != bot.CodeRetry || d.After <= 0 || d.After > 5*time.Second {
				t.Errorf("%v, want retry within five seconds", d)
			}
		})
	}
	all.Wait()
	if n := len(w.Sent(w.hall.ID)); n != 5 {
		t.Errorf("%d messages in the first channel, of the 5 that are allowed", n)
	}
	for _, v := range w.Violations() {
		t.Errorf("%+v", v)
	}
}

// TestExamine checks that each missing permission is reported, with a remedy.
func TestExamine(t *testing.T) {
	for _, c := range []struct {
		name  string
		spoil func(*town)
		space bot.Place // empty: the guild
		found string    // subject of the only problem; empty: none
		cure  string
		minor bool
	}{
		{name: "well"},
		{name: "content", spoil: func(w *town) { w.SetPrivileged(false, true, false) },
			found: "switched off", cure: "Privileged Gateway Intents -> Message Content Intent"},
		{name: "members", spoil: func(w *town) { w.SetPrivileged(true, false, false) },
			found: "switched off", cure: "Privileged Gateway Intents -> Server Members Intent"},
		{name: "elsewhere", space: "discord:4242", found: "not in it", cure: "https://discord.com/oauth2/authorize?client_id="},
		{name: "another platform's", space: "telegram:-100", found: "no server", cure: "/id"},
		{name: "messages", spoil: func(w *town) { w.SetBotPermissions(w.guild, fake.DefaultBotPermissions&^fake.PermManageMessages) },
			found: "Manage Messages", cure: "Server Settings -> Roles"},
		{name: "roles", spoil: func(w *town) { w.SetBotPermissions(w.guild, fake.DefaultBotPermissions&^fake.PermManageRoles) },
			found: "levels give no roles", cure: "Manage Roles", minor: true},
		{name: "no channel for newcomers", spoil: func(w *town) { w.guild.SetSystem("") },
			found: "no channel for system messages", cure: "places", minor: true},
		{name: "outage", spoil: func(w *town) { w.Down(true) }, found: "not available", cure: "later"},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := newTown(t, fake.Options{})
			if c.spoil != nil {
				c.spoil(w)
			}
			if c.space == "" {
				c.space = w.space()
			}
			var amiss []bot.Check
			for _, x := range w.still().Examine(t.Context(), []bot.Place{c.space}) {
				if strings.Contains(string(x.Found+x.Cure), secret) {
					t.Errorf("the token is shown: %+v", x)
				}
				if x.Cure != "" {
					amiss = append(amiss, x)
				}
			}
			if c.found == "" {
				if len(amiss) > 0 {
					t.Errorf("found amiss: %+v", amiss)
				}
				return
			}
			if len(amiss) != 1 || !strings.Contains(amiss[0].Found.String(), c.found) || !strings.Contains(amiss[0].Cure.String(), c.cure) || amiss[0].Minor != c.minor {
				t.Errorf("found amiss: %+v, want %q, to be cured by %q, minor: %v", amiss, c.found, c.cure, c.minor)
			}
		})
	}
}

// TestRejectedToken checks that the error names the setting and not the token.
func TestRejectedToken(t *testing.T) {
	w := newTown(t, fake.Options{})
	wrong := secret + "x"
	a := discord.New(discord.Settings{Token: wrong, APIURL: w.URL()}, discord.Options{})
	_, err := try(t, a, bot.Delivery{Effect: bot.Say{Place: w.place(w.hall), Text: "x"}})
	if err == nil || err.Code != bot.CodeRetry || !err.Whole || !strings.Contains(err.Reason.String(), "platforms.discord.token") {
		t.Errorf("%v, want to leave the platform alone until the token is another", err)
	}
	checks := a.Examine(t.Context(), nil)
	if len(checks) != 1 || checks[0].Subject != "token" || !strings.Contains(checks[0].Cure.String(), "platforms.discord.token") {
		t.Errorf("examined: %+v", checks)
	}
	if strings.Contains(fmt.Sprint(err, checks), wrong) {
		t.Error("the token is shown")
	}
}
