package bot

import (
	"strings"
	"time"
)

// Kind is the kind of an event.
type Kind string

// The kinds of event. Adapters send those up to KindParked; the engine adds the
// last four.
const (
	KindMessage  Kind = "message"  // a new Message
	KindEdit     Kind = "edit"     // Message was edited; this is its new content
	KindDelete   Kind = "delete"   // the messages in Deleted are gone
	KindReaction Kind = "reaction" // Reaction was added to a message, or removed
	KindPress    Kind = "press"    // Press: one of our buttons was pressed, or a form was sent
	KindTyping   Kind = "typing"   // Typing: somebody is typing a command option and wants suggestions
	KindJoin     Kind = "join"     // User joined the space
	KindLeave    Kind = "leave"    // User left the space or was removed
	KindNotice   Kind = "notice"   // a service message of the platform; Notice says about what
	KindMember   Kind = "member"   // User has a new name, other roles in the space, or was muted or unmuted (ByHand)
	KindSanction Kind = "sanction" // ByHand: User was banned or muted on the platform itself, or freed of that
	KindVoice    Kind = "voice"    // Voice: who is in which voice channel of the space
	KindStanding Kind = "standing" // Standing: who has authority in the space
	KindMoved    Kind = "moved"    // the space Place became Moved
	KindAdded    Kind = "added"    // Steward was added to the space by User
	KindRemoved  Kind = "removed"  // Steward was removed from the space
	KindParked   Kind = "parked"   // Raw could not be parsed; kept for inspection

	KindTick    Kind = "tick"    // Tick: a timer is due
	KindOutcome Kind = "outcome" // Outcome: the result of an effect
	KindConfig  Kind = "config"  // a configuration took effect: the community's first event after a start or a reload
	KindFaulty  Kind = "faulty"  // Reload: a new configuration has errors that concern the community; the previous one stays in force
)

// Event is one thing that happened. Kind determines which optional parts are
// set; a handler must tolerate the absence of any of them.
type Event struct {
	// ID is the same on every redelivery of this event, and unique to it:
	// "telegram:-100/m12".
	ID   string `json:"id"`
	Kind Kind   `json:"kind"`
	// At is the platform's time of the event. If the platform gives none, it is
	// zero and the engine sets the time of arrival.
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
	ByHand   *ByHand   `json:"by_hand,omitempty"`
	Moved    Place     `json:"moved,omitempty"`
	Notice   Kind      `json:"notice,omitempty"` // KindJoin or KindLeave
	Raw      string    `json:"raw,omitempty"`
	Tick     *Tick     `json:"tick,omitempty"`
	Outcome  *Outcome  `json:"outcome,omitempty"`
	Reload   *Reload   `json:"reload,omitempty"` // of KindConfig and KindFaulty
}

// Persona is the kind of account that speaks.
type Persona string

// Only a Person is ever paid or sanctioned.
const (
	Person      Persona = ""         // an ordinary account
	Robot       Persona = "robot"    // a bot or a webhook
	TheGroup    Persona = "group"    // the group itself: an anonymous administrator, its linked channel
	AnyOther    Persona = "channel"  // another channel speaking in a group
	Unknown     Persona = "unknown"  // the platform doesn't say
	ThePlatform Persona = "platform" // the platform's own account
)

// User is an account as the platform last described it. Name is the display
// name and is hostile input.
type User struct {
	ID       UserID  `json:"id"`
	Name     string  `json:"name,omitempty"`
	Handle   string  `json:"handle,omitempty"`   // without the @
	Language string  `json:"language,omitempty"` // a BCP 47 tag, if the platform reports one
	Persona  Persona `json:"persona,omitempty"`
	Webhook  bool    `json:"webhook,omitempty"` // a robot whose name can change with every message
	// Roles are the account's roles in the event's space, by the platform's
	// ids; nil if the platform doesn't say or has no roles.
	Roles []string `json:"roles,omitzero"`
}

// Message is what somebody said.
type Message struct {
	ID      string   `json:"id"`
	Text    string   `json:"text,omitempty"`
	ReplyTo *Replied `json:"reply_to,omitempty"`
	// Mentions are the users it mentions, as reported by the platform; nil if
	// it doesn't say.
	Mentions []User   `json:"mentions,omitzero"`
	Media    []string `json:"media,omitempty"` // photo, video, sticker, voice, document, poll, ...
	// Files are its pictures and documents, as far as the platform lets Steward
	// send them again.
	Files []File `json:"files,omitempty"`
	// Parts hold everything else in it that people can see or open.
	Parts []Part `json:"parts,omitempty"`
	// Album is shared by messages that people sent and see as one; empty if the
	// message stands alone.
	Album string `json:"album,omitempty"`
	// Comment marks a comment below a post of the linked channel, which doesn't
	// require group membership.
	Comment bool `json:"comment,omitempty"`
	// Hidden marks a message that only its author and Steward see (an ephemeral
	// command). Nobody can react to it or delete it.
	Hidden bool `json:"hidden,omitempty"`
	// Command is a command of ours that the platform itself recognised, with
	// its arguments in Text; empty where commands are plain text.
	Command string `json:"command,omitempty"`
	// Options are the same arguments by name, if the platform has a form for
	// the command.
	Options []Given `json:"options,omitempty"`
	// Press identifies such a command for the answer, like a press: see
	// Say.Press. There is no message behind it to reply or react to.
	Press string `json:"press,omitempty"`
}

// Words returns the message's text, or if it has none, the texts of its parts,
// one per line. Names of files and stickers, which others chose, are left out.
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

// Wording returns everything that an edit can change: text and parts.
func (m *Message) Wording() []string {
	all := make([]string, 1, 1+3*len(m.Parts))
	all[0] = m.Text
	for _, p := range m.Parts {
		all = append(all, string(p.Kind), p.Text, p.URL)
	}
	return all
}

// Given is a command option as somebody filled it in. A member is written as a
// mention, as in a text.
type Given struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

// Typing is a command option that somebody is still typing.
type Typing struct {
	ID      string `json:"id"` // the id for Complete
	Command string `json:"command"`
	Option  string `json:"option"`
	Text    string `json:"text,omitempty"` // the text so far
}

// Replied is the message that a reply answers.
type Replied struct {
	ID   string `json:"id"`
	User *User  `json:"user,omitempty"`
	// Text is its beginning, at most RepliedBytes, if the platform reports it.
	Text  string `json:"text,omitempty"`
	Files []File `json:"files,omitempty"` // as in Message
}

// RepliedBytes bounds Replied.Text.
const RepliedBytes = 512

// Reaction is a change of one person's reactions to one message.
type Reaction struct {
	Message string   `json:"message"`
	Added   []string `json:"added,omitempty"`
	Removed []string `json:"removed,omitempty"`
	// Author wrote the message; empty if the platform doesn't say.
	Author UserID `json:"author,omitempty"`
}

// Press is a press on a button below one of our messages.
type Press struct {
	ID      string `json:"id"`               // the id for Ack
	Message string `json:"message"`          // the message with the button; empty if not accessible
	Data    string `json:"data"`             // the button's Button.Data, or anything a stranger made up
	Hidden  bool   `json:"hidden,omitempty"` // only User sees the message
	// Filled is what was filled in in a Form, whose Data this is then; nil: a
	// button was pressed. It is hostile input, and is never recorded: when a turn
	// is run again by hand, it is nil.
	Filled []Given `json:"-"`
}

// Voice is who is in which voice channel. With All, accounts missing from
// States are in none; otherwise they are unchanged.
type Voice struct {
	All    bool         `json:"all,omitempty"`
	States []VoiceState `json:"states"`
}

// VoiceState is where one account is. Deaf accounts hear nobody, whether they
// or somebody else deafened them.
type VoiceState struct {
	User    User  `json:"user"`
	Channel Place `json:"channel,omitempty"` // empty: in none
	Deaf    bool  `json:"deaf,omitempty"`
}

// ByHand is what was done to the event's user on the platform itself.
type ByHand struct {
	Act   Act       `json:"act"`            // ActBan, ActUnban, ActMute or ActUnmute
	By    UserID    `json:"by,omitempty"`   // never Steward; empty: the platform does not say, and it may have been Steward
	Until time.Time `json:"until,omitzero"` // zero: for good, or the platform does not say
}

// Authority is a person's rank in a space.
type Authority int

// In rising order.
const (
	Ordinary Authority = iota
	Admin
	Owner
)

// Standing is a snapshot of who has authority in the event's space. People who
// neither are listed nor have a listed role are ordinary members.
type Standing struct {
	Admins map[UserID]Authority `json:"admins"`
	// Roles gives the authority of roles, by the platform's ids.
	Roles map[string]Authority `json:"roles,omitempty"`
	// Can holds the acts (ActMute and others) that the platform allows an
	// administrator, RolesCan those it allows the holder of a role. If both are
	// nil, the platform has no such distinction. Owners may do everything.
	Can      map[UserID][]Act `json:"can"`
	RolesCan map[string][]Act `json:"roles_can"`
	// Self holds Steward's own rights there, by the platform's names.
	Self map[string]bool `json:"self,omitempty"`
	// Invites are the known invitations to the space itself, such as
	// discord.gg/CODE or t.me/+CODE.
	Invites []string `json:"invites,omitempty"`
}

// Tick is a feature's timer that is due. It fires once.
type Tick struct {
	Feature string    `json:"feature"`
	Name    string    `json:"name"`
	Due     time.Time `json:"due"`
	Data    []byte    `json:"data,omitempty"`
	// Outage is when a platform of the community was last not connected for five minutes or longer: now, or
	// within the last two hours; zero otherwise.
	Outage time.Time `json:"outage,omitzero"`
}
