package engine_test

import (
	"context"
	"fmt"
	"slices"
	"testing"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/store/memory"
)

// sweeper is a platform that deletes many messages in one call.
type sweeper struct {
	*platform
	swept   [][]string
	refuses bool
}

func (s *sweeper) Sweep(_ context.Context, _ bot.Place, messages []string, _ string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.refuses {
		return &bot.DeliveryError{Code: bot.CodeRefused, Reason: "one of them is too old"}
	}
	s.swept = append(s.swept, messages)
	for range messages {
		s.told <- struct{}{}
	}
	return nil
}

// tidy deletes a hundred messages for each message it sees, and one elsewhere.
type tidy struct{}

func (tidy) Name() string         { return "tidy" }
func (f tidy) Routes() bot.Routes { return bot.Routes{After: f.handle} }

func (tidy) handle(t *bot.Turn) error {
	if t.Event.Kind != bot.KindMessage {
		return nil
	}
	for i := range 99 {
		id := bot.MessageID{Place: t.Event.Place, ID: fmt.Sprint("old", i)}
		t.Do(bot.Delete{Place: t.Event.Place, Target: bot.Target{Message: id}})
	}
	elsewhere := t.Event.Place + "/topic"
	t.Do(bot.Delete{Place: elsewhere, Target: bot.Target{Message: bot.MessageID{Place: elsewhere, ID: "other"}}})
	return nil
}

func TestDeletionsOfOnePlaceGoTogether(t *testing.T) {
	for _, refuses := range []bool{false, true} {
		p := &sweeper{platform: newPlatform(), refuses: refuses}
		r := start(t, memory.New(), p, tidy{})
		r.submit(t, message(1, "tidy up"))
		for range 100 {
			<-p.told
		}
		r.stop()
		var ids []string
		for _, call := range p.swept {
			ids = append(ids, call...)
		}
		for _, e := range p.said {
			ids = append(ids, e.(bot.Delete).Target.Message.ID)
		}
		slices.Sort(ids)
		if len(slices.Compact(ids)) != 100 {
			t.Errorf("refuses %v: %d different messages were deleted, want 100", refuses, len(slices.Compact(ids)))
		}
		if !refuses && (len(p.swept) == 0 || len(p.said) > 50) {
			t.Errorf("%d calls for many and %d for one; deletions of one place must go together", len(p.swept), len(p.said))
		}
	}
}
