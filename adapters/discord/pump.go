package discord

import (
	"context"
	"slices"
	"time"

	"github.com/stewardbot/steward/adapters/kit"
	"github.com/stewardbot/steward/bot"
)

const (
	maxQueue   = 1024 // dispatches between the socket and the pump
	maxBatch   = 256  // dispatches submitted together
	maxFlying  = 8    // batches submitted and not yet known to be committed
	maxUnsaved = 1000 // dispatches without events before their number is stored all the same
	// margin is how far before the newest known message a gap begins: messages
	// of several guilds don't arrive in id order.
	margin = 5 * time.Minute
	// marginFor is how long a message may be fetched again: the engine
	// remembers events for 15 days.
	marginFor = 14 * 24 * time.Hour
	// skew is the allowed difference between Discord's clock and ours.
	skew = time.Minute
)

// pump takes dispatches from the queue, decodes them and submits their events,
// in order and across connections.
type pump struct {
	a      *Adapter
	shard  shard
	sink   bot.Sink
	mark   *bookmark
	decode *decoder
	in     <-chan dispatch
	wake   func() // signals that there are gaps to fetch

	c       cursor // as it will be submitted next, except Gaps
	opened  []gap  // since the last batch
	dirty   bool   // c says more than a new number
	unsaved int
	flying  []bot.Wait
	missing missing
	found   []bot.Event     // events from a looked-up guild
	asked   map[string]bool // guilds already looked up, with any result
	overdue chan struct{}   // guilds should have been reported by now
}

func newPump(a *Adapter, s shard, mark *bookmark, in <-chan dispatch, wake func()) *pump {
	p := &pump{a: a, shard: s, sink: mark.sink, mark: mark, in: in, wake: wake, c: mark.now(), asked: map[string]bool{}, overdue: make(chan struct{}, 1)}
	p.decode = newDecoder(a.guilds)
	p.decode.created = p.guildCreated
	p.decode.missing = func(m missing) { p.missing = m }
	if p.c.User != "" {
		p.a.guilds.setSelf(p.c.User, p.c.App)
	}
	p.decode.began = time.UnixMilli(p.c.Began)
	return p
}

// run ends when ctx does or the engine closes.
func (p *pump) run(ctx context.Context) {
	p.decode.complete = func(o *guildObject) {
		if p.a.concerns(o.ID) {
			p.complete(ctx, o)
		}
	}
	batch := make([]dispatch, 0, maxBatch)
	for {
		select {
		case <-ctx.Done():
			return
		case <-p.overdue:
			p.spaces(ctx)
			events := p.found
			if p.found = nil; p.submit(ctx, events) != nil {
				return
			}
			continue
		case x := <-p.in:
			batch = append(batch[:0], x)
		}
		for more := true; more && len(batch) < maxBatch; {
			select {
			case x := <-p.in:
				batch = append(batch, x)
			default:
				more = false
			}
		}
		if p.take(ctx, batch) != nil {
			return
		}
	}
}

// take submits the events of a batch of dispatches.
func (p *pump) take(ctx context.Context, batch []dispatch) error {
	events := make([]bot.Event, 0, len(batch))
	for i := range batch {
		x := &batch[i]
		if x.ready != nil {
			p.begin(x)
			go p.expectGuilds(ctx)
		}
		if x.run = p.c.Ready; x.kind == "" {
			events = append(events, p.garbled(x))
			continue
		}
		events = append(events, p.events(ctx, x)...)
		p.c.Seq = x.seq
		p.unsaved++
	}
	if len(events) == 0 && !p.dirty && p.unsaved < maxUnsaved {
		return nil // heard again after a restart, and of no consequence again
	}
	return p.submit(ctx, events)
}

// garbled parks an unreadable frame.
func (p *pump) garbled(x *dispatch) bot.Event {
	p.a.log.Warn("a frame of the gateway could not be read and was parked", "bytes", len(x.raw))
	return bot.Event{ID: x.id(), Kind: bot.KindParked, Raw: kit.Clip(x.raw)}
}

func (p *pump) events(ctx context.Context, x *dispatch) []bot.Event {
	p.missing = missing{}
	events := p.decode.decode(x)
	if p.missing.channel != "" && p.find(ctx, p.missing) {
		events = p.decode.decode(x)
	}
	for i := range events {
		switch e := &events[i]; e.Kind {
		case bot.KindParked:
			p.a.log.Warn("an event could not be read and was parked", "kind", x.kind, "event", e.ID)
		case bot.KindDelete:
			p.mark.deleted(e.Deleted)
		case bot.KindMessage:
			p.c.Last = max(p.c.Last, parseSnowflake(e.Message.ID))
		}
	}
	if x.kind == "RESUMED" {
		p.spaces(ctx)
	}
	events = append(p.found, events...)
	p.found = nil
	return events
}

func (p *pump) submit(ctx context.Context, events []bot.Event) error {
	wait, err := p.mark.submit(ctx, events, func(c *cursor) {
		gaps := c.Gaps
		*c = p.c
		c.Gaps = gaps
		for _, g := range p.opened {
			c.open(g)
		}
	})
	if err != nil {
		return err
	}
	if len(p.opened) > 0 {
		p.wake()
	}
	p.opened, p.dirty, p.unsaved = nil, false, 0
	p.flying = append(p.flying, wait)
	for len(p.flying) > maxFlying {
		if p.flying[0](ctx) != nil {
			return kit.ErrStopped
		}
		p.flying = slices.Delete(p.flying, 0, 1)
	}
	return nil
}

// begin starts a session. A previous one is lost, with everything since that
// can't be fetched.
func (p *pump) begin(x *dispatch) {
	r, before := x.ready, p.c
	p.c = cursor{
		Session: x.session, Ready: max(x.run, before.Ready+1), ResumeURL: r.ResumeURL, User: r.User.ID, App: r.Application.ID,
		Began: x.run - skew.Milliseconds(), Last: before.Last, First: before.First, Lost: before.Lost,
		Was: before.Was,
	}
	if p.shard.count > 1 {
		p.c.Shards = p.shard.count
	}
	p.dirty = true
	p.a.guilds.setSelf(r.User.ID, r.Application.ID)
	if before.Session != "" || len(before.Past) > 0 {
		p.lost(before, r)
	}
	p.decode.began = time.UnixMilli(p.c.Began)
}

// guildsWithin is how long after READY the configured guilds should be
// reported.
const guildsWithin = 30 * time.Second

// expectGuilds signals when it is time to look up those that were not.
func (p *pump) expectGuilds(ctx context.Context) {
	if p.a.opts.Spaces == nil || p.a.opts.Sleep(ctx, guildsWithin) != nil {
		return
	}
	select {
	case p.overdue <- struct{}{}:
	default:
	}
}

// lost records where the missed messages begin: at the end of the previous
// session, or of an earlier one whose gaps were not all known yet.
func (p *pump) lost(before cursor, r *readyObject) {
	p.c.Lost++
	p.c.First = before.first()
	p.c.From = before.since(p.sink.Now())
	if before.Session == "" {
		p.c.From = before.earliest(r.Guilds)
	}
	p.c.Began = p.c.From.at().UnixMilli()
	if p.c.Pending = p.concerned(r); len(p.c.Pending) > 0 && (before.Session == "" || len(before.Pending) > 0) {
		p.c.Past = before.Past
	}
	p.a.log.Warn("the session with Discord was lost: messages since then are fetched; "+
		"edits, deletions, reactions, joins, leaves and private messages can't be recovered",
		"since", p.c.From.at(), "sessions_lost", p.c.Lost)
}

// since returns after which message the next session will have missed some.
func (c *cursor) since(now time.Time) snowflake {
	from := c.Last
	if now.Sub(c.Last.at()) < marginFor {
		from = c.Last.less(margin)
	}
	if c.Last == 0 { // nothing was ever said
		from = snowflakeAt(time.UnixMilli(c.Began))
	}
	if c.From != 0 && len(c.Pending) > 0 {
		from = min(from, c.From)
	}
	return max(from, c.first())
}

// first returns First once a session is lost.
func (c *cursor) first() snowflake {
	if c.Session != "" && c.Lost == 0 && c.First == 0 && c.Ready != 0 { // the newest is unknown
		return lastBefore(time.UnixMilli(c.Ready)) // with that millisecond
	}
	return c.First
}

// concerned returns the relevant guilds that will become available. A
// compatible server may report none beforehand.
func (p *pump) concerned(r *readyObject) (ids []string) {
	for i := range r.Guilds {
		if id := r.Guilds[i].ID; isID(id) && p.a.concerns(id) {
			ids = append(ids, id)
		}
	}
	if len(r.Guilds) > 0 || p.a.opts.Spaces == nil {
		return ids
	}
	for _, s := range p.a.opts.Spaces() {
		if d, ok := parsePlace(s); ok && d.guild != "" && p.shard.owns(d.guild) {
			ids = append(ids, d.guild)
		}
	}
	return ids
}

// guildCreated stores the gaps in a guild before anything later is submitted.
func (p *pump) guildCreated(o *guildObject) {
	newest := snowflake(0)
	for _, c := range slices.Concat(o.Channels, o.Threads) {
		newest = max(newest, parseSnowflake(c.LastMessageID))
	}
	if slices.Contains(p.c.Pending, o.ID) {
		p.missed(o)
	}
	if p.c.Lost == 0 && newest.at().Before(time.UnixMilli(p.c.Ready).Add(skew)) {
		p.c.First = max(p.c.First, newest)
	}
	if newest > p.c.Last { // so that there is a starting point from the session's beginning
		p.c.Last, p.dirty = newest, true
	}
}

func (p *pump) missed(o *guildObject) {
	p.c.Pending = slices.DeleteFunc(slices.Clone(p.c.Pending), func(id string) bool { return id == o.ID })
	p.dirty = true
	from, ok := p.c.missedSince(o.ID)
	if len(p.c.Pending) == 0 {
		p.c.Past = nil
	}
	if !ok {
		return
	}
	if joined := parseTime(o.JoinedAt); !joined.IsZero() {
		from = max(from, lastBefore(joined))
	}
	now := p.sink.Now()
	for _, c := range slices.Concat(o.Channels, o.Threads) {
		if isID(c.ID) && c.threads() && now.Sub(from.at()) > archivesAfter {
			p.opened = append(p.opened, gap{Guild: o.ID, Channel: c.ID, After: from, Until: from + 1, Archive: true})
		}
		last := parseSnowflake(c.LastMessageID)
		if last == 0 && c.talks() { // a compatible server may not say
			last = snowflakeAt(now.Add(skew))
		}
		if last <= from || !isID(c.ID) || c.posts() {
			continue
		}
		g := gap{Guild: o.ID, Channel: c.ID, After: from, Until: last}
		if c.thread() && isID(c.ParentID) {
			g.Parent = c.ParentID
		}
		p.opened = append(p.opened, g)
	}
}
