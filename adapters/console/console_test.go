package console_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/stewardbot/steward/adapters/console"
	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/phrase"
)

const (
	ann   bot.UserID = "console:ann"
	layla bot.UserID = "console:layla"
)

var noon = time.Date(2026, 7, 16, 12, 0, 0, 0, time.UTC)

// sink commits at once unless it is told to hold or to refuse.
type sink struct {
	mu     sync.Mutex
	now    time.Time
	events []bot.Event
	hold   chan struct{}
	refuse error
	up     chan bool
}

func (s *sink) Submit(_ context.Context, b bot.Batch) (bot.Wait, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.refuse != nil {
		return nil, s.refuse
	}
	s.events = append(s.events, b.Events...)
	hold := s.hold
	return func(ctx context.Context) error {
		if hold == nil {
			return nil
		}
		select {
		case <-hold:
			return nil
		case <-ctx.Done():
			return ctx.Err()
		}
	}, nil
}

func (s *sink) Cursor(string) ([]byte, error) { return nil, nil }
func (s *sink) Now() time.Time                { return s.now }
func (s *sink) Status(_ string, up bool, _ phrase.Line) {
	if up {
		s.up <- true
	}
}

func (s *sink) last() bot.Event {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.events[len(s.events)-1]
}

// open runs a room with the usual cast until the test ends.
func open(t *testing.T) (*console.Room, *sink) {
	t.Helper()
	return openAt(t, noon)
}

func openAt(t *testing.T, now time.Time) (*console.Room, *sink) {
	t.Helper()
	r, s := console.New(console.Cast()), &sink{now: now, up: make(chan bool, 1)}
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- r.Run(ctx, s) }()
	<-s.up
	t.Cleanup(func() {
		cancel()
		if err := <-done; err != nil {
			t.Errorf("Run: %v", err)
		}
	})
	return r, s
}

func say(t *testing.T, r *console.Room, who bot.UserID, text string) console.Line {
	t.Helper()
	l, err := r.Say(context.Background(), who, console.Lobby, text, "")
	if err != nil {
		t.Fatalf("Say(%q): %v", text, err)
	}
	return l
}

func perform(t *testing.T, r *console.Room, key string, e bot.Effect) bot.Outcome {
	t.Helper()
	out, err := r.Perform(context.Background(), bot.Delivery{Key: key, Effect: e})
	if err != nil {
		t.Fatalf("Perform(%#v): %v", e, err)
	}
	return out
}

// line returns the line with this id as viewer sees it; false if there is none.
func line(r *console.Room, viewer bot.UserID, id string) (console.Line, bool) {
	for _, l := range r.View(viewer, 0).Lines {
		if l.ID == id {
			return l, true
		}
	}
	return console.Line{}, false
}

// wait reads views until ok returns true for the line.
func wait(t *testing.T, r *console.Room, id string, ok func(console.Line) bool) {
	t.Helper()
	woken, stop := r.Watch()
	defer stop()
	for {
		if l, found := line(r, "", id); found && ok(l) {
			return
		}
		select {
		case <-woken:
		case <-t.Context().Done():
			t.Fatal("the line did not change")
		}
	}
}

func TestRunTellsWhoHasAuthority(t *testing.T) {
	_, s := open(t)
	e := s.last()
	want := map[bot.UserID]bot.Authority{"console:ann": bot.Owner, "console:haneul": bot.Admin}
	if e.Kind != bot.KindStanding || e.Place != console.Lobby {
		t.Fatalf("first event is %s in %s", e.Kind, e.Place)
	}
	if diff := cmp.Diff(want, e.Standing.Admins); diff != "" {
		t.Error(diff)
	}
}

func TestSayIsALineAndAnEvent(t *testing.T) {
	r, s := open(t)
	first := say(t, r, layla, "  hello @ann, hello @ANN  ")
	e := s.last()
	if e.ID != first.Event || e.Kind != bot.KindMessage || e.Message.ID != first.ID || e.Message.Text != "hello @ann, hello @ANN" {
		t.Errorf("event %+v, line %+v", e, first)
	}
	if e.User.Name != "ليلى منصور" || !e.At.Equal(noon) {
		t.Errorf("said by %q at %s", e.User.Name, e.At)
	}
	if len(e.Message.Mentions) != 1 || e.Message.Mentions[0].ID != ann {
		t.Errorf("mentions %+v", e.Message.Mentions)
	}
	second, err := r.Say(context.Background(), ann, console.Lobby, "hi", first.ID)
	if err != nil {
		t.Fatal(err)
	}
	if re := s.last().Message.ReplyTo; re == nil || re.ID != first.ID || re.User.ID != layla {
		t.Errorf("reply to %+v", re)
	}
	if second.ID <= first.ID {
		t.Errorf("ids go from %s to %s", first.ID, second.ID)
	}
}

func TestIDsGoOnAfterARestart(t *testing.T) {
	first, _ := open(t)
	before := say(t, first, ann, "one")
	second, _ := openAt(t, noon.Add(time.Second))
	after := say(t, second, ann, "two")
	if after.ID <= before.ID {
		t.Errorf("after a restart a line is %s, before it %s", after.ID, before.ID)
	}
}

func TestALineIsPendingUntilItsCommit(t *testing.T) {
	r, s := open(t)
	s.mu.Lock()
	s.hold = make(chan struct{})
	s.mu.Unlock()
	l := say(t, r, ann, "hello")
	if !l.Pending {
		t.Error("a line is settled before its commit")
	}
	close(s.hold)
	wait(t, r, l.ID, func(l console.Line) bool { return !l.Pending })
}

func TestALineThatWasNotTakenIsLost(t *testing.T) {
	r, s := open(t)
	s.mu.Lock()
	s.refuse = errors.New("closing")
	s.mu.Unlock()
	if _, err := r.Say(context.Background(), ann, console.Lobby, "hello", ""); err == nil {
		t.Fatal("Say succeeded")
	}
	lines := r.View("", 0).Lines
	if len(lines) != 1 || !lines[0].Lost || lines[0].Pending {
		t.Errorf("lines %+v", lines)
	}
}

func TestFaults(t *testing.T) {
	r, _ := open(t)
	ctx := context.Background()
	l := say(t, r, layla, "hers")
	hidden := perform(t, r, "h", bot.Say{Place: console.Lobby, To: layla, Text: "psst"}).Receipt.Messages[0]
	sayAs := func(who bot.UserID, place bot.Place, text, reply string) error {
		_, err := r.Say(ctx, who, place, text, reply)
		return err
	}
	press := func(id, data string) error { _, err := r.Press(ctx, ann, id, data); return err }
	for name, c := range map[string]struct{ got, want error }{
		"a stranger":           {sayAs("console:eve", console.Lobby, "hi", ""), console.Nobody},
		"another's chat":       {sayAs(ann, bot.PrivatePlace(layla), "hi", ""), console.NoPlace},
		"nothing":              {sayAs(ann, console.Lobby, " \n ", ""), console.Empty},
		"too much":             {sayAs(ann, console.Lobby, strings.Repeat("茶", console.MaxText+1), ""), console.TooLong},
		"reply to nothing":     {sayAs(ann, console.Lobby, "hi", "999"), console.NoLine},
		"reply to hidden":      {sayAs(ann, console.Lobby, "hi", hidden), console.NoLine},
		"edit another's":       {r.Edit(ctx, ann, l.ID, "mine"), console.NotYours},
		"delete another's":     {r.Delete(ctx, ann, l.ID), console.NotYours},
		"react to nothing":     {r.React(ctx, ann, "999", "👍", true), console.NoLine},
		"react to hidden":      {r.React(ctx, layla, hidden, "👍", true), console.NoLine},
		"react with no emoji":  {r.React(ctx, ann, l.ID, "", true), console.Empty},
		"press without button": {press(l.ID, "x"), console.NoButton},
	} {
		if !errors.Is(c.got, c.want) {
			t.Errorf("%s: %v, want %v", name, c.got, c.want)
		}
	}
	if err := sayAs(ann, console.Lobby, "hi", ""); err != nil {
		t.Errorf("after all that: %v", err)
	}
	if _, err := console.New(console.Cast()).Say(ctx, ann, console.Lobby, "hi", ""); !errors.Is(err, console.Closed) {
		t.Errorf("before Run: %v", err)
	}
}

func TestReactionsAreOncePerPerson(t *testing.T) {
	r, s := open(t)
	ctx := context.Background()
	l := say(t, r, layla, "hello")
	for range 2 {
		if err := r.React(ctx, ann, l.ID, "❤️", true); err != nil {
			t.Fatal(err)
		}
	}
	perform(t, r, "", bot.React{Place: console.Lobby, Target: target(l.ID), Emoji: "👍"})
	perform(t, r, "", bot.React{Place: console.Lobby, Target: target(l.ID), Emoji: "🎉"})
	got, _ := line(r, "", l.ID)
	want := []console.Reaction{{Emoji: "❤️", By: []bot.UserID{ann}}, {Emoji: "🎉", By: []bot.UserID{console.Steward}}}
	if diff := cmp.Diff(want, got.Reactions); diff != "" {
		t.Error(diff)
	}
	if n := len(s.events); n != 3 {
		t.Errorf("%d events, want standing, message and one reaction", n)
	}
	if err := r.React(ctx, ann, l.ID, "❤️", false); err != nil {
		t.Fatal(err)
	}
	if got, _ = line(r, "", l.ID); len(got.Reactions) != 1 {
		t.Errorf("after taking it back: %+v", got.Reactions)
	}
	if re := s.last().Reaction; re.Author != layla || len(re.Removed) != 1 {
		t.Errorf("event %+v", re)
	}
}

func TestHiddenLines(t *testing.T) {
	r, _ := open(t)
	out := perform(t, r, "k", bot.Say{Place: console.Lobby, To: layla, Text: "for you"})
	if !out.Receipt.Hidden || len(out.Receipt.Messages) != 1 {
		t.Fatalf("receipt %+v", out.Receipt)
	}
	if _, ok := line(r, layla, out.Receipt.Messages[0]); !ok {
		t.Error("she does not see it")
	}
	if _, ok := line(r, ann, out.Receipt.Messages[0]); ok {
		t.Error("somebody else sees it")
	}
	perform(t, r, "", bot.Delete{Place: console.Lobby, Target: target(out.Receipt.Messages[0]), OnlyPublic: true})
	if l, _ := line(r, layla, out.Receipt.Messages[0]); l.Deleted {
		t.Error("a hidden line was deleted that was to go only if public")
	}
	private := perform(t, r, "p", bot.Say{Place: bot.PrivatePlace(layla), To: layla, Text: "here"})
	if private.Receipt.Hidden {
		t.Error("a line in a private chat counts as hidden")
	}
	if _, ok := line(r, ann, private.Receipt.Messages[0]); ok {
		t.Error("somebody else sees a private chat")
	}
}

func TestWhatIsTriedAgainIsSaidOnce(t *testing.T) {
	r, _ := open(t)
	once := bot.Say{Place: console.Lobby, Text: "once"}
	a := perform(t, r, "k1", once)
	b, err := r.Perform(context.Background(), bot.Delivery{Key: "k1", Effect: once, Again: true})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(a, b); diff != "" {
		t.Error(diff)
	}
	if n := len(r.View("", 0).Lines); n != 1 {
		t.Errorf("%d lines", n)
	}
}

func TestButtons(t *testing.T) {
	r, s := open(t)
	id := perform(t, r, "b", bot.Say{Place: console.Lobby, Text: "Sure?", Buttons: [][]bot.Button{{{Label: "Yes", Data: "y"}}}}).Receipt.Messages[0]
	before := r.View("", 0).Version
	press, err := r.Press(context.Background(), ann, id, "y")
	if err != nil {
		t.Fatal(err)
	}
	if p := s.last().Press; p.ID != press || p.Message != id || p.Data != "y" {
		t.Errorf("press %+v", p)
	}
	perform(t, r, "", bot.Edit{Place: console.Lobby, Target: target(id), Text: "Done."})
	perform(t, r, "", bot.Ack{Place: console.Lobby, Press: press, Text: "Noted"})
	v := r.View(ann, before)
	if len(v.Lines) != 1 || v.Lines[0].Text != "Done." || len(v.Lines[0].Buttons) != 0 {
		t.Errorf("lines %+v", v.Lines)
	}
	if len(v.Notices) != 1 || v.Notices[0].Text != "Noted" || v.Notices[0].Press != press {
		t.Errorf("notices %+v", v.Notices)
	}
	if v := r.View(layla, before); len(v.Notices) != 0 {
		t.Error("somebody else sees the notice")
	}
}

func TestADeletedCommandIsStillNamed(t *testing.T) {
	r, _ := open(t)
	l := say(t, r, ann, "/Points @layla")
	perform(t, r, "", bot.Delete{Place: console.Lobby, Target: target(l.ID)})
	got, _ := line(r, "", l.ID)
	if !got.Deleted || got.Text != "" || got.Command != "points" || got.DeletedBy != console.Steward {
		t.Errorf("what is left: %+v", got)
	}
}

func TestPerformErrors(t *testing.T) {
	r, _ := open(t)
	l := say(t, r, layla, "hers")
	mine := say(t, r, ann, "mine")
	if err := r.Delete(context.Background(), ann, mine.ID); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		effect bot.Effect
		code   string
	}{
		"elsewhere":      {bot.Say{Place: "console:garden", Text: "x"}, bot.CodeRefused},
		"edit hers":      {bot.Edit{Place: console.Lobby, Target: target(l.ID), Text: "x"}, bot.CodeRefused},
		"delete deleted": {bot.Delete{Place: console.Lobby, Target: target(mine.ID)}, bot.CodeGone},
		"react to gone":  {bot.React{Place: console.Lobby, Target: target("7"), Emoji: "👍"}, bot.CodeGone},
		"old press":      {bot.Ack{Place: console.Lobby, Press: "7"}, bot.CodeGone},
	} {
		_, err := r.Perform(context.Background(), bot.Delivery{Effect: c.effect})
		if got := bot.AsDeliveryError(err); err == nil || got.Code != c.code {
			t.Errorf("%s: %v, want %s", name, err, c.code)
		}
	}
	_, err := console.New(console.Cast()).Perform(context.Background(), bot.Delivery{Effect: bot.Say{Place: console.Lobby, Text: "x"}})
	if bot.AsDeliveryError(err).Code != bot.CodeRetry {
		t.Errorf("before Run: %v", err)
	}
}

func TestLookup(t *testing.T) {
	r, _ := open(t)
	known := perform(t, r, "", bot.Lookup{Place: console.Lobby, User: "console:haneul"}).Found
	if !known.Present || known.Authority != bot.Admin {
		t.Errorf("an administrator: %+v", known)
	}
	if stranger := perform(t, r, "", bot.Lookup{Place: console.Lobby, User: "console:eve"}).Found; stranger.Present {
		t.Errorf("a stranger: %+v", stranger)
	}
}

func TestNobodyWhoWatchesHoldsTheRoomUp(t *testing.T) {
	r, _ := open(t)
	woken, stop := r.Watch()
	defer stop()
	for i := range 1200 {
		say(t, r, ann, fmt.Sprintf("line %d", i))
	}
	<-woken
	v := r.View("", 0)
	if n := len(v.Lines); n != 1000 {
		t.Errorf("%d lines are kept", n)
	}
	if v.Lines[len(v.Lines)-1].Text != "line 1199" {
		t.Errorf("the last line is %q", v.Lines[len(v.Lines)-1].Text)
	}
}

func target(id string) bot.Target {
	return bot.Target{Message: bot.MessageID{Place: console.Lobby, ID: id}}
}
