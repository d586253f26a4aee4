package cluster

import (
	"context"
	"errors"
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/phrase"
)

// Lease is an engine's hold on its partition. A *pgstore.Store is one.
type Lease interface {
	// Epoch is higher for each holder than for those before.
	Epoch() int64
	// Sure reports whether the partition is certainly held still.
	Sure() bool
}

// RemoteOptions configure the stand-in for a platform's adapter.
type RemoteOptions struct {
	// Platform is an adapter of the platform that does not run: its name,
	// limits and links.
	Platform bot.Adapter
	// Can returns what a place can do, as long as the gateway can't be asked.
	Can func(bot.Place) bot.Capabilities
	// ShardOf returns which of so many connections has a place, from 0; nil: the
	// platform has only one.
	ShardOf   func(p bot.Place, shards int) int
	Gateways  *Gateways
	Transport Transport
	Part      int
	Lease     Lease
}

// Remote stands in for a platform's adapter at an engine: the gateways that
// hold the platform's connections perform. It implements bot.Adapter and its
// abilities.
type Remote struct {
	opt    RemoteOptions
	places places
}

// NewRemote returns the stand-in for a platform.
func NewRemote(opt RemoteOptions) *Remote {
	if opt.ShardOf == nil {
		opt.ShardOf = func(bot.Place, int) int { return 0 }
	}
	return &Remote{opt: opt, places: places{by: map[bot.Place]*seenPlace{}}}
}

var (
	_ bot.Adapter  = (*Remote)(nil)
	_ bot.Limiter  = (*Remote)(nil)
	_ bot.Admitter = (*Remote)(nil)
	_ bot.Linker   = (*Remote)(nil)
	_ bot.Titler   = (*Remote)(nil)
	_ bot.Sweeper  = (*Remote)(nil)
	_ bot.Examiner = (*Remote)(nil)
)

// Name implements bot.Adapter.
func (r *Remote) Name() string { return r.opt.Platform.Name() }

// Limits implements bot.Limiter. The limit across all places is the gateway's.
func (r *Remote) Limits() (l bot.Limits) {
	if x, ok := r.opt.Platform.(bot.Limiter); ok {
		l = x.Limits()
	}
	l.PerSecond = 0
	return l
}

// Link implements bot.Linker.
func (r *Remote) Link(m bot.MessageID) string {
	if x, ok := r.opt.Platform.(bot.Linker); ok {
		return x.Link(m)
	}
	return ""
}

// Run implements bot.Adapter: events come through the Intake, so it only tells
// whether the gateways are connected.
func (r *Remote) Run(ctx context.Context, sink bot.Sink) error {
	for {
		connected, reason, changed := r.opt.Gateways.status(r.Name())
		sink.Status(r.Name(), connected, reason)
		select {
		case <-changed:
		case <-ctx.Done():
			return nil
		}
	}
}

// roomTime is longer than a gateway takes to answer whether there is room.
const roomTime = longestWait + lookTime + 5*time.Second

// Admit implements bot.Admitter.
func (r *Remote) Admit(ctx context.Context, effect bot.Effect) error {
	e, err := bot.EncodeEffect(effect)
	if err != nil {
		return &bot.DeliveryError{Code: bot.CodeRefused, Reason: phrase.Cause(err)}
	}
	ctx, cancel := context.WithTimeout(ctx, roomTime) // the answer may be lost
	defer cancel()
	_, _, err = r.ask(ctx, effect.Where(), request{Ask: askRoom, Effect: e}, nil)
	if err != nil && bot.AsDeliveryError(err).Code == bot.CodeUnknown {
		return retry("cluster.no_answer") // nothing was to be done yet
	}
	return err
}

// Perform implements bot.Adapter.
func (r *Remote) Perform(ctx context.Context, d bot.Delivery) (bot.Outcome, error) {
	e, err := bot.EncodeEffect(d.Effect)
	if err != nil {
		return bot.Outcome{}, &bot.DeliveryError{Code: bot.CodeRefused, Reason: phrase.Cause(err)}
	}
	a, body, err := r.ask(ctx, d.Effect.Where(), request{
		Ask: askPerform, Ref: d.Ref, Effect: e, Key: d.Key, Again: d.Again, Since: d.Since,
	}, d.Content)
	switch {
	case err != nil:
		return bot.Outcome{}, err
	case a.Outcome == nil:
		return bot.Outcome{}, unclear()
	}
	return a.Outcome.decode(body), nil
}

// Sweep implements bot.Sweeper.
func (r *Remote) Sweep(ctx context.Context, place bot.Place, messages []string, reason string) error {
	_, _, err := r.ask(ctx, place, request{Ask: askSweep, Place: place, Messages: messages, Reason: reason}, nil)
	return err
}

// Examine implements bot.Examiner.
func (r *Remote) Examine(ctx context.Context, spaces []bot.Place) (all []bot.Check) {
	for _, space := range spaces {
		a, _, err := r.ask(ctx, space, request{Ask: askExamine, Place: space}, nil)
		if err != nil {
			return append(all, bot.Check{Subject: string(space), Found: bot.AsDeliveryError(err).Reason, Cure: "cluster.no_gateway_cure"})
		}
		all = append(all, a.Checks...)
	}
	return all
}

// ask sends a request to the gateway for a place. Its errors are
// *bot.DeliveryError, the gateway's among them.
func (r *Remote) ask(ctx context.Context, place bot.Place, q request, content []byte) (a answer, body []byte, err error) {
	if !r.opt.Lease.Sure() {
		return a, nil, retry("cluster.lost")
	}
	k := r.opt.Gateways.of(place, r.opt.ShardOf)
	if k == nil {
		return a, nil, retry("cluster.no_gateway")
	}
	q.Version, q.Part, q.Epoch = version, r.opt.Part, r.opt.Lease.Epoch()
	b, err := Frame(q, content)
	if err != nil {
		return a, nil, &bot.DeliveryError{Code: bot.CodeRefused, Reason: phrase.Cause(err)}
	}
	if most := r.opt.Transport.Largest(); len(b) > most {
		return a, nil, bot.Refuse("cluster.too_large", len(b), most)
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	go func() { // nobody answers for one that is gone
		select {
		case <-k.gone:
			cancel()
		case <-ctx.Done():
		}
	}()
	b, err = r.opt.Transport.Ask(ctx, subjectDo(k.Source, k.Session), b)
	switch {
	case errors.Is(err, ErrNobody):
		return a, nil, retry("cluster.no_gateway")
	case errors.Is(err, ErrTooLarge):
		return a, nil, bot.Refuse("cluster.too_large", len(b), r.opt.Transport.Largest())
	case err != nil:
		return a, nil, unclear()
	}
	if body, err = Unframe(b, &a); err != nil {
		return a, nil, unclear()
	}
	if a.Error != nil {
		return a, nil, a.Error
	}
	return a, body, nil
}

// unclear is the error if nobody knows whether something was done.
func unclear() *bot.DeliveryError {
	return &bot.DeliveryError{Code: bot.CodeUnknown, Reason: "cluster.no_answer", After: time.Second}
}
