package cluster

import (
	"context"
	"fmt"
	"maps"
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/phrase"
)

// answer does what an engine asks for. What has begun is completed, even if the
// gateway ends.
func (g *Gateway) answer(ctx context.Context, b []byte) []byte {
	var r request
	content, err := Unframe(b, &r)
	if err == nil && r.Version != version {
		err = fmt.Errorf("a request of version %d", r.Version)
	}
	var a answer
	var body []byte
	began := g.begin()
	if began {
		defer g.asked.Done()
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), answerTime)
	defer cancel()
	switch {
	case !began:
		a.Error = retry("cluster.lost")
	case err != nil:
		a.Error = &bot.DeliveryError{Code: bot.CodeRetry, Reason: phrase.Cause(err)}
	case r.Ask == askAbout:
		a.About = g.about(r.Place)
	case r.Ask == askExamine:
		if x, ok := g.opt.Adapter.(bot.Examiner); ok {
			a.Checks = x.Examine(ctx, []bot.Place{r.Place})
		}
	case r.Ask == askSweep:
		if err := g.sweep(ctx, &r); err != nil {
			a.Error = bot.AsDeliveryError(err)
		}
	case r.Ask == askRoom:
		if err := g.admit(&r); err != nil {
			a.Error = bot.AsDeliveryError(err)
		}
	case r.Ask == askPerform:
		if out, err := g.perform(ctx, &r, content); err != nil {
			a.Error = bot.AsDeliveryError(err)
		} else {
			a.Outcome, body = encodeOutcome(out)
		}
	default:
		a.Error = retry("cluster.unknown", string(r.Ask))
	}
	out, err := Frame(a, body)
	if err != nil || len(out) > g.opt.Transport.Largest() {
		// What was done is done; only its description can't be told.
		out, _ = Frame(answer{Error: &bot.DeliveryError{Code: bot.CodeUnknown, Reason: "cluster.answer"}}, nil)
	}
	return out
}

// answerTime is as long as an engine waits for what it asked for.
const answerTime = 90 * time.Second

// begin counts a request that is being answered; false: the gateway ends.
func (g *Gateway) begin() bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.ctx.Err() != nil {
		return false
	}
	g.asked.Add(1)
	return true
}

// ending is closed when the gateway ends.
func (g *Gateway) ending() <-chan struct{} {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.ctx.Done()
}

func (g *Gateway) about(p bot.Place) *about {
	a := &about{Can: g.opt.Adapter.Capabilities(p)}
	if t, ok := g.opt.Adapter.(bot.Titler); ok {
		a.Title = t.Title(p.Space())
	}
	return a
}

func (g *Gateway) perform(ctx context.Context, r *request, content []byte) (bot.Outcome, error) {
	e, err := g.effect(r)
	if err != nil {
		return bot.Outcome{}, err
	}
	out, err := g.opt.Adapter.Perform(ctx, bot.Delivery{Ref: r.Ref, Effect: e, Content: content, Key: r.Key, Again: r.Again, Since: r.Since})
	g.rest(e, err)
	return out, err
}

func (g *Gateway) sweep(ctx context.Context, r *request) error {
	s, ok := g.opt.Adapter.(bot.Sweeper)
	switch {
	case !ok:
		return bot.Refuse("cluster.unknown", string(r.Ask)) // each is tried alone then
	case !g.current(r):
		return retry("cluster.lost")
	}
	err := s.Sweep(ctx, r.Place, r.Messages, r.Reason)
	g.rest(bot.Delete{Place: r.Place, Lane: bot.Moderation}, err)
	return err
}

// effect returns the effect of a request that counts.
func (g *Gateway) effect(r *request) (bot.Effect, error) {
	if !g.current(r) {
		return nil, retry("cluster.lost")
	}
	e, err := bot.DecodeEffect(r.Effect)
	if err != nil {
		return nil, retry("cluster.unknown", "effect") // a newer engine's; the gateway is replaced soon
	}
	return e, nil
}

// admit waits until an effect has room in the platform's limit.
func (g *Gateway) admit(r *request) error {
	for began := g.Now(); ; {
		e, err := g.effect(r)
		if err != nil {
			return err
		}
		now := g.Now()
		wait := g.limits.Take(e, now)
		if wait == 0 {
			return nil
		}
		if now.Add(wait).Sub(began) > longestWait {
			late := retry("cluster.busy")
			late.After = wait
			return late
		}
		select {
		case <-time.After(wait):
		case <-g.ending():
			return retry("cluster.lost")
		}
	}
}

// longestWait is how long an effect waits at the gateway for its turn.
const longestWait = 10 * time.Second

// current reports that this gateway holds its source, and that whoever asks holds
// the partition, as far as is known. A later holder than the known one is looked
// up.
func (g *Gateway) current(r *request) bool {
	if !g.opt.Sure() {
		return false
	}
	if r.Epoch > g.epoch(r.Part) {
		g.look(r)
	}
	return r.Epoch == g.epoch(r.Part) && g.opt.Sure()
}

func (g *Gateway) epoch(part int) int64 {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.epochs[part]
}

// lookTime is how long the database has to tell who has the partitions.
const lookTime = 3 * time.Second

// look learns who has the partitions. One look serves all who ask at once.
func (g *Gateway) look(r *request) {
	g.looking.Lock()
	defer g.looking.Unlock()
	if r.Epoch <= g.epoch(r.Part) {
		return
	}
	now := map[int]int64{r.Part: r.Epoch}
	if g.opt.Epochs != nil {
		ctx, cancel := context.WithTimeout(context.Background(), lookTime)
		defer cancel()
		var err error
		if now, err = g.opt.Epochs(ctx); err != nil {
			g.opt.Log.Warn("who has the partitions can't be read; what is asked for is tried again", "source", g.opt.Source, "err", err)
		} else if r.Epoch > now[r.Part] {
			g.opt.Log.Error("a request is refused: no engine has its epoch", "source", g.opt.Source, "partition", r.Part, "epoch", r.Epoch)
		}
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	maps.Copy(g.epochs, now)
}

// rest honours the platform's request to wait, for all engines.
func (g *Gateway) rest(e bot.Effect, err error) {
	if err == nil {
		return
	}
	if d := bot.AsDeliveryError(err); d.Whole && d.After > 0 {
		now := g.Now()
		g.limits.Close(e, now.Add(d.After), now)
	}
}
