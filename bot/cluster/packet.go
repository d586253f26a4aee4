package cluster

import (
	"encoding/json"
	"fmt"
	"slices"

	"github.com/stewardbot/steward/bot"
)

// version is that of what processes send one another. One of another version
// is not read.
const version = 1

// packet is a number of events of one source for one partition.
type packet struct {
	Version int    `json:"v"`
	Source  string `json:"source"`
	Session int64  `json:"session"`
	// N counts a session's packets to the partition, from 1 and without gaps; 0:
	// it is a request.
	N      uint64      `json:"n,omitempty"`
	Events []bot.Event `json:"events"`
	// Filled is what was filled in in forms, by the index of the event. It is in
	// requests only: what is filled in is stored nowhere.
	Filled map[int][]bot.Given `json:"filled,omitempty"`
}

// own are the kinds of event that only an engine makes.
var own = []bot.Kind{bot.KindTick, bot.KindOutcome, bot.KindConfig, bot.KindFaulty}

func decodePacket(b []byte) (p packet, err error) {
	if err := json.Unmarshal(b, &p); err != nil {
		return p, fmt.Errorf("a packet that can't be read: %w", err)
	}
	if p.Version != version || p.Source == "" || p.Session < 0 {
		return p, fmt.Errorf("a packet of version %d, source %q, session %d", p.Version, p.Source, p.Session)
	}
	for i := range p.Events {
		if ev := &p.Events[i]; slices.Contains(own, ev.Kind) || ev.ID == "" {
			return p, fmt.Errorf("a packet with an event %q of kind %q", ev.ID, ev.Kind)
		}
	}
	for i, filled := range p.Filled {
		if i < 0 || i >= len(p.Events) || p.Events[i].Press == nil {
			return p, fmt.Errorf("a packet with a form at %d of %d events", i, len(p.Events))
		}
		p.Events[i].Press.Filled = bot.FitFilled(filled)
	}
	return p, nil
}

// encodeEvent encodes an event for a packet of at most so many bytes. One that
// can't be sent is parked.
func encodeEvent(ev bot.Event, most int) json.RawMessage {
	b, err := json.Marshal(ev)
	if err == nil && len(b) <= most {
		return b
	}
	parked := bot.Event{ID: ev.ID, Kind: bot.KindParked, Place: ev.Place}
	if err == nil { // else it has a year beyond 9999
		parked.At, parked.Raw = ev.At, bot.Head(string(b), min(rawBytes, max(most, 0)/8))
	}
	b, _ = json.Marshal(parked)
	return b
}

// rawBytes is how much is kept of an event that is too large.
const rawBytes = 16 << 10

// form is a request with an event whose form was filled in.
func form(source string, session int64, ev bot.Event) ([]byte, error) {
	return json.Marshal(packet{
		Version: version, Source: source, Session: session, Events: []bot.Event{ev}, Filled: map[int][]bot.Given{0: ev.Press.Filled},
	})
}

// done is the note that a session's packets to a partition are committed, up to
// N.
type done struct {
	Part    int    `json:"part"`
	Session int64  `json:"session"`
	N       uint64 `json:"n"`
}

func encode(v any) []byte {
	b, _ := json.Marshal(v) // the notes have only plain fields
	return b
}
