package faketelegram

import (
	"fmt"
	"net"
	"net/http"
	"time"
)

// page is what a gateway answers when the service behind it is away.
const page = "<html>\r\n<head><title>%[1]d %[2]s</title></head>\r\n<body>\r\n<center><h1>%[1]d %[2]s</h1></center>\r\n<hr><center>nginx/1.18.0</center>\r\n</body>\r\n</html>\r\n"

// reply writes the answer of a call, spoilt as the fault says.
func (s *Server) reply(w http.ResponseWriter, r *http.Request, f Fault, c Call) {
	if f.Status == 0 {
		f.Status = http.StatusBadGateway
	}
	switch f.Kind {
	case APIError:
		write(w, (&apiError{code: f.Status, description: f.Reason}).answer())
	case HTTPError:
		w.Header().Set("Content-Type", "text/html")
		w.WriteHeader(f.Status)
		fmt.Fprintf(w, page, f.Status, http.StatusText(f.Status))
	case TooMany:
		write(w, tooMany(f.RetryAfter).answer())
	case Garbage:
		fmt.Fprint(w, "\x00\xff{\"ok\":tru e,]")
	case Truncated:
		truncate(w, c.answer)
	case HalfOpen:
		s.pause(r, f.For)
		cut(w)
	case Cut:
		cut(w)
	default:
		write(w, c.answer)
	}
}

// tooMany: https://core.telegram.org/bots/api#responseparameters.
func tooMany(seconds int) *apiError {
	return &apiError{
		code:        http.StatusTooManyRequests,
		description: fmt.Sprintf("Too Many Requests: retry after %d", seconds),
		parameters:  parameters{RetryAfter: seconds},
	}
}

// pause waits for d, or for ever if d is 0; false when the client gave up or
// the server closed before.
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

// truncate promises the whole answer and sends half of it.
func truncate(w http.ResponseWriter, a answer) {
	if !a.OK && a.ErrorCode == 0 { // not performed: any answer will do
		a = answer{OK: true, Result: true}
	}
	body := a.bytes()
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Content-Length", fmt.Sprint(len(body)))
	w.Write(body[:len(body)/2]) //nolint:errcheck // the client may have gone
	if f, ok := w.(http.Flusher); ok {
		f.Flush()
	}
	cut(w)
}

// cut resets the connection.
func cut(w http.ResponseWriter) {
	conn, _, err := http.NewResponseController(w).Hijack()
	if err != nil {
		panic(http.ErrAbortHandler)
	}
	if tcp, ok := conn.(*net.TCPConn); ok {
		tcp.SetLinger(0) //nolint:errcheck // then it is closed in the usual way
	}
	conn.Close()
}
