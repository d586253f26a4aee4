package engine

import (
	"encoding/json"
	"fmt"
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/phrase"
	"github.com/stewardbot/steward/store"
)

// Recorded is a journal line: what happened, what was known about the author,
// and what was decided.
type Recorded struct {
	Line      uint64            `json:"-"`
	Event     bot.Event         `json:"event"`
	Received  time.Time         `json:"received"`
	Community string            `json:"community,omitempty"`
	Member    bot.MemberID      `json:"member,omitempty"`
	Read      Read              `json:"read,omitzero"`
	Call      string            `json:"call,omitempty"`
	Findings  []bot.Finding     `json:"findings,omitempty"`
	Refs      []bot.Ref         `json:"refs,omitempty"`
	Failed    map[string]string `json:"failed,omitempty"`
	Error     string            `json:"error,omitempty"`
}

// Read is what a decision read about the author, so that it can be repeated
// later by the same rules or others. Values that were not read are absent.
type Read struct {
	Since     time.Time       `json:"since,omitzero"`      // membership duration, to the millisecond
	Authority bot.Authority   `json:"authority,omitempty"` // the highest value read, in any space
	Spared    *bool           `json:"spared,omitempty"`    // whether rules exempt them for their rank
	Level     *int            `json:"level,omitempty"`     // below 0: none
	Roles     map[string]bool `json:"roles,omitempty"`     // full name -> whether they had it
}

// journalVersion is the version of lines written now. Version 2 has no message
// parts; lines without a version are older and also lack Read.
const journalVersion = 3

// storedLine is a row of tableJournal.
type storedLine struct {
	Version   int               `json:"v,omitempty"`
	Event     storedEvent       `json:"event"`
	Received  time.Time         `json:"received"`
	Community string            `json:"community,omitempty"`
	Member    bot.MemberID      `json:"member,omitempty"`
	Read      *storedRead       `json:"read,omitempty"`
	Call      string            `json:"call,omitempty"`
	Findings  []storedFinding   `json:"findings,omitempty"`
	Refs      []bot.Ref         `json:"refs,omitempty"`
	Failed    map[string]string `json:"failed,omitempty"`
	Error     string            `json:"error,omitempty"`
}

type storedRead struct {
	Since     int64           `json:"since,omitempty"` // milliseconds since 1970
	Authority bot.Authority   `json:"authority,omitempty"`
	Spared    *bool           `json:"spared,omitempty"`
	Level     *int            `json:"level,omitempty"`
	Roles     map[string]bool `json:"roles,omitempty"`
}

type storedFinding struct {
	Feature string       `json:"feature"`
	Code    string       `json:"code"`
	N       int64        `json:"n,omitempty"`
	Args    bot.Args     `json:"args,omitempty"`
	Entry   uint64       `json:"entry,omitempty"`
	Member  bot.MemberID `json:"member,omitempty"`
	Reason  phrase.Line  `json:"reason,omitempty"`
}

func storeFinding(f bot.Finding) storedFinding { return storedFinding(f) }
func (f storedFinding) finding() bot.Finding   { return bot.Finding(f) }

// store also reports whether there is anything to store.
func (r *Read) store() (s storedRead, any bool) {
	s = storedRead{Authority: r.Authority, Spared: r.Spared, Level: r.Level, Roles: r.Roles}
	if !r.Since.IsZero() {
		s.Since = r.Since.UnixMilli()
	}
	return s, s.Since != 0 || s.Authority != 0 || s.Spared != nil || s.Level != nil || s.Roles != nil
}

func (s *storedRead) read() (r Read) {
	if s == nil {
		return r
	}
	r = Read{Authority: s.Authority, Spared: s.Spared, Level: s.Level, Roles: s.Roles}
	if s.Since != 0 {
		r.Since = time.UnixMilli(s.Since).UTC()
	}
	return r
}

// append encodes a line whose texts are short enough to be stored.
func (rec Recorded) append(dst []byte) []byte {
	var read *storedRead
	if s, any := rec.Read.store(); any {
		read = &s
	}
	return appendJSON(dst, storedLine{
		journalVersion, storeEvent(&rec.Event), rec.Received, rec.Community, rec.Member, read, rec.Call,
		each(rec.Findings, storeFinding), rec.Refs, rec.Failed, rec.Error,
	})
}

func decodeRecorded(b []byte) (Recorded, error) {
	var l storedLine
	if err := json.Unmarshal(b, &l); err != nil {
		return Recorded{}, err
	}
	if l.Version > journalVersion {
		return Recorded{}, fmt.Errorf("version %d of the line is not known", l.Version)
	}
	return Recorded{
		Event: l.Event.event(), Received: l.Received, Community: l.Community, Member: l.Member, Read: l.Read.read(), Call: l.Call,
		Findings: each(l.Findings, storedFinding.finding), Refs: l.Refs, Failed: l.Failed, Error: l.Error,
	}, nil
}

// journalRows holds the lines by number.
var journalRows = store.Rows(tableJournal, store.Uint64Key{}, store.Record(Recorded.append, decodeRecorded))
