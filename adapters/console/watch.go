package console

import "github.com/stewardbot/steward/bot"

// View holds the changes in the room since a version, as one person sees them.
type View struct {
	Version uint64
	Lines   []Line // oldest first, in their current state
	Notices []Notice
}

// View returns all that changed after since (0: everything kept) and that
// viewer may see. An empty viewer sees what anybody sees.
func (r *Room) View(viewer bot.UserID, since uint64) View {
	r.mu.Lock()
	defer r.mu.Unlock()
	v := View{Version: r.version}
	for _, l := range r.lines {
		if l.version > since && r.visible(l, viewer) {
			v.Lines = append(v.Lines, l.copy())
		}
	}
	for _, n := range r.notices {
		if n.version > since && (viewer == "" || n.Person == viewer) {
			v.Notices = append(v.Notices, n)
		}
	}
	return v
}

// Watch returns a channel that becomes readable when the room has changed, once
// for any number of changes; a slow reader misses no state and delays nobody.
// Stop ends it.
func (r *Room) Watch() (woken <-chan struct{}, stop func()) {
	ch := make(chan struct{}, 1)
	r.mu.Lock()
	defer r.mu.Unlock()
	r.watchers[ch] = true
	return ch, func() {
		r.mu.Lock()
		defer r.mu.Unlock()
		delete(r.watchers, ch)
	}
}

// Wake wakes all watchers after a change outside the room: its clock was moved.
func (r *Room) Wake() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.wake()
}

// wake never blocks. Requires the lock.
func (r *Room) wake() {
	for ch := range r.watchers {
		select {
		case ch <- struct{}{}:
		default:
		}
	}
}

// touch marks a line as changed. Requires the lock.
func (r *Room) touch(l *line) {
	r.version++
	l.version = r.version
	r.wake()
}
