package engine

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/engine/failpoint"
)

// performTimeout bounds one call to a platform.
const performTimeout = 90 * time.Second

// calling returns the context of one call, which is completed even if the engine
// stops, unless that takes long.
func calling(ctx context.Context) (whole context.Context, cancel context.CancelFunc) {
	whole, end := context.WithTimeout(context.WithoutCancel(ctx), performTimeout)
	stop := context.AfterFunc(ctx, func() {
		select {
		case <-time.After(drainTime):
			end()
		case <-whole.Done():
		}
	})
	return whole, func() {
		stop()
		end()
	}
}

// try takes a line through the stages once. It returns the delay before the
// next try; 0 if there is nothing more to do for now.
func (dl *delivery) try(ctx context.Context, o *outlet, l *line) time.Duration {
	if !dl.replaced(l) {
		if err := o.admit(ctx, l, dl.e.clock.Now()); ctx.Err() != nil && err != nil {
			return 0 // left to the next start
		} else if err != nil {
			return dl.failed(o, l, bot.AsDeliveryError(err))
		}
	}
	now := dl.e.clock.Now()
	if dl.replaced(l) {
		dl.settle(l, bot.Outcome{Status: bot.Done, Reason: "delivery.replaced"})
		return 0
	}
	if out, ends := expire(l, now); ends {
		dl.settle(l, out)
		return 0
	}
	parts, err := fit(l, o.adapter.Capabilities(l.effect.Where()), now)
	if err != nil {
		dl.settle(l, bot.Outcome{Status: bot.Refused, Reason: bot.AsDeliveryError(err).Reason})
		return 0
	}
	marking := func(change func(*line)) error {
		failpoint.Pass(failpoint.BeforeMark)
		defer failpoint.Pass(failpoint.AfterMark)
		return dl.update(l, change)
	}
	if err := mark(l, marking); err != nil {
		return time.Second
	}
	send := func(i int, part bot.Effect) (bot.Outcome, error) { return dl.send(ctx, o, l, i, part) }
	out, err := perform(l, parts, send, func(change func(*line)) error { return dl.update(l, change) })
	if err != nil {
		return dl.failed(o, l, bot.AsDeliveryError(err))
	}
	if out.Receipt.At.IsZero() {
		out.Receipt.At = dl.e.clock.Now()
	}
	dl.mu.Lock()
	o.failures, o.failedAt = 0, ""
	dl.mu.Unlock()
	dl.settle(l, out)
	return 0
}

// replaced reports whether a later line has made a line obsolete.
func (dl *delivery) replaced(l *line) bool {
	dl.mu.Lock()
	defer dl.mu.Unlock()
	return l.superseded
}

// update changes a line and stores it; on an error the line is unchanged. A
// line that was settled meanwhile stays settled.
func (dl *delivery) update(l *line, change func(*line)) error {
	changed := *l
	change(&changed)
	if err := dl.e.exec(context.Background(), func(d *decider) error {
		if b, err := d.tx.Get(tableOutbox, number(uint64(l.Ref))); err != nil || b == nil {
			return err
		}
		return changed.put(d.tx)
	}); err != nil {
		return err
	}
	dl.mu.Lock()
	defer dl.mu.Unlock()
	change(l)
	return nil
}

// lineKey is a line's idempotency key, different for every store.
func (e *Engine) lineKey(ref bot.Ref, part int) string {
	return fmt.Sprintf("%x%s-%d", e.secret[:4], strconv.FormatUint(uint64(ref), 36), part)
}

// send has the adapter perform a part, or examines Steward's status itself. A
// picture that is refused is put into words.
func (dl *delivery) send(ctx context.Context, o *outlet, l *line, i int, part bot.Effect) (bot.Outcome, error) {
	if x, ok := part.(bot.Examine); ok {
		return dl.examine(ctx, o, l, x)
	}
	a := bot.AttachmentOf(part)
	body, err := content(a, dl.e.blob, dl.e.opt.Drawers)
	if err != nil {
		return dl.sendInWords(ctx, o, l, i, part, err)
	}
	if body != nil && a.Name == "" {
		a.Name = "picture.png"
		part = bot.WithAttachment(part, a)
	}
	whole, cancel := calling(ctx)
	defer cancel()
	failpoint.Pass(failpoint.BeforePerform)
	began := time.Now()
	out, err := o.adapter.Perform(whole, bot.Delivery{
		Ref: l.Ref, Effect: part, Content: body, Key: dl.e.lineKey(l.Ref, i), Again: l.Resent > 0, Since: l.Created,
	})
	failpoint.Pass(failpoint.AfterPerform)
	dl.e.stats.PerformSeconds.observe(time.Since(began))
	if err != nil {
		return dl.sendInWords(ctx, o, l, i, part, err)
	}
	return out, nil
}

// sendInWords says what a refused picture shows; any other error stands.
func (dl *delivery) sendInWords(ctx context.Context, o *outlet, l *line, i int, part bot.Effect, err error) (bot.Outcome, error) {
	words, ok := bot.InWords(part)
	if !ok || bot.AsDeliveryError(err).Code != bot.CodeRefused {
		return bot.Outcome{}, err
	}
	dl.e.log.Info("a picture is said in words", "ref", l.Ref, "reason", bot.AsDeliveryError(err).Reason)
	return dl.send(ctx, o, l, i, words)
}

// failed handles an error and returns how long the line has to wait.
func (dl *delivery) failed(o *outlet, l *line, err *bot.DeliveryError) time.Duration {
	now := dl.e.clock.Now()
	dl.e.stats.failure(err.Code)
	once := o.adapter.Capabilities(l.effect.Where()).Once
	dl.mu.Lock()
	before := o.failures
	if o.failedAt == l.effect.Where() { // repeated failures of one place say little about others
		before--
	}
	v := judge(l, err, before, once, now)
	if name := o.adapter.Name(); v.broken && name != bot.Web && name != bot.Partition { // there, one server says nothing about others
		o.failures, o.failedAt = before+1, l.effect.Where()
	}
	for _, r := range v.rests {
		o.limits.close(l.effect, now.Add(r.long), r.whole, now)
	}
	dl.mu.Unlock()
	switch {
	case v.moved:
		return dl.redirect(o, l, err)
	case v.settled != nil:
		if v.settled.Status == bot.Doubted {
			dl.e.log.Warn("in doubt and dropped, as its policy says", "ref", l.Ref, "reason", err.Reason)
		}
		dl.settle(l, *v.settled)
		return 0
	case v.undone:
		dl.e.log.Info("will be tried again", "ref", l.Ref, "effect", bot.EffectKind(l.effect), "in", v.again, "reason", err.Reason)
	case v.resent && !once:
		dl.e.stats.Doubts.Add(1)
		dl.e.log.Warn("in doubt, will be sent again", "ref", l.Ref, "in", v.again, "reason", err.Reason)
	}
	_ = dl.update(l, func(l *line) {
		l.Tries, l.Reason = l.Tries+1, err.Reason
		if v.undone {
			l.Sending = false
		}
		if v.resent {
			l.Resent++
		}
	})
	return v.again
}

// settle stores an outcome, retrying as long as needed.
func (dl *delivery) settle(l *line, out bot.Outcome) {
	failpoint.Pass(failpoint.BeforeOutcome)
	err := dl.e.exec(context.Background(), func(d *decider) error { return d.settle(l, out) })
	if err != nil && !errors.Is(err, ErrClosing) {
		dl.e.log.Error("an outcome could not be booked", "ref", l.Ref, "err", err)
	}
	failpoint.Pass(failpoint.AfterOutcome)
}
