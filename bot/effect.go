package bot

import (
	"cmp"
	"strconv"
	"time"
)

// Effect is something to do on a platform: one of the types in the effect_*.go
// files, which document how each travels. To add a type, add such a file and
// the adapters' code that performs it.
type Effect interface {
	// Where is the place of the effect; it selects the platform.
	Where() Place
	// kind is the name in logs and in the store.
	kind() string
	traits() Traits
	// in returns the effect moved to another place.
	in(Place) Effect
}

// Traits describe how an effect is delivered. Zero values turn a trait off.
type Traits struct {
	Lane    Lane
	Expires time.Time // not performed after this
	// Effects with the same Order are sent one after another, in the order of
	// their requests. A new effect replaces waiting ones of the same Order that
	// have the same Supersedes.
	Order, Supersedes string
	Pace              Pace
	Target            Target // the message it is about
	// Wait is an effect that must be done first; if it fails, so does this one.
	// After is the delay from the receipt of Wait, or of the target by
	// reference.
	Wait  Ref
	After time.Duration
	// OnlyPublic skips the effect if only one person sees the target.
	OnlyPublic bool
	// EachPart applies the effect to every message of a split target, not only
	// to the first.
	EachPart bool
	// Once marks the effect before performing it, because performing it twice
	// does harm. InDoubt decides what happens when nobody knows whether it was
	// performed.
	Once    bool
	InDoubt Doubt
	// Unmissed reports a failure to the requesting feature only, if it listens.
	Unmissed bool
}

// Lane is one of three queues. Each has a share of the platform's limits that
// the others can't use.
type Lane string

// The lanes.
const (
	Answers    Lane = "answers"
	Moderation Lane = "moderation"
	Posts      Lane = "posts"
)

// Pace is the limit that an effect counts against, in addition to the
// platform's overall one.
type Pace int

// The paces.
const (
	PaceFree     Pace = iota // none
	PaceSpeech               // texts in one place
	PaceReaction             // reactions in one place
	PaceTidying              // none; like a reaction, it keeps one token in reserve for interactive effects
)

// Doubt decides what happens to an effect that was being performed when the
// process died, on a platform that can't tell whether it was done.
type Doubt string

// The policies. The zero value is Resend.
const (
	Resend Doubt = ""     // perform it again: a duplicate is better than a loss
	Drop   Doubt = "drop" // skip it: a loss is better than a duplicate
)

// Words is the human text in an effect.
type Words struct {
	Text string // without markup, shown in outbox listings
	// Said reports that the text is addressed to people: it is dropped when
	// somebody that it addresses or mentions is forgotten. Other effects stay.
	Said bool
	To   UserID // the only reader
	Data []byte // of a Drawing, or the body sent to a server
}

// Target is the message that an effect is about: one that the platform named,
// or one that an earlier effect will create.
type Target struct {
	Message MessageID `json:"message,omitzero"`
	Ref     Ref       `json:"ref,omitempty"`
}

// String returns a key that is unique for each target.
func (t Target) String() string {
	return string(t.Message.Place) + " " + t.Message.ID + " " + strconv.FormatUint(uint64(t.Ref), 10)
}

// Optional methods of effects.
type (
	targeted interface{ about(Target) Effect }
	worded   interface{ words() Words }
	fitted   interface {
		fit(c Capabilities, now time.Time) ([]Effect, error)
	}
	followed interface {
		next(s Status, c Capabilities, now time.Time) (Effect, time.Duration)
	}
	fleeting interface{ vanish(Ref) Effect }
)

// TraitsOf returns the traits of an effect.
func TraitsOf(e Effect) Traits {
	t := e.traits()
	t.Lane = cmp.Or(t.Lane, Answers)
	return t
}

// EffectKind returns the effect's name in logs and in the store.
func EffectKind(e Effect) string { return e.kind() }

// WordsOf returns the human text in an effect; the zero value if it has none.
func WordsOf(e Effect) Words {
	if w, ok := e.(worded); ok {
		return w.words()
	}
	return Words{}
}

// WithTarget returns the effect with its target replaced. The engine uses it to
// resolve a reference once its receipt is known.
func WithTarget(e Effect, m MessageID) Effect {
	if t, ok := e.(targeted); ok {
		return t.about(Target{Message: m})
	}
	return e
}

// InSpace returns the effect moved to a space that replaced its own; a topic
// keeps its number. A reply loses the message that it answers.
func InSpace(e Effect, space Place) Effect {
	if sub := e.Where().Sub(); sub != "" {
		space += "/" + Place(sub)
	}
	return e.in(space)
}

// Fit makes an effect one that the place can do now: it shortens text where
// that is allowed, splits what is too long, and refuses the rest. Perform the effects in order: the receipt names the
// first, and only the last carries the buttons.
func Fit(e Effect, c Capabilities, now time.Time) ([]Effect, error) {
	if f, ok := e.(fitted); ok {
		return f.fit(c, now)
	}
	return []Effect{e}, nil
}

// able fits an effect that only needs the place to support it.
func able(e Effect, can bool, code string) ([]Effect, error) {
	if !can {
		return nil, Refuse(code)
	}
	return []Effect{e}, nil
}

// Next returns the effect that follows, after a delay, once e was performed or
// refused; nil if none does.
func Next(e Effect, s Status, c Capabilities, now time.Time) (Effect, time.Duration) {
	if f, ok := e.(followed); ok {
		return f.next(s, c, now)
	}
	return nil, 0
}

// Vanish returns the effect that removes e again later; nil if e stays.
func Vanish(e Effect, ref Ref) Effect {
	if f, ok := e.(fleeting); ok {
		return f.vanish(ref)
	}
	return nil
}
