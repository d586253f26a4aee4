package fakenet

import (
	"math/rand/v2"
	"sync"
)

// FaultKind is a way for a request to fail.
type FaultKind string

// Fault kinds.
const (
	None      FaultKind = ""
	HTTPError FaultKind = "http error" // a gateway's HTML page with this status
	APIError  FaultKind = "api error"  // a rejection in the platform's own format
	TooMany   FaultKind = "too many"   // 429 with a retry delay
	Garbage   FaultKind = "garbage"    // status 200 without JSON
	Truncated FaultKind = "truncated"  // half of the response, then EOF
	HalfOpen  FaultKind = "half open"  // no response for a while, or until the client gives up
	Cut       FaultKind = "cut"        // connection reset
	Slow      FaultKind = "slow"       // performed after a delay
)

// Plan decides which requests (type R) fail and with which fault (type F). Planned faults come
// first, then the outage, then random ones. The zero value plans nothing. Safe for concurrent use.
type Plan[R, F any] struct {
	mu     sync.Mutex
	next   []planned[R, F]
	outage []F // cycled
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

// FailNext fails the next n requests for which of returns true.
func (p *Plan[R, F]) FailNext(of func(R) bool, n int, f F) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.next = append(p.next, planned[R, F]{of, n, f})
}

// FailSometimes fails requests for which of returns true with the given probability (0 to 1), using
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

// Heal drops the whole plan. Requests already stalled stay stalled.
func (p *Plan[R, F]) Heal() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.next, p.outage, p.chance = nil, nil, nil
}

// Draw returns the fault for a request, or the zero value if there is none.
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
