package faketelegram

import "time"

// Options configure the server. The zero value is ready to use.
type Options struct {
	// Token is the bot's token; "" generates one.
	Token string
	// Username is the bot's username; "": steward_bot.
	Username string
	// Now is the platform's clock. nil: the real one.
	Now func() time.Time
	// After is the timer for long polls and slow responses. nil: time.After.
	After func(time.Duration) <-chan time.Time
	// FirstUpdate is the id of the first update; 0: 1000.
	FirstUpdate int64
	// Privacy enables privacy mode: unless it is an administrator, the bot only gets messages meant
	// for it: https://core.telegram.org/bots/features#privacy-mode.
	Privacy bool
	// SeesBots delivers other bots' messages to the bot.
	SeesBots bool
	// Ephemeral enables ephemeral messages. Otherwise the parameter is ignored as unknown, and the
	// message is public.
	Ephemeral bool
	// EphemeralWithin is how long a bot that is not an administrator may send an ephemeral reply to
	// a button press or command; 0: 15 s.
	EphemeralWithin time.Duration
	// QueryLife is how long a button press can be answered; 0: 30 s. The platform does not publish
	// this value.
	QueryLife time.Duration
	// Limits enables rate limits. nil: none.
	Limits *Limits
	// Memory keeps the server off the network; it is reachable only through Client. This works in a
	// testing/synctest bubble.
	Memory bool
	// Loose emulates a third-party server that speaks the Bot API; see loose.go.
	Loose bool
	// Keep limits the calls kept in the journal, and the messages kept per chat; 0: 100,000. The
	// oldest are dropped first.
	Keep int
}

func (o Options) withDefaults() Options {
	if o.Token == "" {
		o.Token = "4242:AAFake-token_for-tests"
	}
	if o.Username == "" {
		o.Username = "steward_bot"
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.After == nil {
		o.After = time.After
	}
	if o.FirstUpdate == 0 {
		o.FirstUpdate = 1000
	}
	if o.EphemeralWithin == 0 {
		o.EphemeralWithin = 15 * time.Second
	}
	if o.QueryLife == 0 {
		o.QueryLife = 30 * time.Second
	}
	if o.Keep == 0 {
		o.Keep = 100_000
	}
	return o
}
