package telegram

import (
	"context"

	tg "github.com/go-telegram/bot"

	"github.com/stewardbot/steward/bot"
)

// Sweep implements bot.Sweeper. The method takes 1 to 100 ids and skips what it
// does not find: https://core.telegram.org/bots/api#deletemessages. Messages
// visible to one person have a separate method and are refused.
func (a *Adapter) Sweep(ctx context.Context, place bot.Place, messages []string, _ string) error {
	to, ok := parsePlace(place)
	if !ok {
		return bot.Refuse("target.no_place", place, title)
	}
	params := &tg.DeleteMessagesParams{ChatID: to.chat}
	for _, id := range messages {
		m, ok := parseMessage(id)
		if !ok || m.ephemeral != 0 {
			return bot.Refuse("cannot.delete_together", id)
		}
		params.MessageIDs = append(params.MessageIDs, int(m.id))
	}
	if _, err := call[any](ctx, a.client, (*tg.Bot).DeleteMessages, params); err != nil {
		return deliveryError(err)
	}
	return nil
}
