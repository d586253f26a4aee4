package engine

import (
	"encoding/hex"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/phrase"
	"github.com/stewardbot/steward/store"
)

// Act is one effect of a decision and its outcome.
type Act struct {
	Ref       bot.Ref     `json:"ref"`
	Kind      string      `json:"kind"`
	Place     bot.Place   `json:"place"`
	Text      string      `json:"text,omitempty"`
	Status    bot.Status  `json:"status"` // "waiting" while it is in the outbox
	At        time.Time   `json:"at"`     // of the outcome, or of the request
	NotBefore time.Time   `json:"not_before,omitzero"`
	Reason    phrase.Line `json:"reason,omitempty"`
	Tries     int         `json:"tries,omitempty"`
	Resent    int         `json:"resent,omitempty"`
	Event     string      `json:"event,omitempty"`
}

// Waiting is the status of a line that is still in the outbox.
const Waiting bot.Status = "waiting"

// Explain returns the record of an event and of the effects it led to. ok is
// false if the event was not seen or is no longer recorded.
func Explain(r store.Reader, eventID string, now time.Time) (rec Recorded, acts []Act, ok bool, err error) {
	row, ok, err := findSeen(r, eventID, now)
	if err != nil || !ok || row.line == 0 {
		return rec, nil, false, err
	}
	rec, ok, err = journalRows.Get(r, row.line)
	if err != nil || !ok {
		return rec, nil, false, err
	}
	rec.Line = row.line
	for _, ref := range rec.Refs {
		act, found, err := actOf(r, ref)
		if err != nil {
			return rec, nil, false, err
		}
		if found {
			acts = append(acts, act)
		}
	}
	return rec, acts, true, nil
}

func actOf(r store.Reader, ref bot.Ref) (Act, bool, error) {
	res, ok, err := getResult(r, ref)
	if err != nil {
		return Act{}, false, err
	}
	if ok {
		return Act{
			Ref: ref, Kind: res.Kind, Place: res.Place, Text: res.Text, Status: res.Status, At: res.At,
			Reason: res.Reason, Resent: res.Resent,
		}, true, nil
	}
	b, err := r.Get(tableOutbox, number(uint64(ref)))
	if err != nil || b == nil {
		return Act{}, false, err
	}
	l, err := decodeLine(b)
	if err != nil {
		return Act{}, false, err
	}
	return l.act(), true, nil
}

func (l *line) act() Act {
	return Act{
		Ref: l.Ref, Kind: bot.EffectKind(l.effect), Place: l.effect.Where(), Text: bot.WordsOf(l.effect).Text, Status: Waiting,
		At: l.Created, NotBefore: l.NotBefore, Reason: l.Reason, Tries: l.Tries, Resent: l.Resent, Event: l.Event,
	}
}

// Outbox calls fn for the waiting lines, oldest first. For one that can't be
// read, Act holds only the reason and, if its key is valid, the number.
func Outbox(r store.Reader, fn func(Act) error) error {
	return r.Scan(tableOutbox, nil, nil, false, 0, func(k, v []byte) (bool, error) {
		l, err := readLine(k, v)
		if err != nil {
			act := Act{Status: Waiting, Reason: phrase.AsLine("delivery.unreadable", hex.EncodeToString(k), err)}
			if ref, rest, err := store.TakeUint64(k); err == nil && len(rest) == 0 {
				act.Ref = bot.Ref(ref)
			}
			return true, fn(act)
		}
		return true, fn(l.act())
	})
}

// Settled calls fn for the effects that left the outbox, newest first, until it returns false.
func Settled(r store.Reader, fn func(Act) bool) error {
	return outcomeRows.Scan(r, nil, nil, true, 0, func(ref uint64, res result) (bool, error) {
		return fn(Act{
			Ref: bot.Ref(ref), Kind: res.Kind, Place: res.Place, Text: res.Text, Status: res.Status, At: res.At, Reason: res.Reason, Resent: res.Resent,
		}), nil
	})
}

// Authorities calls fn for each account with authority in a space, as the platforms last reported it.
func Authorities(r store.Reader, fn func(space bot.Place, u bot.UserID, a bot.Authority) error) error {
	return r.Scan(tableStanding, nil, nil, false, 0, func(k, v []byte) (bool, error) {
		var s storedStanding
		if err := json.Unmarshal(v, &s); err != nil {
			return true, nil // start reports it
		}
		for _, u := range slices.Sorted(maps.Keys(s.Admins)) {
			if err := fn(bot.Place(k), u, s.Admins[u]); err != nil {
				return false, err
			}
		}
		return true, nil
	})
}

// Latest calls fn for recorded events, newest first, until it returns false.
func Latest(r store.Reader, fn func(Recorded) bool) error {
	return r.Scan(tableJournal, nil, nil, true, 0, func(k, v []byte) (bool, error) {
		rec, err := decodeRecorded(v)
		if err != nil {
			return false, fmt.Errorf("journal line %x: %w", k, err)
		}
		return fn(rec), nil
	})
}

// Events calls fn for recorded events from a journal line on, oldest first;
// with onlyFailed, only for those that failed in a feature and have not been
// rerun.
func Events(r store.Reader, from uint64, onlyFailed bool, fn func(Recorded) error) error {
	show := func(k, v []byte) error {
		rec, err := decodeRecorded(v)
		if err != nil {
			return fmt.Errorf("journal line %x: %w", k, err)
		}
		line, _, err := store.TakeUint64(k)
		if err != nil {
			return err
		}
		rec.Line = line
		return fn(rec)
	}
	table := tableJournal
	if onlyFailed {
		table = tableFailed
	}
	return r.Scan(table, number(from), nil, false, 0, func(k, v []byte) (bool, error) {
		if onlyFailed {
			b, err := r.Get(tableJournal, k)
			if err != nil || b == nil {
				return err == nil, err
			}
			v = b
		}
		return true, show(k, v)
	})
}
