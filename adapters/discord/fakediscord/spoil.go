package fakediscord

import (
	"fmt"
	"net"
	"net/http"
	"time"
)

// page is what a gateway answers when the service behind it is away.
const page = "<html>\r\n<head><title>%[1]d %[2]s</title></head>\r\n<body>\r\n<center><h1>%[1]d %[2]s</h1></center>\r\n<hr><center>cloudflare</center>\r\n</body>\r\n</html>\r\n"

func htmlPage(w http.ResponseWriter, status int) {
	w.Header().Set("Content-Type", "text/html")
	w.WriteHeader(status)
	fmt.Fprintf(w, page, status, http.StatusText(status))
}

// reply writes the answer of a call, spoilt as the fault says.
func (s *Server) reply(w http.ResponseWriter, r *http.Request, f Fault, c Call) {
	if f.Status == 0 {
		f.Status = http.StatusBadGateway
	}
	switch f.Kind {
	case APIError:
		(&apiError{status: f.Status, Code: f.Code, Message: f.Reason}).answer().write(w)
	case HTTPError:
		htmlPage(w, f.Status)
	case TooMany:
		tooMany(f.RetryAfter, f.Global).write(w)
	case Garbage:
		w.Header().Set("Content-Type", "application/json")
		fmt.Fprint(w, "\x00\xff{\"id\":tru e,]")
	case Truncated:
		truncate(w, c.answer)
	case HalfOpen:
		s.pause(r, f.For)
		cut(w)
	case Cut:
		cut(w)
	default:
		if s.opts.Loose {
			c.answer = looseAnswer(c, w)
		}
		c.answer.write(w)
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
	body := a.body
	if len(body) < 2 { // not performed, or nothing to tell: any answer will do
		body = []byte(`{"id":"1"}`)
	}
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
