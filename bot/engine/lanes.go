package engine

import (
	"cmp"
	"container/heap"
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
	key   string
	lines []*line
	at    time.Time // not before
	index int       // in its lane's heap; -1: being performed, or empty
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

// outlet is delivery's side of one platform.
type outlet struct {
	adapter  bot.Adapter
	limits   *limiter
	lanes    map[bot.Lane]*lane
	queues   map[string]*queue
	failures int // in a row, of the connection
}

func newOutlet(a bot.Adapter, now time.Time) *outlet {
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
	key := orderKey(l.effect)
	q := o.queues[key]
	if q == nil {
		q = &queue{key: key, index: -1}
		o.queues[key] = q
	}
	o.supersede(q, l)
	q.lines = append(q.lines, l)
	if first := q.lines[0]; first.superseded && q.index >= 0 { // it makes way at once
		q.at = time.Time{}
		heap.Fix(o.lanes[bot.LaneOf(first.effect)], q.index)
	}
	if len(q.lines) == 1 {
		q.at = l.NotBefore
		heap.Push(o.lanes[bot.LaneOf(l.effect)], q)
	}
}

// supersede marks those that still wait and that l makes needless, such as
// earlier edits of the same message. The first line may be on its way already.
func (o *outlet) supersede(q *queue, l *line) {
	if len(q.lines) == 0 {
		return
	}
	for i, other := range q.lines {
		if i == 0 && q.index < 0 {
			continue
		}
		if undoes(l.effect, other.effect) {
			other.superseded = true
		}
	}
}

// undoes tells whether an effect makes one before it needless.
func undoes(later, before bot.Effect) bool {
	switch l := later.(type) {
	case bot.Edit:
		b, ok := before.(bot.Edit)
		return ok && b.Target == l.Target
	case bot.Role:
		b, ok := before.(bot.Role)
		return ok && b.Role == l.Role
	case bot.Tag:
		_, ok := before.(bot.Tag)
		return ok
	case bot.Mute:
		_, ok := before.(bot.Mute)
		return ok
	case bot.Ban:
		_, ok := before.(bot.Ban)
		return ok
	case bot.Slow:
		_, ok := before.(bot.Slow)
		return ok
	case bot.Lock:
		_, ok := before.(bot.Lock)
		return ok
	}
	return false
}

// remove takes a line out; the queue goes on with the next.
func (o *outlet) remove(l *line) {
	key := orderKey(l.effect)
	q := o.queues[key]
	if q == nil {
		return
	}
	lane := o.lanes[bot.LaneOf(l.effect)]
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
		heap.Remove(lane, q.index)
	}
	if len(q.lines) == 0 {
		delete(o.queues, key)
		return
	}
	q.at = q.lines[0].NotBefore
	heap.Push(lane, q)
}

// orderKey says which lines keep their order among each other.
func orderKey(e bot.Effect) string {
	lane := string(bot.LaneOf(e))
	switch e := e.(type) {
	case bot.Say, bot.Edit:
		return lane + "|" + string(e.Where())
	case bot.Delete:
		return "delete|" + lane + "|" + string(e.Place) + "|" + e.Target.Message.ID
	case bot.React:
		return "react|" + string(e.Place) + "|" + e.Target.Message.ID
	case bot.Ack:
		return "ack|" + e.Press
	case bot.Complete:
		return "complete|" + e.Typing
	case bot.Examine:
		return "examine|" + string(e.Place)
	case bot.Lookup:
		return "lookup|" + string(e.User)
	case bot.Role:
		return "role|" + string(e.Place) + "|" + string(e.User)
	case bot.Tag:
		return "tag|" + string(e.Place) + "|" + string(e.User)
	case bot.Mute:
		return onUser(e.Place, e.User)
	case bot.Kick:
		return onUser(e.Place, e.User)
	case bot.Ban:
		return onUser(e.Place, e.User)
	case bot.Pin:
		return "pin|" + string(e.Place)
	case bot.Slow:
		return "slow|" + string(e.Place)
	case bot.Permissions, bot.Lock:
		return "lock|" + string(e.Where())
	}
	return lane + "|" + string(e.Where())
}

func onUser(space bot.Place, u bot.UserID) string {
	return "sanction|" + string(space) + "|" + string(u)
}
