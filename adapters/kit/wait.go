package kit

import (
	"context"
	"math"
	"math/rand/v2"
	"time"
)

// MaxBackoff is the longest delay between attempts, unless the platform asks
// for a longer one.
const MaxBackoff = 30 * time.Second

// Sleep waits, or returns ctx's error if that ends first.
func Sleep(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-t.C:
		return nil
	}
}

// Backoff returns the delay after the given number of consecutive failures:
// first, doubled with each up to MaxBackoff, with jitter.
func Backoff(first time.Duration, failures int) time.Duration {
	for range min(failures-1, 20) {
		first = min(first*2, MaxBackoff)
	}
	return Jitter(first)
}

// Jitter returns a random duration from d/2 to d, so that many bots don't retry at once.
func Jitter(d time.Duration) time.Duration {
	return d/2 + time.Duration(rand.Int64N(int64(d/2)+1))
}

// Seconds returns a wait that a server asks for: at most a day, never negative.
func Seconds(n float64) time.Duration {
	if math.IsNaN(n) || n <= 0 {
		return 0
	}
	return time.Duration(min(n, 24*60*60) * float64(time.Second))
}
