package fakediscord

import (
	"context"
	"encoding/json"
	"net/url"
	"slices"
	"strings"
	"time"
)

// Call is one REST request by the bot.
type Call struct {
	N          int // counts from 1
	Method     string
	Path       string // as sent, without the version
	Route      string // the route's pattern; "" if none
	Query      url.Values
	Body       json.RawMessage // for multipart requests, payload_json
	Reason     string          // the audit log reason
	At         time.Time
	Applied    bool // it took effect, even if the bot doesn't know
	Status     int  // of the response, sent or lost; 0 for none
	Code       int  // the error code; 0 for none
	Says       string
	Result     json.RawMessage
	Fault      FaultKind // the fault, if any
	RetryAfter float64   // in seconds, for TooMany faults

	answer answer
}

// Violation is a rule broken by the bot.
type Violation struct {
	Kind   string // one of rate limit, global rate limit, identify, gateway sends, gateway address, heartbeat, acknowledged twice
	Detail string
	At     time.Time
}

// journal holds the latest calls.
type journal struct {
	calls      []Call
	keep       int
	total      int
	invalid    int
	violations []Violation
}

func newJournal(keep int) journal { return journal{keep: keep} }

// note adds a call; s.mu must be held. Responses with 401, 403 or 429 count as invalid requests,
// except for shared limits:
// https://discord.com/developers/docs/topics/rate-limits#invalid-request-limit-aka-cloudflare-bans.
func (s *Server) note(c Call) {
	j := &s.journal
	j.total++
	c.N, c.At, c.answer = j.total, s.now(), answer{}
	if c.Status == 401 || c.Status == 403 || c.Status == 429 {
		j.invalid++
	}
	j.calls = append(j.calls, c)
	if over := len(j.calls) - j.keep; over > j.keep/10 {
		j.calls = slices.Clone(j.calls[over:])
	}
}

// violate records a violation; s.mu must be held. Only the first thousand are kept.
func (s *Server) violate(kind, detail string) {
	if len(s.journal.violations) < 1000 {
		s.journal.violations = append(s.journal.violations, Violation{kind, detail, s.now()})
	}
}

// Violations returns the violations so far.
func (s *Server) Violations() []Violation {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.journal.violations)
}

// InvalidRequests returns the number of requests so far that count towards an IP ban.
func (s *Server) InvalidRequests() int { return s.count(&s.journal.invalid) }

// Calls returns the requests so far, oldest first, with this method ("" for any) and a route such
// as /channels/{}/messages. A segment in braces or * matches any segment; the route "" matches all.
func (s *Server) Calls(method, route string) []Call {
	s.mu.Lock()
	defer s.mu.Unlock()
	var out []Call
	for _, c := range s.journal.calls {
		if matches(method, route, c.Method, c.Path) {
			out = append(out, c)
		}
	}
	return out
}

// Count returns the number of requests that Calls returns.
func (s *Server) Count(method, route string) int { return len(s.Calls(method, route)) }

// Total returns the number of all requests so far, including those no longer kept.
func (s *Server) Total() int { return s.count(&s.journal.total) }

// matches reports whether a request has this method and matches this route pattern.
func matches(method, pattern, m, path string) bool {
	if method != "" && method != m {
		return false
	}
	if pattern == "" {
		return true
	}
	want, have := segments(pattern), segments(path)
	if len(want) != len(have) {
		return false
	}
	for i, w := range want {
		if w != "*" && !strings.HasPrefix(w, "{") && w != have[i] {
			return false
		}
	}
	return true
}

func segments(path string) []string { return strings.Split(strings.Trim(path, "/"), "/") }

// Await waits until is returns true, checking after each change, or returns ctx's error. is runs
// without the server's lock and may call its methods.
func (s *Server) Await(ctx context.Context, is func() bool) error {
	for {
		s.mu.Lock()
		changed := s.changed
		s.mu.Unlock()
		if is() {
			return nil
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}
