package adaptertest

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/stewardbot/steward/bot"
)

// receiving returns the checks on submitted events.
func receiving() []check {
	return []check{
		{"a message", nil, receivesMessage},
		{"a reply", nil, receivesReply},
		{"order", nil, keepsOrder},
		{"a private chat", nil, receivesPrivate},
		{"text as it was said", nil, keepsText},
		{"a topic", func(w *World) bool { return w.Topic != "" }, receivesTopic},
		{"edits", func(w *World) bool { return w.Edit != nil }, receivesEdits},
		{"reactions", func(w *World) bool { return w.React != nil }, receivesReactions},
		{"coming and going", func(w *World) bool { return w.Join != nil && w.Leave != nil }, receivesArrivals},
		{"a command that the platform knows", func(w *World) bool { return w.Command != nil }, receivesCommand},
		{"personas", func(w *World) bool { return len(w.Personas) > 0 }, tellsPersonas},
		{"standing", func(w *World) bool { return w.Owner != "" }, tellsStanding},
		{"redelivery", func(w *World) bool { return w.Confirms }, redelivers},
		{"hostile input", func(w *World) bool { return w.Hostile != nil }, bearsHostility},
	}
}

func receivesMessage(t *testing.T, w *World) {
	s := start(t, w, nil)
	id := w.Say(w.Ann, w.Group, "good morning", "")
	e := s.sink.AwaitText(t, bot.KindMessage, "good morning")
	isBy(t, e, w.Ann)
	if e.Place != w.Group || e.Place.Platform() != s.adapter.Name() {
		t.Errorf("place %q, want %q on %q", e.Place, w.Group, s.adapter.Name())
	}
	if e.Message.ID != id {
		t.Errorf("message id %q, want %q", e.Message.ID, id)
	}
	if e.At.IsZero() {
		t.Error("a message without its time")
	}
	if e.User.Name == "" {
		t.Error("a speaker without a name")
	}
	unique(t, s)
}

func isBy(t *testing.T, e bot.Event, who bot.UserID) {
	t.Helper()
	if e.User == nil || e.User.ID != who || e.User.Persona != bot.Person {
		t.Errorf("%s by %+v, want the person %s", e.Kind, e.User, who)
	}
}

// unique checks that no two events share an id.
func unique(t *testing.T, s *session) {
	t.Helper()
	seen := map[string]bool{}
	for _, e := range s.sink.Events() {
		if e.ID == "" || e.Kind == "" {
			t.Errorf("an event without id or kind: %+v", e)
		}
		if seen[e.ID] {
			t.Errorf("two events are called %q", e.ID)
		}
		seen[e.ID] = true
	}
}

func receivesReply(t *testing.T, w *World) {
	s := start(t, w, nil)
	id := w.Say(w.Ann, w.Group, "who is there?", "")
	w.Say(w.Bob, w.Group, "me", id)
	e := s.sink.AwaitText(t, bot.KindMessage, "me")
	r := e.Message.ReplyTo
	if r == nil || r.ID != id || r.User == nil || r.User.ID != w.Ann {
		t.Errorf("reply to %+v, want to %s by %s", r, id, w.Ann)
	}
	if first := s.sink.AwaitText(t, bot.KindMessage, "who is there?"); first.Message.ReplyTo != nil {
		t.Errorf("a message that answers none has ReplyTo %+v", first.Message.ReplyTo)
	}
}

func keepsOrder(t *testing.T, w *World) {
	s := start(t, w, nil)
	const n = 30
	for i := range n {
		w.Say([]bot.UserID{w.Ann, w.Bob}[i%2], w.Group, fmt.Sprintf("line %02d", i), "")
	}
	s.sink.AwaitText(t, bot.KindMessage, fmt.Sprintf("line %02d", n-1))
	i := 0
	for _, e := range s.sink.Events() {
		if e.Kind != bot.KindMessage || e.Message.Text == "" { // a topic was opened
			continue
		}
		if want := fmt.Sprintf("line %02d", i); e.Message.Text != want {
			t.Fatalf("got %q where %q was said", e.Message.Text, want)
		}
		i++
	}
	unique(t, s)
}

func receivesPrivate(t *testing.T, w *World) {
	s := start(t, w, nil)
	place := bot.PrivatePlace(w.Ann)
	w.Say(w.Ann, place, "between us", "")
	e := s.sink.AwaitText(t, bot.KindMessage, "between us")
	if e.Place != place || !e.Place.Private() {
		t.Errorf("place %q, want %q", e.Place, place)
	}
	isBy(t, e, w.Ann)
	s.said(t, bot.Say{Place: place, Text: "surely"})
	shows(t, w, place, "surely")
}

func keepsText(t *testing.T, w *World) {
	s := start(t, w, nil)
	for _, text := range []string{"签到", "a\nb", "👨‍👩‍👧‍👦 family", "/points @someone 5", "שלום", "<b>no</b> *markup* _here_", "e\u0301"} {
		w.Say(w.Bob, w.Group, text, "")
		s.sink.AwaitText(t, bot.KindMessage, text)
	}
}

func receivesTopic(t *testing.T, w *World) {
	s := start(t, w, nil)
	w.Say(w.Ann, w.Topic, "on topic", "")
	e := s.sink.AwaitText(t, bot.KindMessage, "on topic")
	if e.Place != w.Topic || e.Message.ReplyTo != nil {
		t.Errorf("place %q and reply %+v, want %q and none", e.Place, e.Message.ReplyTo, w.Topic)
	}
	s.said(t, bot.Say{Place: w.Topic, Text: "agreed"})
	shows(t, w, w.Topic, "agreed")
}

func receivesEdits(t *testing.T, w *World) {
	s := start(t, w, nil)
	id := w.Say(w.Ann, w.Group, "first", "")
	w.Edit(w.Ann, w.Group, id, "second")
	w.Edit(w.Ann, w.Group, id, "third")
	said := s.sink.AwaitText(t, bot.KindMessage, "first")
	for _, text := range []string{"second", "third"} {
		e := s.sink.AwaitText(t, bot.KindEdit, text)
		isBy(t, e, w.Ann)
		if e.Message.ID != said.Message.ID || e.Place != said.Place {
			t.Errorf("an edit of %s in %s, want %s in %s", e.Message.ID, e.Place, said.Message.ID, said.Place)
		}
	}
	unique(t, s)
}

func receivesReactions(t *testing.T, w *World) {
	s := start(t, w, nil)
	id := w.Say(w.Ann, w.Group, "look", "")
	w.React(w.Bob, w.Group, id, "👍")
	w.React(w.Bob, w.Group, id, "")
	put := s.sink.Await(t, "a reaction", func(e bot.Event) bool {
		return e.Kind == bot.KindReaction && len(e.Reaction.Added) > 0
	})
	isBy(t, put, w.Bob)
	if put.Reaction.Message != id || put.Reaction.Added[0] != "👍" || len(put.Reaction.Removed) > 0 {
		t.Errorf("reaction %+v, want 👍 to %s", put.Reaction, id)
	}
	taken := s.sink.Await(t, "a reaction taken back", func(e bot.Event) bool {
		return e.Kind == bot.KindReaction && len(e.Reaction.Removed) > 0
	})
	if taken.Reaction.Message != id || taken.Reaction.Removed[0] != "👍" || len(taken.Reaction.Added) > 0 {
		t.Errorf("reaction %+v, want 👍 taken from %s", taken.Reaction, id)
	}
	unique(t, s)
}

func receivesArrivals(t *testing.T, w *World) {
	s := start(t, w, nil)
	w.Join(w.Newcomer)
	w.Leave(w.Newcomer)
	w.Say(w.Ann, w.Group, "that was short", "")
	s.sink.AwaitText(t, bot.KindMessage, "that was short")
	for _, kind := range []bot.Kind{bot.KindJoin, bot.KindLeave} {
		ids := map[string]bool{} // one event may be delivered twice, with the same id
		for _, e := range s.sink.Events() {
			if e.Kind == kind {
				ids[e.ID] = true
				isBy(t, e, w.Newcomer)
				if e.Place != w.Group.Space() {
					t.Errorf("%s in %q, want %q", kind, e.Place, w.Group.Space())
				}
			}
		}
		if len(ids) != 1 {
			t.Errorf("%d events of kind %s, want one: %v", len(ids), kind, ids)
		}
	}
}

// receivesCommand checks that a command can be answered publicly and with several messages, and
// does not also arrive as a message.
func receivesCommand(t *testing.T, w *World) {
	s := start(t, w, nil)
	e := s.commanded(t, w, w.Ann, "points")
	isBy(t, e, w.Ann)
	if e.Place != w.Group || e.At.IsZero() {
		t.Errorf("a command in %q at %s, want in %q", e.Place, e.At, w.Group)
	}
	m, receipt := s.said(t, bot.Say{Place: w.Group, Text: "all have 5", Press: e.Message.Press})
	if l := line(w, w.Group, m.ID); l == nil || l.Text != "all have 5" || l.OnlyFor != "" || receipt.Hidden {
		t.Errorf("the group shows %+v, hidden: %v", l, receipt.Hidden)
	}
	s.said(t, bot.Say{Place: w.Group, Text: "and so has she", Press: e.Message.Press})
	shows(t, w, w.Group, "and so has she")
	s.must(t, bot.Edit{Place: w.Group, Target: bot.Target{Message: m}, Text: "all have 6"})
	shows(t, w, w.Group, "all have 6")
	unique(t, s)
}

func tellsPersonas(t *testing.T, w *World) {
	s := start(t, w, nil)
	for persona, say := range w.Personas {
		text := "I am " + string(persona)
		say(text)
		e := s.sink.AwaitText(t, bot.KindMessage, text)
		if e.User == nil || e.User.Persona != persona {
			t.Errorf("%q came from %+v", text, e.User)
		}
	}
}

func tellsStanding(t *testing.T, w *World) {
	s := start(t, w, nil)
	e := s.sink.Await(t, "the group's standing", func(e bot.Event) bool {
		return e.Kind == bot.KindStanding && e.Place == w.Group.Space()
	})
	if e.Standing.Admins[w.Owner] != bot.Owner {
		t.Errorf("the owner %s has authority %v", w.Owner, e.Standing.Admins[w.Owner])
	}
	if e.Standing.Admins[w.Ann] != bot.Ordinary {
		t.Errorf("an ordinary member has authority %v", e.Standing.Admins[w.Ann])
	}
}

// redelivers checks that uncommitted events are redelivered with the same id,
// and committed ones are not.
func redelivers(t *testing.T, w *World) {
	first := start(t, w, nil)
	w.Say(w.Ann, w.Group, "kept", "")
	kept := first.sink.AwaitText(t, bot.KindMessage, "kept")
	first.sink.Hold()
	w.Say(w.Ann, w.Group, "lost", "")
	lost := first.sink.AwaitText(t, bot.KindMessage, "lost")
	first.stop(t)

	cursor, _ := first.sink.Cursor(first.adapter.Name())
	second := start(t, w, cursor)
	again := second.sink.AwaitText(t, bot.KindMessage, "lost")
	if diff := cmp.Diff(lost, again); diff != "" {
		t.Errorf("the same message came differently:\n%s", diff)
	}
	second.stop(t)

	cursor, _ = second.sink.Cursor(second.adapter.Name())
	third := start(t, w, cursor)
	w.Say(w.Ann, w.Group, "after", "")
	third.sink.AwaitText(t, bot.KindMessage, "after")
	if w.Repeats {
		return
	}
	for _, e := range append(second.sink.Events(), third.sink.Events()...) {
		if e.ID == kept.ID {
			t.Error("a committed message came again")
		}
	}
	for _, e := range third.sink.Events() {
		if e.ID == lost.ID {
			t.Error("a message came again after it was committed")
		}
	}
}

func bearsHostility(t *testing.T, w *World) {
	s := start(t, w, nil)
	w.Hostile()
	w.Say(w.Ann, w.Group, strings.Repeat("长", 4000), "")
	w.Say(w.Ann, w.Group, "still here", "")
	s.sink.AwaitText(t, bot.KindMessage, "still here")
	for _, e := range s.sink.Events() {
		if e.ID == "" || e.Kind == "" {
			t.Errorf("an event without id or kind: %+v", e)
		}
	}
}
