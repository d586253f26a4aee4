package bottest

import (
	"context"
	"sync"
	"testing/synctest"
	"time"

	"github.com/stewardbot/steward/bot/engine"
)

// timing is the time of a scenario at a venue where it goes by: what happens at
// the same time in the file takes a moment there.
type timing struct {
	mu    sync.Mutex    // platforms ask for the time
	shown time.Time     // the script's time
	live  bool          // the platform's clock runs with the bubble's; else it shows the script's time
	ago   time.Duration // how much earlier what happens now happened
	late  time.Duration // by how much we were later than the script, at most
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

// now returns the time as the script tells it.
func (w *world) now() time.Time {
	if w.venue.Real() {
		return w.shown.In(w.zone)
	}
	return w.clock.Now().In(w.zone)
}

// platformTime returns the platform's clock. People act at the script's time,
// however long it took to answer those before them.
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

// advance moves the clock: by minutes at first, so that what becomes due soon
// happens when it is due, and then at once.
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

// pass lets so much time go by.
func (w *world) pass(d time.Duration) {
	if w.venue.Real() {
		w.set(func() { w.shown = w.shown.Add(d) })
		time.Sleep(time.Until(w.shown))
		return
	}
	w.clock.Advance(d)
}

// wait lets time go by until then, and for as long as we have been late: what was
// set to ring so long after something happened must have rung.
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

// settleTime is how long the engine may take for what is due, limits of the
// platform included.
const settleTime = 5 * time.Minute

// settle waits until nothing more happens.
func (w *world) settle() error {
	synctest.Wait()
	if !w.venue.Real() {
		return nil
	}
	time.Sleep(50 * time.Millisecond) // what adapters gather before they pass it on
	synctest.Wait()
	ctx, cancel := context.WithTimeout(context.Background(), settleTime)
	defer cancel()
	err := w.engine.Settle(ctx)
	synctest.Wait()
	return err
}
