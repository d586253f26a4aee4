package engine_test

import (
	"context"
	"sync/atomic"
	"testing"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/store/memory"
)

// shared is a platform whose limits others share.
type shared struct {
	*platform
	asked atomic.Int64
}

func (s *shared) Admit(context.Context, bot.Effect) error {
	s.asked.Add(1)
	return nil
}

// rewrite writes each message it sees into the same one.
type rewrite struct{}

func (rewrite) Name() string         { return "rewrite" }
func (f rewrite) Routes() bot.Routes { return bot.Routes{After: f.handle} }

func (rewrite) handle(t *bot.Turn) error {
	if t.Event.Kind == bot.KindMessage {
		t.Do(bot.Edit{Place: t.Event.Place, Target: bot.Target{Message: bot.MessageID{Place: t.Event.Place, ID: "board"}}, Text: t.Event.Message.Text})
	}
	return nil
}

// TestReplacedAsksForNoRoom: an edit that a later one has replaced takes nothing of a limit that others share.
func TestReplacedAsksForNoRoom(t *testing.T) {
	p := &shared{platform: newPlatform()}
	performs, goOn := make(chan string, 9), make(chan struct{})
	p.perform = func(d bot.Delivery) (bot.Outcome, error) {
		performs <- d.Effect.(bot.Edit).Text
		<-goOn
		return bot.Outcome{}, nil
	}
	r := start(t, memory.New(), p, rewrite{})
	r.submit(t, message(1, "first"))
	<-performs
	r.submit(t, message(2, "second"), message(3, "third"), message(4, "fourth"))
	close(goOn)
	if text := <-performs; text != "fourth" {
		t.Errorf("after the first: %q", text)
	}
	r.stop()
	if n := p.asked.Load(); n != 2 {
		t.Errorf("asked for room %d times, for two edits", n)
	}
}
