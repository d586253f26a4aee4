package discord

import (
	"cmp"
	"context"
	"encoding/json"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/stewardbot/steward/adapters/kit"
	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/phrase"
)

// past is how far a shard had come when there was another number of shards. Its guilds belong to
// several of the present ones, which fetch what was said since.
type past struct {
	Count int       `json:"count"`
	Index int       `json:"index"`
	Ready int64     `json:"ready"` // as in cursor
	From  snowflake `json:"from"`
}

// meets reports whether the shard had guilds that belong to s now.
func (p past) meets(s shard) bool {
	a, b := p.Count, s.count
	for b != 0 {
		a, b = b, a%b
	}
	return p.Index%a == s.index%a
}

// history is the stored cursors of all shards, present and past, by name.
type history map[string]cursor

// history reads the cursors of count shards, or of however many left one. It waits until that is
// possible; ok is false if ctx ended first.
func (a *Adapter) history(ctx context.Context, sink bot.Sink, count int, status *kit.Status) (h history, ok bool) {
	for failures := 1; ; failures++ {
		h, err := a.read(sink, count)
		if err == nil {
			return h, true
		}
		status.Tell(false, phrase.AsLine("discord.bookmark", err))
		if a.opts.Pause(ctx, failures, 0) != nil {
			return nil, false
		}
	}
}

// lookAhead is how many shards without a cursor, in a row, are taken for the end: the first ones of a
// number may never have had a session.
const lookAhead = 16

func (a *Adapter) read(sink bot.Sink, count int) (history, error) {
	h := history{}
	take := func(name string) error {
		stored, err := sink.Cursor(name)
		if err != nil || len(stored) == 0 {
			return err
		}
		var c cursor
		if json.Unmarshal(stored, &c) != nil {
			a.log.Warn("the stored cursor can't be read: a new session begins, and what was missed is not fetched", "cursor", name)
			return nil
		}
		h[name] = c
		count = max(count, c.Shards)
		for _, p := range slices.Concat(c.Was, c.Past) {
			count = max(count, p.Count)
		}
		return nil
	}
	err := take(Platform)
	for i := 0; err == nil && i < count+lookAhead; i++ {
		err = take(Source(i))
	}
	return h, err
}

// shard returns how the shard of a cursor was numbered.
func (c *cursor) shard(name string) shard {
	s := shard{0, max(c.Shards, 1), name}
	if number, ok := strings.CutPrefix(name, Platform+"/"); ok {
		s.index, _ = strconv.Atoi(number)
	}
	return s
}

// records lists how far each shard came, the latest session of each number and index, and of all first.
func (h history) records(now time.Time) (list []past) {
	type key struct{ count, index int }
	latest := map[key]past{}
	for name, c := range h {
		all := c.Was
		if c.Session != "" {
			all = append(slices.Clone(all), c.record(name, now))
		}
		for _, p := range all {
			if k := (key{p.Count, p.Index}); latest[k].Count == 0 || p.Ready > latest[k].Ready {
				latest[k] = p
			}
		}
	}
	return slices.SortedFunc(maps.Values(latest), func(a, b past) int {
		return cmp.Or(cmp.Compare(b.Ready, a.Ready), cmp.Compare(a.Count, b.Count), cmp.Compare(a.Index, b.Index))
	})
}

// record returns how far a shard has come, to which all that it still fetches is added.
func (c *cursor) record(name string, now time.Time) past {
	s := c.shard(name)
	p := past{Count: s.count, Index: s.index, Ready: c.Ready, From: c.since(now)}
	for _, g := range c.Gaps {
		p.From = min(p.From, g.After)
	}
	return p
}

// count returns the number of shards of the session that began last; 0 if there is none.
func (h history) count() (n int) {
	latest := int64(-1)
	for name, c := range h {
		if c.Session != "" && c.Ready > latest {
			latest, n = c.Ready, c.shard(name).count
		}
	}
	return n
}

// maxWas bounds the records of a cursor's own past.
const maxWas = 4

// of returns with which cursor a shard begins: its own, or one without a session that fetches what the
// shards of another number left.
func (h history) of(s shard, now time.Time) cursor {
	own := h[s.source]
	mine := own.Session != "" && own.shard(s.source) == s
	var before []past
	next := cursor{Ready: own.Ready, Lost: own.Lost, User: own.User, App: own.App, Was: own.Was}
	for _, p := range h.records(now) {
		if !p.meets(s) {
			continue
		}
		before = append(before, p)
		next.Ready = max(next.Ready, p.Ready)
		mine = mine && (p.Count == s.count || p.Ready <= own.Ready)
	}
	if mine || len(before) == 0 {
		return own
	}
	if next.Past = before; own.Session != "" {
		was := append(slices.Clone(own.Was), own.record(s.source, now))
		next.Was = was[max(0, len(was)-maxWas):]
	}
	return next
}

// missedSince returns after which message those of a guild were missed; ok is false if none of it was
// ever received.
func (c *cursor) missedSince(guild string) (from snowflake, ok bool) {
	if len(c.Past) == 0 {
		return c.From, true
	}
	for _, p := range c.Past {
		if shardOf(guild, p.Count) == p.Index {
			return p.From, true
		}
	}
	return 0, false
}

// earliest returns after which message something may have been missed in these guilds, or in any if there
// are none.
func (c *cursor) earliest(guilds []guildObject) (from snowflake) {
	for i := range guilds {
		if f, ok := c.missedSince(guilds[i].ID); ok && (from == 0 || f < from) {
			from = f
		}
	}
	for _, p := range c.Past {
		if len(guilds) == 0 && (from == 0 || p.From < from) {
			from = p.From
		}
	}
	return from
}
