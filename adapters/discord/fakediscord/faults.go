package fakediscord

import (
	"time"

	"github.com/stewardbot/steward/adapters/fakenet"
)

// FaultKind is a way for a request to fail.
type FaultKind = fakenet.FaultKind

// Fault kinds.
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

// Fault is a planned failure of one request.
type Fault struct {
	Kind FaultKind
	// Applied lets the request take effect; only the response fails.
	Applied    bool
	Status     int           // of HTTPError and APIError; 0 means 502
	Code       int           // of APIError
	Reason     string        // of APIError: the message
	RetryAfter float64       // of TooMany, in seconds
	Global     bool          // of TooMany: the limit is global
	For        time.Duration // of Slow and HalfOpen; 0: until the client gives up
}

// target is what faults are matched against.
type target struct{ method, path string }

// faults is the plan.
type faults = fakenet.Plan[target, Fault]

// of matches requests by method and route, both as in Calls.
func of(method, route string) func(target) bool {
	return func(r target) bool { return matches(method, route, r.method, r.path) }
}

// FailNext fails the next n requests with this method and route, both as in Calls.
func (s *Server) FailNext(method, route string, n int, f Fault) {
	s.faults.FailNext(of(method, route), n, f)
}

// FailSometimes fails requests with this method and route with probability p, each with a random
// one of the faults. The same seed makes the same choices.
func (s *Server) FailSometimes(method, route string, p float64, seed uint64, faults ...Fault) {
	s.faults.FailSometimes(of(method, route), p, seed, faults...)
}

// draw returns the fault for a request; its Kind is none if the request succeeds.
func (s *Server) draw(method, path string) Fault {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.down {
		return Fault{Kind: HTTPError}
	}
	return s.Draw(target{method, path})
}
