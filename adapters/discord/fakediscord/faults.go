package fakediscord

import (
	"time"

	"github.com/stewardbot/steward/adapters/fakenet"
)

// FaultKind is a way in which a request goes wrong.
type FaultKind = fakenet.FaultKind

// The faults.
const (
	HTTPError = fakenet.HTTPError
	APIError  = fakenet.APIError
	TooMany   = fakenet.TooMany
	Garbage   = fakenet.Garbage
	Truncated = fakenet.Truncated
	HalfOpen  = fakenet.HalfOpen
	Cut       = fakenet.Cut
	Slow      = fakenet.Slow
)

// Fault is what befalls one request.
type Fault struct {
	Kind FaultKind
	// Applied: the request takes effect all the same, only the answer is spoilt.
	Applied    bool
	Status     int           // of HTTPError and APIError; 0: 502
	Code       int           // of APIError
	Reason     string        // of APIError: its message
	RetryAfter float64       // of TooMany, in seconds
	Global     bool          // of TooMany: all routes are meant
	For        time.Duration // of Slow, and of HalfOpen; 0: until the client gives up
}

// target is a request as faults are planned for it.
type target struct{ method, path string }

// faults is the plan.
type faults = fakenet.Plan[target, Fault]

// of tells requests with a method on a route, both as for Calls.
func of(method, route string) func(target) bool {
	return func(r target) bool { return matches(method, route, r.method, r.path) }
}

// FailNext spoils the next n requests with a method on a route, both as for
// Calls.
func (s *Server) FailNext(method, route string, n int, f Fault) {
	s.faults.FailNext(of(method, route), n, f)
}

// FailSometimes spoils requests with a method on a route with probability p, by
// one of the faults chosen evenly. The same seed makes the same choices.
func (s *Server) FailSometimes(method, route string, p float64, seed uint64, faults ...Fault) {
	s.faults.FailSometimes(of(method, route), p, seed, faults...)
}

// draw returns the fault for a request; its Kind is none if there is none.
func (s *Server) draw(method, path string) Fault {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.down {
		return Fault{Kind: HTTPError}
	}
	return s.Draw(target{method, path})
}
