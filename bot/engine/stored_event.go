package engine

import (
	"time"

	"github.com/stewardbot/steward/bot"
)

// The types in this file are the stored form of events and outcomes. They are
// separate from the vocabulary, which may change, though identical today. A
// field added to an event needs its counterpart here, or TestStoredEvent fails.

type storedEvent struct {
	ID       string          `json:"id"`
	Kind     bot.Kind        `json:"kind"`
	At       time.Time       `json:"at"`
	Place    bot.Place       `json:"place,omitempty"`
	User     *storedUser     `json:"user,omitempty"`
	Message  *storedMessage  `json:"message,omitempty"`
	Deleted  []string        `json:"deleted,omitempty"`
	Reaction *storedReaction `json:"reaction,omitempty"`
	Press    *storedPress    `json:"press,omitempty"`
	Typing   *storedTyping   `json:"typing,omitempty"`
	Voice    *storedVoice    `json:"voice,omitempty"`
	Standing *storedStanding `json:"standing,omitempty"`
	ByHand   *storedByHand   `json:"by_hand,omitempty"`
	Moved    bot.Place       `json:"moved,omitempty"`
	Notice   bot.Kind        `json:"notice,omitempty"`
	Raw      string          `json:"raw,omitempty"`
	Tick     *storedTick     `json:"tick,omitempty"`
	Outcome  *storedOutcome  `json:"outcome,omitempty"`
	Reload   *storedReload   `json:"reload,omitempty"`
}

// Types without nested types, which convert directly apart from their tags.
type (
	storedUser struct {
		ID       bot.UserID  `json:"id"`
		Name     string      `json:"name,omitempty"`
		Handle   string      `json:"handle,omitempty"`
		Language string      `json:"language,omitempty"`
		Persona  bot.Persona `json:"persona,omitempty"`
		Webhook  bool        `json:"webhook,omitempty"`
		Roles    []string    `json:"roles,omitzero"`
	}
	storedReaction struct {
		Message string     `json:"message"`
		Added   []string   `json:"added,omitempty"`
		Removed []string   `json:"removed,omitempty"`
		Author  bot.UserID `json:"author,omitempty"`
	}
	storedPress struct { // without what was filled in
		ID      string `json:"id"`
		Message string `json:"message"`
		Data    string `json:"data"`
		Hidden  bool   `json:"hidden,omitempty"`
	}
	storedTyping struct {
		ID      string `json:"id"`
		Command string `json:"command"`
		Option  string `json:"option"`
		Text    string `json:"text,omitempty"`
	}
	storedStanding struct {
		Admins   map[bot.UserID]bot.Authority `json:"admins"`
		Roles    map[string]bot.Authority     `json:"roles,omitempty"`
		Can      map[bot.UserID][]bot.Act     `json:"can"`
		RolesCan map[string][]bot.Act         `json:"roles_can"`
		Self     map[string]bool              `json:"self,omitempty"`
		Invites  []string                     `json:"invites,omitempty"`
	}
	storedByHand struct {
		Act   bot.Act    `json:"act"`
		By    bot.UserID `json:"by,omitempty"`
		Until time.Time  `json:"until,omitzero"`
	}
	storedTick struct {
		Feature string    `json:"feature"`
		Name    string    `json:"name"`
		Due     time.Time `json:"due"`
		Data    []byte    `json:"data,omitempty"`
		Outage  time.Time `json:"outage,omitzero"`
	}
	storedReload struct {
		Start  bool     `json:"start,omitempty"`
		Faults []string `json:"faults,omitempty"`
	}
	storedPart struct {
		Kind bot.PartKind `json:"kind"`
		Text string       `json:"text,omitempty"`
		URL  string       `json:"url,omitempty"`
		At   int          `json:"at,omitempty"`
	}
	storedFile struct {
		ID    string    `json:"id"`
		Kind  string    `json:"kind"`
		Type  string    `json:"type,omitempty"`
		Name  string    `json:"name,omitempty"`
		Size  int64     `json:"size,omitempty"`
		Until time.Time `json:"until,omitzero"`
	}
	storedGiven struct {
		Name  string `json:"name"`
		Value string `json:"value"`
	}
	storedReceipt struct {
		Messages []string  `json:"messages,omitempty"`
		At       time.Time `json:"at,omitzero"`
		Hidden   bool      `json:"hidden,omitempty"`
	}
	storedCheck struct {
		Subject, Found, Cure string
		Minor                bool
		Aside                bool `json:",omitempty"`
	}
)

// Types with nested types.
type (
	storedMessage struct {
		ID       string         `json:"id"`
		Text     string         `json:"text,omitempty"`
		ReplyTo  *storedReplied `json:"reply_to,omitempty"`
		Mentions []storedUser   `json:"mentions,omitzero"`
		Media    []string       `json:"media,omitempty"`
		Files    []storedFile   `json:"files,omitempty"`
		Parts    []storedPart   `json:"parts,omitempty"`
		Album    string         `json:"album,omitempty"`
		Comment  bool           `json:"comment,omitempty"`
		Hidden   bool           `json:"hidden,omitempty"`
		Command  string         `json:"command,omitempty"`
		Options  []storedGiven  `json:"options,omitempty"`
		Press    string         `json:"press,omitempty"`
	}
	storedReplied struct {
		ID    string       `json:"id"`
		User  *storedUser  `json:"user,omitempty"`
		Text  string       `json:"text,omitempty"`
		Files []storedFile `json:"files,omitempty"`
	}
	storedVoice struct {
		All    bool               `json:"all,omitempty"`
		States []storedVoiceState `json:"states"`
	}
	storedVoiceState struct {
		User    storedUser `json:"user"`
		Channel bot.Place  `json:"channel,omitempty"`
		Deaf    bool       `json:"deaf,omitempty"`
	}
	storedOutcome struct {
		Ref         bot.Ref         `json:"ref"`
		Feature     string          `json:"feature,omitempty"`
		Status      bot.Status      `json:"status"`
		Receipt     storedReceipt   `json:"receipt,omitzero"`
		Reason      string          `json:"reason,omitempty"`
		Found       *storedFound    `json:"found,omitempty"`
		Examined    *storedExamined `json:"examined,omitempty"`
		Fetched     *storedFetched  `json:"fetched,omitempty"`
		Permissions string          `json:"permissions,omitempty"`
		ByHand      bool            `json:"by_hand,omitempty"`
		Resent      int             `json:"resent,omitempty"`
	}
	storedFound struct {
		User      storedUser    `json:"user"`
		Present   bool          `json:"present"`
		Banned    bool          `json:"banned,omitempty"`
		Authority bot.Authority `json:"authority"`
	}
	storedExamined struct {
		Offline string        `json:"offline,omitempty"`
		Late    time.Duration `json:"late,omitempty"`
		Checks  []storedCheck `json:"checks,omitempty"`
		Waiting int           `json:"waiting,omitempty"`
		Failed  int           `json:"failed,omitempty"`
	}
	storedFetched struct { // neither the response's body nor its URL
		Status int    `json:"status"`
		Type   string `json:"type,omitempty"`
		Size   int    `json:"size,omitempty"`
	}
)

// each converts a list; nil stays nil.
func each[A, B any](list []A, convert func(A) B) []B {
	if list == nil {
		return nil
	}
	out := make([]B, len(list))
	for i, v := range list {
		out[i] = convert(v)
	}
	return out
}

// with converts v; nil stays nil.
func with[A, B any](v *A, convert func(*A) B) *B {
	if v == nil {
		return nil
	}
	b := convert(v)
	return &b
}
