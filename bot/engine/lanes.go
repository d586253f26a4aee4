package engine

import (
	"cmp"
	"container/heap"
	"context"
	"slices"
	"sort"
	"time"

	"github.com/stewardbot/steward/bot"
)

// laneWorkers is how many lines of one lane are performed concurrently on one
// platform.
const laneWorkers = 8

// queue holds lines that must be sent in order: texts and edits in one place
// and lane, acts on one target. A line waiting for a retry only blocks its own
// queue.
type queue struct {
	lane  *lane
	lines []*line
	turns map[bot.UserID]int // the latest turn of each user being answered
	at    time.Time          // not before this
	index int                // in its lane's heap; -1: being performed, or empty
}

// lane is one lane of one platform: its queues by when they are due.
type lane struct {
	name    bot.Lane
	queues  []*queue
	running int
}

func (l *lane) Len() int { return len(l.queues) }
func (l *lane) Less(i, j int) bool {
	a, b := l.queues[i], l.queues[j]
	return cmp.Or(a.at.Compare(b.at), cmp.Compare(a.lines[0].Ref, b.lines[0].Ref)) < 0
}
func (l *lane) Swap(i, j int) {
	l.queues[i], l.queues[j] = l.queues[j], l.queues[i]
	l.queues[i].index, l.queues[j].index = i, j
}
func (l *lane) Push(x any) {
	q := x.(*queue)
	q.index = len(l.queues)
	l.queues = append(l.queues, q)
}
func (l *lane) Pop() any {
	q := l.queues[len(l.queues)-1]
	l.queues = l.queues[:len(l.queues)-1]
	q.index = -1
	return q
}

// performer performs effects: an adapter, or the web client.
type performer interface {
	Name() string
	Capabilities(bot.Place) bot.Capabilities
	Perform(ctx context.Context, d bot.Delivery) (bot.Outcome, error)
}

// outlet is the delivery to one platform, or to the web.
type outlet struct {
	adapter  performer
	limits   *limiter
	lanes    map[bot.Lane]*lane
	queues   map[string]*queue
	failures int       // consecutive places where the connection broke
	failedAt bot.Place // the latest of them
}

func newOutlet(a performer, now time.Time) *outlet {
	var limits bot.Limits
	if l, ok := a.(bot.Limiter); ok {
		limits = l.Limits()
	}
	o := &outlet{adapter: a, limits: newLimiter(limits, now), lanes: map[bot.Lane]*lane{}, queues: map[string]*queue{}}
	for name := range laneShares {
		o.lanes[name] = &lane{name: name}
	}
	return o
}

// admit waits until a line has room in limits that the adapter shares with
// others. As it does so before the line is marked, there is no doubt about one
// whose wait was cut short.
func (o *outlet) admit(ctx context.Context, l *line, now time.Time) error {
	a, ok := o.adapter.(bot.Admitter)
	if _, late := expire(l, now); late || !ok {
		return nil
	}
	return a.Admit(ctx, l.effect)
}

// add queues a line after those that it must follow.
func (o *outlet) add(l *line) {
	q := o.queues[l.traits.Order]
	if q == nil {
		q = &queue{lane: o.lanes[l.traits.Lane], index: -1}
		o.queues[l.traits.Order] = q
	}
	supersede(q.waiting(), l)
	q.put(l)
	if q.lines[0].superseded && q.index >= 0 { // replaced at once
		q.at = time.Time{}
		heap.Fix(q.lane, q.index)
	}
	if len(q.lines) == 1 {
		q.at = l.NotBefore
		heap.Push(q.lane, q)
	}
}

// put inserts a line. Users whose commands and buttons are answered take turns,
// so that one question does not wait for all answers to another user. Acts on
// one user keep their order: a kick after a ban would lift it.
func (q *queue) put(l *line) {
	n := len(q.lines)
	if n == 0 || l.asker == "" {
		if n > 0 {
			l.turn = q.lines[n-1].turn
		}
		q.lines = append(q.lines, l)
	} else {
		l.turn = q.lines[0].turn
		if last, ok := q.turns[l.asker]; ok {
			l.turn = max(l.turn, last+1)
		}
		at := sort.Search(n, func(i int) bool { return q.lines[i].turn > l.turn })
		q.lines = slices.Insert(q.lines, max(at, 1), l)
	}
	if l.asker != "" {
		if q.turns == nil {
			q.turns = map[bot.UserID]int{}
		}
		q.turns[l.asker] = l.turn
	}
}

// waiting returns its lines except one that may be on its way.
func (q *queue) waiting() []*line {
	if len(q.lines) > 0 && q.index < 0 {
		return q.lines[1:]
	}
	return q.lines
}

// remove takes out a line; if it was at the head, the queue continues with the
// next. A line that still waits for another is in no queue.
func (o *outlet) remove(l *line) {
	q := o.queues[l.traits.Order]
	if q == nil {
		return
	}
	i := slices.IndexFunc(q.lines, func(other *line) bool { return other.Ref == l.Ref })
	if i < 0 {
		return
	}
	q.lines = slices.Delete(q.lines, i, i+1)
	if i > 0 {
		return
	}
	if q.index >= 0 {
		heap.Remove(q.lane, q.index)
	}
	if len(q.lines) == 0 {
		delete(o.queues, l.traits.Order)
		return
	}
	q.at = q.lines[0].NotBefore
	heap.Push(q.lane, q)
}
