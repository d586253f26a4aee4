package web

import (
	"context"
	"slices"
	"sync"

	"github.com/stewardbot/steward/bot"
)

// verdict is the part of a decision that the chat shows.
type verdict struct {
	gain int64     // points paid, less those taken
	rule string    // that took the line away
	acts []bot.Ref // what followed
	by   []string  // the features that decided something
}

// verdicts caches decisions, so that each is looked up once and not every time
// its line is shown.
type verdicts struct {
	mu      sync.Mutex
	byEvent map[string]verdict
}

// keepVerdicts is above what the room keeps; then all are looked up again.
const keepVerdicts = 4000

// of returns the decision on an event; the zero verdict if unknown.
func (v *verdicts) of(ctx context.Context, b Backend, event string) verdict {
	v.mu.Lock()
	known, ok := v.byEvent[event]
	v.mu.Unlock()
	if ok {
		return known
	}
	w, err := b.Why(ctx, event, "en")
	if err != nil || w.Pending {
		return verdict{}
	}
	found := verdict{gain: total(w), rule: w.Rule}
	for _, f := range w.Findings {
		if !slices.Contains(found.by, f.Feature) {
			found.by = append(found.by, f.Feature)
		}
	}
	for _, e := range w.Effects {
		found.acts = append(found.acts, e.Ref)
	}
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.byEvent == nil || len(v.byEvent) >= keepVerdicts {
		v.byEvent = map[string]verdict{}
	}
	v.byEvent[event] = found
	return found
}
