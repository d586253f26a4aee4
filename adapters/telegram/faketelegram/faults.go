package faketelegram

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
	Reason     string        // of APIError: the description
	RetryAfter int           // of TooMany, in seconds
	For        time.Duration // of Slow and HalfOpen; 0: until the client gives up
}

// faults is the plan. Requests are matched by method.
type faults = fakenet.Plan[string, Fault]

// of matches calls to a method; "" matches any.
func of(method string) func(string) bool {
	return func(called string) bool { return method == "" || called == method }
}

// FailNext fails the next n requests to a method; "" for any.
func (s *Server) FailNext(method string, n int, f Fault) {
	s.faults.FailNext(of(method), n, f)
}

// FailSometimes fails requests to a method ("" for any) with probability p, each with a random one
// of the faults. The same seed makes the same choices.
func (s *Server) FailSometimes(method string, p float64, seed uint64, faults ...Fault) {
	s.faults.FailSometimes(of(method), p, seed, faults...)
}
