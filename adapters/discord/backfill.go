package discord

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"github.com/stewardbot/steward/adapters/kit"
	"github.com/stewardbot/steward/adapters/loosely"
	"github.com/stewardbot/steward/bot"
)

// page is the maximum number of messages per call.
const page = 100

// backfill fetches the messages of the time without a session, one channel
// after another, oldest first, concurrently with live events. It may fetch some
// twice: events have the same id then.
type backfill struct {
	a      *Adapter
	mark   *bookmark
	decode *decoder
	wake   chan struct{}
}

func newBackfill(a *Adapter, mark *bookmark) *backfill {
	b := &backfill{a: a, mark: mark, decode: newDecoder(a.guilds), wake: make(chan struct{}, 1)}
	b.poke() // an earlier run may have left gaps
	return b
}

// poke signals that there may be gaps. It does not block.
func (b *backfill) poke() {
	select {
	case b.wake <- struct{}{}:
	default:
	}
}

// run ends when ctx does or the engine closes.
func (b *backfill) run(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-b.wake:
		}
		if b.drain(ctx) != nil {
			return
		}
	}
}

// drain closes all gaps. After a temporary failure it waits and continues with
// the next channel, as long as necessary.
func (b *backfill) drain(ctx context.Context) error {
	failures, inRow := 0, 0
	for gaps := b.mark.now().Gaps; len(gaps) > 0; gaps = b.mark.now().Gaps {
		g := gaps[failures%len(gaps)]
		err := b.step(ctx, g)
		var c *callError
		switch {
		case ctx.Err() != nil || errors.Is(err, kit.ErrStopped):
			return kit.ErrStopped
		case err == nil:
			inRow = 0
			continue
		case !errors.As(err, &c) || !c.passing():
			b.a.log.Warn("messages that were missed can't be fetched: the channel is closed to Steward or gone",
				"channel", channelPlace(g.Guild, g.Channel), "error", err)
			if b.submit(ctx, nil, g, g.Until) != nil {
				return kit.ErrStopped
			}
			continue
		}
		failures++
		inRow++
		b.a.log.Info("messages that were missed can't be fetched now", "channels", len(gaps), "error", err)
		if b.a.opts.Pause(ctx, inRow, c.retryAfter) != nil {
			return kit.ErrStopped
		}
	}
	return nil
}

// step fetches one page of a gap and waits until it is committed. Messages are
// decoded one by one, so that an invalid one does not hold up the others.
func (b *backfill) step(ctx context.Context, g gap) error {
	if g.Archive {
		return b.archive(ctx, g)
	}
	messages, err := b.fetch(ctx, g)
	if err != nil {
		return err
	}
	var events []bot.Event
	last := g.After
	for _, m := range messages {
		if m.id > g.Until {
			break // it came live
		}
		last = max(last, m.id)
		events = append(events, b.events(g, m)...)
	}
	if len(messages) == 0 || last == g.After {
		last = g.Until // anything beyond belongs to a gap opened meanwhile
	}
	return b.submit(ctx, events, g, last)
}

// events returns the events of one message, as if the gateway had sent it.
func (b *backfill) events(g gap, f fetched) []bot.Event {
	var m messageObject
	readable := loosely.Parse(f.raw, &m)
	m.GuildID, m.ChannelID = g.Guild, g.Channel
	events, ok := b.decode.said(&m, false)
	if !readable || !ok {
		b.a.log.Warn("a message that was missed could not be read and was parked", "channel", g.Channel, "message", f.id)
		return []bot.Event{{
			ID:   string(spacePlace(g.Guild)) + "/m" + f.id.String() + "/parked",
			Kind: bot.KindParked, Raw: kit.Clip(f.raw),
		}}
	}
	for i := range events {
		events[i].Place = channelRef{guild: g.Guild, parent: g.Parent}.place(g.Channel)
	}
	return events
}

// fetched is a raw fetched message.
type fetched struct {
	id  snowflake
	raw json.RawMessage
}

// fetch brings the oldest messages after the gap's beginning, sorted by age.
func (b *backfill) fetch(ctx context.Context, g gap) ([]fetched, error) {
	var raw []json.RawMessage
	err := b.a.get(ctx, fmt.Sprintf("/channels/%s/messages?after=%s&limit=%d", g.Channel, g.After, page), &raw)
	if err != nil {
		return nil, err
	}
	out := make([]fetched, 0, len(raw))
	for _, r := range raw {
		if id := idOf(r); id > g.After { // a compatible server may not heed after
			out = append(out, fetched{id, r})
		}
	}
	slices.SortFunc(out, func(a, b fetched) int { return cmp.Compare(a.id, b.id) })
	return out, nil
}

// idOf returns 0 if there is no id.
func idOf(raw []byte) snowflake {
	var m struct {
		ID string `json:"id"`
	}
	if !loosely.Parse(raw, &m) {
		return 0
	}
	return parseSnowflake(m.ID)
}

// submit submits events, shrinks the gap and opens newly found ones.
func (b *backfill) submit(ctx context.Context, events []bot.Event, g gap, last snowflake, found ...gap) error {
	wait, err := b.mark.submitFetched(ctx, events, func(c *cursor) {
		c.shrink(g, last)
		for _, f := range found {
			c.open(f)
		}
	})
	if err != nil {
		return err
	}
	if wait(ctx) != nil {
		return kit.ErrStopped
	}
	return nil
}
