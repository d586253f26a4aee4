package fakediscord

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"unicode/utf8"
)

// componentData is documented at
// https://discord.com/developers/docs/interactions/receiving-and-responding#interaction-object-message-component-data-structure.
type componentData struct {
	CustomID string   `json:"custom_id"`
	Type     int      `json:"component_type"`
	ID       int      `json:"id"`
	Values   []string `json:"values,omitempty"`
}

// Press presses one of the bot's buttons or chooses from its select menu. It panics if the user
// can't.
func (s *Server) Press(by User, channelID, messageID, customID string, values ...string) *Interaction {
	return must(s.TryPress(by, channelID, messageID, customID, values...))
}

// TryPress is like Press but returns an error if the user can't.
func (s *Server) TryPress(by User, channelID, messageID, customID string, values ...string) (i *Interaction, err error) {
	s.act(func() {
		r, m, e := s.pressable(by, channelID, messageID)
		if err = e; err != nil {
			return
		}
		c := find(m.Components, customID)
		if c == nil || c.Disabled {
			err = fmt.Errorf("message %s has no button %q, or it is disabled", m.ID, customID)
			return
		}
		i = s.press(by, r, m, componentData{CustomID: customID, Type: c.Type, Values: values})
	})
	return i, err
}

// PressForeign presses a button that the message does not have, like one from an earlier version of
// the bot.
func (s *Server) PressForeign(by User, channelID, messageID, customID string) (i *Interaction) {
	s.act(func() {
		r, m, err := s.pressable(by, channelID, messageID)
		if err != nil {
			impossible("%v", err)
		}
		i = s.press(by, r, m, componentData{CustomID: customID, Type: componentButton})
	})
	return i
}

// pressable returns one of the bot's messages if the user can see it.
func (s *Server) pressable(by User, channelID, id string) (*room, *Message, error) {
	r := s.rooms[channelID]
	if r == nil {
		return nil, nil, errors.New("no channel " + channelID)
	}
	m := r.posts.get(id)
	sees := r.guild == nil && r.with == by.ID || r.guild != nil && s.may(r.guild, by.ID, r, PermViewChannel)
	switch {
	case m == nil || !sees || m.OnlyFor != "" && m.OnlyFor != by.ID:
		return nil, nil, fmt.Errorf("user %s sees no message %s in channel %s", by.ID, id, r.id)
	case m.Author.ID != s.me.ID:
		return nil, nil, fmt.Errorf("message %s is not the bot's", id)
	}
	return r, m, nil
}

func (s *Server) press(by User, r *room, m *Message, data componentData) *Interaction {
	in := &interaction{kind: interactionComponent, by: by.ID, room: r, on: m}
	return s.interact(in, data, "en-US")
}

// Submit fills in the form that an interaction was answered with, whose custom id and fields it must
// be; values are keyed by custom id. It panics if there is no such form, or a text doesn't fit.
func (s *Server) Submit(i *Interaction, customID string, values map[string]string) (out *Interaction) {
	s.act(func() {
		var m struct {
			CustomID   string      `json:"custom_id"`
			Components []Component `json:"components"`
		}
		if i.in.callback != callbackModal || json.Unmarshal(i.in.data, &m) != nil || m.CustomID != customID {
			impossible("interaction %s has no form %q", i.ID, customID)
		}
		for id, v := range values {
			c := find(m.Components, id)
			if c == nil || c.MaxLength != nil && utf8.RuneCountInString(v) > *c.MaxLength {
				impossible("the form %q has no field %q, or %q is too long", customID, id, v)
			}
		}
		out = s.submit(i.in, customID, values)
	})
	return out
}

// SubmitForeign sends a form that was never shown, like one from an earlier version of the bot, as if a
// button of the message had opened it.
func (s *Server) SubmitForeign(by User, channelID, messageID, customID string, values map[string]string) (i *Interaction) {
	s.act(func() {
		r, m, err := s.pressable(by, channelID, messageID)
		if err != nil {
			impossible("%v", err)
		}
		i = s.submit(&interaction{by: by.ID, room: r, on: m}, customID, values)
	})
	return i
}

func (s *Server) submit(opened *interaction, customID string, values map[string]string) *Interaction {
	rows := []Component{}
	for _, id := range slices.Sorted(maps.Keys(values)) {
		rows = append(rows, Component{Type: componentRow, Components: []Component{{Type: componentInput, CustomID: id, Value: values[id]}}})
	}
	in := &interaction{kind: interactionModal, by: opened.by, room: opened.room, on: opened.on}
	return s.interact(in, map[string]any{"custom_id": customID, "components": rows}, "en-US")
}
