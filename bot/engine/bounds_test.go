package engine

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/stewardbot/steward/bot"
)

// FuzzInspect checks for any event that key parts are short, the time is possible, and the
// journal's line is bounded JSON.
func FuzzInspect(f *testing.F) {
	now := time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)
	long := strings.Repeat("x", 2000)
	for _, ev := range []bot.Event{
		{ID: "x:m1", Kind: bot.KindMessage, At: now, Place: "x:a", User: &bot.User{ID: "x:1"}, Message: &bot.Message{ID: "1", Text: "hello"}},
		{ID: long, Kind: bot.KindPress, Place: "x:a", Press: &bot.Press{ID: long, Data: long}},
		{ID: "x", Kind: bot.KindMessage, At: now.AddDate(7000, 0, 0), Place: "x:a", Message: &bot.Message{ID: long}},
		{ID: "x", Kind: bot.KindReaction, Place: bot.Place(long), Reaction: &bot.Reaction{Message: long, Added: []string{long}}},
		{ID: "x", Kind: bot.KindDelete, Place: "x:a", Deleted: []string{"1", long}},
		{ID: "x", Kind: bot.KindMessage, Place: "x:a", User: &bot.User{Name: strings.Repeat("\u0301", 70_000)}, Message: &bot.Message{Text: strings.Repeat("\x00", 70_000)}},
	} {
		b, err := json.Marshal(ev)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(b)
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		var ev bot.Event
		if json.Unmarshal(b, &ev) != nil {
			return
		}
		in := inspect(bounded(ev, now))
		if len(in.event.ID) > maxID || overlong(&in.event) || in.event.At.Sub(now) > maxAhead {
			t.Errorf("id of %d bytes, at %s: %+v", len(in.event.ID), in.event.At, in.event)
		}
		if again := bounded(ev, now.Add(time.Hour)); again.ID != in.event.ID {
			t.Errorf("the id is %q and %q", in.event.ID, again.ID)
		}
		var back bot.Event
		if err := json.Unmarshal(in.json(), &back); err != nil || len(in.json()) > 16*journalBytes {
			t.Errorf("a line of %d bytes: %v", len(in.json()), err)
		}
		if valid := strings.ToValidUTF8(in.event.ID, "\uFFFD"); back.ID != valid || back.Kind != bot.Kind(strings.ToValidUTF8(string(in.event.Kind), "\uFFFD")) {
			t.Errorf("the line tells of %q, %s", back.ID, back.Kind)
		}
	})
}

// TestOverlongIDsStayApart checks that overlong ids stay distinct although only their prefixes
// are kept.
func TestOverlongIDsStayApart(t *testing.T) {
	now := time.Unix(1_000_000, 0)
	long := strings.Repeat("x", 1000)
	a := bounded(bot.Event{ID: long + "a"}, now)
	b := bounded(bot.Event{ID: long + "b"}, now)
	if a.ID == b.ID || !strings.HasPrefix(a.ID, "xxx") {
		t.Errorf("%q and %q", a.ID, b.ID)
	}
	if parked := bounded(bot.Event{ID: "m1", Kind: bot.KindMessage, Message: &bot.Message{ID: long}}, now); parked.Kind != bot.KindParked ||
		parked.ID != "m1" || !strings.Contains(parked.Raw, "xxx") {
		t.Errorf("a message with an overlong id becomes %+v", parked)
	}
}

// TestLongForms checks that the journal truncates a form's options and keeps everything else.
func TestLongForms(t *testing.T) {
	long := strings.Repeat("x", 10<<10)
	ev := bot.Event{ID: "m1", Kind: bot.KindMessage, User: &bot.User{ID: "x:1"}, Message: &bot.Message{
		ID: "1", Text: "short", Command: "ban",
		Options: []bot.Given{{Name: "member", Value: "<@1>"}, {Name: "a", Value: long}, {Name: "b", Value: long}, {Name: "c", Value: long}},
	}}
	var kept bot.Event
	in := inspect(ev)
	if err := json.Unmarshal(in.json(), &kept); err != nil {
		t.Fatal(err)
	}
	m := kept.Message
	if len(m.Options) != 3 || m.Command != "ban" || m.Options[1].Value != long {
		t.Fatalf("kept %d options of /%s", len(m.Options), m.Command)
	}
	if got := m.Options[2].Value; m.Options[0].Value != "<@1>" || !strings.HasSuffix(got, "x…") || len(got) > 6<<10 {
		t.Errorf("of %d bytes %d are kept", len(long), len(got))
	}
	if len(ev.Message.Options) != 4 || ev.Message.Options[2].Value != long {
		t.Error("the event itself was cut")
	}
}
