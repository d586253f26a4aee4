package faketelegram

import (
	"math/rand/v2"
	"time"
)

// FaultKind is a way in which a request goes wrong.
type FaultKind string

// The faults.
const (
	none      FaultKind = ""
	HTTPError FaultKind = "http error" // a gateway's page with Fault.Status
	APIError  FaultKind = "api error"  // a rejection in the platform's own form, with Fault.Status
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
	Reason     string        // of APIError: its description
	RetryAfter int           // of TooMany, in seconds
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
	method string // "": any
	left   int
	fault  Fault
}

type chance struct {
	method string
	p      float64
	rand   *rand.Rand
	faults []Fault
}

// FailNext spoils the next n requests to a method; "": to any.
func (s *Server) FailNext(method string, n int, f Fault) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.faults.next = append(s.faults.next, planned{method, n, f})
}

// FailSometimes spoils requests to a method ("": to any) with probability p, by
// one of the faults chosen evenly. The same seed makes the same choices.
func (s *Server) FailSometimes(method string, p float64, seed uint64, faults ...Fault) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.faults.chance = append(s.faults.chance, chance{method, p, rand.New(rand.NewPCG(seed, 0)), faults})
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

// draw is the fault for the next request; its Kind is none if there is none.
func (s *Server) draw(method string) Fault {
	s.mu.Lock()
	defer s.mu.Unlock()
	f := &s.faults
	for i := range f.next {
		if n := &f.next[i]; n.left > 0 && (n.method == "" || n.method == method) {
			n.left--
			return n.fault
		}
	}
	if len(f.outage) > 0 {
		f.turn++
		return f.outage[(f.turn-1)%len(f.outage)]
	}
	for _, c := range f.chance {
		if (c.method == "" || c.method == method) && c.rand.Float64() < c.p {
			return c.faults[c.rand.IntN(len(c.faults))]
		}
	}
	return Fault{}
}
