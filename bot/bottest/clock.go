package bottest

import (
	"context"
	"sync"
	"testing/synctest"
	"time"

	"github.com/stewardbot/steward/bot/engine"
)

// timing is a scenario's time at a venue with a running clock, where events that the file puts at
// the same time take a moment each.
type timing struct {
	mu    sync.Mutex    // platforms read the time concurrently
	shown time.Time     // the script's time
	live  bool          // the platform's clock follows the bubble's; otherwise it shows the script's time
	ago   time.Duration // age of the current event
	late  time.Duration // the largest lag behind the script so far
}

// begin sets the clock.
func (w *world) begin(at time.Time) {
	if !w.venue.Real() {
		w.clock = engine.NewHeldClock(at)
		return
	}
	time.Sleep(time.Until(at))
	w.clock, w.shown = engine.NewClock(), at
}

// now returns the script's time.
func (w *world) now() time.Time {
	if w.venue.Real() {
		return w.shown.In(w.zone)
	}
	return w.clock.Now().In(w.zone)
}

// platformTime returns the platform's clock. People act at the script's time, even if earlier
// answers took longer.
func (w *world) platformTime() time.Time {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.live {
		return time.Now()
	}
	return w.shown.Add(-w.ago)
}

func (w *world) set(how func()) {
	w.mu.Lock()
	defer w.mu.Unlock()
	how()
}

// advance moves the clock to a time: the first 15 minutes one by one, so that timers due soon fire
// on time, and the rest at once.
func (w *world) advance(to time.Time) error {
	if w.venue.Real() {
		return w.wait(to)
	}
	for range 15 {
		if left := to.Sub(w.clock.Now()); left > 0 {
			w.pass(min(left, time.Minute))
			synctest.Wait()
		}
	}
	if left := to.Sub(w.clock.Now()); left > 0 {
		w.pass(left)
		synctest.Wait()
	}
	return nil
}

// pass moves the clock by d.
func (w *world) pass(d time.Duration) {
	if w.venue.Real() {
		w.set(func() { w.shown = w.shown.Add(d) })
		time.Sleep(time.Until(w.shown))
		return
	}
	w.clock.Advance(d)
}

// wait sleeps until the given time plus the largest lag so far, so that timers started late have
// fired, too.
func (w *world) wait(to time.Time) error {
	if to.Equal(w.shown) {
		return nil
	}
	w.late = max(w.late, time.Since(w.shown))
	w.set(func() { w.live = true })
	time.Sleep(time.Until(to.Add(w.late)))
	err := w.settle()
	w.set(func() { w.shown, w.live = to, false })
	return err
}

// settleTime is how long the engine may take to finish due work, including platform rate limits.
const settleTime = 5 * time.Minute

// settle waits until nothing is left to do.
func (w *world) settle() error {
	synctest.Wait()
	if !w.venue.Real() {
		return nil
	}
	time.Sleep(50 * time.Millisecond) // adapters batch events before passing them on
	synctest.Wait()
	ctx, cancel := context.WithTimeout(context.Background(), settleTime)
	defer cancel()
	for _, p := range w.parts {
		if err := p.engine.Settle(ctx); err != nil {
			return err
		}
	}
	synctest.Wait()
	return nil
}
