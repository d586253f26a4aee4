package bot

import "time"

// Effect is something to be done on a platform: one of the types below.
type Effect interface {
	// Where is the place that the act happens in; it chooses the platform.
	Where() Place
	kind() string
}

// Target is a message that an effect is about: one that the platform named, or
// the one that an earlier effect will have made.
type Target struct {
	Message MessageID `json:"message,omitzero"`
	Ref     Ref       `json:"ref,omitempty"`
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

// Doubt says what becomes of an act that was being performed when the process
// died, on a platform that can't tell whether it happened.
type Doubt string

// The policies. The zero value is Resend.
const (
	Resend Doubt = ""     // do it again: a double is better than a loss
	Drop   Doubt = "drop" // let it be: a loss is better than a double
)

// Button stands below a message. Data comes back in a Press and holds at most
// 64 bytes, the smallest limit among platforms.
type Button struct {
	Label string `json:"label"`
	Data  string `json:"data,omitempty"`
	URL   string `json:"url,omitempty"`
}

// Say posts a text. With To set it is meant for that user alone: privately
// where the platform can, else in the open and deleted after HideAfter.
type Say struct {
	Place     Place         `json:"place"`
	To        UserID        `json:"to,omitempty"`
	Text      string        `json:"text"` // plain text; at most what Capabilities.TextLength allows, else it is split
	ReplyTo   string        `json:"reply_to,omitempty"`
	Press     string        `json:"press,omitempty"` // the press, or the command, that it answers
	Buttons   [][]Button    `json:"buttons,omitempty"`
	Lane      Lane          `json:"lane,omitempty"`       // Answers unless told
	Expires   time.Time     `json:"expires,omitzero"`     // not said later than this
	HideAfter time.Duration `json:"hide_after,omitempty"` // deleted so long after it was posted in the open; 0: never
	InDoubt   Doubt         `json:"in_doubt,omitempty"`
	// Rich: the text is in Steward's markup (see ParseMarkup), which each
	// platform shows in its own way; else it is shown as it stands.
	Rich bool `json:"rich,omitempty"`
	// Picture goes with the text: a file's path, or an https address.
	Picture string `json:"picture,omitempty"`
	// Title and Tags are for a place that takes posts with titles alone, such as
	// a forum; elsewhere the title stands above the text.
	Title string   `json:"title,omitempty"`
	Tags  []string `json:"tags,omitempty"`
}

// Edit replaces the text and the buttons of a message of ours.
type Edit struct {
	Place   Place      `json:"place"`
	Target  Target     `json:"target"`
	To      UserID     `json:"to,omitempty"` // the only one who sees the message, where that is so
	Text    string     `json:"text"`
	Rich    bool       `json:"rich,omitempty"` // as in Say
	Buttons [][]Button `json:"buttons,omitempty"`
	Expires time.Time  `json:"expires,omitzero"`
}

// Delete removes a message.
type Delete struct {
	Place  Place  `json:"place"`
	Target Target `json:"target"`
	// Wait: not before this effect is done, and not at all if it is not; such
	// as the answer to the message that is to go.
	Wait Ref `json:"wait,omitempty"`
	// After is how long after the receipt of the target by Ref, or of Wait; at
	// once if only one person sees what Wait posted.
	After time.Duration `json:"after,omitempty"`
	// OnlyPublic: let it be if the target turned out to be seen by one person alone.
	OnlyPublic bool `json:"only_public,omitempty"`
	Lane       Lane `json:"lane,omitempty"` // Moderation unless told
}

// React sets Steward's own reaction to a message.
type React struct {
	Place   Place     `json:"place"`
	Target  Target    `json:"target"`
	Emoji   string    `json:"emoji"`
	Expires time.Time `json:"expires,omitzero"`
	// Instead is said to To where the place does not take the reaction; empty: nothing.
	Instead   string        `json:"instead,omitempty"`
	To        UserID        `json:"to,omitempty"`
	HideAfter time.Duration `json:"hide_after,omitempty"`
}

// Ack ends the waiting sign on a pressed button, with a short notice or none.
type Ack struct {
	Place   Place     `json:"place"`
	Press   string    `json:"press"`
	Text    string    `json:"text,omitempty"` // at most 200 characters
	Expires time.Time `json:"expires,omitzero"`
}

// Complete offers choices to somebody who types, see Typing. Nobody waits for it
// longer than a moment.
type Complete struct {
	Place   Place     `json:"place"`
	Typing  string    `json:"typing"`
	Choices []string  `json:"choices,omitempty"`
	Expires time.Time `json:"expires,omitzero"`
}

// Lookup asks the platform how a user stands in a space; the answer is in the
// outcome's Found.
type Lookup struct {
	Place Place  `json:"place"`
	User  UserID `json:"user"`
}

// Examine asks how Steward stands in a space: what the platform finds missing (see
// Examiner), and what waits; the answer is in the outcome's Examined.
type Examine struct {
	Place   Place     `json:"place"` // the space
	Expires time.Time `json:"expires,omitzero"`
}

// Role gives a user a role in a space, or takes it. What is so already is done.
type Role struct {
	Place Place  `json:"place"` // the space
	User  UserID `json:"user"`
	Role  string `json:"role"` // the platform's id
	Take  bool   `json:"take,omitempty"`
}

// Tag sets the short text that the platform shows beside a member's name in a
// space; empty: none.
type Tag struct {
	Place Place  `json:"place"` // the space
	User  UserID `json:"user"`
	Tag   string `json:"tag,omitempty"`
}

// Mute keeps a user from speaking in a space until then; a zero Until lets them
// speak again. Where the platform takes no mute as long as that, the engine
// renews it before it ends. A later one takes the place of one that waits.
type Mute struct {
	Place  Place     `json:"place"` // the space
	User   UserID    `json:"user"`
	Until  time.Time `json:"until,omitzero"`
	Reason string    `json:"reason,omitempty"` // for the platform's own log
}

// Kick removes a user from a space, who may come back.
type Kick struct {
	Place  Place  `json:"place"` // the space
	User   UserID `json:"user"`
	Reason string `json:"reason,omitempty"`
}

// Ban removes a user from a space for good, or lets them come back.
type Ban struct {
	Place  Place         `json:"place"` // the space
	User   UserID        `json:"user"`
	Lift   bool          `json:"lift,omitempty"`
	Purge  time.Duration `json:"purge,omitempty"` // of their messages, those so young go too, where the platform does that
	Reason string        `json:"reason,omitempty"`
}

// Pin makes a message stand out in its place, without a notice; Off: no longer.
type Pin struct {
	Place  Place  `json:"place"`
	Target Target `json:"target"`
	Off    bool   `json:"off,omitempty"`
}

// Slow makes each member of a place wait so long between two messages; a zero
// Every lifts it.
type Slow struct {
	Place  Place         `json:"place"`
	Every  time.Duration `json:"every,omitempty"`
	Reason string        `json:"reason,omitempty"` // for the platform's own log
}

// Permissions asks what everybody may do in a place, as the platform writes it;
// the answer is in the outcome's Permissions.
type Permissions struct {
	Place Place `json:"place"`
}

// Lock keeps ordinary members from speaking in a place; Lift gives everybody
// what they had before, exactly.
type Lock struct {
	Place   Place  `json:"place"`
	Lift    bool   `json:"lift,omitempty"`
	Earlier string `json:"earlier"`          // what Permissions found before the place was locked
	Reason  string `json:"reason,omitempty"` // for the platform's own log
}

func (e Say) Where() Place         { return e.Place }
func (e Edit) Where() Place        { return e.Place }
func (e Delete) Where() Place      { return e.Place }
func (e React) Where() Place       { return e.Place }
func (e Ack) Where() Place         { return e.Place }
func (e Complete) Where() Place    { return e.Place }
func (e Examine) Where() Place     { return e.Place }
func (e Lookup) Where() Place      { return e.Place }
func (e Role) Where() Place        { return e.Place }
func (e Tag) Where() Place         { return e.Place }
func (e Mute) Where() Place        { return e.Place }
func (e Kick) Where() Place        { return e.Place }
func (e Ban) Where() Place         { return e.Place }
func (e Pin) Where() Place         { return e.Place }
func (e Slow) Where() Place        { return e.Place }
func (e Permissions) Where() Place { return e.Place }
func (e Lock) Where() Place        { return e.Place }
