package adaptertest

import (
	"slices"
	"testing"
	"time"

	"github.com/stewardbot/steward/bot"
)

// failing returns the checks on a platform with faults.
func failing() []check {
	return []check{
		{"an outage", func(w *World) bool { return w.Down != nil }, survivesOutage},
		{"a rate limit", func(w *World) bool { return w.Limit != nil }, obeysLimit},
		{"a lost answer", func(w *World) bool { return w.Lose != nil }, tellsDoubt},
		{"an end before a commit", nil, endsBeforeCommit},
	}
}

func survivesOutage(t *testing.T, w *World) {
	s := start(t, w, nil)
	w.Down(true)
	s.sink.AwaitStatus(t, false)
	if all := s.sink.Statuses(); all[len(all)-1].Reason == "" {
		t.Error("not connected, and no reason given")
	}
	if code := s.code(t, bot.Say{Place: w.Group, Text: "anybody?"}); code != bot.CodeRetry && code != bot.CodeUnknown {
		t.Errorf("speaking during an outage: %s, want retry or unknown", code)
	}
	w.Down(false)
	w.Say(w.Ann, w.Group, "back again", "")
	s.sink.AwaitText(t, bot.KindMessage, "back again")
	s.sink.AwaitStatus(t, true)
	s.said(t, bot.Say{Place: w.Group, Text: "so it is"})
	shows(t, w, w.Group, "so it is")
}

func obeysLimit(t *testing.T, w *World) {
	s := start(t, w, nil)
	const wait = 7 * time.Second
	w.Limit(wait)
	_, err := s.try(t, bot.Say{Place: w.Group, Text: "one too many"})
	if err == nil {
		t.Fatal("a message over the limit was sent")
	}
	if d := bot.AsDeliveryError(err); d.Code != bot.CodeRetry || d.After != wait {
		t.Errorf("%v, want retry after %s", d, wait)
	}
	for _, l := range w.Shown(w.Group) {
		if l.Text == "one too many" {
			t.Error("the message is shown all the same")
		}
	}
}

func tellsDoubt(t *testing.T, w *World) {
	s := start(t, w, nil)
	w.Lose()
	say, since := bot.Say{Place: w.Group, Text: "heard?"}, time.Now()
	if code := s.code(t, say); code != bot.CodeUnknown {
		t.Errorf("a message whose answer got lost: %s, want unknown", code)
	}
	first := shows(t, w, w.Group, "heard?")
	if !s.adapter.Capabilities(w.Group).Once {
		return
	}
	out, err := s.again(t, say, since)
	if err != nil || !slices.Equal(out.Receipt.Messages, []string{first.ID}) {
		t.Errorf("tried again: %+v, %v, want the receipt of %s", out.Receipt, err, first.ID)
	}
	said := 0
	for _, l := range w.Shown(w.Group) {
		if l.Text == say.Text {
			said++
		}
	}
	if said != 1 {
		t.Errorf("the group shows the message %d times, though the platform says it once", said)
	}
}

// endsBeforeCommit checks that a run can end while a batch is still uncommitted.
func endsBeforeCommit(t *testing.T, w *World) {
	s := start(t, w, nil)
	w.Say(w.Ann, w.Group, "committed", "")
	s.sink.AwaitText(t, bot.KindMessage, "committed")
	s.sink.Hold()
	w.Say(w.Ann, w.Group, "never committed", "")
	s.sink.AwaitText(t, bot.KindMessage, "never committed")
	s.stop(t)
}
