package fakediscord

import (
	"context"
	"encoding/json"
	"net/url"
	"slices"
	"strings"
	"time"
)

// Call is one REST request of the bot.
type Call struct {
	N          int // counts from 1
	Method     string
	Path       string // without the version, as sent
	Route      string // the pattern of the route, "" for none
	Query      url.Values
	Body       json.RawMessage // of a form: its payload_json
	Reason     string          // for the audit log
	At         time.Time
	Applied    bool // it took effect, whether or not the bot was told
	Status     int  // that was or would have been answered, 0 for none
	Code       int  // of the rejection, 0 for none
	Says       string
	Result     json.RawMessage
	Fault      FaultKind // that spoilt the request or its answer
	RetryAfter float64   // what a fault of kind TooMany told, in seconds

	answer answer
}

// Violation is a rule that the bot broke.
type Violation struct {
	Kind   string // rate limit, global rate limit, identify, gateway sends, gateway address, heartbeat, acknowledged twice
	Detail string
	At     time.Time
}

// journal keeps the latest calls.
type journal struct {
	calls      []Call
	keep       int
	total      int
	invalid    int
	violations []Violation
}

func newJournal(keep int) journal { return journal{keep: keep} }

// note adds a call; with s.mu held. Invalid requests are those answered by 401,
// 403 or 429, but for a shared limit:
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

// violate records a broken rule; with s.mu held. The first thousand are kept.
func (s *Server) violate(kind, detail string) {
	if len(s.journal.violations) < 1000 {
		s.journal.violations = append(s.journal.violations, Violation{kind, detail, s.now()})
	}
}

// Violations returns the rules that the bot broke so far.
func (s *Server) Violations() []Violation {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.journal.violations)
}

// InvalidRequests returns the number of requests so far that the platform
// counts towards a ban of the address.
func (s *Server) InvalidRequests() int { return s.count(&s.journal.invalid) }

// Calls returns the requests so far, oldest first, with a method ("": any) on a
// route such as /channels/{}/messages. A segment in braces or * stands for any;
// route "": all.
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

// Count returns the number of requests that Calls tells.
func (s *Server) Count(method, route string) int { return len(s.Calls(method, route)) }

// Total returns the number of all requests so far, forgotten ones included.
func (s *Server) Total() int { return s.count(&s.journal.total) }

// matches reports whether a request is of a method and a route pattern.
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

// Await waits until is holds, asking again after each change, or returns ctx's
// error. It is called without the server's lock and may use its methods.
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
