package fakediscord

import (
	"fmt"
	"net/http"
	"time"

	"github.com/stewardbot/steward/adapters/fakenet"
)

// gatewayMake is the server name on the gateway's error pages.
const gatewayMake = "cloudflare"

// reply writes a call's response as the fault prescribes.
func (s *Server) reply(w http.ResponseWriter, r *http.Request, f Fault, c Call) {
	if f.Status == 0 {
		f.Status = http.StatusBadGateway
	}
	switch f.Kind {
	case APIError:
		(&apiError{status: f.Status, Code: f.Code, Message: f.Reason}).answer().write(w)
	case HTTPError:
		fakenet.WritePage(w, f.Status, gatewayMake)
	case TooMany:
		tooMany(f.RetryAfter, f.Global).write(w)
	case Garbage:
		w.Header().Set("Content-Type", "application/json")
		fmt.Fprint(w, "\x00\xff{\"id\":tru e,]")
	case Truncated:
		truncate(w, c.answer)
	case HalfOpen:
		s.pause(r, f.For)
		fakenet.Reset(w)
	case Cut:
		fakenet.Reset(w)
	default:
		if s.opts.Loose {
			c.answer = looseAnswer(c, w)
		}
		c.answer.write(w)
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
	body := a.body
	if len(body) < 2 { // not performed, or no body: any response will do
		body = []byte(`{"id":"1"}`)
	}
	fakenet.WriteHalf(w, body)
}
