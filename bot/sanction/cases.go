// Package sanction is the file of what moderators and rules did: a case for every
// act, with its evidence, its sanctions and what became of them.
//
// In the order in which it works: [File.Open] gives a case the community's next
// number; each sanction in it is pending until its effect's outcome comes,
// which [File.ByRef] finds the case of; [File.Save] writes what changed.
// [File.Of] lists a member's cases, newest first, and [File.Warnings] counts
// those that still weigh. [File.Join] follows when two members become one.
// [Each] reads all without a turn. Everything is in the state, under the
// community's id; nothing is kept in memory.
package sanction

import (
	"time"

	"github.com/stewardbot/steward/bot"
)

// State is what became of a sanction.
type State string

// The states. A refused one never took effect, a lifted one no longer has any.
const (
	Pending State = "pending"
	Done    State = "done"
	Refused State = "refused"
	Lifted  State = "lifted"
)

// Case is one act of moderation.
type Case struct {
	ID     uint64       `json:"id"`   // counted from 1 in each community
	Kind   bot.Act      `json:"kind"` // what it is for
	At     time.Time    `json:"at"`
	Member bot.MemberID `json:"member,omitempty"` // whom it is about; 0: nobody in particular
	User   bot.UserID   `json:"user,omitempty"`   // the account that was named or that spoke
	Name   string       `json:"name,omitempty"`   // of User, who is no member: a channel or a bot
	By     bot.UserID   `json:"by,omitempty"`     // the moderator; empty: a rule
	Rule   string       `json:"rule,omitempty"`   // that was broken; empty: a moderator decided
	Reason string       `json:"reason,omitempty"`
	// Warning: it weighs as one until it is undone.
	Warning   bool       `json:"warning,omitempty"`
	Evidence  *Evidence  `json:"evidence,omitempty"`
	Sanctions []Sanction `json:"sanctions,omitempty"`
	// Purged are the messages beside Evidence that a purge is about, by their ids. There is
	// a sanction for each of these and it; former versions had one for all.
	Purged   []string   `json:"purged,omitempty"`
	Points   int64      `json:"points,omitempty"` // awarded or fined
	Entry    uint64     `json:"entry,omitempty"`  // of the ledger
	Undone   time.Time  `json:"undone,omitzero"`  // zero: it stands
	UndoneBy bot.UserID `json:"undone_by,omitempty"`
	// Reporters are the members who told of the message, of a report.
	Reporters []bot.MemberID `json:"reporters,omitempty"`
	// Decided is when a moderator dealt with a report; zero: it waits.
	Decided   time.Time  `json:"decided,omitzero"`
	DecidedBy bot.UserID `json:"decided_by,omitempty"`
	Decision  bot.Act    `json:"decision,omitempty"` // what was done; empty: nothing
	// Posts are where the moderators' log shows a report.
	Posts  []Post  `json:"posts,omitempty"`
	Appeal *Appeal `json:"appeal,omitempty"`
	// Undos are the messages below which a button undoes the case.
	Undos []Undo `json:"undos,omitempty"`
	// Informed: the member was written to of what was done.
	Informed bool `json:"informed,omitempty"`
	// Answer is the number of the case under which it is kept whom to tell; 0:
	// everybody was told.
	Answer uint64 `json:"answer,omitempty"`
}

// Post is a message of ours, which may be still on its way.
type Post struct {
	Place bot.Place `json:"place"`
	Ref   bot.Ref   `json:"ref"`
}

// Undo is a message of ours with a button that undoes cases: an entry of the log for
// one, or a line for each of several.
type Undo struct {
	Post
	First uint64 `json:"first,omitempty"` // 0: it is an entry
	Last  uint64 `json:"last,omitempty"`
}

// Appeal is what a member says against a case.
type Appeal struct {
	At        time.Time  `json:"at"`
	User      bot.UserID `json:"user"`  // the account that appealed
	Place     bot.Place  `json:"place"` // where
	Text      string     `json:"text"`
	Decided   time.Time  `json:"decided,omitzero"`
	DecidedBy bot.UserID `json:"decided_by,omitempty"`
	Lifted    bool       `json:"lifted,omitempty"` // the moderators agreed
	Told      bool       `json:"told,omitempty"`   // the member knows
	Posts     []Post     `json:"posts,omitempty"`
}

// Evidence is a message that a case is about.
type Evidence struct {
	Message bot.MessageID `json:"message"`
	Text    string        `json:"text,omitempty"`  // its beginning
	Found   string        `json:"found,omitempty"` // by a rule
}

// EvidenceBytes is how much of a message's text a case keeps.
const EvidenceBytes = 512

// Sanction is one act on one account in one space, or on a place and everybody in
// it.
type Sanction struct {
	Act    bot.Act    `json:"act"` // mute, unmute, kick, ban, unban, del, pin, unpin, slow, lock or unlock
	Space  bot.Place  `json:"space"`
	User   bot.UserID `json:"user,omitempty"`
	Until  time.Time  `json:"until,omitzero"` // zero: for good
	Ref    bot.Ref    `json:"ref,omitempty"`
	State  State      `json:"state"`
	Reason string     `json:"reason,omitempty"` // why it was refused, or, if it is done, why nothing had to be
	// Purge: of the banned one's messages, those so young were to go too.
	Purge time.Duration `json:"purge,omitempty"`
	// Every is how long members wait between two messages, of a slow.
	Every time.Duration `json:"every,omitempty"`
	// Earlier is what was allowed before a lock, and is allowed again by an unlock.
	Earlier string `json:"earlier,omitempty"`
}

// AboutPlace tells whether the case is about a place rather than somebody.
func (c *Case) AboutPlace() bool { return c.Member == 0 && c.User == "" }

// Open tells whether the case stands.
func (c *Case) Open() bool { return c.Undone.IsZero() }

// Settled tells whether no sanction is pending.
func (c *Case) Settled() bool {
	for _, s := range c.Sanctions {
		if s.State == Pending {
			return false
		}
	}
	return true
}

// Failed tells whether there are sanctions and each was refused.
func (c *Case) Failed() bool {
	for _, s := range c.Sanctions {
		if s.State != Refused {
			return false
		}
	}
	return len(c.Sanctions) > 0
}

// Removed is how many messages a purge has deleted that were still there.
func (c *Case) Removed() (n int) {
	if len(c.Sanctions) == 1 && c.Sanctions[0].State == Done && c.Sanctions[0].Reason == "" {
		return len(c.Purged) + 1
	}
	for _, s := range c.Sanctions {
		if s.State == Done && s.Reason == "" {
			n++
		}
	}
	return n
}

// InForce tells whether a sanction has effect at a time, or soon will.
func (s *Sanction) InForce(now time.Time) bool {
	return (s.State == Done || s.State == Pending) && (s.Until.IsZero() || s.Until.After(now))
}
