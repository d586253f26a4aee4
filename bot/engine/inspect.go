package engine

import (
	"encoding/json"
	"runtime"
	"strings"
	"sync"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/rules"
)

const (
	// journalBytes is how much of a text the journal keeps. Platforms allow
	// 16 KiB at most; a made-up update may hold anything.
	journalBytes = 16 << 10
	// A batch this small is not worth spreading over the processors.
	inspectAlone = 32
)

// inspected is what is known of an event before anything is decided.
type inspected struct {
	event bot.Event
	facts bot.Facts
	json  []byte // the event as the journal keeps it
	// broken are the rules that the text matches, by the ruling of then.
	broken []rules.Match
	ruling *ruling
}

// inspectAll is parallel and pure: it depends on the events and the
// configuration alone.
func inspectAll(events []bot.Event, r *ruling) []inspected {
	out := make([]inspected, len(events))
	workers := runtime.GOMAXPROCS(0)
	if len(events) <= inspectAlone || workers == 1 {
		inspectRange(out, events, r)
		return out
	}
	var wg sync.WaitGroup
	chunk := (len(events) + workers - 1) / workers
	for from := 0; from < len(events); from += chunk {
		to := min(from+chunk, len(events))
		wg.Go(func() { inspectRange(out[from:to], events[from:to], r) })
	}
	wg.Wait()
	return out
}

func inspectRange(out []inspected, events []bot.Event, r *ruling) {
	for i := range events {
		out[i] = inspect(events[i])
		out[i].judge(r.ownerOf(events[i].Place), r)
	}
}

func inspect(ev bot.Event) inspected {
	in := inspected{event: ev}
	if m := ev.Message; m != nil {
		in.facts = rules.Facts(m.Text)
		in.facts.Command = in.facts.Command || m.Command != ""
	}
	in.json = journalForm(ev)
	return in
}

// journalForm is the event in JSON, with overlong texts cut.
func journalForm(ev bot.Event) []byte {
	if m := ev.Message; m != nil && len(m.Text) > journalBytes {
		short := *m
		short.Text = strings.ToValidUTF8(m.Text[:journalBytes], "") + "…"
		ev.Message = &short
	}
	if len(ev.Raw) > journalBytes {
		ev.Raw = strings.ToValidUTF8(ev.Raw[:journalBytes], "") + "…"
	}
	b, err := json.Marshal(&ev)
	if err != nil { // no field of Event can fail to encode but a year beyond 9999
		b, _ = json.Marshal(bot.Event{ID: ev.ID, Kind: ev.Kind})
	}
	return b
}
