package discord

import (
	"cmp"
	"context"
	"strings"

	"github.com/bwmarrin/discordgo"

	"github.com/stewardbot/steward/adapters/kit"
	"github.com/stewardbot/steward/bot"
)

// modal is a form:
// https://discord.com/developers/docs/interactions/receiving-and-responding#interaction-response-object-modal.
type modal struct {
	CustomID string                 `json:"custom_id"`
	Title    string                 `json:"title"`
	Rows     []discordgo.ActionsRow `json:"components"`
}

func modalOf(e bot.Form) modal {
	m := modal{CustomID: e.Data, Title: cmp.Or(strings.TrimSpace(e.Title), "·")}
	for _, f := range e.Fields {
		style := discordgo.TextInputShort
		if f.Long {
			style = discordgo.TextInputParagraph
		}
		m.Rows = append(m.Rows, discordgo.ActionsRow{Components: []discordgo.MessageComponent{discordgo.TextInput{
			CustomID: f.Name, Label: cmp.Or(strings.TrimSpace(f.Label), "·"), Style: style, Required: true, MaxLength: f.Most,
		}}})
	}
	return m
}

// form shows a form. It can only be the first answer to an interaction.
func (a *Adapter) form(ctx context.Context, e bot.Form) error {
	i, ok := a.interactions.find(e.Press)
	if !ok {
		return kit.Gone("discord.no_press")
	}
	if err := i.lock(ctx); err != nil {
		return err
	}
	defer i.unlock()
	if i.state != fresh {
		return bot.Refuse("discord.late_form")
	}
	_, err := a.interactions.callback(ctx, i, discordgo.InteractionResponseModal, modalOf(e))
	if err == nil {
		i.state = seen
	}
	return err
}

// filled returns the texts of a form that was filled in.
func filled(list []filledComponent, texts []bot.Given) []bot.Given {
	for i := range list {
		c := &list[i]
		if c.CustomID != "" {
			texts = append(texts, bot.Given{Name: c.CustomID, Value: c.Value})
		}
		texts = filled(c.Components, texts)
		if c.Component != nil {
			texts = filled([]filledComponent{*c.Component}, texts)
		}
	}
	return texts
}
