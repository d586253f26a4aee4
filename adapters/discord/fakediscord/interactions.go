package fakediscord

import (
	"encoding/json"
	"time"
)

// Interaction types:
// https://discord.com/developers/docs/interactions/receiving-and-responding#interaction-object-interaction-type.
const (
	interactionCommand      = 2
	interactionComponent    = 3
	interactionAutocomplete = 4
	interactionModal        = 5
)

// interaction is a command, a component press, an autocompletion or a modal submit.
type interaction struct {
	id, token string
	kind      int
	name      string // of the command
	by        string
	room      *room
	on        *Message // the message whose component was pressed; nil: none
	at        time.Time
	acked     time.Time
	callback  int // the callback's type; 0: none yet
	data      json.RawMessage
	original  *Message
	follows   []*Message
}

// Interaction is a test's handle on an interaction.
type Interaction struct {
	ID, Token string
	s         *Server
	in        *interaction
}

// Response is the response to an interaction so far.
type Response struct {
	Type      int             // of the first callback; 0: none yet
	Data      json.RawMessage // of the first callback
	Message   *Message        // the current original response, or the message with the component; nil: none
	Followups []Message       // current state
	Choices   []Choice        // of an autocompletion
}

// Response returns what the user sees now. A deferred response is a message with FlagLoading until
// it is edited.
func (i *Interaction) Response() Response {
	i.s.mu.Lock()
	defer i.s.mu.Unlock()
	out := Response{Type: i.in.callback, Data: i.in.data}
	if m := i.in.original; m != nil && i.in.room.posts.get(m.ID) == m {
		shown := *m
		out.Message = &shown
	}
	for _, m := range i.in.follows {
		if i.in.room.posts.get(m.ID) == m {
			out.Followups = append(out.Followups, *m)
		}
	}
	if i.in.callback == callbackChoices {
		var d struct {
			Choices []Choice `json:"choices"`
		}
		json.Unmarshal(i.in.data, &d) //nolint:errcheck // validated on arrival
		out.Choices = d.Choices
	}
	return out
}

// Says returns the current text of the original response, or "".
func (i *Interaction) Says() string {
	if m := i.Response().Message; m != nil {
		return m.Content
	}
	return ""
}

// Acked reports whether the interaction was responded to or deferred.
func (i *Interaction) Acked() bool { return i.Response().Type != 0 }

// Deferred reports whether the first callback was a deferral.
func (i *Interaction) Deferred() bool {
	k := i.Response().Type
	return k == callbackDefer || k == callbackDeferUpdate
}

// AckedIn returns the time until the first callback on the platform's clock; negative if there is
// none yet.
func (i *Interaction) AckedIn() time.Duration {
	i.s.mu.Lock()
	defer i.s.mu.Unlock()
	if i.in.callback == 0 {
		return -1
	}
	return i.in.acked.Sub(i.in.at)
}

// interactionEvent is documented at
// https://discord.com/developers/docs/interactions/receiving-and-responding#interaction-object.
type interactionEvent struct {
	ID             string            `json:"id"`
	Application    string            `json:"application_id"`
	Type           int               `json:"type"`
	Data           any               `json:"data"`
	Guild          map[string]any    `json:"guild,omitempty"`
	GuildID        string            `json:"guild_id,omitempty"`
	Channel        channelObject     `json:"channel"`
	ChannelID      string            `json:"channel_id"`
	Member         *Member           `json:"member,omitempty"`
	User           *User             `json:"user,omitempty"`
	Token          string            `json:"token"`
	Version        int               `json:"version"`
	Message        *Message          `json:"message,omitempty"`
	AppPermissions string            `json:"app_permissions"`
	Locale         string            `json:"locale"`
	GuildLocale    string            `json:"guild_locale,omitempty"`
	Entitlements   []struct{}        `json:"entitlements"`
	Owners         map[string]string `json:"authorizing_integration_owners"`
	Context        int               `json:"context"`
	AttachmentSize int               `json:"attachment_size_limit"`
}

// interact registers an interaction and sends it to the bot; s.mu must be held.
func (s *Server) interact(in *interaction, data any, locale string) *Interaction {
	s.forgetCalls()
	in.id, in.token, in.at = s.newID(), "aW50ZXJhY3Rpb24"+s.secret(140), s.now()
	s.calls[in.token] = in
	e := interactionEvent{
		ID: in.id, Application: s.app, Type: in.kind, Data: data, ChannelID: in.room.id, Token: in.token, Version: 1,
		Message: in.on, Locale: locale, Entitlements: []struct{}{}, Channel: in.room.object(),
		AttachmentSize: 10 << 20, Context: contextBotDM, Owners: map[string]string{"0": "0"},
		AppPermissions: permissionText(DefaultPermissions),
	}
	g := in.room.guild
	if g == nil {
		u := s.account(in.by).User
		e.User = &u
		e.Channel = s.dmObject(in.room)
	} else {
		s.inGuild(&e, g, in)
	}
	s.emit(event{kind: "INTERACTION_CREATE", guild: g, data: e})
	return &Interaction{ID: in.id, Token: in.token, s: s, in: in}
}

func (s *Server) inGuild(e *interactionEvent, g *guild, in *interaction) {
	m := s.member(g, in.by).object(true)
	m.Permissions = permissionText(s.permissions(g, in.by, in.room))
	e.Member, e.GuildID, e.GuildLocale, e.Context = &m, g.id, g.locale, contextGuild
	e.Guild = map[string]any{"id": g.id, "locale": g.locale, "features": []string{}}
	e.AppPermissions = permissionText(s.permissions(g, s.me.ID, in.room))
	e.Owners["0"] = g.id
}

// tokenLife is how long an interaction's token is valid:
// https://discord.com/developers/docs/interactions/receiving-and-responding#followup-messages.
const tokenLife = 15 * time.Minute

// forgetCalls drops expired interactions once there are many.
func (s *Server) forgetCalls() {
	if len(s.calls) < 1000 || len(s.calls)%1000 != 0 {
		return
	}
	for token, in := range s.calls {
		if s.now().Sub(in.at) > tokenLife {
			delete(s.calls, token)
		}
	}
}
