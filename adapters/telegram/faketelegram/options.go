package faketelegram

import "time"

// Options choose how the server behaves. The zero value is good.
type Options struct {
	// Token is the bot's; "": one is made up.
	Token string
	// Username of the bot; "": steward_bot.
	Username string
	// Now is the platform's clock. nil: the real one.
	Now func() time.Time
	// After is how a long poll and a slow answer wait. nil: time.After.
	After func(time.Duration) <-chan time.Time
	// FirstUpdate is the number of the first update; 0: 1000.
	FirstUpdate int64
	// Privacy keeps from the bot what is not meant for it, unless it is an
	// administrator: https://core.telegram.org/bots/features#privacy-mode.
	Privacy bool
	// SeesBots lets the bot see what other bots say.
	SeesBots bool
	// Ephemeral switches on messages that one person alone sees. While off, the
	// parameter is unknown to the server and ignored: the message is public.
	Ephemeral bool
	// EphemeralWithin is how long after a press or a command of a person a bot
	// that is no administrator may answer in private; 0: 15 s.
	EphemeralWithin time.Duration
	// QueryLife is how long a pressed button can be answered; 0: 30 s. The
	// platform does not publish its figure.
	QueryLife time.Duration
	// Limits switch on the rate limits. nil: none.
	Limits *Limits
	// Memory keeps the server off the network: Client alone reaches it. With it
	// a whole test can run on the fake time of testing/synctest.
	Memory bool
	// Loose makes the server say everything as one would that speaks the Bot API
	// and is not Telegram's: loose.go.
	Loose bool
	// Keep bounds the journal, and the messages of each chat; 0: 100,000. The
	// oldest are forgotten first.
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
