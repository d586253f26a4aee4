package engine

import (
	"slices"
	"time"

	"github.com/stewardbot/steward/bot"
)

// A line passes these stages on its way out: it follows what it waited for,
// supersedes those before it, expires, is fitted to its place, marked, performed,
// and an error is judged. They know neither store nor platform; delivery lends them
// both, and settles (see decider.settle).

// follow gives a line what it waited for, which was done in a place. It ends with the
// outcome if there is nothing left to do.
func follow(l *line, waited bot.Outcome, place bot.Place) (out bot.Outcome, ends bool) {
	t := l.traits
	switch {
	case waited.Status != bot.Done || t.Wait == 0 && len(waited.Receipt.Messages) == 0:
		l.meant = true
		return bot.Outcome{Status: bot.Failed, Reason: "what it waited for was not done: " + waited.Reason}, true
	case t.OnlyPublic && waited.Receipt.Hidden:
		return bot.Outcome{Status: bot.Done, Reason: "not needed: only one person saw it"}, true
	case t.Wait == 0:
		l.targets = waited.Receipt.Messages
		e := l.effect
		if space := place.Space(); space != e.Where().Space() { // it moved meanwhile
			e = bot.InSpace(e, space)
		}
		l.carry(bot.WithTarget(e, bot.MessageID{Place: e.Where(), ID: waited.Receipt.Messages[0]}))
	}
	if t.After > 0 && !(t.Wait != 0 && waited.Receipt.Hidden) {
		l.Due = waited.Receipt.At.Add(t.After)
		l.NotBefore = l.Due
	}
	return bot.Outcome{}, false
}

// supersede marks those that a later line makes needless, such as earlier edits
// of the same message.
func supersede(waiting []*line, later *line) {
	for _, l := range waiting {
		if s := later.traits.Supersedes; s != "" && l.traits.Supersedes == s {
			l.superseded = true
		}
	}
}

// giveUpAfter: a line that has no expiry of its own, and was tried in vain, fails
// for good after this.
const giveUpAfter = 24 * time.Hour

// expire ends a line that is too late.
func expire(l *line, now time.Time) (out bot.Outcome, ends bool) {
	status, end := bot.Expired, l.traits.Expires
	if end.IsZero() {
		if l.Tries == 0 { // Steward was away, or the clock was wrong: that is no reason to forget it
			return out, false
		}
		status, end = bot.Failed, l.Created.Add(giveUpAfter)
		if l.Due.After(l.Created) {
			end = l.Due.Add(giveUpAfter)
		}
	}
	last := l.Reason
	if last == "" {
		last = "no try was made"
	}
	return bot.Outcome{Status: status, Reason: "it was not sent in time; last: " + last}, now.After(end)
}

// fit is what the place can do of the line, in parts; an error is a sentence for
// people.
func fit(l *line, can bot.Capabilities, now time.Time) ([]bot.Effect, error) {
	parts, err := bot.Fit(l.effect, can, now)
	if err != nil || !l.traits.EachPart || len(l.targets) < 2 {
		return parts, err
	}
	parts = nil
	for _, id := range l.targets {
		parts = append(parts, bot.WithTarget(l.effect, bot.MessageID{Place: l.effect.Where(), ID: id}))
	}
	return parts, nil
}

// mark has it stored that the line is about to be performed, where nobody could tell
// afterwards whether it was.
func mark(l *line, update func(func(*line)) error) error {
	if !l.traits.Once || l.Sending {
		return nil
	}
	return update(func(l *line) { l.Sending = true })
}

// perform sends the parts one after the other. Those that were sent are stored, so
// that a retry goes on behind them.
func perform(l *line, parts []bot.Effect, send func(part int, e bot.Effect) (bot.Outcome, error), update func(func(*line)) error) (bot.Outcome, error) {
	out := bot.Outcome{Receipt: bot.Receipt{Messages: slices.Clone(l.Parts)}}
	for i, part := range parts {
		if i < len(l.Parts) {
			continue
		}
		res, err := send(i, part)
		if err != nil {
			return out, err
		}
		made := len(res.Receipt.Messages) > 0
		res.Receipt.Messages = append(out.Receipt.Messages, res.Receipt.Messages...)
		out = res
		if sent := out.Receipt.Messages; made && i < len(parts)-1 {
			if err := update(func(l *line) { l.Parts = sent }); err != nil {
				return out, err
			}
		}
	}
	out.Status = bot.Done
	return out, nil
}

// verdict is what an error means: the line is settled, follows its space, or is tried
// again after a while.
type verdict struct {
	settled *bot.Outcome
	moved   bool
	again   time.Duration
	rests   []rest
	broken  bool // the connection, which counts
	undone  bool // surely not done: no longer marked
	resent  bool // it may be done twice now
}

// rest is how long the place, or the whole platform, is left alone.
type rest struct {
	long  time.Duration
	whole bool
}

// restAfter is after how many broken connections in a row the whole platform is left
// alone.
const restAfter = 3

// judge decides by the kind of error whether and when to try again. Failures are
// those of the connection in a row before this one; once: the platform does not do
// a second time what it is told twice.
func judge(l *line, err *bot.DeliveryError, failures int, once bool, now time.Time) (v verdict) {
	settled := func(s bot.Status, r bot.Receipt) verdict {
		return verdict{settled: &bot.Outcome{Status: s, Reason: err.Reason, Receipt: r}}
	}
	switch {
	case err.Code == bot.CodeGone:
		return settled(bot.Done, bot.Receipt{At: now})
	case err.Code == bot.CodeRefused:
		return settled(bot.Refused, bot.Receipt{})
	case err.Code == bot.CodeMoved:
		return verdict{moved: true}
	case err.Code == bot.CodeRetry && err.After > 0:
		return verdict{again: err.After, undone: true, rests: []rest{{err.After, err.Whole}}}
	case err.Code == bot.CodeRetry:
		v.undone = true
	case l.traits.Once && !once && l.traits.InDoubt == bot.Drop:
		return settled(bot.Doubted, bot.Receipt{})
	}
	v.broken, v.again = true, backoff(l.Tries, 500*time.Millisecond, time.Minute)
	if over := failures + 1 - restAfter; over >= 0 {
		v.again = max(v.again, backoff(over, time.Second, 30*time.Second))
		v.rests = append(v.rests, rest{v.again, true})
	}
	if v.undone {
		return v
	}
	v.resent = l.traits.Once
	if err.After > v.again { // a gateway's own word
		v.again = err.After
		v.rests = append(v.rests, rest{v.again, err.Whole})
	}
	return v
}
