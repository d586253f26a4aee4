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

// Directory knows the members of every community; package member implements
// it. Its methods run in the writer, within the turn's transaction.
type Directory interface {
	// Resolve finds or makes the member of an account, and notes that it was
	// seen. Member.Seen is the time before this one.
	Resolve(s bot.State, community string, u bot.User, at time.Time) (*bot.Member, error)
	// Joined does the same for one who came in just then.
	Joined(s bot.State, community string, u bot.User, at time.Time) (*bot.Member, error)
	// Present and Left note whether the account is in the space.
	Present(s bot.State, space bot.Place, u bot.UserID) error
	Left(s bot.State, space bot.Place, u bot.UserID) error
	// Roles are those that the account was last seen with in the space, and
	// SetRoles notes them.
	Roles(r store.Reader, space bot.Place, u bot.UserID) ([]string, error)
	SetRoles(s bot.State, space bot.Place, u bot.UserID, roles []string) error
	// CommunitiesOf are the ids of those in which the account is a member's.
	CommunitiesOf(r store.Reader, u bot.UserID) ([]string, error)
	// These return nil when there is no such member.
	ByUser(s bot.State, community string, u bot.UserID) (*bot.Member, error)
	ByID(s bot.State, community string, id bot.MemberID) (*bot.Member, error)
	ByHandle(s bot.State, community, platform, handle string) (*bot.Member, error)
}

// Options are what an engine works with.
type Options struct {
	Store     store.Store
	Clock     *Clock
	Log       *slog.Logger
	Adapters  []bot.Adapter
	Features  []bot.Feature // in the order in which they see an event
	Directory Directory
	// Text is the catalogue: a text in a language, "" for the default one.
	Text func(language, key string, args bot.Args) string
	// Speaks is the language of the catalogue that suits whoever asked for a BCP 47
	// tag; empty: none does. Nil: nobody is spoken to in their own language.
	Speaks func(tag string) string
	// Authorize reports whether a turn's user is one of those for whom its command
	// or button is, and answers them if not. It is asked where that is not everybody,
	// and may only be nil where everything is.
	Authorize func(t *bot.Turn, who bot.Audience) (bool, error)
	// Usage tells whoever gave the turn's command how it is given: something that it
	// requires is missing, or a time is misread; or why it is not for them, if that is
	// not empty. Nil: the command is carried out all the same.
	Usage func(t *bot.Turn, in *bot.Input, why string)
	// Spares tells of a turn's user whether rules leave them alone, beside those
	// who have authority on the platform; nil: nobody.
	Spares func(t *bot.Turn) (bool, error)
	// RuleMode is how a rule counts for now by somebody's order: enforce, shadow or
	// off; empty: as the configuration says. Nil: there are no orders.
	RuleMode func(t *bot.Turn, rule string) (string, error)
	// WhyDeleted is what the platform's own log is to say of a message that a rule
	// deletes; nil: the rule's name.
	WhyDeleted func(t *bot.Turn, rule string) string
	// Level is the number of the level that a turn's member is at, counted from
	// 0; negative: none. Nil: there are no levels.
	Level func(t *bot.Turn) (int, error)
	// HasRole tells whether a turn's user has one of the roles, each with its full
	// name; nil: nobody has.
	HasRole func(t *bot.Turn, roles []string) (bool, error)
	// Drawers draw the pictures of effects, by kind.
	Drawers map[string]bot.Drawer
	// FetchFrom are networks whose servers a bot.Fetch may ask, beside those on the
	// public internet.
	FetchFrom []netip.Prefix
	Config    Config
	// Queue is how many events may wait before Submit blocks; 8,192 unless told.
	Queue int
	// Group is how many events one transaction holds at most; 1,024 unless told.
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
	idle     chan struct{} // holds one when the committer can take a group
	closing  chan struct{} // closed: intake takes nothing more
	drained  chan struct{} // closed: the writer may end when nothing waits
	abandon  chan struct{} // closed: a commit that fails is not tried again
	stopped  chan struct{} // closed by the committer as it ends

	// In memory, the writer's alone once Run has begun.
	windows      *windows
	standing     map[bot.Place]*bot.Standing
	movedFrom    map[bot.Place]bot.Place // new space -> old
	movedTo      map[bot.Place]bot.Place // old space -> the one that it moved to last
	unownedTold  map[bot.Place]struct{}
	timelessFrom []byte // where pruning goes on
	firstRef     uint64
	firstLine    uint64

	timerMu   sync.Mutex
	nextTimer time.Time
	timerWake chan struct{}
	eraseWake chan struct{}
}

// New checks the options and reads what start needs from the store, which must
// be migrated (see Migrations).
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
	r, err := newRuling(opt.Config, e.router.features)
	if err != nil {
		return nil, err
	}
	e.ruling.Store(r)
	e.deliver = newDelivery(e)
	e.health.expect(opt.Adapters)
	if err := e.load(); err != nil {
		return nil, fmt.Errorf("start: %w", err)
	}
	return e, nil
}

// Reload replaces the configuration from the next group on. An error keeps the
// old one.
func (e *Engine) Reload(c Config) error {
	r, err := newRuling(c, e.router.features)
	if err != nil {
		return err
	}
	e.ruling.Store(r)
	e.wakeWriter()
	return nil
}

// Communities are those in force.
func (e *Engine) Communities() []*bot.Community { return e.ruling.Load().Communities }

// Clock is the engine's time.
func (e *Engine) Clock() *Clock { return e.clock }

// View reads what is committed.
func (e *Engine) View(fn func(store.Reader) error) error { return e.opt.Store.View(fn) }

// feature is the one of that name; nil: there is none.
func (e *Engine) feature(name string) bot.Feature {
	if f := e.router.byName[name]; f != nil {
		return f
	}
	return nil
}

// adapterStop is how long adapters get to return, and drainTime how long lines
// that may go at once still go, when the engine stops.
const (
	adapterStop = 10 * time.Second
	drainTime   = 5 * time.Second
)

// Run works until ctx ends and then stops in order: adapters, what they handed
// in, what is being performed. It returns nil for an orderly stop; an error if
// an adapter gave up or the store broke for good.
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
	// If the disk is still full by then: what is not committed was acknowledged
	// to nobody. Helpers may be waiting for it, too.
	giveUp := time.AfterFunc(drainTime, func() { close(e.abandon) })
	defer giveUp.Stop()
	helpers.Wait()
	close(e.drained)
	<-writing
	<-e.stopped
	return errors.Join(err, e.health.fatal())
}

// runAdapters returns when ctx ended and all adapters returned, or one failed.
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

// drain lets the lines go that may go at once.
func (e *Engine) drain() {
	deadline := time.Now().Add(drainTime)
	for !e.deliver.quiet() && time.Now().Before(deadline) && !e.failed() {
		time.Sleep(10 * time.Millisecond)
	}
}

// Adapters are those that it runs.
func (e *Engine) Adapters() []bot.Adapter { return e.opt.Adapters }
