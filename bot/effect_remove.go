package bot

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"
	"time"
)

// Kick removes a user from a space; they may come back.
type Kick struct {
	Place  Place  `json:"place"` // the space
	User   UserID `json:"user"`
	Reason string `json:"reason,omitempty"`
}

var _ = declare[Kick]()

func (Kick) kind() string        { return "kick" }
func (e Kick) Where() Place      { return e.Place }
func (e Kick) in(p Place) Effect { e.Place = p; return e }

func (e Kick) traits() Traits {
	return Traits{
		// In doubt it is dropped: the user may have come back since.
		Lane: Moderation, Order: sanctionOf(e.Place, e.User), Once: true, InDoubt: Drop,
	}
}

func (e Kick) fit(c Capabilities, _ time.Time) ([]Effect, error) {
	return able(e, c.Remove, "cannot.remove")
}

// Ban removes a user from a space permanently, or lifts a ban.
type Ban struct {
	Place  Place         `json:"place"` // the space
	User   UserID        `json:"user"`
	Lift   bool          `json:"lift,omitempty"`
	Purge  time.Duration `json:"purge,omitempty"` // also delete their messages younger than this, where the platform supports it
	Reason string        `json:"reason,omitempty"`
	// Until is when Steward will lift it, which a platform is told that ends bans; zero: never.
	Until time.Time `json:"until,omitzero"`
	// Ours, of a Lift, is the ban that is to be lifted; another one stays. nil: any.
	Ours *Ours `json:"ours,omitempty"`
}

// Ours is a ban or a mute of Steward's own, by what platforms show of it. Somebody may have
// lifted it by hand, and given another.
type Ours struct {
	Since time.Time `json:"since"`
	Until time.Time `json:"until,omitzero"` // zero: for good
	Mark  string    `json:"mark,omitempty"` // MarkOf the reason that the platform was given
}

// markedRunes is how much of a reason MarkOf looks at: less than any platform keeps.
const markedRunes = 200

// MarkOf stands for the reason of a ban where the reason itself is not to be kept.
func MarkOf(reason string) string {
	sum := sha256.Sum256([]byte(cutRunes(strings.Join(strings.Fields(reason), " "), markedRunes)))
	return hex.EncodeToString(sum[:8])
}

var _ = declare[Ban]()

func (Ban) kind() string        { return "ban" }
func (e Ban) Where() Place      { return e.Place }
func (e Ban) in(p Place) Effect { e.Place = p; return e }
func (e Ban) traits() Traits {
	return Traits{Lane: Moderation, Order: sanctionOf(e.Place, e.User), Supersedes: "ban"}
}

func (e Ban) fit(c Capabilities, _ time.Time) ([]Effect, error) {
	return able(e, c.Remove, "cannot.remove")
}
