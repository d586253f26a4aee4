package bottest

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync/atomic"
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/engine"
	"github.com/stewardbot/steward/store"
	"github.com/stewardbot/steward/store/memory"
)

// Wiring is what an engine works with, created at each start.
type Wiring struct {
	Features  []bot.Feature
	Directory engine.Directory
	Counter   engine.Counter // nil: no counting
	Text      func(language, key string, args bot.Args) string
	Speaks    func(tag string) string
	Authorize func(t *bot.Turn, who bot.Audience) (bool, error) // nil: every command is open to members
	Usage     func(t *bot.Turn, in *bot.Input, why string)      // nil: commands run even if their requirements aren't met
	Spares    func(t *bot.Turn) (bool, error)                   // nil: no one is exempt
	RuleMode  func(t *bot.Turn, rule string) (string, error)    // nil: as configured
	Level     func(t *bot.Turn) (int, error)                    // nil: no levels
	List      engine.FindList
	HasRole   func(t *bot.Turn, roles []string) (bool, error)
	Drawers   map[string]bot.Drawer
	Keep      func(s bot.State, ref bot.Ref, e bot.Effect) error // nil: answers at the desk are lost
}

// world is a running scenario.
type world struct {
	scenario *scenario
	wire     func() Wiring
	venue    Venue
	parts    []*part
	clock    *engine.Clock
	zone     *time.Location
	spaces   []bot.Place // of the communities, the first community's first
	config   engine.Config
	stop     func() error

	// Where several engines play:
	all      atomic.Pointer[engine.Config] // config, read by the engines
	formerly formerly
	repeats  int // how often what is passed on comes again

	timing // for venues where time passes

	messages map[bot.MessageID]string // id -> name in the file
	named    map[string]*said         // name -> message
	counts   map[string]int           // number of messages by speaker
	codes    []string                 // codes that Steward sent, in order
	links    []string                 // invitations, likewise
	form     bot.Form                 // the latest that Steward showed
	on       *said                    // the message whose button opened it
	last     []bot.Event              // the latest events
	events   int
	line     uint64   // the journal's last line before this step
	recorded []string // ids of the latest events in the journal
}

// said is a message with a name in the file.
type said struct {
	id      bot.MessageID
	hidden  bool
	user    bot.UserID
	text    string
	buttons []bot.Button
	files   []bot.File
}

func newWorld(s *scenario, opt Options, venue Venue) (*world, error) {
	w := &world{
		scenario: s, wire: opt.Wire, venue: venue, repeats: opt.Repeats,
		messages: map[bot.MessageID]string{}, named: map[string]*said{}, counts: map[string]int{},
	}
	w.formerly.from = map[bot.Place]bot.Place{}
	for range max(opt.Parts, 1) {
		p := &part{store: memory.New()}
		if opt.Store != nil {
			p.store = opt.Store(p.store)
		}
		w.parts = append(w.parts, p)
	}
	var err error
	if w.spaces, err = s.spaces(); err != nil {
		return nil, err
	}
	plan := Plan{Spaces: w.spaces, People: s.guests(), Now: w.platformTime}
	for _, p := range s.places {
		plan.Places = append(plan.Places, Spot{bot.Place(p.ID), p.Cannot})
	}
	if err := venue.Open(plan); err != nil {
		return nil, err
	}
	if err := w.configure(""); err != nil {
		return nil, err
	}
	w.zone = w.config.Communities[0].Zone
	w.begin(time.Date(2026, 3, 2, 0, 0, 0, 0, w.zone))
	for n, p := range w.parts {
		if err := p.store.Update(func(tx store.Tx) error {
			return prepare(tx, (n+len(w.parts)-w.partOf(w.config.Communities[0].ID))%len(w.parts))
		}); err != nil {
			return nil, err
		}
	}
	return w, w.start()
}

// prepare gives every scenario the same instance secret, which makes randomness reproducible, and
// each part effects of its own; those of part 0 count from 1.
func prepare(tx store.Tx, part int) error {
	if part > 0 {
		if err := tx.Put("engine", []byte("ref"), store.AppendUint64(nil, uint64(part)*firstRef)); err != nil {
			return err
		}
	}
	return tx.Put("engine", []byte("secret"), make([]byte, 32))
}

func (w *world) configure(name string) error {
	config, ok := w.scenario.configs[name]
	if !ok && name != "" {
		return fmt.Errorf("there is no section %q", "config "+name)
	}
	communities, err := w.venue.Load(config, w.scenario.files)
	w.config = engine.Config{Communities: communities, Journal: engine.Journal{Keep: 365 * 24 * time.Hour}}
	all := w.config
	w.all.Store(&all)
	return err
}

func (w *world) start() error {
	for n, p := range w.parts {
		e, err := w.open(n, p.store)
		if err != nil {
			return err
		}
		p.engine = e
	}
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, len(w.parts))
	for _, p := range w.parts {
		go func() { ended <- p.engine.Run(ctx) }()
	}
	w.stop = func() (err error) {
		cancel()
		for range w.parts {
			err = errors.Join(err, <-ended)
		}
		return err
	}
	return w.settle()
}

// open opens the engine of a part.
func (w *world) open(n int, s store.Store) (*engine.Engine, error) {
	wiring := w.wire()
	opt := engine.Options{
		Store: s, Clock: w.clock, Config: w.share(n),
		Features: wiring.Features, Directory: wiring.Directory, Counter: wiring.Counter, Text: wiring.Text, Speaks: wiring.Speaks, Spares: wiring.Spares, Authorize: wiring.Authorize, Usage: wiring.Usage,
		RuleMode: wiring.RuleMode, Level: wiring.Level, List: wiring.List, HasRole: wiring.HasRole, Drawers: wiring.Drawers, Keep: wiring.Keep,
	}
	opt.Adapters = w.venue.Adapters()
	if w.divided() {
		opt.Partition = w.partition(n)
		for i, a := range opt.Adapters {
			opt.Adapters[i] = seat{a.(*platform), w, n}
		}
		opt.Adapters = append(opt.Adapters, passage{w})
	}
	return engine.New(opt)
}

// user returns a person's account.
func (w *world) user(name string) *bot.User {
	p := w.scenario.people[name]
	u := &bot.User{ID: bot.UserID("test:" + name), Name: name, Handle: p.Handle, Language: p.Language, Persona: bot.Persona(p.Persona)}
	if p.ID != "" {
		u.ID = bot.UserID(p.ID)
	}
	if p.Name != "" {
		u.Name = p.Name
	}
	return u
}

// account returns the user with an account id.
func (w *world) account(id bot.UserID) *bot.User { return w.user(w.person(id)) }

// person returns the name of an account in the file.
func (w *world) person(id bot.UserID) string {
	for name := range w.scenario.people {
		if w.user(name).ID == id {
			return name
		}
	}
	return id.Local()
}

// place returns a place by name; without a name, the first space of the user's platform.
func (w *world) place(name string, u *bot.User) (bot.Place, error) {
	if p, ok := w.scenario.places[name]; ok {
		return bot.Place(p.ID), nil
	}
	if name != "" {
		return "", fmt.Errorf("there is no place %q", name)
	}
	for _, s := range w.spaces {
		if s.Platform() == u.ID.Platform() {
			return s, nil
		}
	}
	return "", fmt.Errorf("no space is on the platform of %s", u.ID)
}

// placeName is the inverse of place.
func (w *world) placeName(p bot.Place) string {
	if p.Private() {
		return w.person(bot.UserID(p.Platform()+":"+p.Sub())) + "'s chat"
	}
	for _, name := range slices.Sorted(maps.Keys(w.scenario.places)) {
		if w.scenario.places[name].ID == string(p) {
			return name
		}
	}
	return string(p)
}

// happen submits events and waits until nothing is left to do.
func (w *world) happen(events ...bot.Event) error {
	w.last = events
	if err := w.venue.Happen(events...); err != nil {
		return err
	}
	return w.settle()
}

// name records a message and gives it the speaker's next name.
func (w *world) name(speaker string, s said) string {
	w.counts[speaker]++
	name := fmt.Sprintf("%s#%d", speaker, w.counts[speaker])
	w.messages[s.id], w.named[name], w.named[speaker] = name, &s, &s
	return name
}

func (w *world) find(name string) (*said, error) {
	s, ok := w.named[strings.TrimSpace(name)]
	if !ok {
		return nil, fmt.Errorf("there is no message %q", name)
	}
	return s, nil
}
