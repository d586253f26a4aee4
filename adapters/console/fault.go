package console

// Fault is why a person could not do something: a code for programs.
type Fault string

// The faults.
const (
	Closed   Fault = "closed"    // nobody runs the room now
	Nobody   Fault = "nobody"    // there is no such person
	NoPlace  Fault = "no_place"  // there is no such place, or it is somebody else's
	NoLine   Fault = "no_line"   // there is no such line, or it is not there for this person
	NotYours Fault = "not_yours" // somebody else said it
	NoButton Fault = "no_button" // the line has no such button
	Empty    Fault = "empty"     // there is no text, or no emoji
	Muted    Fault = "muted"     // they were muted and can't speak in the lobby yet
	Removed  Fault = "removed"   // they are not in the lobby
	Needed   Fault = "needed"    // who has authority stays
	Shut     Fault = "shut"      // the lobby is locked, and hears only those with authority
	Slowly   Fault = "slowly"    // the lobby is in slow mode, and they spoke a moment ago
	TooLong  Fault = "too_long"  // the text has more than MaxText characters, the emoji more than eight
)

// MaxText is how many characters a person may say at once.
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
