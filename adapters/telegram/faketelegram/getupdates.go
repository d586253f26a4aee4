package faketelegram

import (
	"net/http"
	"time"
)

// maxPoll is the longest that a poll is held, whatever it asks for.
const maxPoll = 50

// getUpdates: https://core.telegram.org/bots/api#getupdates. It ends early when
// there is something to tell, when another one begins, or when the client goes
// away. It runs with s.mu held, and releases it while it waits.
func (s *Server) getUpdates(r *http.Request, p params) (any, *apiError) {
	if s.webhook != "" {
		return nil, conflict("can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first")
	}
	if err := s.allow(p); err != nil {
		return nil, err
	}
	s.queue.expire(s.now())
	s.queue.confirm(p.int("offset"))
	s.queue.poll++
	s.queue.polling++
	s.notify() // a poll that waits is ended by this one
	defer func() { s.queue.polling-- }()
	return s.await(r, s.queue.poll, int(p.clamped("limit", 100, 1, 100)), p.clamped("timeout", 0, 0, maxPoll))
}

// await holds a poll open; with s.mu held, which it releases while it waits.
func (s *Server) await(r *http.Request, poll uint64, limit int, timeout int64) (any, *apiError) {
	over := s.opts.After(time.Duration(timeout) * time.Second)
	for {
		if s.queue.poll != poll {
			return nil, conflict("terminated by other getUpdates request; make sure that only one bot instance is running")
		}
		if found := s.queue.take(limit); len(found) > 0 || timeout == 0 {
			return found, nil
		}
		changed := s.changed
		s.mu.Unlock()
		select {
		case <-changed:
		case <-over:
			timeout = 0
		case <-r.Context().Done():
			s.mu.Lock()
			return nil, errGone
		case <-s.done:
			s.mu.Lock()
			return nil, errGone
		}
		s.mu.Lock()
	}
}

// allow keeps the list of kinds for this and later polls; it holds for updates
// made from now on. An empty list is the default, a missing one leaves the
// setting: https://core.telegram.org/bots/api#getupdates.
func (s *Server) allow(p params) *apiError {
	var kinds []string
	has, err := p.json("allowed_updates", &kinds)
	if err != nil || !has {
		return err
	}
	s.queue.allowed = nil
	if len(kinds) > 0 {
		s.queue.allowed = map[string]bool{}
	}
	for _, k := range kinds {
		s.queue.allowed[k] = true
	}
	return nil
}
