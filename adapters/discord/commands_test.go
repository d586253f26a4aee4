package discord_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/stewardbot/steward/adapters/discord"
	fake "github.com/stewardbot/steward/adapters/discord/fakediscord"
	"github.com/stewardbot/steward/bot"
)

// TestRegisters checks the command menu in each language.
func TestRegisters(t *testing.T) {
	w := newTown(t, fake.Options{})
	moderate, manage := "1099511627776", "32" // MODERATE_MEMBERS, MANAGE_GUILD
	want := []fake.Command{
		{
			Type: fake.CommandSlash, Name: "points", NameIn: map[string]string{"zh-CN": "积分"},
			Description: "What you have", DescriptionIn: map[string]string{"zh-CN": "你的积分"},
			Options:  []fake.CommandOption{{Type: 6, Name: "member", Description: "whose", DescriptionIn: map[string]string{"zh-CN": "谁的"}}},
			Contexts: []int{0, 1},
		},
		{
			Type: fake.CommandSlash, Name: "warn", Description: "Warn a member", Permissions: &moderate, Contexts: []int{0, 1},
			Options: []fake.CommandOption{
				{Type: 6, Name: "member", Description: "whom", Required: true},
				{Type: 3, Name: "reason", Description: "why", Autocomplete: true},
			},
		},
		{Type: fake.CommandSlash, Name: "pause", Description: "Pause Steward", Permissions: &manage, Contexts: []int{0, 1}},
		{Type: fake.CommandUser, Name: "points", Contexts: []int{0}},
		{Type: fake.CommandMessage, Name: "warn", Permissions: &moderate, Contexts: []int{0}},
	}
	have := bare(w.Commands(""))
	titles := have[3].NameIn
	if titles["zh-CN"] != "积分" || titles["en-US"] != "Points" || titles["fr"] != "Points" || have[4].NameIn["zh-CN"] != "Warn" {
		t.Errorf("in menus they are called %v and %v", titles, have[4].NameIn)
	}
	have[3].NameIn, have[4].NameIn = nil, nil
	if diff := cmp.Diff(want, have); diff != "" {
		t.Errorf("registered:\n%s", diff)
	}
}

// bare removes the fields that Discord adds.
func bare(commands []fake.Command) []fake.Command {
	for i := range commands {
		c := &commands[i]
		c.ID, c.Application, c.Version, c.IntegrationTypes, c.DMPermission = "", "", "", nil, nil
		c.NameIn, c.DescriptionIn = orNil(c.NameIn), orNil(c.DescriptionIn)
		for j := range c.Options {
			c.Options[j].DescriptionIn = orNil(c.Options[j].DescriptionIn)
		}
	}
	return commands
}

func orNil(m map[string]string) map[string]string {
	if len(m) == 0 {
		return nil
	}
	return m
}

// TestRegistersDifference checks that unchanged commands are not registered again.
func TestRegistersDifference(t *testing.T) {
	changed := slices.Clone(menu)
	changed[3].Description = "Stop Steward for a while"
	var other []bot.MenuEntry
	for _, name := range []string{"a", "b", "c"} {
		other = append(other, bot.MenuEntry{Language: "en", Name: name, Description: name})
	}
	for _, c := range []struct {
		name              string
		menu              []bot.MenuEntry
		post, remove, put int
		left              int
	}{
		{"the same", menu, 0, 0, 0, 5},
		{"in another order", []bot.MenuEntry{menu[3], menu[2], menu[1], menu[0]}, 0, 0, 0, 5},
		{"one changed", changed, 1, 0, 0, 5},
		{"one gone", menu[:3], 0, 1, 0, 4},
		{"all others", other, 0, 0, 1, 3},
		{"none", nil, 0, 0, 1, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := newTown(t, fake.Options{Limits: true})
			count := func(method string) int {
				return w.Count(method, "/applications/*/commands") + w.Count(method, "/applications/*/commands/*")
			}
			w.FailNext("GET", "/applications/*/commands", 1, fake.Fault{Kind: fake.TooMany, RetryAfter: 0.01})
			post, remove, put := count("POST"), count("DELETE"), count("PUT")
			if err := w.still().RegisterCommands(t.Context(), c.menu); err != nil {
				t.Fatal(err)
			}
			post, remove, put = count("POST")-post, count("DELETE")-remove, count("PUT")-put
			if post != c.post || remove != c.remove || put != c.put {
				t.Errorf("%d written, %d removed, %d times all; want %d, %d, %d", post, remove, put, c.post, c.remove, c.put)
			}
			if n := len(w.Commands("")); n != c.left {
				t.Errorf("%d commands are registered, want %d", n, c.left)
			}
		})
	}
}

// TestRegistersAnything checks that Discord accepts commands with any names and descriptions, and
// that they count as unchanged the next time.
func TestRegistersAnything(t *testing.T) {
	s := fake.New(fake.Options{})
	t.Cleanup(s.Close)
	text := rapid.StringOf(rapid.SampledFrom([]rune("ab Z_-'/é积分\n👍"))).Filter(func(s string) bool { return len(s) < 400 })
	rapid.Check(t, func(t *rapid.T) {
		a := discord.New(discord.Settings{Token: s.Token(), APIURL: s.URL()}, discord.Options{})
		var entries []bot.MenuEntry
		for _, name := range rapid.SliceOfNDistinct(rapid.StringMatching(`[a-z_]{1,32}`), 0, 120, rapid.ID).Draw(t, "names") {
			e := bot.MenuEntry{
				Name: name, Who: bot.Audience(rapid.IntRange(0, int(bot.Operators)).Draw(t, "who")), Description: name + text.Draw(t, "description"),
				OnMember: rapid.Bool().Draw(t, "on member"), OnMessage: rapid.Bool().Draw(t, "on message"),
			}
			for _, option := range rapid.SliceOfNDistinct(rapid.StringMatching(`[a-z_]{1,32}`), 0, 3, rapid.ID).Draw(t, "options") {
				e.Options = append(e.Options, bot.MenuOption{
					Param:       bot.Param{Name: option, Kind: rapid.SampledFrom([]bot.ParamKind{bot.ParamText, bot.ParamMember, bot.ParamNumber}).Draw(t, "kind"), Required: rapid.Bool().Draw(t, "required")},
					Description: text.Draw(t, "about"),
				})
			}
			for _, language := range []string{"zh-Hant", "en", "zh-Hans", "xx"} {
				e.Language, e.Local, e.Title = language, text.Draw(t, "local"), "T"+name+text.Draw(t, "title")
				entries = append(entries, e)
			}
		}
		if err := a.RegisterCommands(t.Context(), entries); err != nil {
			t.Fatal(err)
		}
		before := s.Count("", "/applications/*/commands")
		if err := a.RegisterCommands(t.Context(), entries); err != nil {
			t.Fatal(err)
		}
		if n := s.Count("", "/applications/*/commands") - before; n != 1 {
			t.Fatalf("the second time took %d calls, want to ask once", n)
		}
	})
}

// TestCommandsArrive checks that slash commands and the context menus for members and messages
// arrive as commands.
func TestCommandsArrive(t *testing.T) {
	w := newTown(t, fake.Options{})
	_, sink := w.running(t)
	id := w.Server.Say(w.bob, w.hall.ID, "buy now")
	command := func(name string) *bot.Message {
		return sink.Await(t, name, func(e bot.Event) bool { return e.Message != nil && e.Message.Command == name }).Message
	}
	w.UserMenu(w.ann, w.hall.ID, "points", w.bob)
	if m := command("points"); len(m.Mentions) != 1 || m.Mentions[0].ID != userID(w.bob) || m.Press == "" {
		t.Errorf("from the menu on a member: %+v", m)
	}
	w.MessageMenu(w.owner, w.hall.ID, "warn", id)
	if m := command("warn"); m.ReplyTo == nil || m.ReplyTo.ID != id || m.ReplyTo.User == nil || m.ReplyTo.User.ID != userID(w.bob) {
		t.Errorf("from the menu on a message: %+v", m)
	}
	w.Slash(w.owner, w.hall.ID, "pause")
	command("pause")
	w.Slash(w.owner, w.hall.ID, "warn", fake.Arg("member", w.bob), fake.Arg("reason", "far too loud"))
	e := sink.Await(t, "a form", func(e bot.Event) bool { return e.Message != nil && strings.Contains(e.Message.Text, "loud") })
	if m := e.Message; m.Command != "warn" || m.Text != "<@"+w.bob.ID+"> far too loud" || len(m.Mentions) != 1 || m.Mentions[0].ID != userID(w.bob) {
		t.Errorf("from a form: %+v", m)
	}
	if _, err := w.TrySlash(w.ann, w.hall.ID, "pause"); err == nil {
		t.Error("an ordinary member is offered what is for operators")
	}
}
