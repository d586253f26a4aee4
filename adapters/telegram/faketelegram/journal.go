package faketelegram

import (
	"context"
	"slices"
	"time"
)

// Call is one request by the bot.
type Call struct {
	N           int // counts from 1
	Method      string
	Params      map[string]string // nested values are JSON
	At          time.Time
	Applied     bool // it took effect, even if the bot doesn't know
	Code        int  // the error code; 0 for none
	Description string
	Fault       FaultKind // the fault, if any
	RetryAfter  int       // in seconds, for TooMany faults
	Message     Message   // the message sent or edited

	answer answer
}

// journal holds the latest calls.
type journal struct {
	calls []Call
	keep  int
	total int
	count map[string]int // by method
}

func newJournal(keep int) journal { return journal{keep: keep, count: map[string]int{}} }

// fill records a call's outcome. A call whose client went away has taken effect.
func (c *Call) fill(result any, err *apiError) {
	c.Applied = err == nil || err == errGone
	c.answer = answer{OK: true, Result: result}
	if err != nil {
		c.answer = err.answer()
		c.Code, c.Description = err.code, err.description
		return
	}
	if m, ok := result.(*Message); ok {
		c.Message = *m
	}
}

// record adds a call that was not performed.
func (s *Server) record(c Call) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.note(c)
	s.notify()
}

// note adds a call; s.mu must be held.
func (s *Server) note(c Call) {
	s.journal.total++
	s.journal.count[c.Method]++
	c.N, c.At = s.journal.total, s.now()
	c.answer = answer{}
	s.journal.calls = append(s.journal.calls, c)
	if over := len(s.journal.calls) - s.journal.keep; over > s.journal.keep/10 {
		s.journal.calls = slices.Clone(s.journal.calls[over:])
	}
}

// Calls returns the requests to a method so far, oldest first; "" for all methods.
func (s *Server) Calls(method string) []Call {
	s.mu.Lock()
	defer s.mu.Unlock()
	var out []Call
	for _, c := range s.journal.calls {
		if method == "" || c.Method == method {
			out = append(out, c)
		}
	}
	return out
}

// Count returns the number of requests to a method so far, including those no longer kept.
func (s *Server) Count(method string) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	if method == "" {
		return s.journal.total
	}
	return s.journal.count[method]
}

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
