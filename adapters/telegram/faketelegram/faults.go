package faketelegram

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
	Reason     string        // of APIError: its description
	RetryAfter int           // of TooMany, in seconds
	For        time.Duration // of Slow, and of HalfOpen; 0: until the client gives up
}

// faults is the plan; what it plans for a request is told by its method.
type faults = fakenet.Plan[string, Fault]

// of tells calls of a method; "": of any.
func of(method string) func(string) bool {
	return func(called string) bool { return method == "" || called == method }
}

// FailNext spoils the next n requests to a method; "": to any.
func (s *Server) FailNext(method string, n int, f Fault) {
	s.faults.FailNext(of(method), n, f)
}

// FailSometimes spoils requests to a method ("": to any) with probability p, by
// one of the faults chosen evenly. The same seed makes the same choices.
func (s *Server) FailSometimes(method string, p float64, seed uint64, faults ...Fault) {
	s.faults.FailSometimes(of(method), p, seed, faults...)
}
