package bot

import (
	"cmp"
	"errors"
	"strconv"
	"time"
)

// Effect is something to be done on a platform: one of the types in the files
// effect_*.go, each of which says there how it travels. A type is added by such a
// file and by the adapters that perform it.
type Effect interface {
	// Where is the place that the act happens in; it chooses the platform.
	Where() Place
	// kind is its name in logs and in the store.
	kind() string
	traits() Traits
	// in is the effect in another place.
	in(Place) Effect
}

// Traits say how an effect travels. Zero values mean that there is no such thing.
type Traits struct {
	Lane    Lane
	Expires time.Time // not performed later than this
	// Order: effects with the same go out one after the other, as they were asked
	// for. Among those a later one makes a waiting one needless that Supersedes the
	// same.
	Order, Supersedes string
	Pace              Pace
	Target            Target // the message that it is about
	// Wait: not before that one is done, and not at all if it is not. After is how
	// long after the receipt of Wait, or of the target by reference.
	Wait  Ref
	After time.Duration
	// OnlyPublic: let it be if one person alone sees the target.
	OnlyPublic bool
	// EachPart: done to each message of a target that had to be split, not to the
	// first alone.
	EachPart bool
	// Once: doing it twice does harm, so that it is marked before it is performed,
	// and InDoubt says what becomes of it when nobody knows whether it happened.
	Once    bool
	InDoubt Doubt
	// Unmissed: if it is not done, its feature alone has to know, or nobody.
	Unmissed bool
}

// Lane is one of three queues, each with a share of the platform's limits that
// the others can't take.
type Lane string

// The lanes.
const (
	Answers    Lane = "answers"
	Moderation Lane = "moderation"
	Posts      Lane = "posts"
)

// Pace says which of a platform's limits an effect counts against, beside that of
// the whole platform.
type Pace int

// The paces.
const (
	PaceFree     Pace = iota // none
	PaceSpeech               // what is said in one place
	PaceReaction             // reactions in one place
	PaceTidying              // none; like a reaction, it keeps one token in reserve for what somebody waits for
)

// Doubt says what becomes of an act that was being performed when the process
// died, on a platform that can't tell whether it happened.
type Doubt string

// The policies. The zero value is Resend.
const (
	Resend Doubt = ""     // do it again: a double is better than a loss
	Drop   Doubt = "drop" // let it be: a loss is better than a double
)

// Words are what an effect holds of people's words.
type Words struct {
	Text string // without markup, for people who look at the outbox
	// Said: it is said to people, so that it goes when somebody is forgotten to whom
	// or of whom it speaks; else it goes on.
	Said bool
	To   UserID // the only one to whom it is said
	Data []byte // of a Drawing, or what is sent to a server
}

// Target is a message that an effect is about: one that the platform named, or
// the one that an earlier effect will have made.
type Target struct {
	Message MessageID `json:"message,omitzero"`
	Ref     Ref       `json:"ref,omitempty"`
}

// String tells targets apart.
func (t Target) String() string {
	return string(t.Message.Place) + " " + t.Message.ID + " " + strconv.FormatUint(uint64(t.Ref), 10)
}

// What some effects can do beside.
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

// TraitsOf an effect.
func TraitsOf(e Effect) Traits {
	t := e.traits()
	t.Lane = cmp.Or(t.Lane, Answers)
	return t
}

// EffectKind is the effect's name in logs and in the store.
func EffectKind(e Effect) string { return e.kind() }

// WordsOf an effect.
func WordsOf(e Effect) Words {
	if w, ok := e.(worded); ok {
		return w.words()
	}
	return Words{}
}

// WithTarget is the effect about another message: how the engine puts a
// receipt in the place of a reference.
func WithTarget(e Effect, m MessageID) Effect {
	if t, ok := e.(targeted); ok {
		return t.about(Target{Message: m})
	}
	return e
}

// InSpace is the effect in a space that took another one's place; a topic keeps
// its number. What a text answers stayed behind.
func InSpace(e Effect, space Place) Effect {
	if sub := e.Where().Sub(); sub != "" {
		space += "/" + Place(sub)
	}
	return e.in(space)
}

// Fit makes an effect one that the place can do now: it shortens what may be
// shortened, splits what is too long, and refuses the rest with a sentence for
// people. Perform the effects in order: the receipt names the first, and only
// the last carries the buttons.
func Fit(e Effect, c Capabilities, now time.Time) ([]Effect, error) {
	if f, ok := e.(fitted); ok {
		return f.fit(c, now)
	}
	return []Effect{e}, nil
}

// able is for an effect that needs nothing but that the place can do it at all.
func able(e Effect, can bool, otherwise string) ([]Effect, error) {
	if !can {
		return nil, errors.New(otherwise)
	}
	return []Effect{e}, nil
}

// Next is what is to be done, after a while, when an effect has been performed or
// refused; nil: nothing.
func Next(e Effect, s Status, c Capabilities, now time.Time) (Effect, time.Duration) {
	if f, ok := e.(followed); ok {
		return f.next(s, c, now)
	}
	return nil, 0
}

// Vanish is what takes an effect away again after a while; nil: it stays.
func Vanish(e Effect, ref Ref) Effect {
	if f, ok := e.(fleeting); ok {
		return f.vanish(ref)
	}
	return nil
}
