package bot

import "time"

// What the engine asks of an effect: how it travels, what it waits for, and what
// becomes of it in doubt.

// LaneOf is the lane that an effect travels in.
func LaneOf(e Effect) Lane {
	switch e := e.(type) {
	case Say:
		if e.Lane != "" {
			return e.Lane
		}
	case Delete:
		if e.Lane != "" {
			return e.Lane
		}
		return Moderation
	case Role, Tag, Pin:
		return Posts
	case Mute, Kick, Ban, Slow, Permissions, Lock:
		return Moderation
	}
	return Answers
}

// ExpiryOf is the time after which an effect is no longer wanted; zero: never.
func ExpiryOf(e Effect) time.Time {
	switch e := e.(type) {
	case Say:
		return e.Expires
	case Edit:
		return e.Expires
	case React:
		return e.Expires
	case Ack:
		return e.Expires
	case Examine:
		return e.Expires
	case Mute:
		return e.Until
	case Complete:
		return e.Expires
	}
	return time.Time{}
}

// TargetOf is the message that an effect is about, if any.
func TargetOf(e Effect) (Target, bool) {
	switch e := e.(type) {
	case Edit:
		return e.Target, true
	case Delete:
		return e.Target, true
	case React:
		return e.Target, true
	case Pin:
		return e.Target, true
	}
	return Target{}, false
}

// WaitsFor is the effect that must be done before this one; 0: none.
func WaitsFor(e Effect) Ref {
	if d, ok := e.(Delete); ok && d.Wait != 0 {
		return d.Wait
	}
	t, _ := TargetOf(e)
	return t.Ref
}

// WithTarget is the effect about another message: how the engine puts a
// receipt in the place of a reference.
func WithTarget(e Effect, m MessageID) Effect {
	t := Target{Message: m}
	switch e := e.(type) {
	case Edit:
		e.Target = t
		return e
	case Delete:
		e.Target = t
		return e
	case React:
		e.Target = t
		return e
	case Pin:
		e.Target = t
		return e
	}
	return e
}

// InPlace is the effect in a space that took another one's place; a topic keeps
// its number.
func InPlace(e Effect, space Place) Effect {
	p := space
	if sub := e.Where().Sub(); sub != "" {
		p = space + "/" + Place(sub)
	}
	switch e := e.(type) {
	case Say:
		e.Place = p
		return e
	case Edit:
		e.Place = p
		return e
	case Delete:
		e.Place = p
		return e
	case React:
		e.Place = p
		return e
	case Ack:
		e.Place = p
		return e
	case Complete:
		e.Place = p
		return e
	case Lookup:
		e.Place = p
		return e
	case Examine:
		e.Place = p
		return e
	case Role:
		e.Place = p
		return e
	case Tag:
		e.Place = p
		return e
	case Mute:
		e.Place = p
		return e
	case Kick:
		e.Place = p
		return e
	case Ban:
		e.Place = p
		return e
	case Pin:
		e.Place = p
		return e
	case Slow:
		e.Place = p
		return e
	case Permissions:
		e.Place = p
		return e
	case Lock:
		e.Place = p
		return e
	}
	return e
}

// Repeatable tells whether an effect can be done twice without harm.
func Repeatable(e Effect) bool {
	switch e.(type) {
	case Say, Kick:
		return false
	}
	return true
}

// DoubtOf is what becomes of the effect when nobody knows whether it happened. A
// kick is let be: whoever was kicked may be back.
func DoubtOf(e Effect) Doubt {
	switch e := e.(type) {
	case Say:
		return e.InDoubt
	case Kick:
		return Drop
	}
	return Resend
}
