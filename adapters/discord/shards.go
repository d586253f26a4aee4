package discord

import (
	"context"
	"errors"
	"strconv"
	"sync"
	"time"

	"github.com/stewardbot/steward/adapters/kit"
	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/phrase"
)

// Shards is the number of connections that share the guilds; Auto leaves it to Discord.
type Shards int

// Auto is the number that Discord recommends. It is kept until Discord wants another one.
const Auto Shards = 0

const (
	auto      = "auto" // the word for Auto
	maxShards = 10_000
)

// UnmarshalText reads a number from 1 to 10,000, or the word auto; the error is a phrase.
func (s *Shards) UnmarshalText(text []byte) error {
	if string(text) == auto {
		*s = Auto
		return nil
	}
	n, err := strconv.Atoi(string(text))
	if err != nil || n < 1 || n > maxShards {
		return phrase.New("discord.shards", maxShards)
	}
	*s = Shards(n)
	return nil
}

// MarshalText writes the number or the word.
func (s Shards) MarshalText() ([]byte, error) {
	if s == Auto {
		return []byte(auto), nil
	}
	return strconv.AppendInt(nil, int64(s), 10), nil
}

// ConfigSchema describes both forms.
func (Shards) ConfigSchema() string {
	return `{"anyOf":[{"type":"integer","minimum":1,"maximum":` + strconv.Itoa(maxShards) + `},{"const":"auto"}]}`
}

// ShardOf returns the index of the shard, of n, that reports what happens in a place: by the
// guild's id, 0 for private chats
// (https://discord.com/developers/docs/events/gateway#sharding).
func ShardOf(place bot.Place, n int) int {
	to, _ := parsePlace(place)
	return shardOf(to.guild, n)
}

func shardOf(guild string, n int) int { return int(uint64(parseSnowflake(guild)) >> 22 % uint64(n)) }

// shard is one connection out of count.
type shard struct {
	index, count int
	source       string // the name of its cursor
}

// owns reports whether the shard reports what happens in a guild.
func (s shard) owns(guild string) bool { return shardOf(guild, s.count) == s.index }

// Source returns the name of a shard's cursor: "discord/3".
func Source(index int) string { return Platform + "/" + strconv.Itoa(index) }

// shards lists all shards of a process that runs all of them. The cursor of a lone one has the
// platform's name.
func shards(count int) []shard {
	if count == 1 {
		return []shard{{0, 1, Platform}}
	}
	list := make([]shard, count)
	for i := range list {
		list[i] = shard{i, count, Source(i)}
	}
	return list
}

// Shard is an adapter that runs one shard, for a process that runs only some of them.
type Shard struct {
	*Adapter
	shard shard
}

// Shard returns the adapter of one shard out of count. It shares a's client and its rate limits, what
// is known of guilds, and the turns to identify. The others may run in other processes: a uses the share
// of Discord's limit that its running shards have of all. Its cursor is named Source(index); its sink must
// also know the cursors of the other shards, if their number is to change without losing messages. It can
// be run once.
func (a *Adapter) Shard(index, count int) *Shard {
	return &Shard{a, shard{index, count, Source(index)}}
}

// Run is Adapter.Run for one shard.
func (s *Shard) Run(ctx context.Context, sink bot.Sink) error {
	s.interactions.start()
	defer s.interactions.stop()
	s.client.limits.divide(1, s.shard.count)
	defer s.client.limits.divide(-1, s.shard.count)
	status := &kit.Status{Platform: Platform, Sink: sink}
	h, ok := s.history(ctx, sink, s.shard.count, status)
	if !ok {
		return nil
	}
	return s.end(status, s.runShards(ctx, sink, h, newJoint(status, []shard{s.shard})))
}

// Run keeps gateway sessions until ctx ends or a permanent failure occurs: a rejected token, a
// missing switch in the developer portal, or a number of shards that Discord refuses.
func (a *Adapter) Run(ctx context.Context, sink bot.Sink) error {
	a.interactions.start()
	defer a.interactions.stop()
	status := &kit.Status{Platform: Platform, Sink: sink}
	count := int(a.shards)
	for changes := 1; ; changes++ {
		h, ok := a.history(ctx, sink, count, status)
		if !ok {
			return nil
		}
		if count == 0 {
			count = h.count()
		}
		began, err := time.Now(), error(nil)
		if count == 0 {
			count, err = a.recommended(ctx, status)
		}
		if err == nil && count > 0 {
			a.log.Info("connecting to Discord", "shards", count)
			joint := newJoint(status, shards(count))
			a.joint.Store(joint)
			err = a.runShards(ctx, sink, h, joint)
		}
		var f *fatalError
		if time.Since(began) > time.Hour {
			changes = 1
		}
		if a.shards != Auto || changes == maxChanges || !errors.As(err, &f) || !f.shards {
			return a.end(status, err)
		}
		a.log.Warn("Discord wants another number of shards", "shards", count, "reason", f.reason.String())
		before := count
		switch count, err = a.recommended(ctx, status); {
		case ctx.Err() != nil:
			return nil
		case err != nil || count == before:
			return a.end(status, errors.Join(err, f))
		}
	}
}

// maxChanges is how often in a row Discord may change the number of shards, within an hour each: each
// costs new sessions.
const maxChanges = 5

// end reports a permanent failure.
func (a *Adapter) end(status *kit.Status, err error) error {
	var f *fatalError
	if !errors.As(err, &f) {
		return nil
	}
	f = &fatalError{reason: a.here(f.reason)}
	status.Tell(false, f.reason)
	return f
}

// Count returns the number of shards in the settings or, if that is Auto, the number that Discord
// recommends now.
func (a *Adapter) Count(ctx context.Context) (int, error) {
	if a.shards != Auto {
		return int(a.shards), nil
	}
	info, err := a.gateway(ctx)
	if err != nil {
		return 0, err
	}
	a.asked.Store(info)
	return min(max(info.Shards, 1), maxShards), nil
}

// recommended asks Discord for the number of shards, until it answers. It returns 0 if ctx ends, and a
// permanent error.
func (a *Adapter) recommended(ctx context.Context, status *kit.Status) (int, error) {
	for failures := 1; ; failures++ {
		n, err := a.Count(ctx)
		var f *fatalError
		switch {
		case ctx.Err() != nil:
			return 0, nil
		case err == nil:
			return n, nil
		case errors.As(err, &f):
			return 0, f
		}
		status.Tell(false, reasonOffline(err))
		var c *callError
		wait := time.Duration(0)
		if errors.As(err, &c) {
			wait = c.retryAfter
		}
		if a.opts.Pause(ctx, failures, wait) != nil {
			return 0, nil
		}
	}
}

// runShards returns nil when ctx ends, or the first permanent error of a shard, after which all end.
func (a *Adapter) runShards(ctx context.Context, sink bot.Sink, h history, joint *joint) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	var all sync.WaitGroup
	for i, s := range joint.list {
		all.Go(func() {
			tell := func(connected bool, reason phrase.Line) { joint.tell(i, connected, reason) }
			if err := a.runShard(ctx, sink, s, h.of(s, sink.Now()), tell); err != nil {
				cancel(err)
			}
		})
	}
	all.Wait()
	var f *fatalError
	if errors.As(context.Cause(ctx), &f) {
		return f
	}
	return nil
}

// runShard keeps the session of one shard; see Run.
func (a *Adapter) runShard(ctx context.Context, sink bot.Sink, s shard, from cursor, tell tell) error {
	ctx, cancel := context.WithCancel(ctx)
	var beside sync.WaitGroup
	defer beside.Wait()
	defer cancel()

	mark := newBookmark(sink, s.source, from)
	g := newGateway(a, s, mark, tell)
	fill := newBackfill(a, mark)
	pump := newPump(a, s, mark, g.out, fill.poke)
	beside.Go(func() {
		defer cancel()
		pump.run(ctx)
	})
	beside.Go(func() {
		defer cancel()
		fill.run(ctx)
	})
	return g.run(ctx)
}

// tell reports whether a shard is connected, and why not.
type tell func(connected bool, reason phrase.Line)

// joint reports the connections of several shards as that of one platform. It is safe for concurrent
// use.
type joint struct {
	mu     sync.Mutex
	status *kit.Status
	list   []shard
	why    []phrase.Line // why a shard is not connected; empty if it is
}

// connecting is why a shard is not connected that has not tried yet.
const connecting phrase.Line = "ready.connecting"

func newJoint(status *kit.Status, list []shard) *joint {
	l := &joint{status: status, list: list, why: make([]phrase.Line, len(list))}
	for i := range l.why {
		l.why[i] = connecting
	}
	return l
}

// up counts the shards that are connected. It needs mu.
func (l *joint) up() (n int) {
	for _, why := range l.why {
		if why == "" {
			n++
		}
	}
	return n
}

func (l *joint) tell(i int, connected bool, reason phrase.Line) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.why[i] = reason; connected {
		l.why[i] = ""
	}
	down := -1
	for j, why := range l.why {
		if why != "" && (down < 0 || l.why[down] == connecting) { // the first that tells why
			down = j
		}
	}
	switch up := l.up(); {
	case down < 0:
		l.status.Tell(true, "")
	case len(l.list) == 1:
		l.status.Tell(false, reason)
	default:
		l.status.Tell(false, phrase.AsLine("discord.shards_connected", up, len(l.list), l.list[down].index, l.why[down]))
	}
}

// Shards implements bot.Sharded.
func (a *Adapter) Shards() (up, all int) {
	l := a.joint.Load()
	if l == nil {
		return 0, 0
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.up(), len(l.list)
}
