package faketelegram

import (
	"net/http"
	"time"
)

// maxPoll is the maximum timeout of a long poll, in seconds.
const maxPoll = 50

// getUpdates implements https://core.telegram.org/bots/api#getupdates. It returns early when there
// is an update, when another poll starts, or when the client disconnects. It runs with s.mu held
// and releases it while waiting.
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
	s.notify() // ends a poll that is still waiting
	defer func() { s.queue.polling-- }()
	return s.await(r, s.queue.poll, int(p.clamped("limit", 100, 1, 100)), p.clamped("timeout", 0, 0, maxPoll))
}

// await waits for updates. s.mu must be held; it is released while waiting.
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

// allow stores allowed_updates for this and later polls; it applies to future updates. An empty
// list restores the default, a missing one keeps the setting:
// https://core.telegram.org/bots/api#getupdates.
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
