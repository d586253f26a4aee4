package discord

import (
	"context"
	"math/rand/v2"
	"time"
)

// maxMissed is how many consecutive heartbeats may go unanswered while other
// events arrive: the answer is queued behind them.
const maxMissed = 4

// ackPatience is the minimum time allowed for an answer: with frequent
// heartbeats, a late one does not mean a dead connection.
const ackPatience = 2 * time.Second

// beat sends heartbeats and expects an event before the next one, and an
// acknowledgement before long, except while we are not reading. It also answers
// Discord's requests for a heartbeat, at most once a second, so that we never
// send more than 120 frames a minute.
func (c *connection) beat(ctx context.Context, interval time.Duration) error {
	next := time.NewTimer(time.Duration(rand.Float64() * float64(interval)))
	defer next.Stop()
	var last time.Time
	missed, well := -1, time.Now() // the first one answers none
	for {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-c.asked:
			if time.Since(last) < time.Second {
				continue
			}
		case <-next.C:
			next.Reset(interval)
			heard, acked, held := c.heard.Swap(false), c.acked.Swap(false), c.held.Swap(false)
			if missed++; acked || held || c.blocked.Load() {
				missed, well = 0, time.Now()
			}
			switch {
			case (missed > maxMissed || missed > 0 && !heard) && time.Since(well) >= ackPatience && !c.pongs(ctx):
				c.g.deaf.Store(!c.g.acks.Load())
				return errZombie
			case !c.silent.IsZero() && !c.live.Load() && time.Now().After(c.silent):
				return errUnresumed
			}
		}
		last = time.Now()
		var seq any
		if n := c.seq.Load(); n > 0 {
			seq = n
		}
		if err := c.send(ctx, opHeartbeat, seq); err != nil {
			return err
		}
	}
}

// pongs reports whether a server that never acknowledges heartbeats is alive
// according to the socket. If it ever acknowledged one, only that counts.
func (c *connection) pongs(ctx context.Context) bool {
	ctx, cancel := context.WithTimeout(ctx, ackPatience)
	defer cancel()
	return c.g.deaf.Load() && !c.g.acks.Load() && c.ws.Ping(ctx) == nil
}
