package discord

import (
	"cmp"
	"log/slog"
	"math/rand/v2"
	"regexp"
	"slices"
	"strings"
	"sync/atomic"
	"time"

	"github.com/stewardbot/steward/adapters/kit"
	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/phrase"
)

// Platform is the name in places and user ids.
const Platform = "discord"

// title is the platform's display name.
const title = "Discord"

const officialAPI = "https://discord.com"

// apiVersion is that of discordgo, whose types are used here.
const apiVersion = "9"

// Settings are the configuration under platforms.discord.
type Settings struct {
	Token  string `yaml:"token" secret:"true" doc:"the bot's token, from the developer portal under Bot" kong:"-"`
	APIURL string `yaml:"api_url" doc:"of a compatible server or a proxy that keeps to the limits; https://discord.com if left out" name:"discord-api" help:"help.discord_server" placeholder:"URL"`
	Shards Shards `yaml:"shards" doc:"how many connections share the servers: a number, or auto for what Discord recommends; each has up to 2,500 servers" kong:"-"`
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

// pages returns the base address of channel pages; empty if unknown.
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

// SpaceFault explains in a clause why id, the part after discord:, can't be a server's id; nil if it can. plain is id with
// ordinary digits and dashes.
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

// Options are the adapter's inputs from the program rather than the configuration. The zero
// value is usable.
type Options struct {
	kit.Options // Spaces limits the backfill to these guilds; nil: all guilds the bot is in
	// InvalidWait returns how long to wait after a session was declared invalid. nil means
	// random from 1 to 5 s, as Discord asks.
	InvalidWait func() time.Duration
	// Identify has the turns to start sessions, which processes that run shards of one bot share; nil: there is one process.
	Identify bot.Turns
}

// Adapter connects to Discord. It can be run once.
type Adapter struct {
	client       *client
	shards       Shards
	concurrency  atomic.Int64                // max_concurrency, as Discord last said; 0: unknown
	asked        atomic.Pointer[gatewayInfo] // the answer about the number of shards, which also does for the first session
	pages        string                      // base address of channel pages in a browser; empty: unknown
	log          *slog.Logger
	opts         Options
	joint        atomic.Pointer[joint] // of the shards that run
	guilds       *guilds
	directory    *directory
	interactions *interactions
}

// New returns an adapter for validated settings. It does no I/O.
func New(s Settings, o Options) *Adapter {
	o.Fill(Platform)
	if o.InvalidWait == nil {
		o.InvalidWait = func() time.Duration { return time.Second + rand.N(4*time.Second) }
	}
	if o.Identify == nil {
		o.Identify = NewTurns(o.Sleep)
	}
	a := &Adapter{
		client: newClient(s, o.Client, o.Log),
		shards: s.Shards,
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

// concerns reports whether a guild is in the configuration.
func (a *Adapter) concerns(guild string) bool {
	return a.opts.Spaces == nil || slices.Contains(a.opts.Spaces(), spacePlace(guild))
}
