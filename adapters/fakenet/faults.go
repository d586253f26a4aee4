package fakenet

import (
	"math/rand/v2"
	"sync"
)

// FaultKind is a way in which a request goes wrong.
type FaultKind string

// The faults.
const (
	None      FaultKind = ""
	HTTPError FaultKind = "http error" // a gateway's page with a status
	APIError  FaultKind = "api error"  // a rejection in the platform's own form
	TooMany   FaultKind = "too many"   // 429 with a wait
	Garbage   FaultKind = "garbage"    // status 200 and no JSON
	Truncated FaultKind = "truncated"  // half of the answer, then the end
	HalfOpen  FaultKind = "half open"  // no response, for a while or until the client gives up
	Cut       FaultKind = "cut"        // the connection is reset
	Slow      FaultKind = "slow"       // the request is done after a while
)

// Plan decides which requests, of type R, fail and how, of type F. Explicitly
// planned faults come first, then the outage, then chance. The zero value plans
// nothing. Safe for concurrent use.
type Plan[R, F any] struct {
	mu     sync.Mutex
	next   []planned[R, F]
	outage []F // in turn
	turn   int
	chance []chance[R, F]
}

type planned[R, F any] struct {
	of    func(R) bool
	left  int
	fault F
}

type chance[R, F any] struct {
	of     func(R) bool
	p      float64
	rand   *rand.Rand
	faults []F
}

// FailNext spoils the next n requests for which of holds.
func (p *Plan[R, F]) FailNext(of func(R) bool, n int, f F) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.next = append(p.next, planned[R, F]{of, n, f})
}

// FailSometimes fails requests for which of returns true with a probability, by
// a random one of the faults. The same seed makes the same choices.
func (p *Plan[R, F]) FailSometimes(of func(R) bool, probability float64, seed uint64, faults ...F) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.chance = append(p.chance, chance[R, F]{of, probability, rand.New(rand.NewPCG(seed, 0)), faults})
}

// Outage fails every request, cycling through the faults, until Heal.
func (p *Plan[R, F]) Outage(faults ...F) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.outage, p.turn = faults, 0
}

// Heal drops the whole plan. Requests that wait without an answer go on waiting.
func (p *Plan[R, F]) Heal() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.next, p.outage, p.chance = nil, nil, nil
}

// Draw returns the fault for a request, the zero value if none.
func (p *Plan[R, F]) Draw(request R) (none F) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for i := range p.next {
		if n := &p.next[i]; n.left > 0 && n.of(request) {
			n.left--
			return n.fault
		}
	}
	if len(p.outage) > 0 {
		p.turn++
		return p.outage[(p.turn-1)%len(p.outage)]
	}
	for _, c := range p.chance {
		if c.of(request) && c.rand.Float64() < c.p {
			return c.faults[c.rand.IntN(len(c.faults))]
		}
	}
	return none
}
