package discord

import (
	"context"
	"log/slog"
	"net/http"
	"strconv"
	"sync"
	"time"

	"github.com/stewardbot/steward/adapters/kit"
	"github.com/stewardbot/steward/bot/phrase"
)

// Discord's global limits:
// https://discord.com/developers/docs/topics/rate-limits.
const (
	perSecond     = 45   // of the 50 that are allowed
	maxInvalid    = 2000 // responses 401, 403 and 429 in invalidWindow; at 10,000 Discord blocks the IP address
	invalidWindow = 10 * time.Minute
	maxBuckets    = 10_000
)

// limits keeps a client below Discord's rate limits. It is safe for concurrent use.
type limits struct {
	log *slog.Logger
	now func() time.Time

	mu      sync.Mutex
	closed  time.Time // no request before this
	all     pace
	shards  int // that run here, of those that share the limit in several processes
	invalid pace
	names   map[string]string // route -> Discord's name for its bucket
	shapes  map[string]shape  // by that name
	buckets map[routeKey]*bucket
}

// shape holds what all buckets of a name share.
type shape struct {
	limit  int // 0: no known limit
	period time.Duration
}

// bucket is the last reported state of a bucket for one major parameter.
type bucket struct {
	shape
	learned   bool // an answer reported the shape, or that there is none
	remaining int
	flying    int // requests in flight
	reset     time.Time
}

// firstWait is how long requests wait for the first answer of a route, which reports its
// limit.
const firstWait = 50 * time.Millisecond

func newLimits(log *slog.Logger, now func() time.Time) *limits {
	return &limits{
		log:     log,
		now:     now,
		all:     newPace(perSecond, time.Second),
		invalid: newPace(maxInvalid, invalidWindow),
		names:   map[string]string{},
		shapes:  map[string]shape{},
		buckets: map[routeKey]*bucket{},
	}
}

// enter waits until a request may be sent. If that takes longer than patience, it returns an
// error with the wait at once. After nil, the caller must call leave.
func (l *limits) enter(ctx context.Context, k routeKey) *callError {
	for left := patience; ; {
		wait, global := l.admit(k)
		if wait <= 0 {
			return nil
		}
		if wait > left {
			return &callError{
				status: http.StatusTooManyRequests, answered: true, retryAfter: wait, global: global,
				message: "discord.limit",
			}
		}
		left -= wait
		if err := kit.Sleep(ctx, wait); err != nil {
			return &callError{message: phrase.Cause(err)}
		}
	}
}

// admit counts a request, or returns how long to wait and whether that is global.
func (l *limits) admit(k routeKey) (wait time.Duration, global bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	now := l.now()
	wait = max(l.closed.Sub(now), l.invalid.wait(now))
	if !k.apart {
		wait = max(wait, l.all.wait(now))
	}
	if wait > 0 {
		return wait, true
	}
	b := l.bucket(k)
	if wait := b.take(now); wait > 0 {
		return wait, false
	}
	if !k.apart {
		l.all.note(now)
	}
	return 0, false
}

// bucket returns the bucket for k, initialised with its route's known shape if new.
func (l *limits) bucket(k routeKey) *bucket {
	name, named := l.names[k.route]
	if named {
		k.route = name
	}
	b := l.buckets[k]
	if b == nil {
		l.tidy()
		b = &bucket{learned: named, shape: l.shapes[name]}
		l.buckets[k] = b
	}
	return b
}

// tidy deletes buckets that have reset.
func (l *limits) tidy() {
	if len(l.buckets) < maxBuckets {
		return
	}
	now := l.now()
	for k, b := range l.buckets {
		if b.flying == 0 && !b.reset.After(now) {
			delete(l.buckets, k)
		}
	}
}

func (b *bucket) take(now time.Time) time.Duration {
	if !b.learned && b.flying > 0 {
		return firstWait
	}
	if b.limit > 0 {
		if !b.reset.After(now) {
			b.remaining, b.reset = b.limit-b.flying, now.Add(b.period)
		}
		if b.remaining <= 0 {
			return max(b.reset.Sub(now), time.Millisecond)
		}
		b.remaining--
	}
	b.flying++
	return 0
}

// leave updates the limits from an answer; status is 0 without one.
func (l *limits) leave(k routeKey, status int, h http.Header, fault *callError) {
	l.mu.Lock()
	defer l.mu.Unlock()
	now := l.now()
	b := l.bucket(k)
	b.flying = max(b.flying-1, 0)
	if name := h.Get("X-RateLimit-Bucket"); name != "" && len(l.names) < maxBuckets {
		if name += " "; l.names[k.route] != name { // a space, so that it can't equal a route
			l.names[k.route] = name
			b = l.bucket(k)
		}
	}
	if status != 0 {
		b.learned = true
	}
	b.learn(now, h)
	if name := l.names[k.route]; name != "" {
		l.shapes[name] = b.shape
	}
	if status == http.StatusTooManyRequests {
		l.refused(now, b, fault)
	}
	if invalid(status, h) {
		l.invalid.note(now)
		if l.invalid.wait(now) > 0 {
			l.log.Error("Discord refused too many requests: it is left alone for a while, so that it does not shut out this address",
				"refused", maxInvalid, "within", invalidWindow.String(), "for", l.invalid.wait(now).String())
		}
	}
}

// learn takes over the headers' values, minus requests in flight.
func (b *bucket) learn(now time.Time, h http.Header) {
	limit, err := strconv.Atoi(h.Get("X-RateLimit-Limit"))
	if err != nil || limit <= 0 {
		return
	}
	remaining, err := strconv.Atoi(h.Get("X-RateLimit-Remaining"))
	if err != nil {
		return
	}
	after := seconds(h.Get("X-RateLimit-Reset-After"))
	if reset := now.Add(after); b.limit == 0 || reset.Sub(b.reset) > b.period/2 {
		b.remaining, b.reset = remaining-b.flying, reset // the first answer of this period
	} else { // answers may arrive out of order, so keep the lower value
		b.remaining = min(b.remaining, remaining)
		if reset.After(b.reset) { // the period began when the first request arrived, not when it was sent
			b.reset = reset
		}
	}
	b.limit, b.period = limit, max(after, b.period)
}

// refused closes the limit that a 429 concerns.
func (l *limits) refused(now time.Time, b *bucket, fault *callError) {
	until := now.Add(max(fault.retryAfter, 100*time.Millisecond))
	if fault.global {
		l.closed = until
		l.log.Warn("Discord asks us to wait with everything", "for", fault.retryAfter.String())
		return
	}
	b.limit, b.remaining, b.reset = max(b.limit, 1), 0, until
}

// invalid reports responses that count towards being blocked; those of a shared limit don't.
func invalid(status int, h http.Header) bool {
	switch status {
	case http.StatusUnauthorized, http.StatusForbidden:
		return true
	case http.StatusTooManyRequests:
		return h.Get("X-RateLimit-Scope") != "shared"
	}
	return false
}

// divide notes that one more or less of all shards runs here: each process has as much of the limit over all routes as it
// has of the shards, so that all together keep to it.
func (l *limits) divide(more, all int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.shards += more
	own := max(l.shards, 1)
	l.all.most, l.all.within = perSecond*own/all, time.Second
	if l.all.most == 0 { // more than one second for one request
		l.all.most, l.all.within = 1, time.Second*time.Duration(all)/time.Duration(perSecond*own)
	}
}

// pace allows a number of requests in any interval of a given length.
type pace struct {
	most   int
	within time.Duration
	keep   int         // the highest that most may become
	times  []time.Time // the last ones, oldest at next once it is full
	next   int
}

func newPace(most int, within time.Duration) pace {
	return pace{most: most, within: within, keep: most}
}

// wait returns how long until another request is allowed.
func (p *pace) wait(now time.Time) time.Duration {
	n := len(p.times)
	if n < p.most {
		return 0
	}
	return p.times[(p.next+n-p.most)%n].Add(p.within).Sub(now)
}

func (p *pace) note(now time.Time) {
	if len(p.times) < p.keep {
		p.times = append(p.times, now)
		return
	}
	p.times[p.next] = now
	p.next = (p.next + 1) % p.keep
}
