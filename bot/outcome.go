package bot

import (
	"errors"
	"fmt"
	"time"

	"github.com/stewardbot/steward/bot/phrase"
)

// Status is the result of an effect.
type Status string

// The final states. Waiting and in-flight effects exist only in the outbox.
const (
	Done    Status = "done"    // performed; Receipt holds what it created
	Refused Status = "refused" // rejected by the platform: a right is missing, or the place doesn't support it
	Expired Status = "expired" // not performed in time
	Failed  Status = "failed"  // given up after many retries, or the effect it waited for failed
	Doubted Status = "doubted" // may or may not have happened, and its policy is to skip it
)

// Outcome is the result of an effect.
type Outcome struct {
	Ref      Ref         `json:"ref"`
	Feature  string      `json:"feature,omitempty"` // that requested it; empty: the engine, for a rule
	Status   Status      `json:"status"`
	Receipt  Receipt     `json:"receipt,omitzero"`
	Reason   phrase.Line `json:"reason,omitempty"`   // why, without secrets
	Found    *Found      `json:"found,omitempty"`    // the answer to a Lookup
	Examined *Examined   `json:"examined,omitempty"` // the answer to an Examine
	Fetched  *Fetched    `json:"fetched,omitempty"`  // the answer to a Fetch
	Link     string      `json:"-"`                  // the answer to an Invite; in no record
	// Permissions is the answer to a Permissions effect; only the platform can
	// interpret it.
	Permissions string `json:"permissions,omitempty"`
	// ByHand: nothing was done, because somebody changed by hand what it was to end.
	ByHand bool `json:"by_hand,omitempty"`
	// Resent counts the retries that may have repeated a successful attempt.
	Resent int `json:"resent,omitempty"`
}

// Receipt is what a performed effect created.
type Receipt struct {
	Messages []string  `json:"messages,omitempty"` // several if a text was split
	At       time.Time `json:"at,omitzero"`
	Hidden   bool      `json:"hidden,omitempty"` // only one person sees it
}

// Found is a user's status in a space.
type Found struct {
	User      User      `json:"user"`
	Present   bool      `json:"present"` // a member of the space now
	Banned    bool      `json:"banned,omitempty"`
	Authority Authority `json:"authority"`
}

// Examined is Steward's status in a space, and its community's in Steward.
type Examined struct {
	// Offline is why the platform is not connected; empty if it is.
	Offline phrase.Line `json:"offline,omitempty"`
	// Late is how old the platform's latest event was when it arrived.
	Late time.Duration `json:"late,omitempty"`
	// Checks are the results; none if the platform can't be asked.
	Checks []Check `json:"checks,omitempty"`
	// Waiting counts the community's effects waiting to be sent, and Failed the
	// events that failed in a feature and can be rerun.
	Waiting int `json:"waiting,omitempty"`
	Failed  int `json:"failed,omitempty"`
}

// Error codes of a DeliveryError.
const (
	CodeRetry   = "retry"   // certainly not done: try again, after After if set
	CodeUnknown = "unknown" // maybe done: the connection broke without an answer
	CodeGone    = "gone"    // already so, or its object no longer exists: counts as done
	CodeByHand  = "by_hand" // somebody changed by hand what it was to end or renew: counts as done
	CodeRefused = "refused" // will never work: a right is missing, the place is closed to us
	CodeMoved   = "moved"   // the space has a new id: Moved
)

// DeliveryError is an adapter's reason for not performing an effect. Any other
// error from Adapter.Perform counts as CodeUnknown.
type DeliveryError struct {
	Code   string
	Reason phrase.Line   // never a token or an address with one
	After  time.Duration // for CodeRetry and CodeUnknown: the delay that the platform asks for
	Moved  Place         // for CodeMoved: the space's new id
	Whole  bool          // for CodeRetry: applies to the whole platform, not only this place
}

func (e *DeliveryError) Error() string {
	if e.After > 0 {
		return fmt.Sprintf("%s: %s (after %s)", e.Code, e.Reason, e.After)
	}
	return e.Code + ": " + e.Reason.String()
}

// Refuse is why an effect will never be done: a code of package phrase, and its
// arguments.
func Refuse(code string, args ...any) *DeliveryError {
	return &DeliveryError{Code: CodeRefused, Reason: phrase.AsLine(code, args...)}
}

// AsDeliveryError finds the DeliveryError in err; any other error becomes one
// with CodeUnknown.
func AsDeliveryError(err error) *DeliveryError {
	var d *DeliveryError
	if errors.As(err, &d) {
		return d
	}
	return &DeliveryError{Code: CodeUnknown, Reason: phrase.Cause(err)}
}
