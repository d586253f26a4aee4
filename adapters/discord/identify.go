package discord

import (
	"context"
	"sync"
	"time"

	"github.com/stewardbot/steward/bot"
)

// IdentifyEvery is Discord's minimum pause between new sessions of a bucket.
const IdentifyEvery = 5 * time.Second

// TurnWithin is how long a turn lasts at most: asking for the address, connecting and greeting, and the
// pause after IDENTIFY.
const TurnWithin = getTimeout + 2*dialTimeout + IdentifyEvery

// turns are those of one process.
type turns struct {
	sleep func(context.Context, time.Duration) error

	mu      sync.Mutex
	buckets map[int]*bucketTurn
}

// bucketTurn is held by sending to free.
type bucketTurn struct {
	free chan struct{}
	last time.Time // when a session was last started; owned by the holder
}

// NewTurns returns turns for shards of one process; sleep waits, or returns ctx's error. Discord lets
// each bucket, the shard's index modulo max_concurrency, start one session in five seconds
// (https://discord.com/developers/docs/events/gateway#sharding-max-concurrency).
func NewTurns(sleep func(ctx context.Context, d time.Duration) error) bot.Turns {
	return &turns{sleep: sleep, buckets: map[int]*bucketTurn{}}
}

// Turn implements bot.Turns.
func (t *turns) Turn(ctx context.Context, bucket int) (func(bool), error) {
	t.mu.Lock()
	b := t.buckets[bucket]
	if b == nil {
		b = &bucketTurn{free: make(chan struct{}, 1)}
		t.buckets[bucket] = b
	}
	t.mu.Unlock()
	select {
	case b.free <- struct{}{}:
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	if wait := IdentifyEvery - time.Since(b.last); !b.last.IsZero() && wait > 0 {
		if err := t.sleep(ctx, wait); err != nil {
			<-b.free
			return nil, err
		}
	}
	var once sync.Once
	done := func(identified bool) {
		once.Do(func() {
			if identified {
				b.last = time.Now()
			}
			<-b.free
		})
	}
	late := time.AfterFunc(TurnWithin, func() { done(true) })
	return func(identified bool) {
		late.Stop()
		done(identified)
	}, nil
}
