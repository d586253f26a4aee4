package console

// Fault is the code of why a person could not do something.
type Fault string

// The faults.
const (
	Closed   Fault = "closed"    // the room is not running
	Nobody   Fault = "nobody"    // no such person
	NoPlace  Fault = "no_place"  // no such place, or it is somebody else's
	NoLine   Fault = "no_line"   // no such line, or this person can't see it
	NotYours Fault = "not_yours" // somebody else's line
	NoButton Fault = "no_button" // the line has no such button
	Empty    Fault = "empty"     // no text, or no emoji
	Muted    Fault = "muted"     // they were muted and can't speak in the lobby yet
	Removed  Fault = "removed"   // they are not in the lobby
	Needed   Fault = "needed"    // people with authority must stay
	Shut     Fault = "shut"      // the lobby is locked, and hears only those with authority
	Slowly   Fault = "slowly"    // slow mode: they spoke a moment ago
	TooLong  Fault = "too_long"  // text over MaxText characters, or emoji over eight
)

// MaxText is the maximum length of a text, in characters.
const MaxText = 4000

var sentences = map[Fault]string{
	Closed:   "the room is closed: Steward is not running",
	Nobody:   "there is no such person in the room",
	NoPlace:  "there is no such place for this person",
	NoLine:   "there is no such line for this person",
	NotYours: "somebody else said that",
	NoButton: "the line has no such button",
	Empty:    "there is nothing to send",
	Muted:    "this person is muted and can't speak here yet",
	Removed:  "this person is not in the lobby",
	Needed:   "whoever has authority in the lobby stays in it",
	Shut:     "the lobby is locked for ordinary members",
	Slowly:   "the lobby is in slow mode and this person spoke a moment ago",
	TooLong:  "that is too long",
}

func (f Fault) Error() string { return sentences[f] }
