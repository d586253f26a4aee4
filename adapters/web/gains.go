package web

import (
	"context"
	"sync"
)

// gains remembers what each line earned, so that a decision is looked up once
// and not each time its line is shown.
type gains struct {
	mu    sync.Mutex
	byEvt map[string]int64
}

// keepGains is above what the room keeps; then all are looked up anew.
const keepGains = 4000

// of is what an event that is decided has earned; 0 where nothing is known.
func (g *gains) of(ctx context.Context, b Backend, event string) int64 {
	g.mu.Lock()
	n, ok := g.byEvt[event]
	g.mu.Unlock()
	if ok {
		return n
	}
	w, err := b.Why(ctx, event, "en")
	if err != nil || w.Pending {
		return 0
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.byEvt == nil || len(g.byEvt) >= keepGains {
		g.byEvt = map[string]int64{}
	}
	g.byEvt[event] = total(w)
	return total(w)
}
