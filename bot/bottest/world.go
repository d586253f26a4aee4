package bottest

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing/synctest"
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/engine"
	"github.com/stewardbot/steward/store"
	"github.com/stewardbot/steward/store/memory"
)

// Wiring is what an engine works with, made anew for each start.
type Wiring struct {
	Features  []bot.Feature
	Directory engine.Directory
	Indexes   []func(r store.Reader, communities ...string) error
	Text      func(language, key string, args bot.Args) string
	Speaks    func(tag string) string
	Spares    func(t *bot.Turn) (bool, error) // nil: nobody
	Level     func(t *bot.Turn) (int, error)  // nil: there are none
	HasRole   func(t *bot.Turn, roles []string) (bool, error)
}

// world is a running scenario.
type world struct {
	scenario  *scenario
	wire      func() Wiring
	load      func(config []byte) ([]*bot.Community, error)
	store     store.Store
	clock     *engine.Clock
	zone      *time.Location
	platforms map[string]*platform
	config    engine.Config

	engine *engine.Engine
	sinks  map[string]bot.Sink
	stop   func() error

	messages map[bot.MessageID]string // -> its name in the file
	named    map[string]*said         // and back
	counts   map[string]int           // messages by speaker
	codes    []string                 // that Steward said, by their number less one
	last     []bot.Event              // the latest that was submitted
	events   int
}

// said is a message that a file can name.
type said struct {
	id      bot.MessageID
	hidden  bool
	user    bot.UserID
	text    string
	buttons []bot.Button
}

func newWorld(s *scenario, wire func() Wiring, load func([]byte) ([]*bot.Community, error)) (*world, error) {
	w := &world{
		scenario: s, wire: wire, load: load, store: memory.New(), platforms: map[string]*platform{},
		messages: map[bot.MessageID]string{}, named: map[string]*said{}, counts: map[string]int{},
	}
	if err := w.configure(""); err != nil {
		return nil, err
	}
	w.zone = w.config.Communities[0].Zone
	w.clock = engine.NewHeldClock(time.Date(2026, 3, 2, 0, 0, 0, 0, w.zone))
	for _, c := range w.config.Communities {
		for _, space := range c.Spaces {
			name := space.Platform()
			w.platforms[name] = &platform{name: name, can: w.can, joined: w.joined, sink: make(chan bot.Sink, 1)}
		}
	}
	if err := w.store.Update(fixedSecret); err != nil {
		return nil, err
	}
	return w, w.start()
}

// fixedSecret is that of every scenario's instance, so that chance is the same at
// each run of it.
func fixedSecret(tx store.Tx) error {
	return tx.Put("engine", []byte("secret"), make([]byte, 32))
}

func (w *world) configure(name string) error {
	config, ok := w.scenario.configs[name]
	if !ok && name != "" {
		return fmt.Errorf("there is no section %q", "config "+name)
	}
	communities, err := w.load(config)
	w.config = engine.Config{Communities: communities, Journal: engine.Journal{Keep: 365 * 24 * time.Hour}}
	return err
}

func (w *world) start() error {
	wiring := w.wire()
	opt := engine.Options{
		Store: w.store, Clock: w.clock, Config: w.config,
		Features: wiring.Features, Directory: wiring.Directory, Text: wiring.Text, Speaks: wiring.Speaks, Spares: wiring.Spares,
		Level: wiring.Level, HasRole: wiring.HasRole,
	}
	for _, fill := range wiring.Indexes {
		opt.Indexes = append(opt.Indexes, fill)
	}
	for _, name := range slices.Sorted(maps.Keys(w.platforms)) {
		opt.Adapters = append(opt.Adapters, w.platforms[name])
	}
	e, err := engine.New(opt)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- e.Run(ctx) }()
	w.engine, w.sinks = e, map[string]bot.Sink{}
	w.stop = func() error { cancel(); return <-ended }
	for name, p := range w.platforms {
		w.sinks[name] = <-p.sink
	}
	synctest.Wait()
	return nil
}

// now is the time as the script tells it.
func (w *world) now() time.Time { return w.clock.Now().In(w.zone) }

// advance moves the clock: by minutes at first, so that what becomes due soon
// happens when it is due, and then at once.
func (w *world) advance(to time.Time) {
	for range 15 {
		if left := to.Sub(w.clock.Now()); left > 0 {
			w.clock.Advance(min(left, time.Minute))
			synctest.Wait()
		}
	}
	if left := to.Sub(w.clock.Now()); left > 0 {
		w.clock.Advance(left)
		synctest.Wait()
	}
}

// submit hands events to the engine and waits until nothing more happens.
func (w *world) submit(events ...bot.Event) error {
	platform := events[0].Place.Platform()
	sink := w.sinks[platform]
	if sink == nil {
		return fmt.Errorf("no community is on the platform %q", platform)
	}
	wait, err := sink.Submit(context.Background(), bot.Batch{Adapter: platform, Events: events})
	if err != nil {
		return err
	}
	w.last = events
	err = wait(context.Background())
	synctest.Wait()
	return err
}

// can tells whether a place is able to do something.
func (w *world) can(p bot.Place, what string) bool {
	for _, known := range w.scenario.places {
		if known.ID == string(p) && slices.Contains(known.Cannot, what) {
			return false
		}
	}
	return true
}

func (w *world) joined(u bot.UserID) bool {
	for name, p := range w.scenario.people {
		if w.user(name).ID == u && p.Joined != nil {
			return *p.Joined
		}
	}
	return true
}

// user is a person's account.
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

// account is what the platform tells of an account that somebody answers.
func (w *world) account(id bot.UserID) *bot.User {
	return &bot.User{ID: id, Persona: w.user(w.person(id)).Persona}
}

// person is the name of an account in the file.
func (w *world) person(id bot.UserID) string {
	for name := range w.scenario.people {
		if w.user(name).ID == id {
			return name
		}
	}
	return id.Local()
}

// place is the place of a name; the first space of the user's platform for
// none.
func (w *world) place(name string, u *bot.User) (bot.Place, error) {
	if p, ok := w.scenario.places[name]; ok {
		return bot.Place(p.ID), nil
	}
	if name != "" {
		return "", fmt.Errorf("there is no place %q", name)
	}
	for _, c := range w.config.Communities {
		for _, s := range c.Spaces {
			if s.Platform() == u.ID.Platform() {
				return s, nil
			}
		}
	}
	return "", fmt.Errorf("no space is on the platform of %s", u.ID)
}

// placeName is the reverse of place.
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

// name notes a message and gives it the speaker's next name.
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
