package desk

import (
	"context"
	"fmt"
	"html/template"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/desk"
	"github.com/stewardbot/steward/bot/engine"
	"github.com/stewardbot/steward/bot/inspect"
	"github.com/stewardbot/steward/bot/phrase"
	"github.com/stewardbot/steward/bot/segment"
	"github.com/stewardbot/steward/bot/stats"
	"github.com/stewardbot/steward/store"
)

// Engine is what the desk needs of a running engine; *engine.Engine implements it.
type Engine interface {
	Now() time.Time
	Communities() []*bot.Community
	View(func(store.Reader) error) error
	Glance(r store.Reader, community string, u bot.User) (*bot.Turn, error)
	Submit(ctx context.Context, b bot.Batch) (bot.Wait, error)
	Fire(ctx context.Context, community, feature, name string, data []byte) error
	NotReady() []phrase.Line
	Links() []engine.Link
	Stats() (s *engine.Stats, waiting int)
}

// Options are what a Desk needs. Address and Log may be empty.
type Options struct {
	Engine  Engine
	Room    *desk.Room
	Metrics []bot.Metric
	// Features are the engine's: what they plan is in the calendar, and what they let define, among the things.
	Features []bot.Feature
	Active   []bot.Metric // of which one is enough to be active
	// Select returns the members for whom an expression holds, and who are in a segment; see inspect.Source.
	Select func(r store.Reader, c *bot.Community, now time.Time, where, segment string, among *stats.Set) (stats.Set, error)
	// Sorter returns what finds segments over snapshots, for one goroutine.
	Sorter func() *segment.Sorter
	// Text returns a text of the chat's catalogue.
	Text func(language, key string, args bot.Args) string
	// Storage returns how the store's file is. May be nil.
	Storage func() inspect.Storage
	// AddCodes adds the codes of a file, one a line, to a pool of the shop. What it returns or logs holds none of them. A
	// *phrase.Phrase says why it can't. May be nil: no page offers it.
	AddCodes func(ctx context.Context, community, pool string, file []byte) (desk.AddedCodes, error)
	// Address is the public address: https://desk.example.org. Without it, only localhost and IP addresses are answered.
	Address string
	Log     *slog.Logger
}

// Desk serves the pages.
type Desk struct {
	opt       Options
	log       *slog.Logger
	host      string // of the public address; empty: none
	tongues   tongues
	assets    *assets
	templates map[string]*template.Template
	rates     *rates
	boards    boards
	news      *news
	mux       *http.ServeMux
	handler   http.Handler
}

// New returns the handler of the pages.
func New(o Options) (*Desk, error) {
	d := &Desk{opt: o, log: o.Log, rates: newRates(), boards: boards{kept: map[string]keptBoard{}}}
	if d.log == nil {
		d.log = slog.New(slog.DiscardHandler)
	}
	d.news = newNews(d)
	var err error
	if d.tongues, err = loadTongues(); err != nil {
		return nil, fmt.Errorf("load the desk's texts: %w", err)
	}
	if d.assets, err = loadAssets(); err != nil {
		return nil, fmt.Errorf("load the desk's files: %w", err)
	}
	if d.templates, err = parsePages(); err != nil {
		return nil, fmt.Errorf("load the desk's pages: %w", err)
	}
	d.mux = http.NewServeMux()
	for _, r := range d.routes() {
		d.mux.Handle(r.pattern, r.handler)
	}
	var origin string
	if o.Address != "" {
		u, err := url.Parse(o.Address)
		if err != nil {
			return nil, err
		}
		d.host, origin = strings.ToLower(u.Host), u.Scheme+"://"+u.Host
	}
	d.handler, err = d.guard(d.mux, origin)
	return d, err
}

// ServeHTTP answers one request.
func (d *Desk) ServeHTTP(w http.ResponseWriter, r *http.Request) { d.handler.ServeHTTP(w, r) }

// Paths are the patterns of everything that a Desk serves besides "/", for a server with other pages.
func Paths() []string { return []string{"/in/", "/c/", publicPath, assetPath} }
