package discord

import (
	"context"
	"strings"
	"unicode/utf8"

	"github.com/bwmarrin/discordgo"

	"github.com/stewardbot/steward/adapters/kit"
	"github.com/stewardbot/steward/bot"
)

// Limits of autocompletion:
// https://discord.com/developers/docs/interactions/receiving-and-responding#interaction-response-object-autocomplete.
const (
	maxChoices = 25
	maxChoice  = 100
)

type choice struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

// complete sends choices. There is exactly one response, so it needs no interaction state.
func (a *Adapter) complete(ctx context.Context, e bot.Complete) error {
	id, token, _ := strings.Cut(e.Typing, ":")
	if !isID(id) || !isToken(token) {
		return kit.Gone("discord.nobody_types")
	}
	offered := []choice{} // an empty list is a valid response
	for _, c := range e.Choices {
		if n := utf8.RuneCountInString(c); n > 0 && n <= maxChoice && len(offered) < maxChoices {
			offered = append(offered, choice{c, c})
		}
	}
	_, err := a.interactions.callback(ctx, newInteraction(id, token),
		discordgo.InteractionApplicationCommandAutocompleteResult, map[string]any{"choices": offered})
	return err
}
