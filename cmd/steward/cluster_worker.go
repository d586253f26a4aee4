package main

import (
	"context"
	"errors"
	"log/slog"
	"math/rand/v2"
	"slices"
	"strconv"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/cluster"
	"github.com/stewardbot/steward/bot/engine"
	"github.com/stewardbot/steward/bot/inspect"
	"github.com/stewardbot/steward/bot/phrase"
	"github.com/stewardbot/steward/cmd/steward/wire"
	"github.com/stewardbot/steward/store"
	"github.com/stewardbot/steward/store/pgstore"
)

// worker runs the engines of the partitions that this process holds. All
// workers of a cluster share the partitions evenly: each takes free ones until
// it has its share, and gives up what it has beyond that.
type worker struct {
	n    *node
	mu   sync.Mutex
	held map[int]*holding
	had  bool // what is this process's share was taken once
	runs sync.WaitGroup
	told int // partitions in the last line of the log
	ends ends
	// unfit is why this process takes no partition: one has a schema that is not
	// this program's; nil: none is known to have.
	unfit *unfit
	// changed holds a value when a partition was taken, given up or lost.
	changed chan struct{}
}

// holding is a partition that this process holds.
type holding struct {
	engine *engine.Engine // nil: it is being loaded
	counts prometheus.Gatherer
	own    map[*bot.Community]*bot.Community // see configOf
	stop   context.CancelFunc
	giving bool // it is being given up
}

func newWorker(n *node) *worker {
	return &worker{n: n, held: map[int]*holding{}, changed: make(chan struct{}, 1)}
}

// run takes and gives up partitions until ctx ends, and then gives up all. Others
// may take each as soon as it is free.
func (w *worker) run(ctx context.Context) {
	defer w.runs.Wait()
	for ctx.Err() == nil {
		w.tellEnds()
		if err := w.balance(ctx); err != nil && ctx.Err() == nil && w.n.server.Away() == nil {
			w.n.log.Warn("partitions can't be shared out; trying again", "err", err)
		}
		select {
		case <-time.After(w.n.settings.Lease / 4):
		case <-w.changed:
		case <-ctx.Done():
		}
	}
	if err := w.n.server.Leave(); err != nil {
		w.n.log.Warn("the others count this process until it has ended", "err", err)
	}
}

// balance brings what this process holds closer to its share, which is nothing
// as long as it can't open all partitions.
func (w *worker) balance(ctx context.Context) error {
	if !w.fits() {
		for _, part := range w.surplus(0) {
			w.giveUp(part)
		}
		return w.n.server.Leave()
	}
	if err := w.n.server.Join(ctx); err != nil {
		return err
	}
	workers, err := w.n.server.Workers(ctx)
	if err != nil {
		return err
	}
	leases, err := w.n.server.Leases(ctx)
	if err != nil {
		return err
	}
	share := shareOf(w.n.settings.Partitions, len(workers))
	for _, part := range w.surplus(share) {
		w.giveUp(part)
	}
	for _, part := range w.wanted(share, leases) {
		w.take(ctx, part)
	}
	w.tell(share, len(workers))
	return nil
}

// tell notes that the share was taken, and logs how many partitions this process
// has, once that has changed and none is on its way.
func (w *worker) tell(share, workers int) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.had = true
	for _, h := range w.held {
		if h.engine == nil || h.giving {
			return
		}
	}
	if len(w.held) != w.told {
		w.told = len(w.held)
		w.n.log.Info("partitions", "held", w.told, "share", share, "of", w.n.settings.Partitions, "processes", workers)
	}
}

// poke puts a value into a channel that holds one, unless it is there.
func poke(c chan<- struct{}) {
	select {
	case c <- struct{}{}:
	default:
	}
}

// shareOf is how many of the partitions one of so many workers holds at most.
func shareOf(partitions, workers int) int {
	workers = max(workers, 1)
	return (partitions + workers - 1) / workers
}

// surplus returns what is to be given up.
func (w *worker) surplus(share int) []int {
	w.mu.Lock()
	defer w.mu.Unlock()
	var parts []int
	for part, h := range w.held {
		if !h.giving {
			parts = append(parts, part)
		}
	}
	if len(parts) <= share {
		return nil
	}
	slices.Sort(parts)
	return parts[share:]
}

// wanted returns free partitions, in random order so that workers seldom try
// the same, as many as this process lacks.
func (w *worker) wanted(share int, leases []pgstore.Lease) (free []int) {
	taken := map[int]bool{}
	for _, l := range leases {
		taken[l.Part] = l.Left > 0
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, part := range rand.Perm(w.n.settings.Partitions) {
		if _, ours := w.held[part]; !ours && !taken[part] && len(w.held)+len(free) < share {
			free = append(free, part)
		}
	}
	return free
}

// giveUp has a partition's engine stop in order.
func (w *worker) giveUp(part int) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if h := w.held[part]; h != nil {
		h.giving = true
		h.stop()
	}
}

// take claims a partition and runs its engine until it is given up or lost.
func (w *worker) take(ctx context.Context, part int) {
	ctx, stop := context.WithCancel(ctx)
	h := &holding{stop: stop, own: map[*bot.Community]*bot.Community{}}
	w.mu.Lock()
	w.held[part] = h
	w.mu.Unlock()
	w.runs.Go(func() {
		defer stop()
		log := w.n.log.With("partition", part)
		err := w.hold(ctx, part, h, log)
		locked := errors.Is(err, store.ErrLocked) // another was quicker
		if fenced := errors.Is(err, store.ErrFenced); fenced || err != nil && !locked && ctx.Err() == nil {
			if w.noteEnd(part, err); !fenced {
				pauseFor(ctx, w.n.settings.Lease/4)
			}
		}
		w.mu.Lock()
		delete(w.held, part)
		w.mu.Unlock()
		if !locked { // it may stay so although the lease is over: at once would be without end
			poke(w.changed)
		}
	})
}

func (w *worker) hold(ctx context.Context, part int, h *holding, log *slog.Logger) error {
	s, err := w.n.server.Open(ctx, part)
	if err != nil {
		return err
	}
	if _, err := migrated(s, false, log); err != nil {
		return err // it is closed
	}
	began := w.n.inForce.Load()
	in, err := w.n.newInstance(part, s, w.n.configOf(part, began, h.own), log)
	if err != nil {
		return errors.Join(err, s.Close())
	}
	e := in.engine
	counts := prometheus.NewRegistry()
	registerEngine(prometheus.WrapRegistererWith(prometheus.Labels{"partition": strconv.Itoa(part)}, counts), e, func() inspect.Storage { return inspect.Storage{} })
	w.mu.Lock()
	h.engine, h.counts = e, counts
	w.mu.Unlock()
	if err := w.n.catchUp(part, h, began); err != nil {
		log.Error("the configuration can't be used; the old one stays in force", "err", err)
	}
	poke(w.changed)
	stop, err := answerCommands(w.n.transport, part, in)
	if err != nil {
		return errors.Join(err, s.Close())
	}
	watching, unwatch := context.WithCancel(ctx)
	var beside sync.WaitGroup
	beside.Go(func() { watchStore(watching, s, e) })
	beside.Go(func() { w.n.answerPages(watching, part, in) })
	err = e.Run(ctx)
	stop()
	unwatch()
	beside.Wait()
	return errors.Join(err, s.Close())
}

// newInstance returns the engine of a partition with its store.
func (n *node) newInstance(part int, s *pgstore.Store, c engine.Config, log *slog.Logger) (in *instance, err error) {
	p := wire.NewPartsWith(n.texts)
	if n.desk.Listen != "" {
		p.Desk.Serve(n.desk.Address)
	}
	opt := wire.EngineOptions(p)
	opt.Store, opt.Log, opt.Clock, opt.Queue = s, log, n.clock, partQueue
	opt.Config = c
	opt.Partition = &engine.Partition{
		Number: part, Of: n.partOf, Home: n.homeOf, Community: n.community, Others: n.server.Others(part),
	}
	opt.Adapters = append(opt.Adapters,
		cluster.NewIntake(cluster.IntakeOptions{Part: part, Store: s, Transport: n.transport, Session: n.server.Epoch, Log: log}), cluster.NewPassage(part, n.transport))
	for _, a := range n.platforms {
		opt.Adapters = append(opt.Adapters, cluster.NewRemote(cluster.RemoteOptions{
			Platform: a, Can: wire.Can(a.Name()), Gateways: n.gateways, Transport: n.transport, Part: part, Lease: s,
			ShardOf: wire.ShardOf(a.Name()),
		}))
	}
	in = &instance{store: s, parts: p, opt: opt, log: log}
	in.engine, err = engine.New(opt)
	return in, err
}

// catchUp puts in force what changed while an engine was being made that others
// did not know of yet.
func (n *node) catchUp(part int, h *holding, began *layout) error {
	n.changing.Lock()
	defer n.changing.Unlock()
	if now := n.inForce.Load(); now != began {
		return h.engine.Reload(n.configOf(part, now, h.own))
	}
	return nil
}

// partQueue is how many events of one partition may wait: less than a program
// with one engine takes, since there are many.
const partQueue = 1024

// running returns the partitions whose engines run. A nil worker has none.
func (w *worker) running() map[int]holding {
	if w == nil {
		return nil
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	list := map[int]holding{}
	for part, h := range w.held {
		if h.engine != nil && !h.giving {
			list[part] = *h
		}
	}
	return list
}

// began reports whether the engines of the first partitions taken run.
func (w *worker) began() bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, h := range w.held {
		if h.engine == nil {
			return false
		}
	}
	return w.had
}

// notReady returns why this process is not ready.
func (w *worker) notReady() (why []phrase.Line) {
	if w == nil {
		return nil
	}
	if !w.began() {
		why = append(why, "cluster.joining")
	}
	w.mu.Lock()
	if w.unfit != nil {
		why = append(why, phrase.Cause(w.unfit.why))
	}
	w.mu.Unlock()
	for _, h := range w.running() {
		why = append(why, h.engine.NotReady()...)
	}
	slices.Sort(why)
	return slices.Compact(why)
}
