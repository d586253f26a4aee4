package engine_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/engine"
	"github.com/stewardbot/steward/store"
	"github.com/stewardbot/steward/store/memory"
)

// TestOrderWithinAPlace: messages in one place and lane are sent in the order they were decided,
// however long each takes and whichever fails.
func TestOrderWithinAPlace(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newDesk()
		d.perform = func(n int, what bot.Delivery) (bot.Outcome, error) {
			time.Sleep(time.Duration(rand.IntN(300)) * time.Millisecond)
			if n%7 == 3 {
				return bot.Outcome{}, &bot.DeliveryError{Code: bot.CodeRetry, Reason: "later", After: time.Second}
			}
			return bot.Outcome{}, nil
		}
		r := open(t, memory.New(), d, onMessages(func(t *bot.Turn) {
			for i := range 5 {
				t.Do(bot.Say{Place: t.Event.Place + bot.Place(fmt.Sprint("/", i)), Text: t.Event.Message.Text})
			}
		}))
		for i := range 20 {
			r.submit(t, message(i, fmt.Sprintf("%02d", i)))
		}
		time.Sleep(10 * time.Minute)
		said := map[bot.Place][]string{}
		for _, a := range d.done() {
			said[a.effect.Where()] = append(said[a.effect.Where()], a.text())
		}
		for place, texts := range said {
			if len(texts) != 20 || !slices.IsSorted(texts) {
				t.Errorf("%s: %v", place, texts)
			}
		}
		if len(said) != 5 {
			t.Errorf("said in %d places, want 5", len(said))
		}
	})
}

// TestRetryHoldsBackItsOwnPlaceOnly: only the room with the one-hour retry delay waits.
func TestRetryHoldsBackItsOwnPlaceOnly(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newDesk()
		d.perform = func(_ int, what bot.Delivery) (bot.Outcome, error) {
			if what.Effect.Where() == "test:room" && time.Since(d.began) < time.Hour {
				return bot.Outcome{}, &bot.DeliveryError{Code: bot.CodeRetry, Reason: "wait", After: time.Hour}
			}
			return bot.Outcome{}, nil
		}
		r := open(t, memory.New(), d, onMessages(func(t *bot.Turn) {
			t.Do(bot.Say{Place: "test:room", Text: t.Event.Message.Text})
			t.Do(bot.Say{Place: "test:dm/7", Text: "private " + t.Event.Message.Text})
		}))
		r.submit(t, message(1, "one"))
		r.submit(t, message(2, "two"))
		time.Sleep(time.Hour - time.Second)
		if n, tries := len(d.done()), len(d.tries()); n != 2 || tries != 3 {
			t.Errorf("%d were sent and %d tried while the room has to wait, want the 2 elsewhere and 3", n, tries)
		}
		time.Sleep(time.Minute)
		var texts []string
		for _, a := range d.done()[2:] {
			texts = append(texts, a.text())
		}
		if want := []string{"one", "two"}; !slices.Equal(texts, want) {
			t.Errorf("sent %q, want %q", texts, want)
		}
	})
}

// TestInDoubtAtStart: the process dies while a text is being sent.
func TestInDoubtAtStart(t *testing.T) {
	for policy, want := range map[bot.Doubt]struct {
		status bot.Status
		sent   int
		resent uint64
	}{bot.Resend: {bot.Done, 1, 1}, bot.Drop: {bot.Doubted, 0, 0}} {
		synctest.Test(t, func(t *testing.T) {
			s := &mortal{Store: memory.New()}
			feature := onMessages(func(t *bot.Turn) {
				t.Do(bot.Say{Place: "test:room", Text: "hello", InDoubt: policy})
			})
			d := newDesk()
			d.perform = func(int, bot.Delivery) (bot.Outcome, error) {
				time.Sleep(time.Minute) // sent, but the outcome is lost
				return bot.Outcome{}, nil
			}
			r := open(t, s, d, feature)
			r.submit(t, message(1, "x"))
			time.Sleep(time.Second)
			s.die()
			r.stop()
			s = &mortal{Store: s.Store}
			d = newDesk()
			r = open(t, s, d, feature)
			time.Sleep(time.Minute)
			stats, waiting := r.Stats()
			if n := len(d.done()); n != want.sent || waiting != 0 || n == 1 && !d.done()[0].again {
				t.Errorf("policy %q: sent %d times after the restart, want %d; %d wait", policy, n, want.sent, waiting)
			}
			if stats.Doubts.Load() != 1 || stats.Resent.Load() != want.resent {
				t.Errorf("policy %q: %d doubts, %d sent again; want 1, %d", policy, stats.Doubts.Load(), stats.Resent.Load(), want.resent)
			}
			if got := outcomes(t, r, "test:room/m1"); got[0] != want.status {
				t.Errorf("policy %q: it is %s, want %s", policy, got[0], want.status)
			}
			r.stop()
		})
	}
}

// TestExpiry: a message that can't be sent in time expires, with a reason.
func TestExpiry(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newDesk()
		d.perform = func(int, bot.Delivery) (bot.Outcome, error) {
			return bot.Outcome{}, &bot.DeliveryError{Code: bot.CodeRetry, Reason: "nobody is there", Whole: true}
		}
		r := open(t, memory.New(), d, onMessages(func(t *bot.Turn) {
			t.Do(bot.Say{Place: "test:room", Text: "soon", Expires: t.At().Add(2 * time.Minute)})
			t.Do(bot.Say{Place: "test:dm/1", Text: "some time"})
		}))
		r.submit(t, message(1, "x"))
		time.Sleep(10 * time.Minute)
		if got := outcomes(t, r, "test:room/m1"); got[0] != bot.Expired || got[1] != engine.Waiting {
			t.Errorf("after ten minutes they are %v", got)
		}
		tries := len(d.tries())
		time.Sleep(24 * time.Hour)
		if got := outcomes(t, r, "test:room/m1"); got[1] != bot.Failed {
			t.Errorf("after a day the other is %s", got[1])
		}
		if n := len(d.tries()) - tries; tries > 100 || n > 24*3600/15 {
			t.Errorf("%d tries in ten minutes, %d in a day", tries, n)
		}
		if len(d.done()) != 0 {
			t.Errorf("sent: %v", d.done())
		}
	})
}

// TestUntriedIsNotGivenUp: a line that was never attempted is still sent after Steward was off
// for three days, or its clock was wrong by that much.
func TestUntriedIsNotGivenUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d, s := newDesk(), memory.New()
		d.limits = bot.Limits{GroupPerMinute: 1}
		f := onMessages(func(t *bot.Turn) {
			for _, text := range []string{"one", "two"} {
				t.Do(bot.Say{Place: "test:room", Text: text})
			}
		})
		r := open(t, s, d, f)
		r.submit(t, message(1, "x"))
		r.stop()
		if n := len(d.tries()); n != 1 {
			t.Fatalf("%d lines were tried before the stop", n)
		}
		time.Sleep(3 * days)
		d = newDesk()
		r = open(t, s, d, f)
		time.Sleep(time.Hour)
		if done := d.done(); len(done) != 1 || done[0].effect.(bot.Say).Text != "two" {
			t.Errorf("sent after three days: %v", done)
		}
	})
}

// TestInstead: if a place doesn't allow reactions, a text is sent to the person instead.
func TestInstead(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newDesk()
		d.perform = func(_ int, what bot.Delivery) (bot.Outcome, error) {
			if _, ok := what.Effect.(bot.React); ok {
				return bot.Outcome{}, &bot.DeliveryError{Code: bot.CodeRefused, Reason: "reactions are not allowed here"}
			}
			return bot.Outcome{}, nil
		}
		r := open(t, memory.New(), d, onMessages(func(t *bot.Turn) {
			t.Do(bot.React{
				Place: "test:room", Target: bot.Target{Message: bot.MessageID{Place: "test:room", ID: t.Event.Message.ID}}, Emoji: "👍",
				Instead: "well done", To: "test:1", HideAfter: time.Minute,
			})
		}))
		r.submit(t, message(1, "x"))
		time.Sleep(time.Hour)
		done := d.done()
		if len(done) != 2 || done[0].text() != "well done" || done[0].effect.(bot.Say).To != "test:1" ||
			done[1].text() != "delete" || done[1].at.Round(time.Second) != time.Minute {
			t.Errorf("done: %+v", done)
		}
	})
}

// TestSpaceThatMoves: a line and its dependents follow the space; references to messages of the
// old space don't.
func TestSpaceThatMoves(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newDesk()
		d.perform = func(_ int, what bot.Delivery) (bot.Outcome, error) {
			if what.Effect.Where().Space() == "test:room" {
				return bot.Outcome{}, &bot.DeliveryError{Code: bot.CodeMoved, Reason: "a supergroup now", Moved: "test:new"}
			}
			return bot.Outcome{}, nil
		}
		r := open(t, memory.New(), d, onMessages(func(t *bot.Turn) {
			p := t.Event.Place
			ref := t.Do(bot.Say{Place: p + "/5", Text: "hello", ReplyTo: t.Event.Message.ID})
			t.Do(bot.Edit{Place: p + "/5", Target: bot.Target{Ref: ref}, Text: "hello again"})
			t.Do(bot.Delete{Place: p + "/5", Target: bot.Target{Ref: ref}, After: time.Minute})
			t.Do(bot.Delete{Place: p, Target: bot.Target{Message: bot.MessageID{Place: p, ID: t.Event.Message.ID}}})
		}))
		r.submit(t, message(1, "x"))
		time.Sleep(time.Hour)
		var got []string
		for _, a := range d.done() {
			got = append(got, a.text()+" in "+string(a.effect.Where()))
		}
		if want := []string{"hello in test:new/5", "edit in test:new/5", "delete in test:new/5"}; !slices.Equal(got, want) {
			t.Errorf("done: %q, want %q", got, want)
		}
		if s := d.done()[0].effect.(bot.Say); s.ReplyTo != "" {
			t.Errorf("it answers message %s of the old space", s.ReplyTo)
		}
		if got := outcomes(t, r, "test:room/m1"); got[3] != bot.Failed {
			t.Errorf("deleting an old message by its number in the new space is %s", got[3])
		}
	})
}

// TestSpacesThatPointAtEachOther: a cycle of moved spaces isn't followed forever.
func TestSpacesThatPointAtEachOther(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newDesk()
		d.perform = func(_ int, what bot.Delivery) (bot.Outcome, error) {
			to := bot.Place("test:new")
			if what.Effect.Where() == to {
				to = "test:room"
			}
			return bot.Outcome{}, &bot.DeliveryError{Code: bot.CodeMoved, Reason: "gone", Moved: to}
		}
		r := open(t, memory.New(), d, onMessages(func(t *bot.Turn) { t.Do(bot.Say{Place: t.Event.Place, Text: "hello"}) }))
		r.submit(t, message(1, "x"))
		time.Sleep(time.Hour)
		if n := len(d.tries()); n > 10 {
			t.Errorf("%d tries", n)
		}
		if got := outcomes(t, r, "test:room/m1"); got[0] != bot.Failed {
			t.Errorf("it is %s", got[0])
		}
	})
}

// TestSplitGoesOn: parts of a long text that were sent aren't sent again, in the same run or the
// next, and deleting it removes all parts.
func TestSplitGoesOn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &mortal{Store: memory.New()}
		text := strings.Repeat("a", 100) + strings.Repeat("b", 100) + strings.Repeat("c", 100) + "d"
		feature := onMessages(func(t *bot.Turn) {
			t.Do(bot.Say{Place: "test:room", Text: text, HideAfter: time.Hour})
		})
		d := newDesk()
		d.perform = func(n int, what bot.Delivery) (bot.Outcome, error) {
			switch n {
			case 1:
				return bot.Outcome{}, &bot.DeliveryError{Code: bot.CodeRetry, Reason: "later", After: time.Minute}
			case 3:
				return bot.Outcome{}, &bot.DeliveryError{Code: bot.CodeRetry, Reason: "later", After: time.Hour}
			}
			return bot.Outcome{}, nil
		}
		r := open(t, s, d, feature)
		r.submit(t, message(1, "x"))
		time.Sleep(10 * time.Minute)
		s.die()
		r.stop()
		first := d.done()
		d = newDesk()
		r = open(t, &mortal{Store: s.Store}, d, feature)
		time.Sleep(2 * time.Hour)
		var said strings.Builder
		deleted := 0
		for _, a := range append(first, d.done()...) {
			if say, ok := a.effect.(bot.Say); ok {
				said.WriteString(say.Text)
			} else {
				deleted++
			}
		}
		if said.String() != text || deleted != 4 {
			t.Errorf("said %q; %d of the 4 parts deleted", said.String(), deleted)
		}
	})
}

// TestGatewaysOwnWord: a retry delay is respected even if the outcome is unknown.
func TestGatewaysOwnWord(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newDesk()
		d.perform = func(n int, _ bot.Delivery) (bot.Outcome, error) {
			if n == 0 {
				return bot.Outcome{}, &bot.DeliveryError{Code: bot.CodeUnknown, Reason: "503", After: 10 * time.Minute}
			}
			return bot.Outcome{}, nil
		}
		r := open(t, memory.New(), d, onMessages(func(t *bot.Turn) { t.Do(bot.Say{Place: t.Event.Place, Text: "hello"}) }))
		r.submit(t, message(1, "x"))
		time.Sleep(time.Hour)
		tries := d.tries()
		if len(tries) != 2 || tries[1].at < 10*time.Minute || !tries[1].again {
			t.Errorf("tries: %+v", tries)
		}
	})
}

// TestDrain: an engine that is told to stop sends everything it may send at once.
func TestDrain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := memory.New()
		d := newDesk()
		d.perform = func(int, bot.Delivery) (bot.Outcome, error) {
			time.Sleep(200 * time.Millisecond)
			return bot.Outcome{}, nil
		}
		r := open(t, s, d, onMessages(func(t *bot.Turn) {
			for i := range 20 {
				t.Do(bot.Say{Place: t.Event.Place + bot.Place(fmt.Sprint("/", i)), Text: "hello"})
			}
		}))
		r.submit(t, message(1, "x"))
		r.stop()
		if n := len(d.done()); n != 20 {
			t.Errorf("%d of 20 were sent before the end", n)
		}
		err := s.View(func(rd store.Reader) error {
			return engine.Outbox(rd, func(a engine.Act) error { return fmt.Errorf("%+v waits", a) })
		})
		if err != nil {
			t.Error(err)
		}
	})
}
