package inspect

import (
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/engine"
	"github.com/stewardbot/steward/bot/member"
	"github.com/stewardbot/steward/bot/phrase"
	"github.com/stewardbot/steward/bot/sanction"
	"github.com/stewardbot/steward/store"
)

// Event is a line of the journal with its number. Explain adds the effects.
type Event struct {
	Line uint64 `json:"line"`
	engine.Recorded
	Acts []engine.Act `json:"acts,omitempty"`
}

// Events calls fn for the journal's lines from number from on: those of a community, or all
// if community is empty; with failed, only those with failed features that can be retried.
func Events(r store.Reader, community string, from uint64, failed bool, fn func(Event) error) error {
	return engine.Events(r, from, failed, func(rec engine.Recorded) error {
		if community != "" && rec.Community != community {
			return nil
		}
		return fn(Event{Line: rec.Line, Recorded: rec})
	})
}

// NoEventError means that an event is not in the journal.
type NoEventError struct{ *phrase.Phrase }

// Explain returns an event by its id, with its effects as they stand at now. The
// error is a NoEventError if the event is not in the journal.
func Explain(r store.Reader, id string, now time.Time) (Event, error) {
	rec, acts, ok, err := engine.Explain(r, id, now)
	if err == nil && !ok {
		err = NoEventError{phrase.New("query.no_event", id)}
	}
	return Event{rec.Line, rec, acts}, err
}

// Case is a case with its member's name. State is "open" or "undone".
type Case struct {
	sanction.Case
	Name  string `json:"name,omitempty"`
	State string `json:"state"`
}

// Cases calls fn for each case of a community, by number.
func Cases(r store.Reader, community string, fn func(Case) error) error {
	names := map[bot.MemberID]string{}
	err := member.New().Each(r, community, func(m *bot.Member, _ []bot.UserID) error {
		names[m.ID] = m.Name
		return nil
	})
	if err != nil {
		return err
	}
	return sanction.Each(r, community, func(c sanction.Case) error {
		return fn(newCase(c, names[c.Member]))
	})
}

func newCase(c sanction.Case, name string) Case {
	if c.Open() {
		return Case{c, name, "open"}
	}
	return Case{c, name, "undone"}
}
