package past

import (
	"context"
	"sync"

	"github.com/stewardbot/steward/adapters/console"
	"github.com/stewardbot/steward/bot"
)

// crowd is the console's platform while the past is played: whatever Steward does succeeds, and
// nobody looks. It remembers the latest texts with buttons.
type crowd struct {
	room *console.Room // says what the platform can do
	up   chan bot.Sink

	mu     sync.Mutex
	next   int64
	posts  []post
	pinned string // the latest text that is pinned
}

// post is a text of Steward's with buttons.
type post struct {
	id, place, to string
	data          []string
}

// meant reports whether somebody sees a text.
func (p *post) meant(u bot.UserID) bool {
	return p.to == string(u) || p.to == "" && (!bot.Place(p.place).Private() || bot.Place(p.place) == bot.PrivatePlace(u))
}

// Name implements bot.Adapter.
func (c *crowd) Name() string { return console.Platform }

// Capabilities implements bot.Adapter.
func (c *crowd) Capabilities(p bot.Place) bot.Capabilities { return c.room.Capabilities(p) }

// Limits implements bot.Limiter.
func (c *crowd) Limits() bot.Limits { return bot.Limits{} }

// Run implements bot.Adapter.
func (c *crowd) Run(ctx context.Context, sink bot.Sink) error {
	sink.Status(c.Name(), true, "")
	select {
	case c.up <- sink:
	case <-ctx.Done():
	}
	<-ctx.Done()
	return nil
}

// Perform implements bot.Adapter.
func (c *crowd) Perform(_ context.Context, d bot.Delivery) (bot.Outcome, error) {
	out := bot.Outcome{Ref: d.Ref, Status: bot.Done}
	switch e := d.Effect.(type) {
	case bot.Say:
		out.Receipt.Messages = []string{c.say(e)}
		out.Receipt.Hidden = e.To != "" && !e.Place.Private()
	case bot.Pin:
		c.mu.Lock()
		defer c.mu.Unlock()
		c.pinned = e.Target.Message.ID
	case bot.Lookup:
		out.Found = &bot.Found{User: bot.User{ID: e.User}, Present: true}
	case bot.Permissions:
		out.Permissions = "open"
	}
	return out, nil
}

// say returns the text's id.
func (c *crowd) say(e bot.Say) string {
	c.mu.Lock()
	defer c.mu.Unlock()
	id := c.id()
	p := post{id: id, place: string(e.Place), to: string(e.To)}
	for _, row := range e.Buttons {
		for _, b := range row {
			if b.Data != "" {
				p.data = append(p.data, b.Data)
			}
		}
	}
	if len(p.data) > 0 {
		c.posts = append(c.posts, p)
	}
	return id
}

// take returns the texts with buttons since it was called last.
func (c *crowd) take() []post {
	c.mu.Lock()
	defer c.mu.Unlock()
	list := c.posts
	c.posts = nil
	return list
}
