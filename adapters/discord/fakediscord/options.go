package fakediscord

import "time"

// Options configure the server. The zero value is ready to use.
type Options struct {
	// Token is the bot's token; "" generates one.
	Token string
	// Now is the platform's clock, used for ids, timestamps, limits and windows. nil: the real one.
	Now func() time.Time
	// After is the timer for slow responses. nil: time.After.
	After func(time.Duration) <-chan time.Time
	// Memory keeps the server off the network; it is reachable only through Client. This works in a
	// testing/synctest bubble.
	Memory bool
	// Limits enforces the rate limits: the buckets, 50 requests a second in total, and one identify
	// every five seconds. Otherwise the headers show generous limits.
	Limits bool
	// HeartbeatInterval is sent in HELLO and runs in real time; 0: 41.25 s. A connection without a
	// heartbeat for 1.5 intervals is closed.
	HeartbeatInterval time.Duration
	// ResumeWindow is how long a disconnected session can be resumed; 0: 5 min.
	ResumeWindow time.Duration
	// NonceWindow is how long enforce_nonce finds an earlier message; 0: 5 min.
	NonceWindow time.Duration
	// Seed makes tokens and session ids reproducible.
	Seed int64
	// SessionBuffer is the number of dispatches kept for replay; 0: 50,000.
	SessionBuffer int
	// MaxConcurrency is reported by /gateway/bot; 0: 1.
	MaxConcurrency int
	// Shards is the shard count recommended by /gateway/bot; 0: 1. See Server.Recommend.
	Shards int
	// ShardGuilds is the number of guilds that a shard may have; 0: 2,500.
	ShardGuilds int
	// SessionStarts is the number of sessions that may be started; 0: 1,000. One more invalidates the
	// token.
	SessionStarts int
	// Loose emulates a third-party server that speaks Discord's API; see loose.go.
	Loose bool
	// Keep limits the calls kept in the journal, and the messages kept per channel; 0: 50,000. The
	// oldest are dropped first.
	Keep int
}

func (o Options) withDefaults() Options {
	if o.Token == "" {
		o.Token = "MTA0Mg.Fake-x.token_for_tests"
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.After == nil {
		o.After = time.After
	}
	for _, d := range []struct {
		v *time.Duration
		d time.Duration
	}{
		{&o.HeartbeatInterval, 41250 * time.Millisecond},
		{&o.ResumeWindow, 5 * time.Minute},
		{&o.NonceWindow, 5 * time.Minute},
	} {
		if *d.v == 0 {
			*d.v = d.d
		}
	}
	for _, d := range []struct {
		v *int
		d int
	}{{&o.SessionBuffer, 50_000}, {&o.MaxConcurrency, 1}, {&o.Shards, 1}, {&o.ShardGuilds, 2500}, {&o.SessionStarts, 1000}, {&o.Keep, 50_000}} {
		if *d.v == 0 {
			*d.v = d.d
		}
	}
	return o
}
