package desk

import (
	"encoding/json"
	"net/url"
	"time"

	"github.com/stewardbot/steward/bot"
)

// Feature is the name of the feature that owns the timers below.
const Feature = "dashboard"

// The timers by which the pages and the command line reach the feature, at once.
const (
	TimerLink   = "link"    // Change.Link, Account: somebody who may read the store printed a link
	TimerSignIn = "sign_in" // Change.Link, Session, Agent: a link is used
	TimerSeen   = "seen"    // Change.Session: a session was used
	TimerEnd    = "end"     // Change.Session, By: a session is ended by its member
	TimerExpel  = "expel"   // Change.Session, By: its account has no powers any more
	TimerMove   = "move"    // Change.By: the clock is about to be moved, as in the demo
	TimerCodes  = "codes"   // Change.Account, Options: codes are about to be added to a pool
)

// Change is the data of the timers. Secrets are hashed.
type Change struct {
	Link    string     `json:"link,omitempty"`
	Session string     `json:"session,omitempty"`
	Account bot.UserID `json:"account,omitempty"`
	Agent   string     `json:"agent,omitempty"`
	// By is how far the clock is moved.
	By time.Duration `json:"by,omitempty"`
	// Options are kept with the act.
	Options []bot.Given `json:"options,omitempty"`
}

// Data encodes the change.
func (c Change) Data() []byte {
	b, _ := json.Marshal(c) // strings
	return b
}

// Link returns the address that spends a secret.
func Link(address, community, secret string) string {
	return address + "/in/" + url.PathEscape(community) + "/" + secret
}

// AddedCodes counts the lines of a file of codes.
type AddedCodes struct {
	Added  int
	Before int // the pool had them before
	Twice  int // they stand above in the file
	Bad    int // they are no codes
}
