package web

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"html/template"
	"log/slog"
	"net/http"
	"sync/atomic"
	"time"

	"github.com/stewardbot/steward/adapters/console"
	"github.com/stewardbot/steward/bot"
)

// Backend is the demo's interface to the engine. Its methods must be safe for concurrent use;
// those with a context may block until it ends.
type Backend interface {
	// Now returns the engine's time.
	Now() time.Time
	// Advance moves the clock and returns when all due timers have fired.
	Advance(ctx context.Context, d time.Duration) error
	// Next returns when the next post or quiz is due; zero if none is.
	Next() time.Time
	// Why explains an event by its id; ErrNoRecord if it is unknown.
	Why(ctx context.Context, event, lang string) (Why, error)
	// Standings returns all who have taken part, most points first, with the names
	// of levels in a language.
	Standings(ctx context.Context, lang string) ([]Standing, error)
	// Commands returns the commands that work in the room, in display order.
	Commands(lang string) []bot.MenuEntry
	// Language returns the community's language.
	Language() string
	// Speak changes the community's language from the next event on.
	Speak(lang string) error
	// Title returns the community's name in a language.
	Title(lang string) string
	// Zone returns the community's time zone.
	Zone() *time.Location
	// Desk returns the path of a new link that signs the community's owner in at the desk.
	Desk(ctx context.Context) (path string, err error)
	// Points formats an amount with its name: "5 leaves".
	Points(lang string, n int64) string
}

// ErrNoRecord says that nothing was recorded about an event.
var ErrNoRecord = errors.New("nothing is recorded about this event")

// Why explains a decision. Texts are in the requested language.
type Why struct {
	At       time.Time
	Member   string // who did it; empty when nobody is credited
	Text     string // what was said
	Facts    Facts
	Findings []Finding
	Effects  []Effect
	// Rule is the rule that removed the message; empty: none.
	Rule string
	// Pending: not yet decided.
	Pending bool
}

// Facts are Steward's measurements of the text.
type Facts struct {
	Normal string // the normalised text
	Length int    // in visible characters; a wide one counts two
	Links  []Link
}

// Link is a link behind a text.
type Link struct {
	Text string `json:"text"`
	URL  string `json:"url"`
}

// Finding is one reason with the points it moved.
type Finding struct {
	Feature string // its name: "activity"
	Text    string // a sentence
	Amount  int64  // points paid, or taken if negative
	Entry   uint64 // in the ledger; 0: none
}

// Effect is one resulting effect.
type Effect struct {
	Ref    bot.Ref
	Kind   string // as bot.EffectKind names it
	Text   string // what was said, or the emoji
	Status string // a bot.Status, or "waiting"
	At     time.Time
	Reason string // why it was not done
}

// Standing is one person's standing.
type Standing struct {
	User           bot.UserID
	Name           string
	Level          string // empty: the community has none
	Points         int64  // earned
	Balance        int64  // to spend
	Streak         int    // days in a row
	CheckedInToday bool
}

// Demo serves the page and its requests.
type Demo struct {
	room    *console.Room
	backend Backend
	log     *slog.Logger

	run      string // differs from one process to the next
	page     *template.Template
	assets   *assets
	tongues  tongues
	verdicts verdicts
	seeds    seeds
	pages    atomic.Int32 // that follow the room now
	mux      *http.ServeMux
}

// DemoOptions are what a Demo needs; all but Log must be set.
type DemoOptions struct {
	Room    *console.Room
	Backend Backend
	Log     *slog.Logger
}

// NewDemo returns the demo's handler.
func NewDemo(o DemoOptions) (*Demo, error) {
	d := &Demo{room: o.Room, backend: o.Backend, log: o.Log, run: rand.Text()}
	if d.log == nil {
		d.log = slog.New(slog.DiscardHandler)
	}
	var err error
	if d.assets, err = loadAssets(); err != nil {
		return nil, fmt.Errorf("load the demo's files: %w", err)
	}
	if d.tongues, err = loadTongues(); err != nil {
		return nil, fmt.Errorf("load the demo's texts: %w", err)
	}
	if d.page, err = parsePage(); err != nil {
		return nil, fmt.Errorf("load the demo's page: %w", err)
	}
	d.mux = http.NewServeMux()
	d.mux.HandleFunc("GET /{$}", d.serveChat)
	d.mux.Handle("GET /assets/", d.assets)
	d.mux.HandleFunc("GET /demo/live", d.serveLive)
	d.mux.HandleFunc("GET /demo/why", d.serveWhy)
	d.mux.HandleFunc("GET /demo/picture", d.servePicture)
	d.mux.HandleFunc("GET /demo/desk", d.serveDesk)
	d.mux.Handle("POST /demo/say", post(d, d.say))
	d.mux.Handle("POST /demo/react", post(d, d.react))
	d.mux.Handle("POST /demo/press", post(d, d.press))
	d.mux.Handle("POST /demo/delete", post(d, d.delete))
	d.mux.Handle("POST /demo/join", post(d, d.join))
	d.mux.Handle("POST /demo/leave", post(d, d.leave))
	d.mux.Handle("POST /demo/advance", post(d, d.advance))
	return d, nil
}

// serveDesk leads to the operator's desk, by way of the page of a link.
func (d *Demo) serveDesk(w http.ResponseWriter, r *http.Request) {
	path, err := d.backend.Desk(r.Context())
	if err != nil {
		d.log.Error("lead to the desk", "err", err)
		http.Error(w, "The desk can't be opened.", http.StatusInternalServerError)
		return
	}
	http.Redirect(w, r, path, http.StatusSeeOther)
}

func (d *Demo) ServeHTTP(w http.ResponseWriter, r *http.Request) { d.mux.ServeHTTP(w, r) }
