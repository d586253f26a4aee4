package discord

import (
	"cmp"
	"context"
	"log/slog"
	"math/rand/v2"
	"regexp"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/stewardbot/steward/adapters/kit"
	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/phrase"
)

// Platform is the name in places and user ids.
const Platform = "discord"

// title is what people call it.
const title = "Discord"

const officialAPI = "https://discord.com"

// apiVersion is that of discordgo, whose types are used here.
const apiVersion = "9"

// Settings are what the configuration says under platforms.discord.
type Settings struct {
	Token  string `yaml:"token" secret:"true" doc:"the bot's token, from the developer portal under Bot" kong:"-"`
	APIURL string `yaml:"api_url" doc:"of a compatible server or a proxy that keeps to the limits; https://discord.com if left out" name:"discord-api" help:"help.discord_server" placeholder:"URL"`
	Pages  string `yaml:"page_url" doc:"where people open a compatible server in a browser, for links to messages; there are none if left out" kong:"-"`
}

// String leaves the token out, so that settings can be printed.
func (s Settings) String() string { return "discord at " + s.apiURL() }

// GoString leaves the token out.
func (s Settings) GoString() string { return s.String() }

// LogValue leaves the token out.
func (s Settings) LogValue() slog.Value { return slog.StringValue(s.String()) }

func (s Settings) apiURL() string { return cmp.Or(s.APIURL, officialAPI) }

// official reports whether the server is Discord's own.
func (s Settings) official() bool { return strings.TrimRight(s.apiURL(), "/") == officialAPI }

// pages is the address below which the pages of channels are; empty: nobody knows.
func (s Settings) pages() string {
	if s.Pages == "" && s.official() {
		return officialAPI
	}
	return strings.TrimRight(s.Pages, "/")
}

var tokenShape = regexp.MustCompile(`^[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+$`)

// Validate reports each mistake with its path within the settings. The token
// is never part of a report.
func (s Settings) Validate(fault func(path, code string, args ...any)) {
	switch {
	case s.Token == "":
		fault("token", "discord.no_token", portal)
	case s.official() && !tokenShape.MatchString(s.Token):
		fault("token", "discord.bad_token")
	}
	kit.CheckAddress("api_url", s.apiURL(), fault)
	kit.CheckAddress("page_url", cmp.Or(s.Pages, officialAPI), fault)
}

var serverNumber = regexp.MustCompile(`^[0-9]{1,20}$`)

// SpaceFault says what is wrong with what names a server behind discord:, in a clause; nil if it can be one's number.
// Plain is the same with ordinary digits and dashes.
func SpaceFault(id, plain string, got any) *phrase.Phrase {
	plain = strings.TrimLeft(plain, "-+")
	switch {
	case serverNumber.MatchString(id):
		return nil
	case serverNumber.MatchString(plain):
		return phrase.New("discord.space_digits", plain, got)
	}
	return phrase.New("discord.space", got)
}

// Options are what the adapter gets from the program rather than from the
// configuration. The zero value is good.
type Options struct {
	kit.Options // Spaces limits the backfill to these guilds; nil: all guilds the bot is in
	// InvalidWait is how long to wait after a session was declared invalid,
	// which Discord wants to be from 1 to 5 s by chance. nil: so.
	InvalidWait func() time.Duration
}

// Adapter is Discord. It may be run once.
type Adapter struct {
	client       *client
	pages        string // below which a channel can be opened in a browser; empty: nobody knows
	log          *slog.Logger
	opts         Options
	guilds       *guilds
	directory    *directory
	interactions *interactions
}

// New makes an adapter of settings that Validate found no fault with. It does
// no I/O.
func New(s Settings, o Options) *Adapter {
	o.Fill(Platform)
	if o.InvalidWait == nil {
		o.InvalidWait = func() time.Duration { return time.Second + rand.N(4*time.Second) }
	}
	a := &Adapter{
		client: newClient(s, o.Client, o.Log),
		pages:  s.pages(),
		log:    o.Log,
		opts:   o,
		guilds: newGuilds(),
	}
	a.directory = newDirectory(a.client, a.guilds)
	a.interactions = newInteractions(a.client, a.directory, o.Log)
	return a
}

// Name is "discord".
func (a *Adapter) Name() string { return Platform }

// Run keeps a session with the gateway until ctx ends, or for what no waiting
// mends: a rejected token, a switch that is missing in the developer portal.
func (a *Adapter) Run(ctx context.Context, sink bot.Sink) error {
	ctx, cancel := context.WithCancel(ctx)
	defer a.interactions.stop()
	var beside sync.WaitGroup
	defer beside.Wait()
	defer cancel()

	g := newGateway(a, sink)
	mark := g.open(ctx)
	if mark == nil {
		return nil
	}
	fill := newBackfill(a, mark)
	pump := newPump(a, mark, g.out, fill.poke)
	beside.Go(func() {
		defer cancel()
		pump.run(ctx)
	})
	beside.Go(func() {
		defer cancel()
		fill.run(ctx)
	})
	return g.run(ctx)
}

// concerns tells whether a guild is one of those that the configuration names.
func (a *Adapter) concerns(guild string) bool {
	return a.opts.Spaces == nil || slices.Contains(a.opts.Spaces(), spacePlace(guild))
}
