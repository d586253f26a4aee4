package telegram_test

import (
	"flag"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/go-json-experiment/json/jsontext"
	"github.com/google/go-cmp/cmp"

	fake "github.com/stewardbot/steward/adapters/telegram/faketelegram"
	"github.com/stewardbot/steward/bot"
)

var update = flag.Bool("update", false, "rewrite testdata/calls.txt")

// TestCalls compares each effect's calls, with all their parameters, with testdata/calls.txt.
func TestCalls(t *testing.T) {
	w := newTown(t, fake.Options{Ephemeral: true})
	w.Start(w.ann)
	a := w.adapter(nil)
	forum, ann := place(w.forum), userID(w.ann)
	said := w.Say(w.bob, w.forum, "a question")
	other := w.Say(w.bob, w.forum, "another")
	id := func(m fake.Message) string { return strconv.FormatInt(m.ID, 10) }
	target := func(id string) bot.Target { return bot.Target{Message: bot.MessageID{Place: forum, ID: id}} }
	buttons := [][]bot.Button{
		{{Label: "<Yes> & \"no\"", Data: "quiz:answer:1"}, {Label: "读", URL: "https://x.example/?a=1&b=2"}},
		{{Label: "More", Data: "m"}},
	}
	var posted, pictured, hidden bot.Receipt
	var allowed string

	steps := []struct {
		name string
		do   func() bot.Effect
	}{
		{"a text", func() bot.Effect { return bot.Say{Place: forum, Text: " \"1 < 2\" & 早上好 \n"} }},
		{"a text that is not UTF-8", func() bot.Effect { return bot.Say{Place: forum, Rich: true, Text: "a\xff\xfeb **c**"} }},
		{"markup in a topic, with buttons, as an answer", func() bot.Effect {
			return bot.Say{
				Place: forum + bot.Place("/"+strconv.FormatInt(w.topic, 10)), Text: "**bold** 🎉 [link](https://x.example/) `code`\n> *said*", Rich: true,
				ReplyTo: id(said), Buttons: buttons,
			}
		}},
		{"a text in private", func() bot.Effect { return bot.Say{Place: bot.PrivatePlace(ann), To: ann, Text: "x"} }},
		{"a text for one person", func() bot.Effect {
			return bot.Say{Place: forum, To: ann, Text: "**for** you", Rich: true, ReplyTo: id(said), Buttons: buttons}
		}},
		{"an answer to a press, for one person", func() bot.Effect {
			return bot.Say{Place: forum, To: ann, Text: "x", Press: w.PressForeign(w.ann, w.message(forum, posted.Messages[0]), "m")}
		}},
		{"a picture", func() bot.Effect {
			return bot.Say{
				Place: forum + bot.Place("/"+strconv.FormatInt(w.topic, 10)), Text: "**the** card", Rich: true, Picture: bot.Attachment{Blob: "1", Name: "card.png"},
				ReplyTo: id(said), Buttons: buttons,
			}
		}},
		{"a picture from an address, without words", func() bot.Effect {
			return bot.Say{Place: forum, Picture: bot.PictureAt("https://x.example/a.png?x=1&y=2")}
		}},
		{"a picture for one person", func() bot.Effect {
			return bot.Say{
				Place: forum + bot.Place("/"+strconv.FormatInt(w.topic, 10)), To: ann, Text: "**your** card", Rich: true,
				Picture: bot.Attachment{Blob: "1", Name: "card.png"}, ReplyTo: id(said), Buttons: buttons,
			}
		}},
		{"a picture from an address, for one person", func() bot.Effect {
			return bot.Say{Place: forum, To: ann, Picture: bot.PictureAt("https://x.example/a.png?x=1&y=2")}
		}},
		{"an edit", func() bot.Effect {
			return bot.Edit{Place: forum, Target: target(posted.Messages[0]), Text: "*new* \xff", Rich: true, Buttons: buttons}
		}},
		{"an edit that takes the buttons away", func() bot.Effect { return bot.Edit{Place: forum, Target: target(posted.Messages[0]), Text: "newer"} }},
		{"an edit below a picture", func() bot.Effect {
			return bot.Edit{Place: forum, Target: target(pictured.Messages[0]), Text: "*new*", Rich: true, Buttons: buttons}
		}},
		{"an edit below a picture to nothing", func() bot.Effect { return bot.Edit{Place: forum, Target: target(pictured.Messages[0])} }},
		{"an edit that one person sees", func() bot.Effect {
			return bot.Edit{Place: forum, Target: target(hidden.Messages[0]), Text: "**n**", Rich: true, Buttons: buttons}
		}},
		{"a deletion that one person sees", func() bot.Effect { return bot.Delete{Place: forum, Target: target(hidden.Messages[0])} }},
		{"a deletion", func() bot.Effect { return bot.Delete{Place: forum, Target: target(id(other))} }},
		{"a reaction", func() bot.Effect { return bot.React{Place: forum, Target: target(id(said)), Emoji: "👌"} }},
		{"no reaction", func() bot.Effect { return bot.React{Place: forum, Target: target(id(said))} }},
		{"an acknowledgement", func() bot.Effect {
			return bot.Ack{Place: forum, Press: w.PressForeign(w.ann, w.message(forum, posted.Messages[0]), "m")}
		}},
		{"an acknowledgement in words", func() bot.Effect {
			return bot.Ack{Place: forum, Press: w.PressForeign(w.ann, w.message(forum, posted.Messages[0]), "m"), Text: "早 \xff"}
		}},
		{"a lookup", func() bot.Effect { return bot.Lookup{Place: forum, User: ann} }},
		{"a tag", func() bot.Effect { return bot.Tag{Place: forum, User: ann, Tag: "Level 5"} }},
		{"no tag", func() bot.Effect { return bot.Tag{Place: forum, User: ann} }},
		{"a pin", func() bot.Effect { return bot.Pin{Place: forum, Target: target(id(said))} }},
		{"no pin", func() bot.Effect { return bot.Pin{Place: forum, Target: target(id(said)), Off: true} }},
		{"permissions", func() bot.Effect { return bot.Permissions{Place: forum} }},
		{"a lock", func() bot.Effect { return bot.Lock{Place: forum, Earlier: allowed} }},
		{"no lock", func() bot.Effect { return bot.Lock{Place: forum, Earlier: allowed, Lift: true} }},
		{"a mute", func() bot.Effect { return bot.Mute{Place: forum, User: ann, Until: time.Now().Add(time.Hour)} }},
		{"no mute", func() bot.Effect { return bot.Mute{Place: forum, User: ann} }},
		{"a kick", func() bot.Effect { return bot.Kick{Place: forum, User: ann} }},
		{"a ban", func() bot.Effect { return bot.Ban{Place: forum, User: ann} }},
		{"no ban", func() bot.Effect { return bot.Ban{Place: forum, User: ann, Lift: true} }},
		{"a ban that takes the messages", func() bot.Effect { return bot.Ban{Place: forum, User: ann, Purge: time.Hour} }},
		{"a channel's ban", func() bot.Effect { return bot.Ban{Place: forum, User: bot.UserID(place(w.foreign))} }},
		{"no ban of a channel", func() bot.Effect { return bot.Ban{Place: forum, User: bot.UserID(place(w.foreign)), Lift: true} }},
	}
	got := &transcript{w: w}
	w.Permit(w.forum, "can_send_messages", "can_send_photos", "can_pin_messages")
	for _, s := range steps {
		got.note(s.name, func() error {
			out, err := a.Perform(t.Context(), bot.Delivery{Effect: s.do(), Content: []byte("\x89PNG\r\n\x1a\n\x00\xff")})
			switch s.name {
			case "a text":
				posted = out.Receipt
			case "a picture":
				pictured = out.Receipt
			case "a text for one person":
				hidden = out.Receipt
			case "permissions":
				allowed = out.Permissions
			}
			return err
		})
	}
	got.note("several deletions", func() error {
		return a.Sweep(t.Context(), forum, []string{id(said), posted.Messages[0]}, "")
	})
	got.note("menus", func() error {
		return a.RegisterCommands(t.Context(), []bot.MenuEntry{
			{Language: "en", Name: "ban", Description: "\"ban\" <one> & 界", Who: bot.Moderators},
			{Language: "zh-Hans", Name: "top", Description: "榜"},
		})
	})
	got.note("an introduction", func() error {
		_, err := a.Introduce(t.Context())
		return err
	})
	got.note("an examination", func() error {
		if checks := a.Examine(t.Context(), []bot.Place{forum}); len(checks) != 2 || checks[1].Cure != "" {
			return fmt.Errorf("found %+v", checks)
		}
		return nil
	})
	golden := filepath.Join("testdata", "calls.txt")
	if *update {
		if err := os.WriteFile(golden, []byte(got.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(strings.Split(string(want), "\n"), strings.Split(got.String(), "\n")); diff != "" {
		t.Error(diff)
	}
}

// transcript records the calls to a town.
type transcript struct {
	strings.Builder
	w *town
}

// note records the calls that do makes under a heading.
func (s *transcript) note(name string, do func() error) {
	before := s.w.Count("")
	if err := do(); err != nil {
		s.w.t.Errorf("%s: %v", name, err)
	}
	fmt.Fprintf(s, "# %s\n", name)
	for _, c := range s.w.Calls("")[before:] {
		fmt.Fprintln(s, c.Method)
		for _, key := range slices.Sorted(maps.Keys(c.Params)) {
			fmt.Fprintf(s, "  %s: %s\n", key, s.plain(c.Params[key]))
		}
	}
}

var until = regexp.MustCompile(`^\d{10}$`)

// plain normalizes a parameter and removes what differs between runs.
func (s *transcript) plain(value string) string {
	w := s.w
	switch value {
	case strconv.FormatInt(w.forum.ID, 10):
		return "(the forum)"
	case strconv.FormatInt(w.foreign.ID, 10):
		return "(the channel)"
	case strconv.FormatInt(w.ann.ID, 10):
		return "(Ann)"
	case strconv.FormatInt(w.Me().ID, 10):
		return "(Steward)"
	}
	if until.MatchString(value) {
		return "(a time)"
	}
	if nested := jsontext.Value(value); strings.ContainsAny(value[:min(1, len(value))], "[{") && nested.Canonicalize() == nil {
		return strings.ReplaceAll(string(nested), strconv.FormatInt(w.ann.ID, 10), "(Ann)")
	}
	return strconv.QuoteToGraphic(value)
}
