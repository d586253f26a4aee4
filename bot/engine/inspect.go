package engine

import (
	"encoding/json"
	"runtime"
	"slices"
	"sync"
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/rules"
)

const (
	// journalBytes is how much of a text the journal keeps. Platforms allow at
	// most 16 KiB; a forged update may hold anything.
	journalBytes = 16 << 10
	// inspectAlone is the batch size below which spreading the work over
	// processors is not worth it.
	inspectAlone = 32
)

// inspected is an event with everything known before deciding it.
type inspected struct {
	event  bot.Event
	facts  bot.Facts
	pieces []rules.Piece
	line   []byte // the beginning of the event's journal line
	// broken lists the rules that the text matches, under ruling.
	broken []rules.Match
	ruling *ruling
	// apart are the communities of a private chat's user in other partitions.
	apart  []string
	passed *bot.Pass // how the event came, if from another partition
	sent   *passing  // where it was sent before it is decided
}

// inspectAll runs in parallel and is pure: it depends only on the events, the
// configuration and the time of arrival.
func inspectAll(events []bot.Event, r *ruling, now time.Time) []inspected {
	out := make([]inspected, len(events))
	workers := runtime.GOMAXPROCS(0)
	if len(events) <= inspectAlone || workers == 1 {
		inspectRange(out, events, r, now)
		return out
	}
	var wg sync.WaitGroup
	chunk := (len(events) + workers - 1) / workers
	for from := 0; from < len(events); from += chunk {
		to := min(from+chunk, len(events))
		wg.Go(func() { inspectRange(out[from:to], events[from:to], r, now) })
	}
	wg.Wait()
	return out
}

func inspectRange(out []inspected, events []bot.Event, r *ruling, now time.Time) {
	for i := range events {
		out[i] = inspect(bounded(events[i], now))
		out[i].judge(r.ownerOf(out[i].event.Place), r)
	}
}

func inspect(ev bot.Event) inspected {
	in := inspected{event: ev}
	if m := ev.Message; m != nil {
		in.facts = rules.Facts(m.Text)
		in.facts.Command = in.facts.Command || m.Command != ""
	}
	in.pieces = rules.Pieces(&ev, &in.facts)
	in.line = journalLine(ev)
	return in
}

// json returns the event in the journal's format, nil if it wasn't encoded.
func (in *inspected) json() []byte {
	if in.line == nil {
		return nil
	}
	return in.line[len(lineHead):]
}

// lineHead is what a journal line begins with. The event follows, and lineRoom is more than what
// follows that for most.
const (
	lineHead = `{"v":3,"event":`
	lineRoom = 256
)

// journalLine encodes the beginning of an event's journal line as JSON. Overlong texts are cut;
// if that is not enough, every field that a stranger may have made long is
// dropped.
//
// What is quoted in a private chat is left out: it may be a code that Steward
// sent there.
func journalLine(ev bot.Event) []byte {
	quotes := ev.Place.Private() && ev.Message != nil && ev.Message.ReplyTo != nil && ev.Message.ReplyTo.Text != ""
	if m := ev.Message; m != nil && (len(m.Text) > journalBytes || len(m.Options) > 0 || quotes) {
		short := *m
		if quotes {
			replied := *m.ReplyTo
			replied.Text, short.ReplyTo = "", &replied
		}
		short.Options = cutOptions(m.Options)
		if len(m.Text) > journalBytes {
			short.Text = bot.Head(m.Text, journalBytes) + "…"
		}
		ev.Message = &short
	}
	if len(ev.Raw) > journalBytes {
		ev.Raw = bot.Head(ev.Raw, journalBytes) + "…"
	}
	line := make([]byte, 0, len(lineHead)+plainRoom(&ev)+lineRoom)
	line = append(line, lineHead...)
	if b, ok := plainJSON(line, &ev); ok && len(b) <= 4*journalBytes {
		return b
	}
	b, err := json.Marshal(storeEvent(&ev))
	if err == nil && len(b) <= 4*journalBytes {
		return append(line, b...)
	}
	bare := bot.Event{ID: ev.ID, Kind: ev.Kind, Place: ev.Place, Moved: ev.Moved}
	if err == nil { // only fails for a year beyond 9999
		bare.At, bare.Raw = ev.At, excerpt(&ev)
	}
	if ev.User != nil {
		bare.User = &bot.User{ID: ev.User.ID, Persona: ev.User.Persona}
	}
	if m := ev.Message; m != nil {
		bare.Message = &bot.Message{ID: m.ID, Text: m.Text, Hidden: m.Hidden, Comment: m.Comment}
	}
	b, _ = json.Marshal(storeEvent(&bare))
	return append(line, b...)
}

// cutOptions limits the total length of names and values to journalBytes: the
// first option that exceeds it is cut, the rest are dropped.
func cutOptions(options []bot.Given) []bot.Given {
	left := journalBytes
	for i, o := range options {
		left -= len(o.Name) + len(o.Value)
		if left >= 0 {
			continue
		}
		cut := slices.Clone(options[:i])
		if keep := left + len(o.Value); keep > 0 {
			cut = append(cut, bot.Given{Name: o.Name, Value: bot.Head(o.Value, keep) + "…"})
		}
		return cut
	}
	return options
}
