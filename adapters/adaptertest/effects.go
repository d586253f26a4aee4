package adaptertest

import (
	"context"
	"fmt"
	"log/slog"
	"slices"
	"testing"
	"time"

	"github.com/stewardbot/steward/bot"
)

var discard = slog.New(slog.DiscardHandler)

// performing returns the checks on effects.
func performing() []check {
	return []check{
		{"say, edit, delete", nil, saysEditsDeletes},
		{"an answer", nil, answers},
		{"plain text", nil, saysPlainly},
		{"a lookup", nil, looksUp},
		{"places that are none", nil, refusesPlaces},
		{"buttons", func(w *World) bool { return w.Press != nil }, carriesButtons},
		{"its own reactions", func(w *World) bool { return w.Reaction != "" }, reacts},
		{"a private answer", func(w *World) bool { return w.Private }, answersPrivately},
		{"an answer for one", nil, answersOne},
		{"deleting what others said", nil, deletesOthers},
		{"sweeping", func(w *World) bool { _, ok := w.New(discard).(bot.Sweeper); return ok }, sweeps},
		{"roles", func(w *World) bool { return w.Role != "" }, givesRoles},
		{"tags", func(w *World) bool { return w.Tag != nil }, tags},
	}
}

// line returns the message with this id that a place shows, or nil.
func line(w *World, in bot.Place, id string) *Line {
	for _, l := range w.Shown(in) {
		if l.ID == id {
			return &l
		}
	}
	return nil
}

// shows returns the first message in a place with this text, and fails the test if there is none.
func shows(t *testing.T, w *World, in bot.Place, text string) Line {
	t.Helper()
	for _, l := range w.Shown(in) {
		if l.Text == text {
			return l
		}
	}
	t.Fatalf("%s does not show %q but %+v", in, text, w.Shown(in))
	return Line{}
}

func saysEditsDeletes(t *testing.T, w *World) {
	s := start(t, w, nil)
	m, receipt := s.said(t, bot.Say{Place: w.Group, Text: "hello"})
	if receipt.Hidden {
		t.Error("a message for all is hidden")
	}
	if l := line(w, w.Group, m.ID); l == nil || l.Text != "hello" || !l.Ours {
		t.Fatalf("the group shows %+v", l)
	}
	target := bot.Target{Message: m}
	s.must(t, bot.Edit{Place: w.Group, Target: target, Text: "good day"})
	if l := line(w, w.Group, m.ID); l == nil || l.Text != "good day" {
		t.Errorf("after an edit the group shows %+v", l)
	}
	if code := s.code(t, bot.Edit{Place: w.Group, Target: target, Text: "good day"}); code != "done" && code != bot.CodeGone {
		t.Errorf("an edit that changes nothing: %s, want done or gone", code)
	}
	s.must(t, bot.Delete{Place: w.Group, Target: target})
	if l := line(w, w.Group, m.ID); l != nil {
		t.Errorf("a deleted message is shown: %+v", l)
	}
	if code := s.code(t, bot.Delete{Place: w.Group, Target: target}); code != bot.CodeGone {
		t.Errorf("deleting twice: %s, want gone", code)
	}
	if code := s.code(t, bot.Edit{Place: w.Group, Target: target, Text: "back"}); code != bot.CodeGone {
		t.Errorf("editing what is deleted: %s, want gone", code)
	}
}

func answers(t *testing.T, w *World) {
	s := start(t, w, nil)
	id := w.Say(w.Ann, w.Group, "a question", "")
	m, _ := s.said(t, bot.Say{Place: w.Group, Text: "an answer", ReplyTo: id})
	if l := line(w, w.Group, m.ID); l == nil || l.ReplyTo != id {
		t.Errorf("the group shows %+v, want an answer to %s", l, id)
	}
	s.must(t, bot.Delete{Place: w.Group, Target: bot.Target{Message: bot.MessageID{Place: w.Group, ID: id}}})
	s.said(t, bot.Say{Place: w.Group, Text: "too late an answer", ReplyTo: id})
	shows(t, w, w.Group, "too late an answer")
}

func saysPlainly(t *testing.T, w *World) {
	s := start(t, w, nil)
	for _, text := range []string{"*a* _b_ `c` <b>d</b> [e](f) &amp; \\", "签到成功 +5 茶叶", "line\nline", "https://example.com"} {
		m, _ := s.said(t, bot.Say{Place: w.Group, Text: text})
		if l := line(w, w.Group, m.ID); l == nil || l.Text != text {
			t.Errorf("%q is shown as %+v", text, l)
		}
	}
}

func looksUp(t *testing.T, w *World) {
	s := start(t, w, nil)
	found := s.must(t, bot.Lookup{Place: w.Group, User: w.Ann}).Found
	if found == nil || !found.Present || found.User.ID != w.Ann || found.Authority != bot.Ordinary {
		t.Errorf("a member is found as %+v", found)
	}
	if w.Owner != "" {
		if found := s.must(t, bot.Lookup{Place: w.Group, User: w.Owner}).Found; found == nil || found.Authority != bot.Owner {
			t.Errorf("the owner is found as %+v", found)
		}
	}
	stranger := bot.UserID(s.adapter.Name() + ":987654321")
	if found := s.must(t, bot.Lookup{Place: w.Group, User: stranger}).Found; found == nil || found.Present {
		t.Errorf("a stranger is found as %+v", found)
	}
}

func refusesPlaces(t *testing.T, w *World) {
	s := start(t, w, nil)
	name := bot.Place(s.adapter.Name())
	bad := []bot.Place{"", "elsewhere:1", name, name + ":", name + ":dm/", name + ":no such place/at all", name + ":dm/nobody"}
	if w.Nowhere != "" {
		bad = append(bad, w.Nowhere)
	}
	for _, p := range bad {
		if code := s.code(t, bot.Say{Place: p, Text: "anybody?"}); code != bot.CodeRefused {
			t.Errorf("saying something in %q: %s, want refused", p, code)
		}
	}
	for _, id := range []string{"", "no id", "e", "e:", "-1", "99999999999999999999999"} {
		e := bot.Edit{Place: w.Group, Target: bot.Target{Message: bot.MessageID{Place: w.Group, ID: id}}, Text: "x"}
		if code := s.code(t, e); code != bot.CodeRefused && code != bot.CodeGone {
			t.Errorf("editing the message %q: %s, want refused or gone", id, code)
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := s.adapter.Perform(ctx, bot.Delivery{Effect: bot.Say{Place: w.Group, Text: "too late"}})
	if err != nil {
		if code := bot.AsDeliveryError(err).Code; code != bot.CodeRetry && code != bot.CodeUnknown {
			t.Errorf("an effect whose context has ended: %s, want retry or unknown", code)
		}
	}
}

func carriesButtons(t *testing.T, w *World) {
	s := start(t, w, nil)
	data := "vote:" + string(slices.Repeat([]byte("x"), 59)) // 64 bytes
	m, _ := s.said(t, bot.Say{Place: w.Group, Text: "choose", Buttons: [][]bot.Button{{{Label: "yes", Data: data}, {Label: "不", Data: "vote:no"}}}})
	if l := line(w, w.Group, m.ID); l == nil || !slices.Equal(l.Buttons, []string{data, "vote:no"}) {
		t.Fatalf("the group shows %+v", l)
	}
	w.Press(w.Bob, w.Group, m.ID, data)
	e := s.sink.AwaitKind(t, bot.KindPress)
	isBy(t, e, w.Bob)
	if e.Press.Data != data || e.Press.Message != m.ID || e.Place != w.Group || e.Press.ID == "" {
		t.Errorf("press %+v in %s, want %q below %s in %s", e.Press, e.Place, data, m.ID, w.Group)
	}
	s.must(t, bot.Ack{Place: e.Place, Press: e.Press.ID, Text: "counted"})
	if code := s.code(t, bot.Ack{Place: w.Group, Press: "123456789"}); code != bot.CodeGone && code != bot.CodeRefused {
		t.Errorf("answering a press that never was: %s, want gone or refused", code)
	}
	s.must(t, bot.Edit{Place: w.Group, Target: bot.Target{Message: m}, Text: "closed"})
	if l := line(w, w.Group, m.ID); l == nil || len(l.Buttons) > 0 {
		t.Errorf("after an edit without buttons the group shows %+v", l)
	}
}

func reacts(t *testing.T, w *World) {
	s := start(t, w, nil)
	id := w.Say(w.Ann, w.Group, "/checkin", "")
	target := bot.Target{Message: bot.MessageID{Place: w.Group, ID: id}}
	s.must(t, bot.React{Place: w.Group, Target: target, Emoji: w.Reaction})
	s.must(t, bot.React{Place: w.Group, Target: target, Emoji: w.Reaction})
	if l := line(w, w.Group, id); l == nil || !slices.Equal(l.Reactions, []string{w.Reaction}) {
		t.Errorf("the group shows %+v, want one reaction %s", l, w.Reaction)
	}
	if w.Unreaction != "" {
		if code := s.code(t, bot.React{Place: w.Group, Target: target, Emoji: w.Unreaction}); code != bot.CodeRefused {
			t.Errorf("an emoji that is no reaction: %s, want refused", code)
		}
	}
	s.must(t, bot.Delete{Place: w.Group, Target: target})
	if code := s.code(t, bot.React{Place: w.Group, Target: target, Emoji: w.Reaction}); code != bot.CodeGone {
		t.Errorf("reacting to what is deleted: %s, want gone", code)
	}
}

func answersPrivately(t *testing.T, w *World) {
	s := start(t, w, nil)
	say := bot.Say{Place: w.Group, To: w.Ann, Text: "you have 5"}
	if w.Command != nil {
		say.Press = s.commanded(t, w, w.Ann, "points").Message.Press
	} else {
		say.ReplyTo = w.Say(w.Ann, w.Group, "/points", "")
	}
	m, receipt := s.said(t, say)
	if !receipt.Hidden {
		t.Error("the receipt does not say that the answer is hidden")
	}
	if l := line(w, w.Group, m.ID); l == nil || l.OnlyFor != w.Ann {
		t.Fatalf("the group shows %+v, want it for %s alone", l, w.Ann)
	}
	target := bot.Target{Message: m}
	s.must(t, bot.Edit{Place: w.Group, Target: target, To: w.Ann, Text: "you have 6"})
	if l := line(w, w.Group, m.ID); l == nil || l.Text != "you have 6" {
		t.Errorf("after an edit the group shows %+v", l)
	}
	s.must(t, bot.Delete{Place: w.Group, Target: target, OnlyPublic: true})
	if line(w, w.Group, m.ID) == nil {
		t.Error("a hidden answer was deleted, though only a public one should be")
	}
	s.must(t, bot.Delete{Place: w.Group, Target: target})
	if l := line(w, w.Group, m.ID); l != nil {
		t.Errorf("a deleted answer is shown: %+v", l)
	}
	m, _ = s.said(t, bot.Say{Place: w.Group, Text: "for all"})
	if l := line(w, w.Group, m.ID); l == nil || l.OnlyFor != "" {
		t.Errorf("the group shows %+v, want it for all", l)
	}
}

// answersOne checks that a private answer is posted, hidden where the platform can hide it, and is
// an ordinary message in a private chat.
func answersOne(t *testing.T, w *World) {
	s := start(t, w, nil)
	id := w.Say(w.Ann, w.Group, "/points", "")
	m, receipt := s.said(t, bot.Say{Place: w.Group, To: w.Ann, Text: "you have 5", ReplyTo: id, HideAfter: time.Minute})
	if l := line(w, w.Group, m.ID); l == nil || (l.OnlyFor != "") != receipt.Hidden {
		t.Errorf("the group shows %+v, the receipt says hidden: %v", l, receipt.Hidden)
	}
	private := bot.PrivatePlace(w.Ann)
	w.Say(w.Ann, private, "/points", "")
	m, receipt = s.said(t, bot.Say{Place: private, To: w.Ann, Text: "you have 5"})
	if l := line(w, private, m.ID); l == nil || l.Text != "you have 5" || receipt.Hidden {
		t.Errorf("the private chat shows %+v, hidden: %v", l, receipt.Hidden)
	}
}

func deletesOthers(t *testing.T, w *World) {
	s := start(t, w, nil)
	id := w.Say(w.Bob, w.Group, "buy now", "")
	e := s.sink.AwaitText(t, bot.KindMessage, "buy now")
	s.must(t, bot.Delete{Place: e.Place, Target: bot.Target{Message: bot.MessageID{Place: e.Place, ID: e.Message.ID}}})
	if l := line(w, w.Group, id); l != nil {
		t.Errorf("a deleted message is shown: %+v", l)
	}
}

func tags(t *testing.T, w *World) {
	s := start(t, w, nil)
	if n := s.adapter.Capabilities(w.Group).TagLength; n < 1 {
		t.Errorf("tags of at most %d characters", n)
	}
	for _, tag := range []string{"Regular", "Regular", "常客", ""} {
		s.must(t, bot.Tag{Place: w.Group, User: w.Ann, Tag: tag})
		if got := w.Tag(w.Ann); got != tag {
			t.Errorf("Ann's tag is %q, want %q", got, tag)
		}
	}
	if got := w.Tag(w.Bob); got != "" {
		t.Errorf("Bob's tag is %q", got)
	}
	nobody := bot.UserID(w.Group.Platform() + ":987654321")
	if code := s.code(t, bot.Tag{Place: w.Group, User: nobody, Tag: "x"}); code != bot.CodeRefused {
		t.Errorf("a tag for somebody who does not exist: %s, want refused", code)
	}
}

// sweeps checks that deleting messages that are already gone is not an error.
func sweeps(t *testing.T, w *World) {
	s := start(t, w, nil)
	var ids []string
	for i := range 5 {
		ids = append(ids, w.Say(w.Bob, w.Group, fmt.Sprintf("buy %d", i), ""))
	}
	kept := w.Say(w.Ann, w.Group, "how rude", "")
	s.must(t, bot.Delete{Place: w.Group, Target: bot.Target{Message: bot.MessageID{Place: w.Group, ID: ids[2]}}})
	for range 2 {
		if err := s.adapter.(bot.Sweeper).Sweep(t.Context(), w.Group, ids, "flood"); err != nil {
			t.Fatalf("sweep: %v", err)
		}
		for _, l := range w.Shown(w.Group) {
			if slices.Contains(ids, l.ID) {
				t.Fatalf("a swept line is shown: %+v", l)
			}
		}
		if line(w, w.Group, kept) == nil {
			t.Fatal("a line that was not to be swept is gone")
		}
	}
}

// givesRoles checks that giving a role twice is not an error.
func givesRoles(t *testing.T, w *World) {
	s := start(t, w, nil)
	give := bot.Role{Place: w.Group.Space(), User: w.Ann, Role: w.Role}
	take := give
	take.Take = true
	for _, e := range []bot.Role{take, give, give, take, take, give} {
		s.must(t, e)
		if has := slices.Contains(w.Roles(w.Ann), w.Role); has == e.Take {
			t.Errorf("after %+v the member has the role: %v", e, has)
		}
	}
	give.Role = w.Unrole
	if code := s.code(t, give); code != bot.CodeRefused {
		t.Errorf("giving a role that can't be given: %s, want refused", code)
	}
	if w.Newcomer != "" {
		if code := s.code(t, bot.Role{Place: w.Group.Space(), User: w.Newcomer, Role: w.Role}); code != bot.CodeGone {
			t.Errorf("giving a role to who is not there: %s, want gone", code)
		}
	}
}
