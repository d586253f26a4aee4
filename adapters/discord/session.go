package discord

import (
	"bytes"
	"context"
	"hash/maphash"
	"strconv"
	"time"

	"github.com/stewardbot/steward/adapters/kit"
	"github.com/stewardbot/steward/adapters/loosely"
	"github.com/stewardbot/steward/bot/phrase"
)

// receive queues a dispatch unless it was received before. Discord's sequence numbers
// increase. On compatible servers READY and RESUMED may have any number or none; other
// dispatches without a number, or with one already used, are identified by their arrival time.
func (c *connection) receive(ctx context.Context, f *frame) error {
	g, x := c.g, dispatch{seq: f.number(), kind: f.Kind, raw: f.Data}
	switch {
	case f.Kind == "READY":
		return c.begin(ctx, x)
	case f.Kind == "":
		return nil
	case g.session == "": // before the session
		return nil
	case x.seq == 0 && f.Kind == "RESUMED":
		c.repeats = false
		return nil
	case x.seq > g.seq || g.begun && x.seq > 0:
		c.repeats = false
		g.latest.heard(&x)
	case x.seq > 0 && (c.repeats || g.latest.heard(&x)):
		c.repeats = c.repeats && f.Kind != "RESUMED"
		return nil
	default:
		x.seq, x.name = g.seq, "u"+strconv.FormatInt(time.Now().UnixNano(), 36)
	}
	g.begun = false
	x.session = g.session
	if f.Kind == "INTERACTION_CREATE" {
		c.g.a.expect(f.Data)
	}
	if !c.push(ctx, x) {
		return ctx.Err()
	}
	return nil
}

// latest holds the latest dispatches by number.
type latest [256]struct {
	seq int64
	sum uint64
}

var seed = maphash.MakeSeed()

// heard records a dispatch and reports whether the same one was already recorded under its
// number.
func (l *latest) heard(x *dispatch) (before bool) {
	at, sum := &l[x.seq%int64(len(l))], maphash.Bytes(seed, x.raw)^maphash.String(seed, x.kind)
	before = at.seq == x.seq && at.sum == sum
	at.seq, at.sum = x.seq, sum
	return before
}

// begin starts the session of a READY. Numbering restarts there, whatever READY's own number.
func (c *connection) begin(ctx context.Context, x dispatch) error {
	r := new(readyObject)
	if !loosely.Parse(x.raw, r) {
		return phrase.New("discord.gateway_begins")
	}
	if !isID(r.User.ID) {
		self, err := c.g.a.directory.self(ctx)
		if err != nil {
			return err
		}
		r.User.ID = self
	}
	c.g.turnOver()
	r.complete(c.g.dialled, c.g.shard.index)
	x.raw, x.ready, x.session, x.run = nil, r, r.SessionID, c.g.sink.Now().UnixMilli()
	if !c.push(ctx, x) {
		return ctx.Err()
	}
	c.live.Store(true)
	c.g.session, c.g.resumeURL, c.g.begun = r.SessionID, r.ResumeURL, true
	c.g.a.log.Info("a session with Discord begins", "shard", c.g.shard.index, "guilds", len(r.Guilds))
	c.g.live()
	return nil
}

// complete fills in what a compatible server may omit: the session resumes at the address where
// it started, and a bot's application has the bot's id. A session without an id can't be
// resumed, which the server will report.
func (r *readyObject) complete(address string, shard int) {
	if r.SessionID == "" {
		r.SessionID = "unnamed"
		if shard > 0 {
			r.SessionID += "-" + strconv.Itoa(shard)
		}
	}
	if r.ResumeURL = whole(r.ResumeURL, address); !isAddress(r.ResumeURL) {
		r.ResumeURL = address
	}
	if !isID(r.Application.ID) {
		r.Application.ID = r.User.ID
	}
}

// push waits for room in the queue; false if ctx ended first.
func (c *connection) push(ctx context.Context, x dispatch) bool {
	select {
	case c.g.out <- x:
	default:
		c.blocked.Store(true)
		defer c.blocked.Store(false)
		defer c.held.Store(true) // before blocked is reset
		select {
		case c.g.out <- x:
		case <-ctx.Done():
			return false
		}
	}
	c.g.seq = x.seq
	c.seq.Store(x.seq)
	return true
}

// garbled queues an unreadable frame, without a number.
func (c *connection) garbled(ctx context.Context, b []byte) error {
	if c.g.session == "" {
		return phrase.New("discord.gateway_words")
	}
	x := dispatch{session: c.g.session, raw: bytes.Clone(b), name: "frame-" + kit.Hash(string(b))}
	select {
	case c.g.out <- x:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// expect registers an interaction on arrival, since its time in the queue counts towards the
// deadline for an answer.
func (a *Adapter) expect(raw []byte) {
	var o struct {
		ID      string `json:"id"`
		Token   string `json:"token"`
		Type    int    `json:"type"`
		GuildID string `json:"guild_id"`
		Message *struct {
			ID string `json:"id"`
		} `json:"message"`
	}
	if !loosely.Parse(raw, &o) || !isID(o.ID) || o.Type != interactionCommand && o.Type != interactionComponent && o.Type != interactionForm {
		return
	}
	if o.Type == interactionForm && o.Message != nil { // it is answered like a press on the button that opened it
		o.Type = interactionComponent
	}
	a.interactions.arrived(o.ID, o.Token, o.GuildID != "", o.Type)
}
