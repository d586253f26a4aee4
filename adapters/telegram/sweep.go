package telegram

import (
	"context"

	"github.com/stewardbot/steward/bot"
)

// deleteMessages takes 1 to 100 ids and skips what it does not find:
// https://core.telegram.org/bots/api#deletemessages.
type deleteMessages struct {
	ChatID int64   `json:"chat_id"`
	IDs    []int64 `json:"message_ids"`
}

// Sweep implements bot.Sweeper. Messages that one person alone sees have a
// method of their own and are refused.
func (a *Adapter) Sweep(ctx context.Context, place bot.Place, messages []string) error {
	to, ok := parsePlace(place)
	if !ok {
		return refused("%q is no place on Telegram", place)
	}
	params := deleteMessages{ChatID: to.chat}
	for _, id := range messages {
		m, ok := parseMessage(id)
		if !ok || m.ephemeral != 0 {
			return refused("%q can't be deleted together with others", id)
		}
		params.IDs = append(params.IDs, m.id)
	}
	if _, err := call[any](ctx, a.client, "deleteMessages", params); err != nil {
		return deliveryError(err)
	}
	return nil
}
