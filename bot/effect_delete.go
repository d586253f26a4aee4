package bot

import (
	"cmp"
	"time"
)

// Delete removes a message.
type Delete struct {
	Place  Place  `json:"place"`
	Target Target `json:"target"`
	// Wait delays the deletion until this effect, such as the answer to the
	// message, is done; if that fails, nothing is deleted.
	Wait Ref `json:"wait,omitempty"`
	// After is the delay from the receipt of the target by Ref, or of Wait;
	// none if only one person sees what Wait posted.
	After time.Duration `json:"after,omitempty"`
	// OnlyPublic skips the deletion if only one person sees the target.
	OnlyPublic bool `json:"only_public,omitempty"`
	Lane       Lane `json:"lane,omitempty"` // Moderation if empty
	// Reason is for the platform's audit log.
	Reason string `json:"reason,omitempty"`
}

var _ = declare[Delete]()

func (Delete) kind() string        { return "delete" }
func (e Delete) Where() Place      { return e.Place }
func (e Delete) in(p Place) Effect { e.Place = p; return e }

func (e Delete) traits() Traits {
	return Traits{
		Lane: cmp.Or(e.Lane, Moderation), Pace: PaceTidying,
		Order:  "delete|" + string(cmp.Or(e.Lane, Moderation)) + "|" + string(e.Place) + "|" + e.Target.Message.ID,
		Target: e.Target, Wait: e.Wait, After: e.After, OnlyPublic: e.OnlyPublic, EachPart: true,
	}
}

func (e Delete) about(t Target) Effect { e.Target = t; return e }
