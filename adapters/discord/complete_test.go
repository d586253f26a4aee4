package discord_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	fake "github.com/stewardbot/steward/adapters/discord/fakediscord"
	"github.com/stewardbot/steward/bot"
)

// TestCompletes checks that choices are sent once and stay within Discord's limits for number and
// length.
func TestCompletes(t *testing.T) {
	var many []string
	for n := range 60 {
		many = append(many, fmt.Sprintf("choice %d", n))
	}
	for _, c := range []struct {
		name         string
		choices, got []string
	}{
		{"none", nil, nil},
		{"some", []string{"spam", "早安"}, []string{"spam", "早安"}},
		{"too many", many, many[:25]},
		{"too long", []string{strings.Repeat("界", 101), strings.Repeat("界", 100), ""}, []string{strings.Repeat("界", 100)}},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := newTown(t, fake.Options{})
			a, sink := w.running(t)
			if err := a.RegisterCommands(t.Context(), menu); err != nil {
				t.Fatal(err)
			}
			i := w.Autocomplete(w.owner, w.hall.ID, "warn", "reason", fake.Arg("reason", "sp"))
			e := sink.AwaitKind(t, bot.KindTyping)
			if e.Typing == nil || e.Typing.Text != "sp" {
				t.Fatalf("typing %+v", e.Typing)
			}
			offer := bot.Delivery{Effect: bot.Complete{Place: e.Place, Typing: e.Typing.ID, Choices: c.choices}}
			if _, err := try(t, a, offer); err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, choice := range i.Response().Choices {
				got = append(got, choice.Name)
				if choice.Value != choice.Name {
					t.Errorf("%q stands for %v", choice.Name, choice.Value)
				}
			}
			if !i.Acked() || !slices.Equal(got, c.got) {
				t.Errorf("offered %q, want %q", got, c.got)
			}
			if _, err := try(t, a, offer); err == nil || err.Code != bot.CodeGone {
				t.Errorf("offered again: %v", err)
			}
		})
	}
	a := newTown(t, fake.Options{}).still()
	for _, typing := range []string{"", "1", "1:a/b", "x:y", ":"} {
		if _, err := try(t, a, bot.Delivery{Effect: bot.Complete{Place: "discord:1/2", Typing: typing}}); err == nil || err.Code != bot.CodeGone {
			t.Errorf("typing %q: %v", typing, err)
		}
	}
}
