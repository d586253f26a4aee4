package telegram_test

import (
	"context"
	"net"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/stewardbot/steward/adapters/telegram"
	fake "github.com/stewardbot/steward/adapters/telegram/faketelegram"
	"github.com/stewardbot/steward/bot"
)

// TestLinkedChannelAndComments checks how a channel and its commenters appear in the linked group.
func TestLinkedChannelAndComments(t *testing.T) {
	w := newTown(t, fake.Options{})
	_, sink, _ := w.connected(nil)
	sink.AwaitKind(t, bot.KindStanding) // the channel is now known

	_, forward := w.Post(w.channel, "the news")
	w.Say(w.newcomer, w.forum, "first!", fake.ReplyTo(forward))
	w.SayAs(w.channel, w.forum, "as the channel")
	w.SayAs(w.foreign, w.forum, "buy now")
	w.Say(w.ann, w.forum, "among us")

	for text, want := range map[string]struct {
		persona bot.Persona
		comment bool
	}{
		"the news":       {bot.TheGroup, false},
		"first!":         {bot.Person, true},
		"as the channel": {bot.TheGroup, false},
		"buy now":        {bot.AnyOther, false},
		"among us":       {bot.Person, false},
	} {
		e := sink.AwaitText(t, bot.KindMessage, text)
		if e.User == nil || e.User.Persona != want.persona || e.Message.Comment != want.comment {
			t.Errorf("%q: user %+v, comment %v; want %+v", text, e.User, e.Message.Comment, want)
		}
	}
}

// TestStandingFollowsChanges checks that promotions and demotions each bring a snapshot.
func TestStandingFollowsChanges(t *testing.T) {
	w := newTown(t, fake.Options{})
	_, sink, _ := w.connected(nil)
	first := sink.AwaitKind(t, bot.KindStanding)
	if !first.Standing.Self["can_delete_messages"] || first.Standing.Self["can_promote_members"] {
		t.Errorf("own rights: %v", first.Standing.Self)
	}
	await := func(what string, fits func(*bot.Standing) bool) {
		sink.Await(t, what, func(e bot.Event) bool { return e.Standing != nil && fits(e.Standing) })
	}
	w.Promote(w.owner, w.bob, w.forum, fake.Rights{CanDeleteMessages: true})
	await("bob promoted", func(s *bot.Standing) bool { return s.Admins[userID(w.bob)] == bot.Admin })
	w.Demote(w.owner, w.Me(), w.forum)
	await("Steward demoted", func(s *bot.Standing) bool { return len(s.Self) == 0 })
}

// TestStandingIsTriedAgain checks that a failing snapshot delays nothing else.
func TestStandingIsTriedAgain(t *testing.T) {
	w := newTown(t, fake.Options{})
	w.FailNext("getChatAdministrators", 3, fake.Fault{Kind: fake.HTTPError})
	_, sink, _ := w.connected(nil)
	w.Say(w.ann, w.forum, "meanwhile")
	sink.AwaitText(t, bot.KindMessage, "meanwhile")
	sink.AwaitKind(t, bot.KindStanding)
}

func TestMigration(t *testing.T) {
	w := newTown(t, fake.Options{})
	a, sink, _ := w.connected(nil)
	group := w.Group("Small", fake.Staff(fake.Owner(w.owner)), fake.Ordinary(w.ann, w.Me()))
	super := w.Migrate(group)
	w.Say(w.ann, super, "grown up")
	sink.AwaitText(t, bot.KindMessage, "grown up")
	ids := map[string]bool{}
	for _, e := range sink.Events() {
		if e.Kind == bot.KindMoved {
			ids[e.ID] = true
			if e.Place != place(group) || e.Moved != place(super) {
				t.Errorf("moved from %s to %s", e.Place, e.Moved)
			}
		}
	}
	if len(ids) != 1 {
		t.Errorf("moved is told under the ids %v, want one", ids)
	}
	_, err := a.Perform(t.Context(), bot.Delivery{Effect: bot.Say{Place: place(group), Text: "hello"}})
	if d := bot.AsDeliveryError(err); d.Code != bot.CodeMoved || d.Moved != place(super) {
		t.Errorf("speaking in the old group: %v", err)
	}
}

func TestAddedAndRemoved(t *testing.T) {
	w := newTown(t, fake.Options{})
	_, sink, _ := w.connected(nil)
	group := w.Supergroup("New", fake.Staff(fake.Owner(w.owner)))
	w.Add(w.owner, w.Me(), group)
	added := sink.AwaitKind(t, bot.KindAdded)
	if added.Place != place(group) || added.User == nil || added.User.ID != userID(w.owner) {
		t.Errorf("added: %+v", added)
	}
	w.Remove(w.owner, w.Me(), group)
	if removed := sink.AwaitKind(t, bot.KindRemoved); removed.Place != place(group) {
		t.Errorf("removed: %+v", removed)
	}
	for _, e := range sink.Events() {
		if e.Kind == bot.KindJoin || e.Kind == bot.KindLeave {
			t.Errorf("Steward's own coming and going is told as %s", e.Kind)
		}
	}
}

// TestRefusals checks that each refusal names a remedy.
func TestRefusals(t *testing.T) {
	w := newTown(t, fake.Options{})
	a := w.adapter(nil)
	bare := w.Supergroup("Bare", fake.Staff(fake.Owner(w.owner)), fake.Ordinary(w.Me(), w.ann))
	other := w.Say(w.ann, bare, "mine")
	kicked := w.Supergroup("Kicked", fake.Staff(fake.Owner(w.owner)), fake.Ordinary(w.Me()))
	w.Remove(w.owner, w.Me(), kicked)
	w.Start(w.ann)
	w.Block(w.ann, true)
	target := bot.Target{Message: bot.MessageID{Place: place(bare), ID: "1"}}
	tests := map[string]struct {
		effect bot.Effect
		want   string
	}{
		"kicked":     {bot.Say{Place: place(kicked), Text: "x"}, "removed from the group"},
		"blocked":    {bot.Say{Place: bot.PrivatePlace(userID(w.ann)), Text: "x"}, "blocked"},
		"a stranger": {bot.Say{Place: bot.PrivatePlace(userID(w.bob)), Text: "x"}, "may not write first"},
		"no rights":  {bot.Delete{Place: place(bare), Target: target}, "can_delete_messages"},
		"not ours":   {bot.Edit{Place: place(bare), Target: target, Text: "x"}, "not Steward's"},
		"no tags":    {bot.Tag{Place: place(bare), User: userID(w.ann), Tag: "x"}, "can_manage_tags"},
		"emoji":      {bot.Tag{Place: place(w.forum), User: userID(w.ann), Tag: "🍵"}, "emoji"},
		"too long":   {bot.Tag{Place: place(w.forum), User: userID(w.ann), Tag: strings.Repeat("x", 17)}, "16 characters"},
		"the owner":  {bot.Tag{Place: place(w.forum), User: userID(w.owner), Tag: "x"}, "administrator"},
		"not there":  {bot.Tag{Place: place(w.forum), User: userID(w.newcomer), Tag: "x"}, "not in the group"},
		"alone":      {bot.Tag{Place: bot.PrivatePlace(userID(w.ann)), User: userID(w.ann), Tag: "x"}, "in groups only"},
		"nobody":     {bot.Tag{Place: place(w.forum), User: "discord:1", Tag: "x"}, "no account"},
		"a role":     {bot.Role{Place: place(w.forum), User: userID(w.ann), Role: "1"}, "role"},
		"no topic":   {bot.Say{Place: place(w.forum) + "/99", Text: "x"}, "no such topic"},
	}
	for name, tt := range tests {
		_, err := a.Perform(t.Context(), bot.Delivery{Effect: tt.effect})
		if d := bot.AsDeliveryError(err); err == nil || d.Code != bot.CodeRefused || !strings.Contains(d.Reason.String(), tt.want) {
			t.Errorf("%s: %v, want refused with %q", name, err, tt.want)
		}
	}
	if _, there := w.Message(bare, other.ID); !there {
		t.Error("the message is gone")
	}
}

// TestPrivateAnswerInTheOpen checks that where Steward can't answer privately the receipt says so,
// and that it does not try each time.
func TestPrivateAnswerInTheOpen(t *testing.T) {
	w := newTown(t, fake.Options{Ephemeral: true})
	a := w.adapter(nil)
	bare := w.Supergroup("Bare", fake.Staff(fake.Owner(w.owner)), fake.Ordinary(w.Me(), w.ann, w.bob))
	for range 3 {
		out, err := a.Perform(t.Context(), bot.Delivery{Effect: bot.Say{Place: place(bare), To: userID(w.ann), Text: "for you"}})
		if err != nil || out.Receipt.Hidden {
			t.Fatalf("receipt %+v, %v", out.Receipt, err)
		}
	}
	if n := w.Count("sendMessage"); n != 4 {
		t.Errorf("%d messages were tried for three", n)
	}
}

// TestPrivateAnswerToWhoIsGone checks that one unreachable person does not make the answers to
// everyone else public.
func TestPrivateAnswerToWhoIsGone(t *testing.T) {
	w := newTown(t, fake.Options{Ephemeral: true})
	a := w.adapter(nil)
	hidden := func(who fake.User) bool {
		out, err := a.Perform(t.Context(), bot.Delivery{Effect: bot.Say{Place: place(w.forum), To: userID(who), Text: "for you"}})
		if err != nil {
			t.Fatal(err)
		}
		return out.Receipt.Hidden
	}
	if hidden(w.newcomer) {
		t.Error("hidden for who is not there")
	}
	if !hidden(w.ann) {
		t.Error("in the open for who is there")
	}
}

// TestEphemeralCommand checks that a command only Steward sees is answered privately.
func TestEphemeralCommand(t *testing.T) {
	w := newTown(t, fake.Options{Ephemeral: true})
	a, sink, _ := w.connected(nil)
	w.SayToBot(w.ann, w.forum, "/points@"+w.Me().Username)
	e := sink.AwaitText(t, bot.KindMessage, "/points")
	if !e.Message.Hidden {
		t.Error("the command is not marked hidden")
	}
	out, err := a.Perform(t.Context(), bot.Delivery{Effect: bot.Say{Place: e.Place, To: e.User.ID, ReplyTo: e.Message.ID, Text: "five"}})
	if err != nil || !out.Receipt.Hidden {
		t.Errorf("%+v, %v", out, err)
	}
	_, err = a.Perform(t.Context(), bot.Delivery{Effect: bot.React{Place: e.Place, Target: bot.Target{Message: bot.MessageID{Place: e.Place, ID: e.Message.ID}}, Emoji: "👌"}})
	if d := bot.AsDeliveryError(err); err == nil || d.Code != bot.CodeRefused {
		t.Errorf("reacting to it: %v, want refused", err)
	}
}

func TestColourlessReaction(t *testing.T) {
	w := newTown(t, fake.Options{})
	m := w.Say(w.ann, w.forum, "hi")
	target := bot.Target{Message: bot.MessageID{Place: place(w.forum), ID: "2"}}
	_, err := w.adapter(nil).Perform(t.Context(), bot.Delivery{Effect: bot.React{Place: place(w.forum), Target: target, Emoji: "❤️"}})
	if got := w.Reactions(m); err != nil || len(got) != 1 || got[0] != "❤" {
		t.Errorf("reactions %q, %v", got, err)
	}
}

// TestCertainty checks that a failed call may be retried only if it was certainly not performed,
// and that its outcome is otherwise unknown.
func TestCertainty(t *testing.T) {
	w := newTown(t, fake.Options{Token: secret})
	for name, tt := range map[string]struct {
		fault fake.Fault
		want  string
	}{
		"a gateway's page":  {fake.Fault{Kind: fake.HTTPError, Status: 502}, bot.CodeUnknown},
		"cut after sending": {fake.Fault{Kind: fake.Cut, Applied: true}, bot.CodeUnknown},
		"half an answer":    {fake.Fault{Kind: fake.Truncated, Applied: true}, bot.CodeUnknown},
		"garbage":           {fake.Fault{Kind: fake.Garbage}, bot.CodeUnknown},
		"half open":         {fake.Fault{Kind: fake.HalfOpen}, bot.CodeUnknown},
		"too many":          {fake.Fault{Kind: fake.TooMany, RetryAfter: 9}, bot.CodeRetry},
	} {
		t.Run(name, func(t *testing.T) {
			w.FailNext("sendMessage", 1, tt.fault)
			ctx, cancel := context.WithTimeout(t.Context(), 300*time.Millisecond)
			defer cancel()
			_, err := w.adapter(nil).Perform(ctx, bot.Delivery{Effect: bot.Say{Place: place(w.forum), Text: "x"}})
			if d := bot.AsDeliveryError(err); err == nil || d.Code != tt.want || strings.Contains(err.Error(), secret) {
				t.Errorf("%v, want %s", err, tt.want)
			}
		})
	}
	t.Run("nobody listens", func(t *testing.T) {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		address := "http://" + l.Addr().String()
		l.Close()
		a := telegram.New(telegram.Settings{Token: secret, APIURL: address}, telegram.Options{})
		_, err = a.Perform(t.Context(), bot.Delivery{Effect: bot.Say{Place: "telegram:-100", Text: "x"}})
		if d := bot.AsDeliveryError(err); err == nil || d.Code != bot.CodeRetry || !d.Whole || strings.Contains(err.Error(), secret) {
			t.Errorf("%v, want retry of the whole platform", err)
		}
	})
}

func TestRegisterCommands(t *testing.T) {
	w := newTown(t, fake.Options{})
	a := w.adapter(nil)
	entries := []bot.MenuEntry{
		{Language: "en", Name: "checkin", Description: "check in"},
		{Language: "en", Name: "ban", Description: strings.Repeat("long ", 100), Who: bot.Moderators},
		{Language: "zh-Hans", Name: "checkin", Description: "签到"},
		{Language: "zh-Hant", Name: "checkin", Description: "簽到"},
	}
	for range 2 {
		if err := a.RegisterCommands(t.Context(), entries); err != nil {
			t.Fatal(err)
		}
	}
	if n := w.Count("setMyCommands"); n != 4 {
		t.Errorf("%d menus were set, want 4: two audiences in two languages, once", n)
	}
	names := func(scope, language string) (out []string) {
		for _, c := range w.Menu(scope, language) {
			out = append(out, c.Name+" "+c.Description)
		}
		return out
	}
	if diff := cmp.Diff([]string{"checkin check in"}, names("default", "")); diff != "" {
		t.Error("members:", diff)
	}
	if diff := cmp.Diff([]string{"checkin 签到"}, names("default", "zh")); diff != "" {
		t.Error("members in Chinese:", diff)
	}
	if n := len(names("all_chat_administrators", "")); n != 2 {
		t.Errorf("administrators see %d commands, want 2", n)
	}
	if err := a.RegisterCommands(t.Context(), entries[1:2]); err != nil {
		t.Fatal(err)
	}
	if left := names("default", ""); len(left) != 0 {
		t.Errorf("members still see %q", left)
	}
}

func TestSettings(t *testing.T) {
	faults := func(s telegram.Settings) (out []string) {
		s.Validate(func(path, code string, args ...any) { out = append(out, path) })
		return out
	}
	for _, tt := range []struct {
		settings telegram.Settings
		want     []string
	}{
		{telegram.Settings{Token: secret}, nil},
		{telegram.Settings{Token: secret, APIURL: "http://localhost:8081/"}, nil},
		{telegram.Settings{}, []string{"token"}},
		{telegram.Settings{Token: "bot" + secret}, []string{"token"}},
		{telegram.Settings{Token: secret + "\n"}, []string{"token"}},
		{telegram.Settings{Token: "x", APIURL: "localhost"}, []string{"token", "api_url"}},
		{telegram.Settings{Token: secret, APIURL: "ftp://x"}, []string{"api_url"}},
		{telegram.Settings{Token: secret, APIURL: "https://u:p@x"}, []string{"api_url"}},
		{telegram.Settings{Token: secret, APIURL: "https://x?y"}, []string{"api_url"}},
	} {
		if diff := cmp.Diff(tt.want, faults(tt.settings)); diff != "" {
			t.Errorf("%s: %s", tt.settings, diff)
		}
	}
}
