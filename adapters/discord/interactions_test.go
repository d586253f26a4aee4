package discord_test

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stewardbot/steward/adapters/adaptertest"
	"github.com/stewardbot/steward/adapters/discord"
	fake "github.com/stewardbot/steward/adapters/discord/fakediscord"
	"github.com/stewardbot/steward/bot"
)

// running returns a connected adapter and its sink.
func (w *town) running(t *testing.T) (*discord.Adapter, *adaptertest.Sink) {
	t.Helper()
	a, sink, _ := w.runningFrom(t, nil)
	return a, sink
}

// runningFrom is like running but starts at a cursor and runs until stop is called or the test
// ends.
func (w *town) runningFrom(t *testing.T, cursor []byte) (a *discord.Adapter, sink *adaptertest.Sink, stop func()) {
	t.Helper()
	a, sink = w.still(), adaptertest.NewSink(cursor)
	ctx, cancel := context.WithCancel(context.Background())
	var run sync.WaitGroup
	run.Go(func() {
		if err := a.Run(ctx, sink); err != nil {
			t.Errorf("run: %v", err)
		}
	})
	stop = func() {
		cancel()
		run.Wait()
	}
	t.Cleanup(stop)
	sink.AwaitStatus(t, true)
	return a, sink, stop
}

// heard waits until the adapter has submitted an interaction, and returns its Press, for answering
// it.
func heard(t *testing.T, sink *adaptertest.Sink, i *fake.Interaction) string {
	t.Helper()
	press := i.ID + ":" + i.Token
	sink.Await(t, "the interaction", func(e bot.Event) bool {
		return e.Message != nil && e.Message.Press == press || e.Press != nil && e.Press.ID == press
	})
	return press
}

// acked waits until an interaction was responded to or deferred.
func (w *town) acked(t *testing.T, i *fake.Interaction) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	if err := w.Await(ctx, i.Acked); err != nil {
		t.Fatalf("the interaction was never answered: %v", err)
	}
	if took := i.AckedIn(); took > 3*time.Second {
		t.Fatalf("the first answer took %s, and Discord waits for three seconds", took)
	}
}

// says performs a Say that must succeed.
func says(t *testing.T, a *discord.Adapter, e bot.Say) bot.Receipt {
	t.Helper()
	out, err := try(t, a, bot.Delivery{Effect: e})
	if err != nil {
		t.Fatalf("say %q: %v", e.Text, err)
	}
	return out.Receipt
}

func (w *town) texts() (texts []string) {
	for _, m := range w.Server.Shown(w.hall.ID, w.ann, w.bob, w.owner) {
		text := m.Content
		if m.OnlyFor != "" {
			text += " (hidden)"
		}
		if m.Flags&fake.FlagLoading != 0 {
			text += "..."
		}
		texts = append(texts, text)
	}
	return texts
}

func (w *town) shows(t *testing.T, want ...string) {
	t.Helper()
	if got := w.texts(); !slices.Equal(got, want) {
		t.Errorf("the channel shows %q, want %q", got, want)
	}
}

// TestDefers checks that a slow command is deferred in time and then answered as usual, by this
// process or the next.
func TestDefers(t *testing.T) {
	for _, c := range []struct {
		name    string
		restart bool
		do      func(*testing.T, *town, *discord.Adapter, string)
		shows   []string
	}{
		{"privately", false, func(t *testing.T, w *town, a *discord.Adapter, press string) {
			says(t, a, bot.Say{Place: w.place(w.hall), To: userID(w.ann), Press: press, Text: "five"})
		}, []string{"five (hidden)"}},
		{"openly", false, func(t *testing.T, w *town, a *discord.Adapter, press string) {
			says(t, a, bot.Say{Place: w.place(w.hall), Press: press, Text: "five"})
		}, []string{"five"}},
		{"twice", true, func(t *testing.T, w *town, a *discord.Adapter, press string) {
			says(t, a, bot.Say{Place: w.place(w.hall), To: userID(w.ann), Press: press, Text: "five"})
			says(t, a, bot.Say{Place: w.place(w.hall), Press: press, Text: "six"})
		}, []string{"five (hidden)", "six"}},
		{"openly after a restart", true, func(t *testing.T, w *town, a *discord.Adapter, press string) {
			says(t, a, bot.Say{Place: w.place(w.hall), Press: press, Text: "five"})
		}, []string{"five"}},
		{"by a notice", false, func(t *testing.T, w *town, a *discord.Adapter, press string) {
			if _, err := try(t, a, bot.Delivery{Effect: bot.Ack{Place: w.place(w.hall), Press: press, Text: "done"}}); err != nil {
				t.Fatal(err)
			}
		}, []string{"done (hidden)"}},
		{"without a word", true, func(t *testing.T, w *town, a *discord.Adapter, press string) {
			if _, err := try(t, a, bot.Delivery{Effect: bot.Ack{Place: w.place(w.hall), Press: press}}); err != nil {
				t.Fatal(err)
			}
		}, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			w := newTown(t, fake.Options{})
			a, sink := w.running(t)
			i := w.Slash(w.ann, w.hall.ID, "points")
			press := heard(t, sink, i)
			w.acked(t, i)
			w.shows(t, " (hidden)...")
			if c.restart {
				a = w.still()
			}
			c.do(t, w, a, press)
			w.shows(t, c.shows...)
			for _, v := range w.Violations() {
				t.Errorf("%+v", v)
			}
		})
	}
}

// TestDefersPress checks that a press is acknowledged silently and its answer follows.
func TestDefersPress(t *testing.T) {
	t.Parallel()
	w := newTown(t, fake.Options{})
	a, sink := w.running(t)
	m := says(t, a, bot.Say{Place: w.place(w.hall), Text: "choose", Buttons: [][]bot.Button{{{Label: "yes", Data: "yes"}}}})
	i := w.Server.Press(w.ann, w.hall.ID, m.Messages[0], "yes")
	press := heard(t, sink, i)
	w.acked(t, i)
	w.shows(t, "choose")
	says(t, a, bot.Say{Place: w.place(w.hall), To: userID(w.ann), Press: press, Text: "counted"})
	w.shows(t, "choose", "counted (hidden)")
}

// TestAnswersOnce checks that a first response whose confirmation was lost is not repeated, not
// even by another process.
func TestAnswersOnce(t *testing.T) {
	for _, restart := range []bool{false, true} {
		for _, to := range []bool{false, true} {
			t.Run(fmt.Sprintf("restart %v, private %v", restart, to), func(t *testing.T) {
				w := newTown(t, fake.Options{})
				a, sink := w.running(t)
				i := w.Slash(w.ann, w.hall.ID, "points")
				e := bot.Say{Place: w.place(w.hall), Press: heard(t, sink, i), Text: "five"}
				want := "five"
				if to {
					e.To, want = userID(w.ann), "five (hidden)"
				}
				w.FailNext("POST", "/interactions/*/*/callback", 1, fake.Fault{Kind: fake.Cut, Applied: true})
				if _, err := try(t, a, bot.Delivery{Effect: e}); err == nil || err.Code != bot.CodeUnknown {
					t.Fatalf("%v, want unknown", err)
				}
				if restart {
					a = w.still()
				}
				out, err := try(t, a, bot.Delivery{Effect: e, Again: true, Since: time.Now()})
				if err != nil || out.Receipt.Hidden != to || len(out.Receipt.Messages) != 1 {
					t.Fatalf("again: %+v, %v", out.Receipt, err)
				}
				w.shows(t, want)
				says(t, a, bot.Say{Place: w.place(w.hall), Press: e.Press, Text: "and more"})
				w.shows(t, want, "and more")
				for _, v := range w.Violations() {
					t.Errorf("%+v", v)
				}
			})
		}
	}
}

// TestAnswersReplayed checks that a command answered but never committed is redelivered to the next
// process, which finds the existing answer.
func TestAnswersReplayed(t *testing.T) {
	w := newTown(t, fake.Options{})
	a, sink, stop := w.runningFrom(t, nil)
	w.Server.Say(w.ann, w.hall.ID, "before")
	sink.AwaitText(t, bot.KindMessage, "before")
	sink.Hold()
	i := w.Slash(w.ann, w.hall.ID, "points")
	e := bot.Say{Place: w.place(w.hall), To: userID(w.ann), Press: heard(t, sink, i), Text: "five"}
	says(t, a, e)
	stop()
	cursor, _ := sink.Cursor(discord.Platform)
	a, sink, _ = w.runningFrom(t, cursor)
	heard(t, sink, i)
	if out, err := try(t, a, bot.Delivery{Effect: e, Again: true, Since: time.Now()}); err != nil || !out.Receipt.Hidden {
		t.Errorf("again: %+v, %v", out.Receipt, err)
	}
	e.Text = "and six"
	says(t, a, e)
	if _, err := try(t, a, bot.Delivery{Effect: bot.Ack{Place: e.Place, Press: e.Press}}); err != nil {
		t.Error(err)
	}
	w.shows(t, "before", "five (hidden)", "and six (hidden)")
}

// TestPresses checks combinations of a response, an acknowledgement and an edit of the message, in
// any order.
func TestPresses(t *testing.T) {
	type step func(w *town, press, message string) bot.Effect
	say := func(text string, to bool) step {
		return func(w *town, press, _ string) bot.Effect {
			e := bot.Say{Place: w.place(w.hall), Press: press, Text: text}
			if to {
				e.To = userID(w.ann)
			}
			return e
		}
	}
	ack := func(text string) step {
		return func(w *town, press, _ string) bot.Effect {
			return bot.Ack{Place: w.place(w.hall), Press: press, Text: text}
		}
	}
	edit := func(w *town, _, message string) bot.Effect {
		return bot.Edit{Place: w.place(w.hall), Target: bot.Target{Message: bot.MessageID{Place: w.place(w.hall), ID: message}}, To: userID(w.ann), Text: "closed"}
	}
	remove := func(w *town, _, message string) bot.Effect {
		return bot.Delete{Place: w.place(w.hall), Target: bot.Target{Message: bot.MessageID{Place: w.place(w.hall), ID: message}}}
	}
	for _, c := range []struct {
		name   string
		hidden bool // the message with the button is hidden, too
		steps  []step
		shows  []string
	}{
		{"ack", false, []step{ack("")}, []string{"choose"}},
		{"ack twice", false, []step{ack(""), ack("")}, []string{"choose"}},
		{"notice", false, []step{ack("noted")}, []string{"choose", "noted (hidden)"}},
		{"ack, answer", false, []step{ack(""), say("yes", true)}, []string{"choose", "yes (hidden)"}},
		{"answer, ack", false, []step{say("yes", true), ack("")}, []string{"choose", "yes (hidden)"}},
		{"answer, notice", false, []step{say("yes", false), ack("noted")}, []string{"choose", "yes", "noted (hidden)"}},
		{"edit, ack", false, []step{edit, ack("")}, []string{"closed"}},
		{"edit hidden, ack", true, []step{edit, ack("")}, []string{"closed (hidden)"}},
		{"ack, edit hidden", true, []step{ack(""), edit}, []string{"closed (hidden)"}},
		{"answer, edit hidden", true, []step{say("yes", true), ack("")}, []string{"choose (hidden)", "yes (hidden)"}},
		{"delete hidden, ack", true, []step{remove, ack("")}, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := newTown(t, fake.Options{})
			a, sink := w.running(t)
			first := bot.Say{Place: w.place(w.hall), Text: "choose", Buttons: [][]bot.Button{{{Label: "yes", Data: "yes"}}}}
			if c.hidden {
				first.To, first.Press = userID(w.ann), heard(t, sink, w.Slash(w.ann, w.hall.ID, "points"))
			}
			m := says(t, a, first).Messages[0]
			i := w.Server.Press(w.ann, w.hall.ID, m[strings.LastIndexByte(m, ':')+1:], "yes")
			press := heard(t, sink, i)
			pressed := sink.AwaitKind(t, bot.KindPress).Press
			if pressed.Hidden != c.hidden {
				t.Errorf("the press says that the message is hidden: %v", pressed.Hidden)
			}
			for _, s := range c.steps {
				if _, err := try(t, a, bot.Delivery{Effect: s(w, press, pressed.Message)}); err != nil {
					t.Fatalf("%T: %v", s(w, press, pressed.Message), err)
				}
			}
			w.shows(t, c.shows...)
			if !i.Acked() {
				t.Error("the press was never acknowledged")
			}
			for _, v := range w.Violations() {
				t.Errorf("%+v", v)
			}
		})
	}
}

// TestTooLate checks that a response after the deadline is sent as an ordinary message or, if
// private, not at all.
func TestTooLate(t *testing.T) {
	for _, c := range []struct {
		name   string
		first  bool // there was an earlier response in time
		passed time.Duration
	}{{"never answered", false, 4 * time.Second}, {"answered long ago", true, 16 * time.Minute}} {
		t.Run(c.name, func(t *testing.T) {
			var mu sync.Mutex
			var passed time.Duration
			w := newTown(t, fake.Options{Now: func() time.Time {
				mu.Lock()
				defer mu.Unlock()
				return time.Now().Add(passed)
			}})
			a, sink := w.running(t)
			press := heard(t, sink, w.Slash(w.ann, w.hall.ID, "points"))
			if c.first {
				says(t, a, bot.Say{Place: w.place(w.hall), To: userID(w.ann), Press: press, Text: "wait"})
			}
			mu.Lock()
			passed = c.passed
			mu.Unlock()
			e := bot.Say{Place: w.place(w.hall), Press: press, Text: "for all"}
			if r := says(t, a, e); r.Hidden {
				t.Error("a message for all is hidden")
			}
			e.To, e.Text = userID(w.ann), "for one"
			if _, err := try(t, a, bot.Delivery{Effect: e}); err == nil || err.Code != bot.CodeRefused {
				t.Errorf("%v, want refused", err)
			}
			if _, err := try(t, a, bot.Delivery{Effect: bot.Ack{Place: w.place(w.hall), Press: press, Text: "noted"}}); err == nil || err.Code != bot.CodeGone {
				t.Errorf("%v, want gone", err)
			}
			if texts := w.texts(); texts[len(texts)-1] != "for all" {
				t.Errorf("the channel shows %q", texts)
			}
		})
	}
}

// TestCommandInPrivate checks that in a DM the response is an ordinary message.
func TestCommandInPrivate(t *testing.T) {
	w := newTown(t, fake.Options{})
	a, sink := w.running(t)
	i := w.SlashDM(w.ann, "points")
	private := bot.PrivatePlace(userID(w.ann))
	r := says(t, a, bot.Say{Place: private, To: userID(w.ann), Press: heard(t, sink, i), Text: "five"})
	if r.Hidden || i.Says() != "five" {
		t.Errorf("receipt %+v, and the answer reads %q", r, i.Says())
	}
}

// TestKeepsTokens checks that interaction tokens, which are part of URLs, never appear in an error
// or a log.
func TestKeepsTokens(t *testing.T) {
	w := newTown(t, fake.Options{})
	var logs buffer
	a := w.adapter(slog.New(slog.NewTextHandler(&logs, nil)))
	i := w.Slash(w.ann, w.hall.ID, "points")
	press := i.ID + ":" + i.Token
	e := bot.Say{Place: w.place(w.hall), To: userID(w.ann), Press: press, Text: "five"}
	hidden := bot.Target{Message: bot.MessageID{Place: w.place(w.hall), ID: "e:" + i.Token + ":4242"}}
	effects := []bot.Effect{e, bot.Ack{Place: e.Place, Press: press}, bot.Edit{Place: e.Place, Target: hidden, Text: "x"}, bot.Delete{Place: e.Place, Target: hidden}}
	_, _ = try(t, a, bot.Delivery{Effect: effects[2]}) // so that it knows its application id
	for _, f := range []fake.Fault{
		{Kind: fake.HTTPError}, {Kind: fake.Cut}, {Kind: fake.Truncated}, {Kind: fake.Garbage}, {Kind: fake.TooMany, RetryAfter: 0.001},
		{Kind: fake.APIError, Status: http.StatusBadRequest, Code: 50035, Reason: "bad token " + i.Token + " and " + secret},
	} {
		w.Outage(f)
		for _, e := range effects {
			if _, err := try(t, a, bot.Delivery{Effect: e}); err != nil && (strings.Contains(err.Error(), i.Token) || strings.Contains(err.Error(), secret)) {
				t.Errorf("%s shows a token: %v", f.Kind, err)
			}
		}
	}
	w.Unplug()
	if _, err := try(t, a, bot.Delivery{Effect: e}); err == nil || err.Code != bot.CodeRetry || strings.Contains(err.Error(), i.Token) {
		t.Errorf("off the network: %v, want retry without a token", err)
	}
	if s := logs.String(); strings.Contains(s, i.Token) || strings.Contains(s, secret) {
		t.Errorf("the log shows a token: %s", s)
	}
}
