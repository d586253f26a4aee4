package fakediscord

import (
	"math/rand/v2"
	"time"
)

// FaultKind is a way in which a REST request goes wrong.
type FaultKind string

// The faults.
const (
	none      FaultKind = ""
	HTTPError FaultKind = "http error" // a gateway's page with Fault.Status
	APIError  FaultKind = "api error"  // a rejection in the platform's own form, with Fault.Status, Code and Reason
	TooMany   FaultKind = "too many"   // 429 with Fault.RetryAfter
	Garbage   FaultKind = "garbage"    // status 200 and no JSON
	Truncated FaultKind = "truncated"  // half of the answer, then the end
	HalfOpen  FaultKind = "half open"  // no answer, for Fault.For or until the client gives up
	Cut       FaultKind = "cut"        // the connection is reset
	Slow      FaultKind = "slow"       // the request is done after Fault.For
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

// faults is the plan. What is planned as next comes first, then the outage,
// then chance.
type faults struct {
	next   []planned
	outage []Fault // in turn
	turn   int
	chance []chance
}

type planned struct {
	method, route string // as for Calls
	left          int
	fault         Fault
}

type chance struct {
	method, route string
	p             float64
	rand          *rand.Rand
	faults        []Fault
}

// FailNext spoils the next n requests with a method on a route, both as for
// Calls.
func (s *Server) FailNext(method, route string, n int, f Fault) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.faults.next = append(s.faults.next, planned{method, route, n, f})
}

// FailSometimes spoils requests with a method on a route with probability p, by
// one of the faults chosen evenly. The same seed makes the same choices.
func (s *Server) FailSometimes(method, route string, p float64, seed uint64, faults ...Fault) {
	s.mu.Lock()
	defer s.mu.Unlock()
	r := rand.New(rand.NewPCG(seed, 0))
	s.faults.chance = append(s.faults.chance, chance{method, route, p, r, faults})
}

// Outage spoils every request, by each of the faults in turn, until Heal.
func (s *Server) Outage(faults ...Fault) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.faults.outage, s.faults.turn = faults, 0
}

// Heal drops the whole plan. Requests that wait without an answer go on
// waiting.
func (s *Server) Heal() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.faults = faults{}
}

// draw is the fault for a request; its Kind is none if there is none.
func (s *Server) draw(method, path string) Fault {
	s.mu.Lock()
	defer s.mu.Unlock()
	f := &s.faults
	if s.down {
		return Fault{Kind: HTTPError}
	}
	for i := range f.next {
		if n := &f.next[i]; n.left > 0 && matches(n.method, n.route, method, path) {
			n.left--
			return n.fault
		}
	}
	if len(f.outage) > 0 {
		f.turn++
		return f.outage[(f.turn-1)%len(f.outage)]
	}
	for _, c := range f.chance {
		if matches(c.method, c.route, method, path) && c.rand.Float64() < c.p {
			return c.faults[c.rand.IntN(len(c.faults))]
		}
	}
	return Fault{}
}
