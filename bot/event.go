package bot

import (
	"strings"
	"time"
)

// Kind says what happened.
type Kind string

// The kinds of event. An adapter sends those down to KindParked; the engine
// adds the last four.
const (
	KindMessage  Kind = "message"  // Message was said
	KindEdit     Kind = "edit"     // Message now reads so
	KindDelete   Kind = "delete"   // Deleted are gone
	KindReaction Kind = "reaction" // Reaction was added to, or taken from, a message
	KindPress    Kind = "press"    // Press: a button of ours was pressed
	KindTyping   Kind = "typing"   // Typing: an option of a command is being typed, and wants choices
	KindJoin     Kind = "join"     // User joined the space
	KindLeave    Kind = "leave"    // User left the space or was removed
	KindNotice   Kind = "notice"   // the platform itself put Message into the place, to say what Notice names
	KindMember   Kind = "member"   // User is now known by another name, or has other roles in the space
	KindVoice    Kind = "voice"    // Voice: who is in which voice channel of the space
	KindStanding Kind = "standing" // Standing: who has authority in the space
	KindMoved    Kind = "moved"    // the space Place is now Moved
	KindAdded    Kind = "added"    // Steward was added to the space by User
	KindRemoved  Kind = "removed"  // Steward was removed from the space
	KindParked   Kind = "parked"   // Raw could not be understood; kept to look at

	KindTick    Kind = "tick"    // Tick: a timer is due
	KindOutcome Kind = "outcome" // Outcome: an effect was performed, or was not
	KindConfig  Kind = "config"  // the community's configuration is in force from now on: the first that it hears after a start or a reload
	KindFaulty  Kind = "faulty"  // Reload: a configuration has faults that concern the community, and the one before stays in force
)

// Event is one thing that happened. Which of the optional parts are set
// follows from Kind; a handler must bear any of them missing.
type Event struct {
	// ID is the same each time the platform delivers this event again, and
	// belongs to no other event: "telegram:-100/m12".
	ID   string `json:"id"`
	Kind Kind   `json:"kind"`
	// At is the platform's time of the event; zero where the platform gives
	// none, which the engine replaces by the time of arrival.
	At    time.Time `json:"at"`
	Place Place     `json:"place,omitempty"`
	User  *User     `json:"user,omitempty"` // who did it

	Message  *Message  `json:"message,omitempty"`
	Deleted  []string  `json:"deleted,omitempty"` // message ids in Place
	Reaction *Reaction `json:"reaction,omitempty"`
	Press    *Press    `json:"press,omitempty"`
	Typing   *Typing   `json:"typing,omitempty"`
	Voice    *Voice    `json:"voice,omitempty"`
	Standing *Standing `json:"standing,omitempty"`
	Moved    Place     `json:"moved,omitempty"`
	Notice   Kind      `json:"notice,omitempty"` // KindJoin or KindLeave
	Raw      string    `json:"raw,omitempty"`
	Tick     *Tick     `json:"tick,omitempty"`
	Outcome  *Outcome  `json:"outcome,omitempty"`
	Reload   *Reload   `json:"reload,omitempty"` // of KindConfig and KindFaulty
}

// Persona says what kind of account speaks.
type Persona string

// Only a person is ever paid or punished; the group itself never is.
const (
	Person      Persona = ""         // somebody
	Robot       Persona = "robot"    // a bot or a webhook
	TheGroup    Persona = "group"    // the group itself: an anonymous administrator, its linked channel
	AnyOther    Persona = "channel"  // some other channel speaking in a group
	Unknown     Persona = "unknown"  // the platform did not say
	ThePlatform Persona = "platform" // the platform's own account
)

// User is an account as the platform last described it. Name is what people
// see and is hostile input.
type User struct {
	ID       UserID  `json:"id"`
	Name     string  `json:"name,omitempty"`
	Handle   string  `json:"handle,omitempty"`   // without the @
	Language string  `json:"language,omitempty"` // a BCP 47 tag, where the platform tells
	Persona  Persona `json:"persona,omitempty"`
	Webhook  bool    `json:"webhook,omitempty"` // a robot that bears any name, whoever sends by it
	// Roles that the account has in the event's space, by the platform's ids;
	// nil: the platform did not say, or has none to give.
	Roles []string `json:"roles,omitzero"`
}

// Message is what somebody said.
type Message struct {
	ID      string   `json:"id"`
	Text    string   `json:"text,omitempty"`
	ReplyTo *Replied `json:"reply_to,omitempty"`
	// Mentions are those whom it names, as the platform found them; nil: it did not say.
	Mentions []User   `json:"mentions,omitzero"`
	Media    []string `json:"media,omitempty"` // photo, video, sticker, voice, document, poll, ...
	// Parts are all else that people see of it or can open.
	Parts []Part `json:"parts,omitempty"`
	// Album is the same for messages that people sent and see as one; empty: it stands
	// alone.
	Album string `json:"album,omitempty"`
	// Comment: said below a post of the linked channel, where people need not
	// have joined the group.
	Comment bool `json:"comment,omitempty"`
	// Hidden: only its author and Steward see it (an ephemeral command); it
	// can't be reacted to or deleted.
	Hidden bool `json:"hidden,omitempty"`
	// Command is a command that the platform itself recognised as ours, with
	// its arguments in Text; empty where commands are text.
	Command string `json:"command,omitempty"`
	// Options are the same arguments by name, where the platform has a form for
	// the command.
	Options []Given `json:"options,omitempty"`
	// Press is how such a command is answered, as a press is: see Say.Press. It
	// stands for no line in the place, so nothing can reply or react to it.
	Press string `json:"press,omitempty"`
}

// Words are what it says: its text, or where it has none what its parts say, a line each.
// What others called a file or a sticker is left out.
func (m *Message) Words() string {
	if m.Text != "" {
		return m.Text
	}
	var lines []string
	for _, p := range m.Parts {
		if p.Kind == PartFile || p.Kind == PartSticker {
			continue
		}
		lines = append(lines, strings.TrimSpace(p.Text+" "+p.URL))
	}
	return strings.Join(lines, "\n")
}

// Wording is all that an edit can have changed: text and parts.
func (m *Message) Wording() []string {
	all := make([]string, 1, 1+3*len(m.Parts))
	all[0] = m.Text
	for _, p := range m.Parts {
		all = append(all, string(p.Kind), p.Text, p.URL)
	}
	return all
}

// Given is an option of a command as somebody filled it in. A member is written
// as in a text: a mention.
type Given struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

// Typing is an option of a command that somebody has not sent yet.
type Typing struct {
	ID      string `json:"id"` // what a Complete answers
	Command string `json:"command"`
	Option  string `json:"option"`
	Text    string `json:"text,omitempty"` // what stands there so far
}

// Replied is the message that another one answers.
type Replied struct {
	ID   string `json:"id"`
	User *User  `json:"user,omitempty"`
	// Text is the beginning of it, at most RepliedBytes, where the platform tells.
	Text string `json:"text,omitempty"`
}

// RepliedBytes is how much of the text of an answered message is told.
const RepliedBytes = 512

// Reaction is one person's change of reactions to one message.
type Reaction struct {
	Message string   `json:"message"`
	Added   []string `json:"added,omitempty"`
	Removed []string `json:"removed,omitempty"`
	// Author wrote the message, where the platform tells.
	Author UserID `json:"author,omitempty"`
}

// Press is a button pressed below one of our messages.
type Press struct {
	ID      string `json:"id"`               // to be answered with Ack
	Message string `json:"message"`          // the message with the button; empty if unreachable
	Data    string `json:"data"`             // what Button.Data held, or anything a stranger made up
	Hidden  bool   `json:"hidden,omitempty"` // the message is one that only User sees
}

// Voice is who is in which voice channel. All: whoever is not among the States
// is in none; else nothing changed for others.
type Voice struct {
	All    bool         `json:"all,omitempty"`
	States []VoiceState `json:"states"`
}

// VoiceState is where one account is. Deaf is one that hears nobody, by its own
// choice or another's.
type VoiceState struct {
	User    User  `json:"user"`
	Channel Place `json:"channel,omitempty"` // empty: in none
	Deaf    bool  `json:"deaf,omitempty"`
}

// Authority is a person's rank in a space.
type Authority int

// In rising order.
const (
	Ordinary Authority = iota
	Admin
	Owner
)

// Standing is a snapshot of who has authority in the event's space; whoever
// neither is in it nor has one of its roles is an ordinary member.
type Standing struct {
	Admins map[UserID]Authority `json:"admins"`
	// Roles that bring authority to whoever has them, by the platform's ids.
	Roles map[string]Authority `json:"roles,omitempty"`
	// Can are the acts (see ActMute and the others) that the platform lets an
	// administrator do, and RolesCan those that whoever has a role may do. Where both
	// are nil the platform knows no such difference. Owners may do all.
	Can      map[UserID][]Act `json:"can"`
	RolesCan map[string][]Act `json:"roles_can"`
	// Self are the rights that Steward itself has there, by the platform's names.
	Self map[string]bool `json:"self,omitempty"`
	// Invites are the invitations to the space itself that the platform tells of, such as
	// discord.gg/CODE or t.me/+CODE.
	Invites []string `json:"invites,omitempty"`
}

// Tick is a timer of a feature that has come due. It fires once.
type Tick struct {
	Feature string    `json:"feature"`
	Name    string    `json:"name"`
	Due     time.Time `json:"due"`
	Data    []byte    `json:"data,omitempty"`
}
