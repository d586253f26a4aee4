package fakediscord

import "time"

// Options choose how the server behaves. The zero value is good.
type Options struct {
	// Token is the bot's; "": one is made up.
	Token string
	// Now is the platform's clock: ids, timestamps, limits and windows follow
	// it. nil: the real one.
	Now func() time.Time
	// After is how a slow answer waits. nil: time.After.
	After func(time.Duration) <-chan time.Time
	// Memory keeps the server off the network: Client alone reaches it. With it
	// the server may be used in a bubble of testing/synctest.
	Memory bool
	// Limits enforce the buckets, 50 requests a second over all, and one
	// identify every five seconds. Without it the headers show plenty.
	Limits bool
	// HeartbeatInterval is told in hello and runs in real time; 0: 41.25 s. A
	// connection without a heartbeat for one and a half of it is closed.
	HeartbeatInterval time.Duration
	// ResumeWindow is how long a session without a connection can be resumed;
	// 0: 5 min.
	ResumeWindow time.Duration
	// NonceWindow is how long enforce_nonce finds the message made before;
	// 0: 5 min.
	NonceWindow time.Duration
	// Seed makes tokens and session ids repeatable.
	Seed int64
	// SessionBuffer is the number of dispatches kept for a replay; 0: 50,000.
	SessionBuffer int
	// MaxConcurrency is told by /gateway/bot; 0: 1.
	MaxConcurrency int
	// Shards is the number that /gateway/bot recommends; 0: 1.
	Shards int
	// Loose makes the server say everything as one would that speaks the
	// platform's API and is not the platform: loose.go.
	Loose bool
	// Keep bounds the journal, and the messages of each channel; 0: 50,000. The
	// oldest are forgotten first.
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
	}{{&o.SessionBuffer, 50_000}, {&o.MaxConcurrency, 1}, {&o.Shards, 1}, {&o.Keep, 50_000}} {
		if *d.v == 0 {
			*d.v = d.d
		}
	}
	return o
}
