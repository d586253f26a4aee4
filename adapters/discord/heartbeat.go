package discord

import (
	"context"
	"math/rand/v2"
	"time"
)

// maxMissed is how many heartbeats in a row may stay without an answer while
// other things come: the answer stands behind what was sent before.
const maxMissed = 4

// ackPatience is how long an answer may take in any case: where heartbeats are
// close together, one that is late is no sign of death.
const ackPatience = 2 * time.Second

// beat sends heartbeats and expects something to come before the next, and an
// acknowledgement before long; except while we do not read. When Discord asks
// for a heartbeat, it gets one, at most once a second, so that no more than 120
// frames a minute are ever sent.
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

// pongs reports whether a server that answers no heartbeat on one connection
// after the other is there all the same, as far as the socket shows it. Of one
// that ever answered, only that counts.
func (c *connection) pongs(ctx context.Context) bool {
	ctx, cancel := context.WithTimeout(ctx, ackPatience)
	defer cancel()
	return c.g.deaf.Load() && !c.g.acks.Load() && c.ws.Ping(ctx) == nil
}
