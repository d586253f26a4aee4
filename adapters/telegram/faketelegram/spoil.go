package faketelegram

import (
	"fmt"
	"net/http"
	"time"

	"github.com/stewardbot/steward/adapters/fakenet"
)

// reply writes a call's response as the fault prescribes.
func (s *Server) reply(w http.ResponseWriter, r *http.Request, f Fault, c Call) {
	if f.Status == 0 {
		f.Status = http.StatusBadGateway
	}
	switch f.Kind {
	case APIError:
		write(w, (&apiError{code: f.Status, description: f.Reason}).answer())
	case HTTPError:
		fakenet.WritePage(w, f.Status, "nginx/1.18.0")
	case TooMany:
		write(w, tooMany(f.RetryAfter).answer())
	case Garbage:
		fmt.Fprint(w, "\x00\xff{\"ok\":tru e,]")
	case Truncated:
		truncate(w, c.answer)
	case HalfOpen:
		s.pause(r, f.For)
		fakenet.Reset(w)
	case Cut:
		fakenet.Reset(w)
	default:
		write(w, c.answer)
	}
}

// tooMany returns a 429 with retry_after: https://core.telegram.org/bots/api#responseparameters.
func tooMany(seconds int) *apiError {
	return &apiError{
		code:        http.StatusTooManyRequests,
		description: fmt.Sprintf("Too Many Requests: retry after %d", seconds),
		parameters:  parameters{RetryAfter: seconds},
	}
}

// pause waits for d, or indefinitely if d is 0; it returns false if the client gave up or the
// server closed first.
func (s *Server) pause(r *http.Request, d time.Duration) bool {
	var over <-chan time.Time
	if d > 0 {
		over = s.opts.After(d)
	}
	select {
	case <-over:
		return true
	case <-r.Context().Done():
	case <-s.done:
	}
	return false
}

// truncate announces the whole response and sends half of it.
func truncate(w http.ResponseWriter, a answer) {
	if !a.OK && a.ErrorCode == 0 { // not performed: any response will do
		a = answer{OK: true, Result: true}
	}
	body := a.bytes()
	fakenet.WriteHalf(w, body)
}
