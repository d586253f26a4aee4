package engine

import (
	"encoding/json"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/stewardbot/steward/bot"
)

func TestPlainJSON(t *testing.T) {
	texts := rapid.OneOf(
		rapid.String(), rapid.SampledFrom([]string{"", "签到", "a <b> & \"c\"\\", "\u2028", "\xff\x00", "\u200b\x7f"}),
	)
	rapid.Check(t, func(t *rapid.T) {
		text := func(what string) string { return texts.Draw(t, what) }
		ev := bot.Event{
			ID: text("id"), Kind: bot.KindMessage, Place: bot.Place(text("place")),
			At: time.Unix(rapid.Int64Range(-1e9, 1e10).Draw(t, "at"), rapid.Int64Range(0, 1e9).Draw(t, "ns")).UTC(),
			User: &bot.User{
				ID: bot.UserID(text("user")), Name: text("name"), Handle: text("handle"), Language: text("language"),
				Persona: bot.Persona(text("persona")),
				Roles:   rapid.OneOf(rapid.Just([]string(nil)), rapid.SliceOfN(texts, 0, 3)).Draw(t, "roles"),
			},
			Message: &bot.Message{ID: text("message"), Text: text("text")},
		}
		want, err := json.Marshal(&ev)
		if err != nil {
			t.Fatal(err)
		}
		if got, ok := plainJSON(&ev); !ok || string(got) != string(want) {
			t.Fatalf("got  %s (%v)\nwant %s", got, ok, want)
		}
	})
}

// Whatever has more than that goes the long way.
func TestNotPlain(t *testing.T) {
	for name, change := range map[string]func(*bot.Event){
		"no user":    func(ev *bot.Event) { ev.User = nil },
		"no message": func(ev *bot.Event) { ev.Message = nil },
		"reply":      func(ev *bot.Event) { ev.Message.ReplyTo = &bot.Replied{} },
		"mention":    func(ev *bot.Event) { ev.Message.Mentions = make([]bot.User, 1) },
		"media":      func(ev *bot.Event) { ev.Message.Media = []string{"photo"} },
		"comment":    func(ev *bot.Event) { ev.Message.Comment = true },
		"hidden":     func(ev *bot.Event) { ev.Message.Hidden = true },
		"command":    func(ev *bot.Event) { ev.Message.Command = "top" },
		"deleted":    func(ev *bot.Event) { ev.Deleted = []string{"1"} },
		"answerable": func(ev *bot.Event) { ev.Message.Press = "1:2" },
		"voice":      func(ev *bot.Event) { ev.Voice = &bot.Voice{} },
		"raw":        func(ev *bot.Event) { ev.Raw = "x" },
		"moved":      func(ev *bot.Event) { ev.Moved = "x" },
		"reaction":   func(ev *bot.Event) { ev.Reaction = &bot.Reaction{} },
		"press":      func(ev *bot.Event) { ev.Press = &bot.Press{} },
		"standing":   func(ev *bot.Event) { ev.Standing = &bot.Standing{} },
		"tick":       func(ev *bot.Event) { ev.Tick = &bot.Tick{} },
		"outcome":    func(ev *bot.Event) { ev.Outcome = &bot.Outcome{} },
		"zone":       func(ev *bot.Event) { ev.At = ev.At.In(time.FixedZone("", 90*61)) },
		"year":       func(ev *bot.Event) { ev.At = ev.At.AddDate(20_000, 0, 0) },
	} {
		ev := bot.Event{User: &bot.User{}, Message: &bot.Message{}, At: time.Unix(0, 0).UTC()}
		change(&ev)
		if b, ok := plainJSON(&ev); ok {
			t.Errorf("%s: %s", name, b)
		}
	}
}
