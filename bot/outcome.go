package bot

import (
	"errors"
	"fmt"
	"time"
)

// Status is what became of an effect.
type Status string

// The final states. Waiting and sending ones live in the outbox alone.
const (
	Done    Status = "done"    // performed; Receipt tells what it made
	Refused Status = "refused" // the platform will not: a right is missing, or it can't be done there
	Expired Status = "expired" // not performed in time
	Failed  Status = "failed"  // given up after many tries, or what it waited for failed
	Doubted Status = "doubted" // may or may not have happened, and its policy says to let it be
)

// Outcome is what became of an effect.
type Outcome struct {
	Ref      Ref       `json:"ref"`
	Feature  string    `json:"feature,omitempty"` // that asked for it; empty: the engine, for a rule
	Status   Status    `json:"status"`
	Receipt  Receipt   `json:"receipt,omitzero"`
	Reason   string    `json:"reason,omitempty"`   // a sentence for people, without secrets
	Found    *Found    `json:"found,omitempty"`    // the answer to a Lookup
	Examined *Examined `json:"examined,omitempty"` // the answer to an Examine
	Fetched  *Fetched  `json:"fetched,omitempty"`  // the answer to a Fetch
	// Permissions is the answer to a Permissions, which the platform alone reads.
	Permissions string `json:"permissions,omitempty"`
	// Resent counts how often it was done again without knowing whether it had
	// been done before.
	Resent int `json:"resent,omitempty"`
}

// Receipt is what a performed effect made.
type Receipt struct {
	Messages []string  `json:"messages,omitempty"` // several where a text was split
	At       time.Time `json:"at,omitzero"`
	Hidden   bool      `json:"hidden,omitempty"` // seen by one person alone
}

// Found is how a user stands in a space.
type Found struct {
	User      User      `json:"user"`
	Present   bool      `json:"present"` // a member of the space now
	Banned    bool      `json:"banned,omitempty"`
	Authority Authority `json:"authority"`
}

// Examined is how Steward stands in a space, and its community in Steward.
type Examined struct {
	// Offline is why the platform is not connected; empty: it is.
	Offline string `json:"offline,omitempty"`
	// Late is how old what came last from the platform was when it came.
	Late time.Duration `json:"late,omitempty"`
	// Checks are what was looked at; none where the platform can't be asked.
	Checks []Check `json:"checks,omitempty"`
	// Waiting is how much of the community's waits to be sent, and Failed at how
	// many events a feature failed that can be run again.
	Waiting int `json:"waiting,omitempty"`
	Failed  int `json:"failed,omitempty"`
}

// Error codes of a DeliveryError.
const (
	CodeRetry   = "retry"   // surely not done: try again, after After where it is set
	CodeUnknown = "unknown" // perhaps done: the connection broke with no answer
	CodeGone    = "gone"    // already so, or what it is about is no more: counts as done
	CodeRefused = "refused" // will never be done: a right is missing, the place is closed to us
	CodeMoved   = "moved"   // the space has another id now: Moved
)

// DeliveryError is how an adapter says why an effect was not performed. Any
// other error of Adapter.Perform counts as CodeUnknown.
type DeliveryError struct {
	Code   string
	Reason string        // a sentence for people; never a token or an address with one
	After  time.Duration // for CodeRetry and CodeUnknown: the platform's own word on when
	Moved  Place         // for CodeMoved: the space's new id
	Whole  bool          // for CodeRetry: the whole platform is to be left alone, not this place only
}

func (e *DeliveryError) Error() string {
	if e.After > 0 {
		return fmt.Sprintf("%s: %s (after %s)", e.Code, e.Reason, e.After)
	}
	return e.Code + ": " + e.Reason
}

// AsDeliveryError finds the DeliveryError in err; any other error is one of
// CodeUnknown.
func AsDeliveryError(err error) *DeliveryError {
	var d *DeliveryError
	if errors.As(err, &d) {
		return d
	}
	return &DeliveryError{Code: CodeUnknown, Reason: err.Error()}
}
