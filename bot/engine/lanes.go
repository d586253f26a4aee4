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

// laneWorkers is how many lines of one lane are performed at once on one
// platform.
const laneWorkers = 8

// queue holds the lines that must go out one after the other: what is said and
// edited in one place and lane, what is done to one target. A line that waits
// for a retry holds back its own queue only.
type queue struct {
	lane  *lane
	lines []*line
	turns map[bot.UserID]int // the last turn of each whom its answers are for
	at    time.Time          // not before
	index int                // in its lane's heap; -1: being performed, or empty
}

// lane is one lane of one platform: its queues by when they may go on.
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

// performer is what performs effects: an adapter, or the client of the web.
type performer interface {
	Name() string
	Capabilities(bot.Place) bot.Capabilities
	Perform(ctx context.Context, d bot.Delivery) (bot.Outcome, error)
}

// outlet is delivery's side of one platform, or of the web.
type outlet struct {
	adapter  performer
	limits   *limiter
	lanes    map[bot.Lane]*lane
	queues   map[string]*queue
	failures int       // places in a row at which the connection broke
	failedAt bot.Place // the last of them
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

// add puts a line behind those that it must follow.
func (o *outlet) add(l *line) {
	q := o.queues[l.traits.Order]
	if q == nil {
		q = &queue{lane: o.lanes[l.traits.Lane], index: -1}
		o.queues[l.traits.Order] = q
	}
	supersede(q.waiting(), l)
	q.put(l)
	if q.lines[0].superseded && q.index >= 0 { // it makes way at once
		q.at = time.Time{}
		heap.Fix(q.lane, q.index)
	}
	if len(q.lines) == 1 {
		q.at = l.NotBefore
		heap.Push(q.lane, q)
	}
}

// put gives a line its place. Those whose commands and buttons are answered take turns,
// so that whoever asks once does not wait for all that another has asked before. What is
// done to somebody keeps its order: a kick behind a ban would lift it.
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

// waiting are its lines but one that may be on its way already.
func (q *queue) waiting() []*line {
	if len(q.lines) > 0 && q.index < 0 {
		return q.lines[1:]
	}
	return q.lines
}

// remove takes a line out; the queue goes on with the next.
func (o *outlet) remove(l *line) {
	q := o.queues[l.traits.Order]
	if q == nil {
		return
	}
	for i, other := range q.lines {
		if other.Ref != l.Ref {
			continue
		}
		q.lines = append(q.lines[:i], q.lines[i+1:]...)
		if i > 0 {
			return
		}
		break
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
