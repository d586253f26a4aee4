package engine

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/netip"
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/sync/semaphore"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/store"
)

// Directory knows the members of every community; package member implements it.
// Its methods run in the writer, within the turn's transaction.
type Directory interface {
	// Resolve finds or creates the member of an account and records the
	// sighting. Member.Seen is the previous one.
	Resolve(s bot.State, community string, u bot.User, at time.Time) (*bot.Member, error)
	// Joined does the same for an account that just joined.
	Joined(s bot.State, community string, u bot.User, at time.Time) (*bot.Member, error)
	// Present and Left record whether the account is in the space.
	Present(s bot.State, space bot.Place, u bot.UserID) error
	Left(s bot.State, space bot.Place, u bot.UserID) error
	// Roles returns the account's last known roles in the space, which SetRoles
	// records.
	Roles(r store.Reader, space bot.Place, u bot.UserID) ([]string, error)
	SetRoles(s bot.State, space bot.Place, u bot.UserID, roles []string) error
	// CommunitiesOf returns the ids of the communities that the account is a
	// member of.
	CommunitiesOf(r store.Reader, u bot.UserID) ([]string, error)
	// ByUser, ByID and the following return nil if there is no such member.
	ByUser(r store.Reader, community string, u bot.UserID) (*bot.Member, error)
	ByID(r store.Reader, community string, id bot.MemberID) (*bot.Member, error)
	ByHandle(r store.Reader, community, platform, handle string) (*bot.Member, error)
}

// Counter keeps what is counted in turns, all in the writer's transaction.
type Counter interface {
	// Add counts what was done in a turn of that time and place.
	Add(tx store.Tx, com *bot.Community, at time.Time, place bot.Place, list []bot.Count) error
	// Merge and Forget are what Routes have under these names.
	Merge(tx store.Tx, community string, from, into bot.MemberID) error
	Forget(tx store.Tx, community string, m bot.MemberID) error
	// Advance does a chunk of what those leave to be done; more: something is left.
	Advance(tx store.Tx) (more bool, err error)
	// Drop deletes a chunk of what is older than it is kept; more: something is left.
	Drop(tx store.Tx, communities []*bot.Community, now time.Time) (more bool, err error)
}

// Options configure an engine.
type Options struct {
	Store     store.Store
	Clock     *Clock
	Log       *slog.Logger
	Adapters  []bot.Adapter
	Features  []bot.Feature // in the order they see an event
	Directory Directory
	Counter   Counter // nil: nothing is counted
	// Past returns what would have been counted at an event that an older version
	// recorded, without what its migration counted. Nil: nothing.
	Past func(rec *Recorded, facts *bot.Facts) []bot.Count
	// Text returns a catalogue text in a language, "" for the default one.
	Text func(language, key string, args bot.Args) string
	// Speaks returns the catalogue language for a BCP 47 tag; empty if there is
	// none. If Speaks is nil, nobody is addressed in their own language.
	Speaks func(tag string) string
	// Authorize reports whether a turn's user may use its command or button,
	// and answers them if not. It is called for everything that is not open to
	// everybody, and may only be nil if everything is.
	Authorize func(t *bot.Turn, who bot.Audience) (bool, error)
	// Usage tells the user how to use the turn's command: an argument is
	// missing, or a time is misread. If why is set, it is why they may not use
	// it. If Usage is nil, the command runs anyway.
	Usage func(t *bot.Turn, in *bot.Input, why string)
	// Spares reports whether rules exempt a turn's user, in addition to those
	// with authority on the platform. Nil exempts nobody.
	Spares func(t *bot.Turn) (bool, error)
	// RuleMode returns the mode that an operator has set for a rule: enforce,
	// shadow or off; empty if the configuration's mode applies. Nil: always
	// empty.
	RuleMode func(t *bot.Turn, rule string) (string, error)
	// WhyDeleted is the reason in the platform's audit log for a message that a
	// rule deletes. Nil: the rule's name.
	WhyDeleted func(t *bot.Turn, rule string) string
	// Level returns the level of the turn's member, counted from 0; negative if
	// none. Nil: there are no levels.
	Level func(t *bot.Turn) (int, error)
	// List finds the lists of words that rules name. Nil: there are none.
	List FindList
	// HasRole reports whether a turn's user has one of the roles, given by full
	// name. Nil: nobody has.
	HasRole func(t *bot.Turn, roles []string) (bool, error)
	// Keep writes down an effect in a place of the desk (see bot.DeskPlace), in the
	// transaction that requests it. Nil: it is lost.
	Keep func(s bot.State, ref bot.Ref, e bot.Effect) error
	// Partition is the part of the communities that the engine runs. Nil: it
	// runs all of them. Adapters include one named bot.Partition then.
	Partition *Partition
	// Drawers draw effects' pictures, by kind.
	Drawers map[string]bot.Drawer
	// FetchFrom lists networks that a bot.Fetch may reach in addition to the
	// public internet.
	FetchFrom []netip.Prefix
	Config    Config
	// Queue is how many events may wait before Submit blocks; default 8,192.
	Queue int
	// Group is the maximum number of events in one transaction; default 1,024.
	Group int
}

// Engine runs one store. It implements bot.Sink.
type Engine struct {
	opt     Options
	log     *slog.Logger
	clock   *Clock
	ruling  atomic.Pointer[ruling]
	router  *router
	deliver *delivery
	stats   Stats
	health  health
	secret  []byte

	room     *semaphore.Weighted
	arrivals chan *arrival
	tasks    chan task
	commits  chan *group
	idle     chan struct{} // holds one value while the committer is idle
	closing  chan struct{} // closed when the intake stops
	drained  chan struct{} // closed when the writer may end once nothing waits
	abandon  chan struct{} // closed when a failing commit is no longer retried
	stopped  chan struct{} // closed when the committer ends

	// Changed by the writer, read by anybody.
	spacesMu  sync.RWMutex
	standing  map[bot.Place]*bot.Standing
	movedFrom map[bot.Place]bot.Place // new space -> old
	movedTo   map[bot.Place]bot.Place // old space -> latest new space

	// In memory, owned by the writer once Run has begun.
	windows      *windows
	unownedTold  map[bot.Place]struct{}
	timelessFrom []byte // where pruning resumes
	firstRef     uint64
	firstLine    uint64

	timerMu   sync.Mutex
	nextTimer time.Time
	timerWake chan struct{}
	eraseWake chan struct{}
}

// New checks the options and reads the state it needs from the store, which
// must be migrated (see Migrations).
func New(opt Options) (*Engine, error) {
	if opt.Queue == 0 {
		opt.Queue = 8192
	}
	if opt.Group == 0 {
		opt.Group = 1024
	}
	if opt.Log == nil {
		opt.Log = slog.New(slog.DiscardHandler)
	}
	if opt.Clock == nil {
		opt.Clock = NewClock()
	}
	e := &Engine{
		opt: opt, log: opt.Log, clock: opt.Clock,
		room: semaphore.NewWeighted(int64(opt.Queue)), arrivals: make(chan *arrival, opt.Queue),
		tasks: make(chan task, 256), commits: make(chan *group), idle: make(chan struct{}, 1),
		closing: make(chan struct{}), drained: make(chan struct{}), abandon: make(chan struct{}), stopped: make(chan struct{}),
		windows: newWindows(), standing: map[bot.Place]*bot.Standing{}, movedFrom: map[bot.Place]bot.Place{},
		movedTo: map[bot.Place]bot.Place{}, unownedTold: map[bot.Place]struct{}{},
		timerWake: make(chan struct{}, 1), eraseWake: make(chan struct{}, 1),
	}
	var err error
	if e.router, err = newRouter(opt.Features); err != nil {
		return nil, err
	}
	if what, ok := e.router.restricted(); ok && opt.Authorize == nil {
		return nil, fmt.Errorf("%s is not for everybody, and Options.Authorize is nil", what)
	}
	r, err := newRuling(opt.Config, e.router.features, nil)
	if err != nil {
		return nil, err
	}
	e.ruling.Store(r)
	e.deliver = newDelivery(e)
	if opt.Partition != nil && e.deliver.outlets[bot.Partition] == nil {
		return nil, fmt.Errorf("Options.Partition is set, and no adapter is named %q", bot.Partition)
	}
	e.health.expect(opt.Adapters, e.clock.Now())
	if err := e.load(); err != nil {
		return nil, fmt.Errorf("start: %w", err)
	}
	return e, nil
}

// Reload replaces the configuration from the next group on. On an error the old
// one stays. A community that is the same *bot.Community as before, with the same
// journal, is not told; the others are. It must not be called concurrently.
func (e *Engine) Reload(c Config) error {
	r, err := newRuling(c, e.router.features, e.ruling.Load())
	if err != nil {
		return err
	}
	e.ruling.Store(r)
	e.wakeWriter()
	return nil
}

// Communities returns those in the current configuration.
func (e *Engine) Communities() []*bot.Community { return e.ruling.Load().Communities }

// Clock returns the engine's clock.
func (e *Engine) Clock() *Clock { return e.clock }

// Update runs fn in the writer, for rows that no feature and nothing in the
// engine writes, and returns once they are committed.
func (e *Engine) Update(ctx context.Context, fn func(store.Tx) error) error {
	return e.exec(ctx, func(d *decider) error { return fn(d.tx) })
}

// View reads committed data.
func (e *Engine) View(fn func(store.Reader) error) error { return e.opt.Store.View(fn) }

// feature returns a feature by name; nil if there is none.
func (e *Engine) feature(name string) bot.Feature {
	if f := e.router.byName[name]; f != nil {
		return f
	}
	return nil
}

// adapterStop is how long adapters get to return when the engine stops, and
// drainTime how long lines that are due are still sent.
const (
	adapterStop = 10 * time.Second
	drainTime   = 5 * time.Second
)

// Run works until ctx ends and then stops in order: the adapters, what they
// handed in, what is being performed. It returns nil after an orderly stop; an
// error if an adapter gave up or the store broke for good.
func (e *Engine) Run(ctx context.Context) error {
	e.wakeWriter()
	writing := make(chan struct{})
	go func() { defer close(writing); e.write() }()
	go e.commitAll()

	inner, stop := context.WithCancelCause(context.WithoutCancel(ctx))
	defer stop(nil)
	var helpers sync.WaitGroup
	helpers.Go(func() { e.deliver.run(inner) })
	helpers.Go(func() { e.tick(inner) })
	helpers.Go(func() { e.prune(inner) })
	helpers.Go(func() { e.erase(inner) })

	err := e.runAdapters(ctx)
	close(e.closing)
	e.drain()
	stop(nil)
	// This covers a disk that is still full: what is not committed was never
	// acknowledged. Helpers may be waiting for it, too.
	giveUp := time.AfterFunc(drainTime, func() { close(e.abandon) })
	defer giveUp.Stop()
	helpers.Wait()
	close(e.drained)
	<-writing
	<-e.stopped
	return errors.Join(err, e.health.fatal())
}

// runAdapters returns once ctx has ended and all adapters have returned, or one
// failed.
func (e *Engine) runAdapters(ctx context.Context) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	e.health.onFatal(func() { cancel(nil) })
	ended := make(chan error, len(e.opt.Adapters))
	for _, a := range e.opt.Adapters {
		go func() {
			err := a.Run(ctx, e)
			if err != nil && ctx.Err() == nil {
				err = fmt.Errorf("%s: %w", a.Name(), err)
				cancel(err)
			} else {
				err = nil
			}
			ended <- err
		}()
	}
	<-ctx.Done()
	deadline := time.After(adapterStop)
	var errs []error
	for range e.opt.Adapters {
		select {
		case err := <-ended:
			errs = append(errs, err)
		case <-deadline:
			return errors.Join(append(errs, errors.New("an adapter did not stop in time"))...)
		}
	}
	return errors.Join(errs...)
}

// drain sends the lines that are due.
func (e *Engine) drain() {
	deadline := time.Now().Add(drainTime)
	for !e.deliver.quiet() && time.Now().Before(deadline) && !e.failed() {
		time.Sleep(10 * time.Millisecond)
	}
}

// Adapters returns the adapters that it runs.
func (e *Engine) Adapters() []bot.Adapter { return e.opt.Adapters }
