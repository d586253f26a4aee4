package engine

import (
	"encoding/hex"
	"encoding/json"
	"hash/fnv"
	"time"

	"github.com/stewardbot/steward/bot"
)

const (
	// maxID is the longest id, in bytes, that may become part of a key.
	// Platforms' own ids have fewer than a hundred.
	maxID = 512
	// maxAhead is how far a platform's time may be ahead of our clock. A clock
	// may be wrong, or moved by a test, but a time beyond this is invalid: it
	// would keep its member's time there for ever.
	maxAhead = 366 * 24 * time.Hour
)

// bounded makes an adapter's event, which may contain anything strangers made
// up, safe to store: an impossible time is dropped, an overlong id is replaced
// by a stable hash, and an event that names another overlong id is parked.
func bounded(ev bot.Event, now time.Time) bot.Event {
	if ev.At.Sub(now) > maxAhead {
		ev.At = time.Time{}
	}
	if overlong(&ev) {
		ev = bot.Event{ID: ev.ID, Kind: bot.KindParked, At: ev.At, Raw: excerpt(&ev)}
	}
	if m := ev.Message; m != nil && len(m.Parts)+len(m.Files) > 0 {
		fit := *m
		fit.Parts, fit.Files = bot.FitParts(m.Parts), bot.FitFiles(m.Files)
		ev.Message = &fit
	}
	if len(ev.ID) > maxID {
		h := fnv.New128a()
		h.Write([]byte(ev.ID))
		ev.ID = bot.Head(ev.ID, maxID/2) + "~" + hex.EncodeToString(h.Sum(nil))
	}
	return ev
}

// overlong reports whether the event names something by an id too long for a
// key.
func overlong(ev *bot.Event) bool {
	long := len(ev.Place) > maxID || len(ev.Moved) > maxID || ev.User != nil && len(ev.User.ID) > maxID
	if m := ev.Message; m != nil {
		long = long || len(m.ID) > maxID || len(m.Album) > maxID || m.ReplyTo != nil && len(m.ReplyTo.ID) > maxID
	}
	if r := ev.Reaction; r != nil {
		long = long || len(r.Message) > maxID
	}
	if p := ev.Press; p != nil {
		long = long || len(p.Message) > maxID
	}
	if v := ev.Voice; v != nil {
		for _, s := range v.States {
			long = long || len(s.User.ID) > maxID || len(s.Channel) > maxID
		}
	}
	for _, id := range ev.Deleted {
		long = long || len(id) > maxID
	}
	return long
}

// excerpt returns the beginning of an event in JSON, for inspection.
func excerpt(ev *bot.Event) string {
	b, err := json.Marshal(ev)
	if err != nil {
		return err.Error()
	}
	return bot.Head(string(b), journalBytes)
}
