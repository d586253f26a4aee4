package cluster

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/phrase"
	"github.com/stewardbot/steward/store"
)

// IntakeOptions configure an intake.
type IntakeOptions struct {
	Part      int
	Store     store.Store // of the partition, with the engine's cursors
	Transport Transport
	// Session returns a source's newest session according to the database; 0: it
	// has none. Packets of any other session are ignored. If it is nil, every
	// session is accepted.
	Session func(ctx context.Context, source string) (int64, error)
	Log     *slog.Logger
}

// Intake brings the events of one partition to its engine. It is a bot.Adapter
// that performs nothing. One serves one Run.
//
// A packet is taken if it is the next one of its source's session, or the first
// of a newer session that the database knows; any other comes again, since its gateway sends all again
// from the first unconfirmed on. What was taken and which place in the stream it
// had is the cursor of the batch, so it is committed with the events.
type Intake struct {
	opt  IntakeOptions
	mu   sync.Mutex
	by   map[string]intakeSource
	from Position // after this the stream is followed
}

// intakeSource is how far a source is: what was taken, and what is committed of it.
type intakeSource struct{ taken, committed place }

// place is the cursor of a packet.
type place struct {
	Session int64  `json:"session"`
	N       uint64 `json:"n"`
	Position
}

// Name of the Intake's adapter, and what follows a source's name in those of its
// batches: it begins with the platform, as every Batch.Adapter.
const (
	intakeName   = "cluster"
	sourceSuffix = "/source"
)

// committed is the answer to a request with an event.
const committed = "committed"

var errNotCommitted = errors.New("the engine could not commit it")

// NewIntake returns the intake of a partition.
func NewIntake(opt IntakeOptions) *Intake {
	if opt.Log == nil {
		opt.Log = slog.New(slog.DiscardHandler)
	}
	return &Intake{opt: opt, by: map[string]intakeSource{}}
}

// Name implements bot.Adapter.
func (*Intake) Name() string { return intakeName }

// Capabilities implements bot.Adapter.
func (*Intake) Capabilities(bot.Place) bot.Capabilities { return bot.Capabilities{} }

// Perform implements bot.Adapter.
func (*Intake) Perform(context.Context, bot.Delivery) (bot.Outcome, error) {
	return bot.Outcome{}, bot.Refuse("cluster.unknown", "effect")
}

// Run implements bot.Adapter.
func (in *Intake) Run(ctx context.Context, sink bot.Sink) error {
	if err := in.load(); err != nil {
		return err
	}
	var waiting sync.WaitGroup
	defer waiting.Wait()
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	taken := make(chan submitted, 1024)
	waiting.Go(func() { in.confirmAll(ctx, taken) })
	stop, err := in.opt.Transport.Answer(subjectEvent(in.opt.Part), func(ctx context.Context, b []byte) []byte {
		return in.request(ctx, sink, b)
	})
	if err != nil {
		return fmt.Errorf("partition %d: %w", in.opt.Part, err)
	}
	defer stop()
	for pause := shortest; ; pause = min(2*pause, longest) {
		err := in.opt.Transport.Follow(ctx, in.opt.Part, in.from, func(at Position, b []byte) error {
			if pause = shortest; b == nil {
				sink.Status(intakeName, true, "")
				return nil
			}
			return in.packet(ctx, sink, at, b, taken)
		})
		if ctx.Err() != nil {
			return nil
		}
		sink.Status(intakeName, false, phrase.Cause(err))
		select {
		case <-time.After(pause):
		case <-ctx.Done():
			return nil
		}
	}
}

// load reads what was committed, and tells the gateways.
func (in *Intake) load() error {
	err := in.opt.Store.View(func(r store.Reader) error {
		return r.Scan(tableCursor, nil, nil, false, 0, func(k, v []byte) (bool, error) {
			source, ok := strings.CutSuffix(string(k), sourceSuffix)
			if !ok {
				return true, nil
			}
			var p place
			if err := json.Unmarshal(v, &p); err != nil {
				return false, fmt.Errorf("table %s, key %s: %w", tableCursor, k, err)
			}
			in.by[source] = intakeSource{p, p}
			if p.after(in.from) {
				in.from = p.Position
			}
			return true, nil
		})
	})
	if err != nil {
		return err
	}
	for name := range in.by {
		in.tell(name)
	}
	return nil
}

// submitted is a packet that the engine has.
type submitted struct {
	source string
	at     place
	wait   bot.Wait
}

// packet submits a packet if it is the next.
func (in *Intake) packet(ctx context.Context, sink bot.Sink, at Position, b []byte, taken chan<- submitted) error {
	in.from = at
	p, err := decodePacket(b)
	if err == nil && p.N == 0 {
		err = errors.New("a packet without a number")
	}
	if err != nil {
		in.opt.Log.Error("a packet is left aside", "partition", in.opt.Part, "err", err)
		return nil
	}
	last := in.source(p.Source).taken
	switch {
	case p.Session == last.Session && p.N == last.N+1:
	case p.Session > last.Session && p.N == 1:
		if known, err := in.known(ctx, &p); err != nil || !known {
			return err
		}
	case p.Session == last.Session && p.N <= last.N:
		in.tell(p.Source) // its gateway may have missed that it is committed
		return nil
	default:
		return nil
	}
	next := place{p.Session, p.N, at}
	wait, err := sink.Submit(ctx, bot.Batch{Adapter: p.Source + sourceSuffix, Events: p.Events, Cursor: encode(next)})
	if err != nil {
		return err
	}
	in.mu.Lock()
	in.by[p.Source] = intakeSource{next, in.by[p.Source].committed}
	in.mu.Unlock()
	select {
	case taken <- submitted{p.Source, next, wait}:
	case <-ctx.Done():
	}
	return nil
}

// known reports whether the database knows the session of a packet.
func (in *Intake) known(ctx context.Context, p *packet) (bool, error) {
	if in.opt.Session == nil {
		return true, nil
	}
	newest, err := in.opt.Session(ctx, p.Source)
	if err == nil && p.Session > newest {
		in.opt.Log.Error("a packet is left aside: no gateway has its session", "partition", in.opt.Part, "source", p.Source, "session", p.Session)
	}
	return p.Session <= newest, err
}

func (in *Intake) source(name string) intakeSource {
	in.mu.Lock()
	defer in.mu.Unlock()
	return in.by[name]
}

// confirmAll tells the gateways what is committed, in order.
func (in *Intake) confirmAll(ctx context.Context, taken <-chan submitted) {
	for {
		select {
		case t := <-taken:
			if t.wait(ctx) != nil {
				return
			}
			in.mu.Lock()
			in.by[t.source] = intakeSource{in.by[t.source].taken, t.at}
			in.mu.Unlock()
			in.tell(t.source)
		case <-ctx.Done():
			return
		}
	}
}

// tell tells a gateway how far its packets are committed. If that is lost, it
// sends them again and is told again.
func (in *Intake) tell(source string) {
	if at := in.source(source).committed; at.N > 0 {
		_ = in.opt.Transport.Tell(subjectDone(source), encode(done{in.opt.Part, at.Session, at.N}))
	}
}

// requestTime is how long an event that comes by request may take: less than its
// gateway waits until it asks again, so that tries don't gather.
const requestTime = 5 * time.Second

// request decides an event that comes by request, and answers once it is
// committed.
func (in *Intake) request(ctx context.Context, sink bot.Sink, b []byte) []byte {
	ctx, cancel := context.WithTimeout(ctx, requestTime)
	defer cancel()
	p, err := decodePacket(b)
	if err == nil {
		var wait bot.Wait
		if wait, err = sink.Submit(ctx, bot.Batch{Adapter: p.Source + sourceSuffix, Events: p.Events}); err == nil {
			err = wait(ctx)
		}
	}
	if err != nil {
		return []byte(errNotCommitted.Error())
	}
	return []byte(committed)
}
