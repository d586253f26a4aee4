// Package sanction is the record of what moderators and rules did: a case for
// each act, with its evidence, its sanctions and their results.
//
// [File.Open] gives a case the community's next number. Each of its sanctions
// is pending until its effect's outcome arrives; [File.ByRef] finds the case of
// an effect, and [File.Save] writes changes. [File.Of] lists a member's cases,
// newest first, and [File.Warnings] counts those in force. [File.Join] merges
// the cases of two members who become one. [Each] reads all without a turn. All
// data is in the state, under the community's id; nothing is kept in memory.
package sanction

import (
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/phrase"
)

// State is the status of a sanction.
type State string

// The states. A refused sanction never took effect, a lifted one no longer has
// any.
const (
	Pending State = "pending"
	Done    State = "done"
	Refused State = "refused"
	Lifted  State = "lifted"
)

// Case is one act of moderation.
type Case struct {
	ID     uint64       `json:"id"`   // counted from 1 in each community
	Kind   bot.Act      `json:"kind"` // the main act
	At     time.Time    `json:"at"`
	Member bot.MemberID `json:"member,omitempty"` // whom it is about; 0: nobody in particular
	User   bot.UserID   `json:"user,omitempty"`   // the account that was named or that spoke
	Name   string       `json:"name,omitempty"`   // of User if not a member: a channel or a bot
	By     bot.UserID   `json:"by,omitempty"`     // the moderator; empty: a rule
	Rule   string       `json:"rule,omitempty"`   // the broken rule; empty: a moderator decided
	Reason string       `json:"reason,omitempty"`
	// Warning counts as one until the case is undone.
	Warning   bool       `json:"warning,omitempty"`
	Evidence  *Evidence  `json:"evidence,omitempty"`
	Sanctions []Sanction `json:"sanctions,omitempty"`
	// Purged holds the ids of the messages that a purge deletes in addition to
	// Evidence. Each has its own sanction; former versions had one for all of
	// them.
	Purged   []string   `json:"purged,omitempty"`
	Points   int64      `json:"points,omitempty"` // awarded or fined
	Entry    uint64     `json:"entry,omitempty"`  // of the ledger
	Undone   time.Time  `json:"undone,omitzero"`  // zero: the case stands
	UndoneBy bot.UserID `json:"undone_by,omitempty"`
	// Reporters are the members who reported the message.
	Reporters []bot.MemberID `json:"reporters,omitempty"`
	// Decided is when a moderator dealt with a report; zero: not yet.
	Decided   time.Time  `json:"decided,omitzero"`
	DecidedBy bot.UserID `json:"decided_by,omitempty"`
	Decision  bot.Act    `json:"decision,omitempty"` // what was done; empty: nothing
	// Posts are the entries in moderators' logs that show a report.
	Posts  []Post  `json:"posts,omitempty"`
	Appeal *Appeal `json:"appeal,omitempty"`
	// Undos are the messages with a button that undoes the case.
	Undos []Undo `json:"undos,omitempty"`
	// Informed reports that the member was told about the case.
	Informed bool `json:"informed,omitempty"`
	// Answer is the case number under which the people to tell are stored; 0:
	// everybody was told.
	Answer uint64 `json:"answer,omitempty"`
}

// Post is one of our messages, possibly still being sent.
type Post struct {
	Place bot.Place `json:"place"`
	Ref   bot.Ref   `json:"ref"`
}

// Undo is one of our messages with a button that undoes cases: a log entry for
// one case, or a line for each of several.
type Undo struct {
	Post
	First uint64 `json:"first,omitempty"` // 0: a log entry
	Last  uint64 `json:"last,omitempty"`
}

// Appeal is a member's objection to a case.
type Appeal struct {
	At        time.Time  `json:"at"`
	User      bot.UserID `json:"user"`  // the account that appealed
	Place     bot.Place  `json:"place"` // where
	Text      string     `json:"text"`
	Decided   time.Time  `json:"decided,omitzero"`
	DecidedBy bot.UserID `json:"decided_by,omitempty"`
	Lifted    bool       `json:"lifted,omitempty"` // the moderators agreed
	Told      bool       `json:"told,omitempty"`   // the member was told
	Posts     []Post     `json:"posts,omitempty"`
}

// Evidence is the message that a case is about.
type Evidence struct {
	Message bot.MessageID `json:"message"`
	Text    string        `json:"text,omitempty"`  // its beginning
	Found   string        `json:"found,omitempty"` // what a rule found
}

// EvidenceBytes is how much of a message's text a case keeps.
const EvidenceBytes = 512

// Sanction is one act on one account in one space, or on a place and everybody
// in it.
type Sanction struct {
	Act    bot.Act     `json:"act"` // mute, unmute, kick, ban, unban, del, pin, unpin, slow, lock or unlock
	Space  bot.Place   `json:"space"`
	User   bot.UserID  `json:"user,omitempty"`
	Until  time.Time   `json:"until,omitzero"` // zero: permanent
	Ref    bot.Ref     `json:"ref,omitempty"`
	State  State       `json:"state"`
	Reason phrase.Line `json:"reason,omitempty"` // why it was refused, or, if done, why there was nothing to do
	// Purge also deletes messages of the banned user younger than this.
	Purge time.Duration `json:"purge,omitempty"`
	// Every is the slow mode's interval between two messages.
	Every time.Duration `json:"every,omitempty"`
	// Earlier holds the permissions before a lock, which unlock restores.
	Earlier string `json:"earlier,omitempty"`
	// Mark is bot.MarkOf of the audit log reason.
	Mark string `json:"mark,omitempty"`
	// Settled is when it was done.
	Settled time.Time `json:"settled,omitzero"`
	// Seen means that the platform has reported it since.
	Seen bool `json:"seen,omitempty"`
	// ByHand means that somebody lifted or replaced it on the platform, so Steward did
	// not.
	ByHand bool `json:"by_hand,omitempty"`
	// Ours is the only sanction that it may end; nil: any in force.
	Ours *bot.Ours `json:"ours,omitempty"`
}

// AboutPlace reports whether the case is about a place rather than a person.
func (c *Case) AboutPlace() bool { return c.Member == 0 && c.User == "" }

// Penal reports whether the case penalizes somebody: it is not about a place, and neither awards
// nor restores anything.
func (c *Case) Penal() bool {
	switch c.Kind {
	case bot.ActAward, bot.ActNote, bot.ActUnban, bot.ActUnmute:
		return false
	}
	return !c.AboutPlace()
}

// Open reports whether the case has not been undone.
func (c *Case) Open() bool { return c.Undone.IsZero() }

// Settled reports whether no sanction is pending.
func (c *Case) Settled() bool {
	for _, s := range c.Sanctions {
		if s.State == Pending {
			return false
		}
	}
	return true
}

// Failed reports whether all of one or more sanctions were refused.
func (c *Case) Failed() bool {
	for _, s := range c.Sanctions {
		if s.State != Refused {
			return false
		}
	}
	return len(c.Sanctions) > 0
}

// Idle reports whether the case was to lift a sanction that, by the platforms' answers, did not
// exist.
func (c *Case) Idle() bool {
	if c.Kind != bot.ActUnban && c.Kind != bot.ActUnmute {
		return false
	}
	for _, s := range c.Sanctions {
		if s.State != Done || s.Reason == "" || s.ByHand {
			return false
		}
	}
	return len(c.Sanctions) > 0
}

// Removed returns how many messages a purge deleted that still existed.
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

// InForce reports whether a sanction is in effect at a time, or soon will be.
func (s *Sanction) InForce(now time.Time) bool {
	return (s.State == Done || s.State == Pending) && (s.Until.IsZero() || s.Until.After(now))
}
