package desk

import (
	"context"
	"fmt"
	"html/template"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"sync"
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

// Source has communities and the sessions in them.
type Source interface {
	Now() time.Time
	Communities() []*bot.Community
	View(func(store.Reader) error) error
}

// Engine is what the desk needs of a running engine; *engine.Engine implements it.
type Engine interface {
	Source
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
	// Partition is the number of the engine's, in a cluster; empty: the engine has all communities.
	Partition string
	// Address is the public address: https://desk.example.org. Without it, only localhost and IP addresses are answered.
	Address string
	Log     *slog.Logger
}

// Desk serves the pages.
type Desk struct {
	opt    Options
	source Source
	log    *slog.Logger
	host   string // of the public address; empty: none
	look
	rates   *rates
	boards  boards
	news    *news
	mux     *http.ServeMux
	handler http.Handler
}

// look is what all desks have in common.
type look struct {
	tongues   tongues
	assets    *assets
	templates map[string]*template.Template
}

// loadLook reads it once.
var loadLook = sync.OnceValues(func() (l look, err error) {
	if l.tongues, err = loadTongues(); err != nil {
		return l, fmt.Errorf("load the desk's texts: %w", err)
	}
	if l.assets, err = loadAssets(); err != nil {
		return l, fmt.Errorf("load the desk's files: %w", err)
	}
	if l.templates, err = parsePages(); err != nil {
		return l, fmt.Errorf("load the desk's pages: %w", err)
	}
	return l, nil
})

// New returns the handler of the pages.
func New(o Options) (*Desk, error) {
	d := &Desk{opt: o, source: o.Engine, log: o.Log, rates: newRates(), boards: boards{kept: map[string]keptBoard{}}}
	d.news = newNews(d)
	return d, d.open(d.routes)
}

// open makes the desk serve the routes.
func (d *Desk) open(routes func() []route) (err error) {
	if d.log == nil {
		d.log = slog.New(slog.DiscardHandler)
	}
	if d.look, err = loadLook(); err != nil {
		return err
	}
	d.mux = http.NewServeMux()
	for _, r := range routes() {
		d.mux.Handle(r.pattern, r.handler)
	}
	var origin string
	if d.opt.Address != "" {
		u, err := url.Parse(d.opt.Address)
		if err != nil {
			return err
		}
		d.host, origin = strings.ToLower(u.Host), u.Scheme+"://"+u.Host
	}
	d.handler, err = d.guard(d.mux, origin)
	return err
}

// ServeHTTP answers one request.
func (d *Desk) ServeHTTP(w http.ResponseWriter, r *http.Request) { d.handler.ServeHTTP(w, r) }

// Paths are the patterns of everything that a Desk serves besides "/", for a server with other pages.
func Paths() []string { return []string{"/in/", "/c/", publicPath, assetPath} }
