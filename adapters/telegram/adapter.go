package telegram

import (
	"cmp"
	"context"
	"log/slog"
	"regexp"
	"strings"
	"sync"
	"time"

	"github.com/stewardbot/steward/adapters/kit"
	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/phrase"
)

// Platform is the name in places and user ids.
const Platform = "telegram"

// title is the platform's display name.
const title = "Telegram"

const officialAPI = "https://api.telegram.org"

// Settings are the configuration under platforms.telegram.
type Settings struct {
	Token  string `yaml:"token" secret:"true" doc:"the bot's token, from @BotFather" kong:"-"`
	APIURL string `yaml:"api_url" doc:"of a self-hosted Bot API server; https://api.telegram.org if left out" name:"telegram-api" help:"help.own_server" placeholder:"URL"`
}

// String leaves the token out, so that settings can be printed.
func (s Settings) String() string { return "telegram at " + s.apiURL() }

// GoString leaves the token out.
func (s Settings) GoString() string { return s.String() }

// LogValue leaves the token out.
func (s Settings) LogValue() slog.Value { return slog.StringValue(s.String()) }

func (s Settings) apiURL() string { return cmp.Or(s.APIURL, officialAPI) }

var tokenShape = regexp.MustCompile(`^[0-9]+:[A-Za-z0-9_-]+$`)

// Validate reports each mistake with its path within the settings. The token
// is never part of a report.
func (s Settings) Validate(fault func(path, code string, args ...any)) {
	switch {
	case s.Token == "":
		fault("token", "telegram.no_token")
	case !tokenShape.MatchString(s.Token):
		fault("token", "telegram.bad_token")
	}
	kit.CheckAddress("api_url", s.apiURL(), fault)
}

var (
	groupNumber = regexp.MustCompile(`^-[1-9][0-9]{0,18}$`)
	bareNumber  = regexp.MustCompile(`^\+?[1-9][0-9]{0,18}$`)
)

// SpaceFault explains in a clause why id, the part after telegram:, can't be a group's id; nil if it can. plain is id with
// ordinary digits and dashes.
func SpaceFault(id, plain string, got any) *phrase.Phrase {
	switch {
	case groupNumber.MatchString(id):
		return nil
	case groupNumber.MatchString(plain):
		return phrase.New("telegram.space_digits", plain, got)
	case bareNumber.MatchString(plain):
		return phrase.New("telegram.space_minus", strings.TrimPrefix(plain, "+"), got)
	}
	return phrase.New("telegram.space", got)
}

// Options are the adapter's inputs from the program rather than the configuration. The zero
// value is usable.
type Options struct {
	kit.Options // the administrators of Spaces are fetched on connecting; nil: of none
	// PollTimeout is how long Telegram may hold a poll open, at least a second;
	// 0 means 50 s.
	PollTimeout time.Duration
}

// Adapter connects to Telegram. It can be run once.
type Adapter struct {
	client *client
	log    *slog.Logger
	opts   Options
	rooms  *rooms
	watch  *watch
	open   *kit.Learnt[int64, time.Time] // groups that refuse private answers, until when
}

var (
	_ bot.Adapter          = (*Adapter)(nil)
	_ bot.Limiter          = (*Adapter)(nil)
	_ bot.CommandRegistrar = (*Adapter)(nil)
)

// New returns an adapter for validated settings. It does no I/O.
func New(s Settings, o Options) *Adapter {
	o.Fill(Platform)
	if o.PollTimeout <= 0 {
		o.PollTimeout = 50 * time.Second
	}
	o.PollTimeout = max(o.PollTimeout, time.Second) // Telegram counts whole seconds, and 0 is no waiting at all
	if o.Spaces == nil {
		o.Spaces = func() []bot.Place { return nil }
	}
	return &Adapter{
		client: newClient(s, o.Client),
		log:    o.Log,
		opts:   o,
		rooms:  newRooms(),
		watch:  newWatch(),
		open:   kit.NewLearnt[int64, time.Time](maxRooms),
	}
}

// Name is "telegram".
func (a *Adapter) Name() string { return Platform }

// Capabilities returns those of the Bot API. Missing rights in a group show only when an effect
// is tried.
func (a *Adapter) Capabilities(p bot.Place) bot.Capabilities { return capabilities(p) }

func capabilities(p bot.Place) bot.Capabilities {
	group := !p.Private()
	to, _ := parsePlace(p)
	return bot.Capabilities{
		TextLength:   4096,
		ButtonRows:   12, // a keyboard holds 100 buttons in all
		ButtonsInRow: 8,
		ButtonData:   64,
		AckLength:    200,
		PrivateReply: true,
		React:        true,
		Delete:       true,
		DeleteWithin: 48 * time.Hour,
		Edit:         true,
		TagLength:    16,
		Mute:         group,
		MuteLongest:  longestMute,
		MuteShortest: shortestMute,
		Remove:       group,
		Invite:       group,
		Pin:          true,
		Lock:         group && to.thread == 0, // and there is no method for slow mode
		Pictures:     true,
		// https://core.telegram.org/bots/api#sendphoto
		CaptionLength: 1024,
	}
}

// Limits returns those of https://core.telegram.org/bots/faq#my-bot-is-hitting-limits-how-do-i-avoid-this.
func (a *Adapter) Limits() bot.Limits {
	return bot.Limits{PerSecond: 30, PlacePerSecond: 1, GroupPerMinute: 20}
}

// Decode returns the events of one update in Telegram's JSON, for updates that don't come from
// Run. It does no I/O. It is for one goroutine at a time, and not during Run.
func (a *Adapter) Decode(update []byte) []bot.Event {
	_, events := (&decoder{rooms: a.rooms, changed: a.watch.add}).decode(update)
	return events
}

// Run polls until ctx ends or the token is rejected.
func (a *Adapter) Run(ctx context.Context, sink bot.Sink) error {
	ctx, cancel := context.WithCancel(ctx)
	var beside sync.WaitGroup
	beside.Go(func() { a.watchStanding(ctx, sink) })
	defer beside.Wait()
	defer cancel()
	return newPoller(a, sink).run(ctx)
}
