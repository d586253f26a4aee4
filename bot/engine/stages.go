package engine

import (
	"slices"
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/phrase"
)

// A line passes these stages on its way out: it follows its dependency,
// supersedes earlier lines, expires, is fitted to its place, marked and
// performed, and an error is judged. The stages know neither store nor
// platform; delivery passes in both, and settles (see decider.settle).

// follow applies the outcome of a line's dependency, which was performed in
// place. ends reports that the line is settled by it.
func follow(l *line, waited bot.Outcome, place bot.Place) (out bot.Outcome, ends bool) {
	t := l.traits
	switch {
	case waited.Status != bot.Done || t.Wait == 0 && len(waited.Receipt.Messages) == 0:
		l.meant = true
		return bot.Outcome{Status: bot.Failed, Reason: phrase.AsLine("delivery.waited_for", waited.Reason)}, true
	case t.OnlyPublic && waited.Receipt.Hidden:
		return bot.Outcome{Status: bot.Done, Reason: "delivery.one_saw"}, true
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

// supersede marks lines that a later one makes obsolete, such as earlier edits
// of the same message.
func supersede(waiting []*line, later *line) {
	for _, l := range waiting {
		if s := later.traits.Supersedes; s != "" && l.traits.Supersedes == s {
			l.superseded = true
		}
	}
}

// giveUpAfter is the age at which a line without an expiry fails for good, if
// it was tried.
const giveUpAfter = 24 * time.Hour

// expire ends a line that is too late.
func expire(l *line, now time.Time) (out bot.Outcome, ends bool) {
	status, end := bot.Expired, l.traits.Expires
	if end.IsZero() {
		if l.Tries == 0 { // Steward was offline, or the clock was wrong: no reason to drop it
			return out, false
		}
		status, end = bot.Failed, l.Created.Add(giveUpAfter)
		if l.Due.After(l.Created) {
			end = l.Due.Add(giveUpAfter)
		}
	}
	last := l.Reason
	if last == "" {
		last = "delivery.no_try"
	}
	return bot.Outcome{Status: status, Reason: phrase.AsLine("delivery.late", last)}, now.After(end)
}

// fit returns what the place can do of the line, in parts.
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

// mark stores that the line is about to be performed, if nobody could tell
// afterwards whether it was.
func mark(l *line, update func(func(*line)) error) error {
	if !l.traits.Once || l.Sending {
		return nil
	}
	return update(func(l *line) { l.Sending = true })
}

// perform sends the parts one after another. It stores the progress, so that a
// retry resumes after the parts already sent.
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

// verdict is the consequence of an error: the line is settled, follows its
// space, or is retried later.
type verdict struct {
	settled *bot.Outcome
	moved   bool
	again   time.Duration
	rests   []rest
	broken  bool // the connection broke, which counts towards restAfter
	undone  bool // certainly not done: the mark is removed
	resent  bool // it may be done twice now
}

// rest is how long to pause the place, or the whole platform.
type rest struct {
	long  time.Duration
	whole bool
}

// restAfter is the number of consecutive broken connections after which the
// whole platform is paused.
const restAfter = 3

// judge decides from the kind of error whether and when to retry. failures
// counts the consecutive connection failures before this one; once means that
// the platform deduplicates by key.
func judge(l *line, err *bot.DeliveryError, failures int, once bool, now time.Time) (v verdict) {
	settled := func(s bot.Status, r bot.Receipt) verdict {
		return verdict{settled: &bot.Outcome{Status: s, Reason: err.Reason, Receipt: r}}
	}
	switch {
	case err.Code == bot.CodeGone:
		return settled(bot.Done, bot.Receipt{At: now})
	case err.Code == bot.CodeByHand:
		v = settled(bot.Done, bot.Receipt{At: now})
		v.settled.ByHand = true
		return v
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
	if err.After > v.again { // a gateway's own Retry-After
		v.again = err.After
		v.rests = append(v.rests, rest{v.again, err.Whole})
	}
	return v
}
