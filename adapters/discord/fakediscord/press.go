package fakediscord

import (
	"errors"
	"fmt"
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

// Submit fills in the modal that an interaction was answered with; values are keyed by custom id.
func (s *Server) Submit(i *Interaction, customID string, values map[string]string) (out *Interaction) {
	s.act(func() {
		if i.in.callback != callbackModal {
			impossible("interaction %s has no form", i.ID)
		}
		rows := []Component{}
		for id, v := range values {
			rows = append(rows, Component{Type: componentRow, Components: []Component{{Type: componentInput, CustomID: id, Value: v}}})
		}
		in := &interaction{kind: interactionModal, by: i.in.by, room: i.in.room, on: i.in.on}
		out = s.interact(in, map[string]any{"custom_id": customID, "components": rows}, "en-US")
	})
	return out
}
