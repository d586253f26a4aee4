package discord

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"sync"

	"github.com/stewardbot/steward/adapters/kit"
	"github.com/stewardbot/steward/bot"
)

// cursor is stored with the events: how to resume the session, and what is
// still to be fetched after a lost one.
type cursor struct {
	Session   string `json:"session,omitempty"`
	Ready     int64  `json:"ready,omitempty"` // when READY came, Unix ms, increasing; a compatible server may reuse a session name
	Seq       int64  `json:"seq,omitempty"`
	ResumeURL string `json:"resume_url,omitempty"`
	User      string `json:"user,omitempty"` // Steward's account, which a resumed session does not report
	App       string `json:"app,omitempty"`
	Began     int64  `json:"began,omitempty"` // when the session began, or the lost one was last heard of; Unix ms
	// Last is the newest message heard of, in any guild.
	Last snowflake `json:"last,omitempty"`
	// First is the newest message from before Steward first began, which no gap
	// goes back to.
	First snowflake `json:"first,omitempty"`
	// From is where a lost session ended; Pending are the guilds whose gaps
	// since then are not known yet.
	From    snowflake `json:"from,omitempty"`
	Pending []string  `json:"pending,omitempty"`
	Lost    int       `json:"lost,omitempty"` // number of sessions lost so far
	Gaps    []gap     `json:"gaps,omitempty"`
	Shards  int       `json:"shards,omitempty"` // their number in this session; 0: 1
	// Past is where the sessions of another number of shards ended, instead of From, the latest first. Was is how far
	// the shard of this cursor came under other numbers, for the shards that don't know it yet.
	Past []past `json:"past,omitempty"`
	Was  []past `json:"was,omitempty"`
}

// gap is a range of missed messages in a channel: after one id, up to and
// including another.
type gap struct {
	Guild   string    `json:"guild"`
	Channel string    `json:"channel"`
	Parent  string    `json:"parent,omitempty"` // of a thread
	After   snowflake `json:"after"`
	Until   snowflake `json:"until"`
	// Archive marks the threads archived in the channel, rather than the
	// channel itself.
	Archive bool `json:"archive,omitempty"`
}

// open adds a gap, merged with an existing one of the same channel.
func (c *cursor) open(g gap) {
	for i := range c.Gaps {
		if old := &c.Gaps[i]; old.Channel == g.Channel && old.Archive == g.Archive {
			old.After, old.Until = min(old.After, g.After), max(old.Until, g.Until)
			return
		}
	}
	c.Gaps = append(c.Gaps, g)
}

// shrink moves the beginning of a gap, which closes at its end.
func (c *cursor) shrink(of gap, after snowflake) {
	same := func(g gap) bool { return g.Channel == of.Channel && g.Archive == of.Archive }
	c.Gaps = slices.DeleteFunc(c.Gaps, func(g gap) bool { return same(g) && after >= g.Until })
	for i := range c.Gaps {
		if g := &c.Gaps[i]; same(*g) {
			g.After = max(g.After, after)
		}
	}
}

// bookmark is the latest submitted cursor. Live and fetched events both advance
// it, and their batches are submitted one after another, so that neither undoes
// the other's progress. Safe for concurrent use.
type bookmark struct {
	sink bot.Sink
	name string // of the cursor

	mu   sync.Mutex
	c    cursor
	gone map[string]bool // messages deleted while there are gaps
}

// maxGone bounds the remembered deletions.
const maxGone = 100_000

func newBookmark(sink bot.Sink, name string, c cursor) *bookmark {
	return &bookmark{sink: sink, name: name, c: c, gone: map[string]bool{}}
}

// submit hands events over with the cursor as change leaves it. It blocks as
// bot.Sink.Submit does. Its only error is kit.ErrStopped.
func (b *bookmark) submit(ctx context.Context, events []bot.Event, change func(*cursor)) (bot.Wait, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.hand(ctx, events, change)
}

// submitFetched is submit for messages of a gap. It drops those reported
// deleted in the meantime, so that nobody is paid for them.
func (b *bookmark) submitFetched(ctx context.Context, events []bot.Event, change func(*cursor)) (bot.Wait, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	events = slices.DeleteFunc(events, func(e bot.Event) bool { return e.Message != nil && b.gone[e.Message.ID] })
	return b.hand(ctx, events, change)
}

// deleted is called before the deletion of messages is submitted.
func (b *bookmark) deleted(ids []string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, id := range ids {
		if len(b.c.Gaps) > 0 && len(b.gone) < maxGone {
			b.gone[id] = true
		}
	}
}

// hand needs mu.
func (b *bookmark) hand(ctx context.Context, events []bot.Event, change func(*cursor)) (bot.Wait, error) {
	next := b.c
	next.Gaps = slices.Clone(b.c.Gaps)
	change(&next)
	encoded, err := json.Marshal(next)
	if err != nil {
		return nil, fmt.Errorf("encode cursor: %w", err)
	}
	wait, err := b.sink.Submit(ctx, bot.Batch{Adapter: b.name, Events: events, Cursor: encoded})
	if err != nil {
		return nil, kit.ErrStopped
	}
	if b.c = next; len(next.Gaps) == 0 {
		clear(b.gone)
	}
	return wait, nil
}

// now returns a copy of the cursor.
func (b *bookmark) now() cursor {
	b.mu.Lock()
	defer b.mu.Unlock()
	c := b.c
	c.Gaps = slices.Clone(c.Gaps)
	c.Pending = slices.Clone(c.Pending)
	return c
}
