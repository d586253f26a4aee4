package engine

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/engine/failpoint"
)

// performTimeout bounds one call to a platform.
const performTimeout = 90 * time.Second

// try performs a line once. It returns how long to wait before the next try; 0
// when there is nothing more to do for now.
func (dl *delivery) try(ctx context.Context, o *outlet, l *line) time.Duration {
	now := dl.e.clock.Now()
	dl.mu.Lock()
	superseded := l.superseded
	dl.mu.Unlock()
	if superseded {
		dl.settle(l, bot.Outcome{Status: bot.Done, Reason: "not needed: a later one took its place"})
		return 0
	}
	if expired(l, now) {
		dl.settle(l, bot.Outcome{Status: expiredStatus(l), Reason: "it was not sent in time; last: " + orNone(l.Reason)})
		return 0
	}
	can := o.adapter.Capabilities(l.effect.Where())
	parts, err := bot.Fit(l.effect, can, now)
	if err != nil {
		dl.settle(l, bot.Outcome{Status: bot.Refused, Reason: err.Error()})
		return 0
	}
	if err := dl.markSending(l); err != nil {
		return time.Second
	}
	out, err := dl.performParts(ctx, o, l, parts)
	if err != nil {
		return dl.failed(o, l, bot.AsDeliveryError(err))
	}
	dl.mu.Lock()
	o.failures = 0
	dl.mu.Unlock()
	dl.settle(l, out)
	return 0
}

func expiredStatus(l *line) bot.Status {
	if l.traits.Expires.IsZero() {
		return bot.Failed
	}
	return bot.Expired
}

func orNone(s string) string {
	if s == "" {
		return "no try was made"
	}
	return s
}

// markSending notes in the store that the line is about to be performed, where
// nobody could tell afterwards whether it was.
func (dl *delivery) markSending(l *line) error {
	if !l.traits.Once || l.Sending {
		return nil
	}
	failpoint.Pass(failpoint.BeforeMark)
	err := dl.update(l, func(l *line) { l.Sending = true })
	failpoint.Pass(failpoint.AfterMark)
	return err
}

// update changes a line and stores it; an error leaves it as it was. A line
// that was settled meanwhile stays settled.
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

// performParts performs what Fit made of the effect, one after the other. The
// parts that were sent are kept, so that a retry goes on behind them.
func (dl *delivery) performParts(ctx context.Context, o *outlet, l *line, parts []bot.Effect) (bot.Outcome, error) {
	if x, ok := l.effect.(bot.Examine); ok {
		return dl.examine(ctx, o, l, x)
	}
	if l.traits.EachPart && len(l.targets) > 1 {
		parts = nil
		for _, id := range l.targets {
			parts = append(parts, bot.WithTarget(l.effect, bot.MessageID{Place: l.effect.Where(), ID: id}))
		}
	}
	out := bot.Outcome{Status: bot.Done, Receipt: bot.Receipt{Messages: slices.Clone(l.Parts)}}
	for i, part := range parts {
		if i < len(l.Parts) {
			continue
		}
		res, err := dl.perform(ctx, o, bot.Delivery{
			Ref: l.Ref, Effect: part, Key: dl.e.lineKey(l.Ref, i), Again: l.Resent > 0, Since: l.Created,
		})
		if err != nil {
			return out, err
		}
		sent := append(out.Receipt.Messages, res.Receipt.Messages...)
		out = res
		out.Status = bot.Done
		out.Receipt.Messages = sent
		if len(parts) > 1 && i < len(parts)-1 && len(res.Receipt.Messages) > 0 {
			if err := dl.update(l, func(l *line) { l.Parts = sent }); err != nil {
				return out, err
			}
		}
	}
	if out.Receipt.At.IsZero() {
		out.Receipt.At = dl.e.clock.Now()
	}
	return out, nil
}

// lineKey is a line's idempotency key. Another store's lines have others.
func (e *Engine) lineKey(ref bot.Ref, part int) string {
	return fmt.Sprintf("%x%s-%d", e.secret[:4], strconv.FormatUint(uint64(ref), 36), part)
}

func (dl *delivery) perform(ctx context.Context, o *outlet, d bot.Delivery) (bot.Outcome, error) {
	// What has begun is seen to its end even while the engine stops.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), performTimeout)
	defer cancel()
	failpoint.Pass(failpoint.BeforePerform)
	began := time.Now()
	out, err := o.adapter.Perform(ctx, d)
	failpoint.Pass(failpoint.AfterPerform)
	dl.e.stats.PerformSeconds.observe(time.Since(began))
	return out, err
}

// failed decides by the kind of error whether and when to try again.
func (dl *delivery) failed(o *outlet, l *line, err *bot.DeliveryError) time.Duration {
	now := dl.e.clock.Now()
	dl.e.stats.failure(err.Code)
	switch err.Code {
	case bot.CodeGone:
		dl.settle(l, bot.Outcome{Status: bot.Done, Reason: err.Reason, Receipt: bot.Receipt{At: now}})
		return 0
	case bot.CodeRefused:
		dl.settle(l, bot.Outcome{Status: bot.Refused, Reason: err.Reason})
		return 0
	case bot.CodeMoved:
		return dl.redirect(o, l, err)
	case bot.CodeRetry:
		return dl.retry(o, l, err, now)
	}
	return dl.doubt(o, l, err)
}

// retry is for what surely was not done.
func (dl *delivery) retry(o *outlet, l *line, err *bot.DeliveryError, now time.Time) time.Duration {
	wait := err.After
	dl.mu.Lock()
	if wait > 0 {
		o.limits.close(l.effect, now.Add(wait), err.Whole, now)
	} else {
		wait = dl.pause(o, l, now)
	}
	dl.mu.Unlock()
	dl.e.log.Info("will be tried again", "ref", l.Ref, "effect", bot.EffectKind(l.effect), "in", wait, "reason", err.Reason)
	_ = dl.update(l, func(l *line) { l.Sending, l.Tries, l.Reason = false, l.Tries+1, err.Reason })
	return wait
}

// pause is the wait after a broken connection. After several in a row the
// whole platform is left alone for as long. Needs mu.
func (dl *delivery) pause(o *outlet, l *line, now time.Time) time.Duration {
	o.failures++
	wait := backoff(l.Tries, 500*time.Millisecond, time.Minute)
	if o.failures >= 3 {
		wait = max(wait, backoff(o.failures-3, time.Second, 30*time.Second))
		o.limits.close(l.effect, now.Add(wait), true, now)
	}
	return wait
}

// doubt is for what may have been done. Idempotent acts are done again; for a
// text its policy decides. Either is counted and logged.
func (dl *delivery) doubt(o *outlet, l *line, err *bot.DeliveryError) time.Duration {
	text := l.traits.Once
	once := o.adapter.Capabilities(l.effect.Where()).Once
	if text && !once && l.traits.InDoubt == bot.Drop {
		dl.e.log.Warn("in doubt and dropped, as its policy says", "ref", l.Ref, "reason", err.Reason)
		dl.settle(l, bot.Outcome{Status: bot.Doubted, Reason: err.Reason})
		return 0
	}
	now := dl.e.clock.Now()
	dl.mu.Lock()
	wait := dl.pause(o, l, now)
	if err.After > wait { // a gateway's own word
		wait = err.After
		o.limits.close(l.effect, now.Add(wait), err.Whole, now)
	}
	dl.mu.Unlock()
	if text && !once {
		dl.e.stats.Doubts.Add(1)
		dl.e.log.Warn("in doubt, will be sent again", "ref", l.Ref, "in", wait, "reason", err.Reason)
	}
	_ = dl.update(l, func(l *line) {
		l.Tries, l.Reason = l.Tries+1, err.Reason
		if text {
			l.Resent++
		}
	})
	return wait
}

// settle books an outcome, for as long as it takes.
func (dl *delivery) settle(l *line, out bot.Outcome) {
	failpoint.Pass(failpoint.BeforeOutcome)
	err := dl.e.exec(context.Background(), func(d *decider) error { return d.settle(l, out) })
	if err != nil && !errors.Is(err, ErrClosing) {
		dl.e.log.Error("an outcome could not be booked", "ref", l.Ref, "err", err)
	}
	failpoint.Pass(failpoint.AfterOutcome)
}
