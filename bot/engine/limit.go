package engine

import (
	"sync"
	"time"

	"github.com/stewardbot/steward/bot"
)

// laneShares are each lane's reserved share of every limit. What a lane leaves
// unused overflows into tokens that any lane may take.
var laneShares = map[bot.Lane]float64{bot.Answers: 0.4, bot.Moderation: 0.4, bot.Posts: 0.2}

// bucket is a token bucket with lanes. One too small to share (1 message a
// second in a chat) only has common tokens.
type bucket struct {
	rate   float64 // tokens per second over all lanes
	burst  float64
	lanes  map[bot.Lane]float64
	common float64
	last   time.Time
	until  time.Time // closed until then, as the platform asked
}

func newBucket(rate, burst float64, now time.Time) *bucket {
	b := &bucket{rate: rate, burst: max(burst, 1), common: max(burst, 1), last: now}
	if burst < sharedFrom {
		return b
	}
	b.lanes = map[bot.Lane]float64{}
	for lane := range laneShares {
		b.lanes[lane] = b.room(lane)
	}
	b.common -= b.reserved()
	return b
}

// sharedFrom is the smallest burst in which every lane's share is a whole
// token.
const sharedFrom = 5

// room returns how many tokens a lane may save up.
func (b *bucket) room(lane bot.Lane) float64 { return b.burst * laneShares[lane] }

func (b *bucket) reserved() (sum float64) {
	for _, n := range b.lanes {
		sum += n
	}
	return sum
}

// refill brings the bucket up to now. A lane's overflow goes to the common
// tokens, so that the total never exceeds burst.
func (b *bucket) refill(now time.Time) {
	dt := now.Sub(b.last).Seconds()
	if dt <= 0 {
		if dt < 0 { // the clock was set back
			b.last = now
		}
		return
	}
	b.last = now
	if b.lanes == nil {
		b.common = min(b.common+dt*b.rate, b.burst)
		return
	}
	for lane, share := range laneShares {
		b.lanes[lane] += dt * b.rate * share
		if over := b.lanes[lane] - b.room(lane); over > 0 {
			b.lanes[lane] = b.room(lane)
			b.common += over
		}
	}
	b.common = max(min(b.common, b.burst-b.reserved()), 0)
}

// wait returns how long until the lane may take a token; 0: now. It takes
// nothing.
func (b *bucket) wait(lane bot.Lane, now time.Time) time.Duration { return b.waitLeaving(lane, 0, now) }

// waitLeaving is wait for an effect that must leave some tokens, as far as the
// lane can save them up.
func (b *bucket) waitLeaving(lane bot.Lane, leave float64, now time.Time) time.Duration {
	if b.rate <= 0 && b.until.IsZero() {
		return 0
	}
	if d := b.until.Sub(now); d > 0 {
		return d
	}
	if b.rate <= 0 {
		return 0
	}
	b.refill(now)
	have, most := b.lanes[lane]+b.common, b.burst
	if b.lanes != nil {
		most = b.room(lane)
	}
	want := min(1+leave, max(most, 1))
	if have >= want-rounding {
		return 0
	}
	return time.Duration((want-have)/b.inflow(lane)*float64(time.Second)) + time.Microsecond
}

// inflow returns a lane's rate of new tokens: its share, and the overflow of
// full lanes.
func (b *bucket) inflow(lane bot.Lane) float64 {
	if b.lanes == nil {
		return b.rate
	}
	sum := 0.0
	for other, share := range laneShares {
		if other == lane || b.lanes[other] >= b.room(other) {
			sum += share
		}
	}
	return b.rate * sum
}

// quiet reports whether the bucket is in the state of a new one.
func (b *bucket) quiet(now time.Time) bool {
	return now.Sub(b.last) > 2*time.Minute && now.After(b.until)
}

// take takes a token, after wait returned 0.
func (b *bucket) take(lane bot.Lane) {
	if b.rate <= 0 {
		return
	}
	own := min(b.lanes[lane], 1)
	if b.lanes != nil {
		b.lanes[lane] -= own
	}
	b.common = max(b.common-(1-own), 0)
}

// rounding is the allowed error of a whole token after inexact sums. Waiting
// for the rest would add steps that gain nothing.
const rounding = 1e-9

// limiter enforces one platform's limits.
type limiter struct {
	limits bot.Limits
	whole  *bucket
	rooms  map[bot.Place]*room
}

// room holds the buckets of one chat.
type room struct{ second, minute, reactions *bucket }

func newLimiter(l bot.Limits, now time.Time) *limiter {
	return &limiter{limits: l, whole: spread(l.PerSecond, time.Second, now), rooms: map[bot.Place]*room{}}
}

// spread allows limit effects in any window of that length: a quarter at once
// and the rest spread over it.
func spread(limit float64, window time.Duration, now time.Time) *bucket {
	return newBucket(limit*0.75/window.Seconds(), limit*0.25, now)
}

// roomOf returns the room of a place: topics of a group share one unless limits
// are apart, each private chat has its own.
func (l *limiter) roomOf(p bot.Place, now time.Time) *room {
	key := p.Space()
	if p.Private() || l.limits.Apart {
		key = p
	}
	r := l.rooms[key]
	if r == nil {
		perMinute := l.limits.GroupPerMinute
		if p.Private() {
			perMinute = 0
		}
		r = &room{
			second: newBucket(l.limits.PlacePerSecond, 1, now), minute: spread(perMinute, time.Minute, now),
			reactions: newBucket(l.limits.ReactionsPerSecond, 1, now),
		}
		l.rooms[key] = r
		l.forget(now)
	}
	return r
}

// forget drops idle rooms once there are many.
func (l *limiter) forget(now time.Time) {
	if len(l.rooms) < 10_000 {
		return
	}
	for key, r := range l.rooms {
		if r.second.quiet(now) && r.reactions.quiet(now) {
			delete(l.rooms, key)
		}
	}
}

// wait returns how long until an effect may be sent; 0: now. Reactions and
// deletions keep one token in reserve for interactive effects, so that a
// thousand reactions delay no answer, and a heap of deletions no ban.
func (l *limiter) wait(e bot.Effect, now time.Time) time.Duration {
	t, leave := bot.TraitsOf(e), 0.0
	r := l.roomOf(e.Where(), now)
	own := r.second.until.Sub(now)
	switch t.Pace {
	case bot.PaceReaction:
		leave = 1
		if l.limits.Apart {
			own = 0
		}
		own = max(own, r.reactions.wait(t.Lane, now))
	case bot.PaceTidying:
		leave = 1
	case bot.PaceSpeech:
		own = max(r.second.wait(t.Lane, now), r.minute.wait(t.Lane, now))
	}
	return max(l.whole.waitLeaving(t.Lane, leave, now), own)
}

// take uses up what wait allowed.
func (l *limiter) take(e bot.Effect, now time.Time) {
	t := bot.TraitsOf(e)
	l.whole.take(t.Lane)
	r := l.roomOf(e.Where(), now)
	switch t.Pace {
	case bot.PaceSpeech:
		r.second.take(t.Lane)
		r.minute.take(t.Lane)
	case bot.PaceReaction:
		r.reactions.take(t.Lane)
	}
}

// close honours the platform's request to wait: for everything, for the chat,
// or, where limits are apart and the effect is a reaction, for reactions there.
func (l *limiter) close(e bot.Effect, until time.Time, whole bool, now time.Time) {
	r := l.roomOf(e.Where(), now)
	b := r.second
	if l.limits.Apart && bot.TraitsOf(e).Pace == bot.PaceReaction {
		b = r.reactions
	}
	if whole {
		b = l.whole
	}
	if until.After(b.until) {
		b.until = until
	}
}

// Whole keeps the effects of many engines together within a platform's limit
// across all places. Each engine keeps the limits of its own places.
type Whole struct {
	mu sync.Mutex
	l  *limiter
}

// NewWhole returns the limit that l has across all places.
func NewWhole(l bot.Limits, now time.Time) *Whole {
	return &Whole{l: newLimiter(bot.Limits{PerSecond: l.PerSecond}, now)}
}

// Take uses up an effect's share and returns 0, or how long it has to wait.
func (w *Whole) Take(e bot.Effect, now time.Time) time.Duration {
	w.mu.Lock()
	defer w.mu.Unlock()
	wait := w.l.wait(e, now)
	if wait <= 0 {
		w.l.take(e, now)
	}
	return max(wait, 0)
}

// Close keeps everything back until a time, as the platform asked.
func (w *Whole) Close(e bot.Effect, until, now time.Time) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.l.close(e, until, true, now)
}
