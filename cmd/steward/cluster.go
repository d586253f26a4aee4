package main

import (
	"context"
	"errors"
	"log/slog"
	"maps"
	"sync"
	"sync/atomic"
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/cluster"
	"github.com/stewardbot/steward/bot/cluster/jetstream"
	"github.com/stewardbot/steward/bot/config"
	"github.com/stewardbot/steward/bot/engine"
	"github.com/stewardbot/steward/bot/locale"
	"github.com/stewardbot/steward/bot/member"
	"github.com/stewardbot/steward/bot/phrase"
	"github.com/stewardbot/steward/cmd/steward/wire"
	"github.com/stewardbot/steward/store"
	"github.com/stewardbot/steward/store/pgstore"
)

// Roles of a process in a cluster.
const (
	roleAll     = "all"
	roleGateway = "gateway" // has the connections to the platforms
	roleEngine  = "engine"  // decides
)

// node is this process's part of a cluster.
type node struct {
	settings  *wire.ClusterSettings
	desk      *wire.DeskSettings
	server    *pgstore.Server
	transport *jetstream.Transport
	gateways  *cluster.Gateways
	platforms []bot.Adapter // for their names, limits and links; none of them runs
	texts     *locale.Locale
	clock     *engine.Clock
	log       *slog.Logger

	worker  *worker       // nil: this process decides nothing
	sources []*connection // none: it has no connection to a platform

	inForce  atomic.Pointer[layout]
	hosted   *hosting
	changing sync.Mutex // held while a layout is put in force, and while an engine catches up with it
	forms    wire.Forms // guarded by hosted
}

// layout is a configuration in force.
type layout struct {
	config      engine.Config
	communities map[string]listed
	cluster.Spaces
}

// listed is a community and its place in the configuration.
type listed struct {
	*bot.Community
	order int
}

func newLayout(c engine.Config) *layout {
	l := &layout{config: c, communities: map[string]listed{}}
	l.Spaces = cluster.SpacesOf(l.config.Communities)
	for i, c := range l.config.Communities {
		l.communities[c.ID] = listed{c, i}
	}
	return l
}

// newNode connects to the database and to NATS.
func newNode(ctx context.Context, f *config.File, role string, log *slog.Logger) (*node, error) {
	n := &node{settings: f.Root("cluster").(*wire.ClusterSettings), desk: f.Root("desk").(*wire.DeskSettings), texts: locale.New(), clock: testClock(ctx, log), log: log}
	n.inForce.Store(newLayout(engine.Config{})) // until the communities are read
	var err error
	n.server, err = pgstore.Connect(ctx, f.Root("store").(*wire.StoreSettings).Place(), pgstore.Options{
		Lease: n.settings.Lease, Cache: int(n.settings.Memory),
	})
	if err != nil {
		return nil, err
	}
	id, err := claimCluster(ctx, n.server, n.settings.Partitions)
	if err != nil {
		return nil, errors.Join(err, n.server.Close())
	}
	n.hosted = hostedBy(n.server)
	whole, err := n.hosted.load(ctx, f)
	if err != nil {
		return nil, errors.Join(err, n.server.Close())
	}
	n.hosted.use = n.use
	n.inForce.Store(newLayout(n.forms.Config(whole)))
	if n.transport, err = jetstream.Connect(ctx, natsOptions(n.settings, id, log)); err != nil {
		return nil, errors.Join(err, n.server.Close())
	}
	n.gateways = cluster.NewGateways(n.transport)
	n.gateways.Log = log
	n.platforms = wire.Adapters(f, n.allSpaces, log)
	if role != roleGateway {
		n.worker = newWorker(n)
	}
	if role != roleEngine {
		turns := func(within, rest time.Duration) bot.Turns { return n.server.Turns(within, rest) }
		for _, c := range wire.Connections(f, n.allSpaces, turns, log) {
			n.sources = append(n.sources, &connection{Connection: c, n: n})
		}
	}
	return n, nil
}

// claimCluster notes how many partitions a database has, and returns the name of
// its cluster. It refuses a database with communities that would be looked for in
// other partitions, where they have nothing: that of a single process, or one into
// which a store was copied to another place. Once it is a cluster's, only its
// engines write, so that it is enough to look at partition 0, which is that of a
// single process.
func claimCluster(ctx context.Context, s *pgstore.Server, partitions int) (id string, err error) {
	parts := []int{0}
	if claimed, err := s.Claimed(ctx); err != nil {
		return "", err
	} else if !claimed {
		leases, err := s.Leases(ctx)
		if err != nil {
			return "", err
		}
		for _, l := range leases {
			parts = append(parts, l.Part)
		}
	}
	for _, part := range parts {
		if err := inPlace(s, part, partitions); err != nil {
			return "", err
		}
	}
	return s.Partitions(ctx, partitions)
}

// inPlace returns an error if a community of a partition would be looked for in another.
func inPlace(s *pgstore.Server, part, partitions int) error {
	return s.View(part).View(func(r store.Reader) error {
		there, err := member.New().Communities(r)
		for _, community := range there {
			switch at := cluster.PartOf(community, partitions); {
			case at == part:
			case part == 0:
				return phrase.New("cluster.other_store", community, at)
			default:
				return phrase.New("cluster.other_place", community, part, at)
			}
		}
		return err
	})
}

func (n *node) close() error { return errors.Join(n.transport.Close(), n.server.Close()) }

// The layout's parts, as they are now.

func (n *node) partOf(community string) int   { return cluster.PartOf(community, n.settings.Partitions) }
func (n *node) homeOf(account bot.UserID) int { return cluster.Home(account, n.settings.Partitions) }

// community returns a community in force and its place in the configuration.
func (n *node) community(id string) (*bot.Community, int) {
	c := n.inForce.Load().communities[id]
	return c.Community, c.order
}

// Owner implements cluster.Spaces.
func (n *node) Owner(space bot.Place) string { return n.inForce.Load().Owner(space) }

// Desk implements cluster.Spaces.
func (n *node) Desk(p bot.Place) string { return n.inForce.Load().Desk(p) }

func (n *node) allSpaces() []bot.Place { return spaces(n.inForce.Load().config.Communities) }

// configOf is the configuration of a partition. An engine keeps in its communities
// what it works out, so that each has copies of its own: own has them from the
// call before, by what they were made from.
func (n *node) configOf(part int, l *layout, own map[*bot.Community]*bot.Community) engine.Config {
	c := l.config
	c.Communities = nil
	there := map[*bot.Community]bool{}
	for _, com := range l.config.Communities {
		if n.partOf(com.ID) != part {
			continue
		}
		if own[com] == nil {
			copied := *com
			own[com] = &copied
		}
		there[com] = true
		c.Communities = append(c.Communities, own[com])
	}
	maps.DeleteFunc(own, func(com, _ *bot.Community) bool { return !there[com] })
	return c
}

// The methods of running.

func (n *node) logger() *slog.Logger          { return n.log }
func (n *node) communities() []*bot.Community { return n.inForce.Load().config.Communities }

func (n *node) taken() (func(community, section string) []string, error) {
	all := n.server.Others(-1)
	return wire.Taken(func(fn func(store.Reader) error) error { return fn(all) }, "")
}

func (n *node) follow(ctx context.Context, f *config.File) error { return n.hosted.follow(ctx, f) }

// use puts a configuration in force in all engines of this process, and tells
// communities in their moderators' logs why they stay as they were.
func (n *node) use(ctx context.Context, f *config.File, faulty map[string]config.Faults) error {
	if err := n.enforce(f); err != nil {
		return err
	}
	told := map[string][]string{}
	for id, faults := range faulty {
		com, _ := n.community(id)
		for _, x := range faults {
			if n.log.Error("a community in the store has faults and is not in force as it is there", "community", id, "fault", x.String()); com != nil {
				told[id] = append(told[id], x.In(com.Language))
			}
		}
	}
	return n.refuse(ctx, told)
}

func (n *node) enforce(f *config.File) error {
	n.changing.Lock()
	defer n.changing.Unlock()
	l := newLayout(n.forms.Config(f))
	n.inForce.Store(l)
	var failed []error
	for part, h := range n.worker.running() {
		failed = append(failed, h.engine.Reload(n.configOf(part, l, h.own)))
	}
	return errors.Join(failed...)
}

// refuse tells the communities whose engines run in this process, once they do:
// an engine that is being made needs changing before it begins. One that ends
// tells nothing any more.
func (n *node) refuse(ctx context.Context, faults map[string][]string) error {
	var failed []error
	for part, h := range n.worker.running() {
		own := maps.Clone(faults)
		maps.DeleteFunc(own, func(id string, _ []string) bool { return n.partOf(id) != part })
		if err := h.engine.Refuse(ctx, own); !errors.Is(err, engine.ErrClosing) {
			failed = append(failed, err)
		}
	}
	return errors.Join(failed...)
}

// run works until ctx ends, or a platform refuses its connection for good. Then
// it stops in order: the engines first, while the connections still take what
// they have to say.
func (n *node) run(ctx context.Context) error {
	ctx, fail := context.WithCancelCause(ctx)
	defer fail(nil)
	beside, stop := context.WithCancel(context.WithoutCancel(ctx))
	var helpers sync.WaitGroup
	helpers.Go(func() { _ = n.gateways.Run(beside) })
	helpers.Go(func() {
		if err := n.hosted.watch(beside, n.log); err != nil {
			fail(err)
		}
	})
	for _, s := range n.sources {
		helpers.Go(func() {
			if err := s.run(beside); err != nil {
				fail(err)
			}
		})
	}
	helpers.Go(func() { n.sayReady(ctx) })
	if n.worker != nil {
		n.worker.run(ctx)
	}
	<-ctx.Done()
	stop()
	helpers.Wait()
	if err := context.Cause(ctx); !errors.Is(err, context.Canceled) {
		return err
	}
	return nil
}

// unreadyFor is how long a process is not ready before its log says so:
// partitions that are taken over soon are.
const unreadyFor = 3 * time.Second

// sayReady logs when this process becomes ready, and when it no longer is: one
// line, however many partitions it has.
func (n *node) sayReady(ctx context.Context) {
	told, last := false, time.Now() // that it is ready, and when it was
	for ; ctx.Err() == nil; pauseFor(ctx, 50*time.Millisecond) {
		why := n.notReady()
		if len(why) == 0 {
			last = time.Now()
		}
		switch {
		case len(why) == 0 && !told:
			n.log.Info("ready")
			told = true
		case told && time.Since(last) > unreadyFor:
			n.log.Warn("not ready", "reason", why[0], "reasons", len(why), "partitions", len(n.worker.running()))
			told = false
		}
	}
}

// notReady returns why this process is not ready. One that stands by is.
func (n *node) notReady() (why []phrase.Line) {
	if !n.transport.Connected() {
		why = append(why, "cluster.nats_away")
	}
	for _, s := range n.sources {
		why = append(why, s.notReady()...)
	}
	why = append(why, n.worker.notReady()...)
	if err := n.server.Away(); err != nil {
		why = append(why, phrase.AsLine("ready.store", err))
	}
	return why
}

// pauseFor waits for a time, or until ctx ends.
func pauseFor(ctx context.Context, d time.Duration) {
	select {
	case <-time.After(d):
	case <-ctx.Done():
	}
}
