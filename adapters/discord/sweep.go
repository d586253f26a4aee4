package discord

import (
	"context"
	"slices"
	"time"

	"github.com/stewardbot/steward/bot"
)

// Limits of bulk deletion:
// https://discord.com/developers/docs/resources/message#bulk-delete-messages.
const (
	leastBulk = 2
	mostBulk  = 100
	bulkAge   = 14*24*time.Hour - time.Hour // the clocks may differ
)

// Sweep implements bot.Sweeper. Messages too old for bulk deletion are deleted one by one.
// Messages visible to one person have a separate route and are refused.
func (a *Adapter) Sweep(ctx context.Context, place bot.Place, messages []string, reason string) error {
	to, ok := parsePlace(place)
	if !ok {
		return bot.Refuse("target.no_place", place, title)
	}
	var young, old []string
	for _, id := range messages {
		switch {
		case !isID(id):
			return bot.Refuse("cannot.delete_together", id)
		case time.Since(parseSnowflake(id).at()) > bulkAge:
			old = append(old, id)
		default:
			young = append(young, id)
		}
	}
	channel, err := a.directory.channel(ctx, to)
	if err != nil {
		return deliveryError(err)
	}
	if err := a.sweep(ctx, channel, young, old, reason); err != nil {
		return deliveryError(err)
	}
	return nil
}

func (a *Adapter) sweep(ctx context.Context, channel string, young, old []string, reason string) error {
	slices.Sort(young)
	young = slices.Compact(young)
	for chunk := range slices.Chunk(young, mostBulk) {
		if len(chunk) < leastBulk {
			old = append(old, chunk...)
			continue
		}
		in := map[string][]string{"messages": chunk}
		if err := a.client.call(ctx, "POST", "/channels/"+channel+"/messages/bulk-delete", "", audited{in, reason}, nil); err != nil {
			return err
		}
	}
	for _, id := range old {
		err := a.client.call(ctx, "DELETE", "/channels/"+channel+"/messages/"+id, "", audited{nil, reason}, nil)
		if err != nil && !says(err, unknownMessage) {
			return err
		}
	}
	return nil
}
