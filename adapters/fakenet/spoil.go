package fakenet

import (
	"fmt"
	"net"
	"net/http"
	"time"
)

// page is a gateway's response when its upstream is down.
const page = "<html>\r\n<head><title>%[1]d %[2]s</title></head>\r\n<body>\r\n<center><h1>%[1]d %[2]s</h1></center>\r\n<hr><center>%[3]s</center>\r\n</body>\r\n</html>\r\n"

// WritePage responds like a gateway whose upstream is down; make is the gateway's name.
func WritePage(w http.ResponseWriter, status int, make string) {
	w.Header().Set("Content-Type", "text/html")
	w.WriteHeader(status)
	fmt.Fprintf(w, page, status, http.StatusText(status), make)
}

// WriteHalf announces a full JSON response, sends half of it, and resets the connection.
func WriteHalf(w http.ResponseWriter, body []byte) {
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Content-Length", fmt.Sprint(len(body)))
	w.Write(body[:len(body)/2]) //nolint:errcheck // the client may have gone
	if f, ok := w.(http.Flusher); ok {
		f.Flush()
	}
	Reset(w)
}

// Reset resets the connection.
func Reset(w http.ResponseWriter) {
	conn, _, err := http.NewResponseController(w).Hijack()
	if err != nil {
		panic(http.ErrAbortHandler)
	}
	if tcp, ok := conn.(*net.TCPConn); ok {
		tcp.SetLinger(0) //nolint:errcheck // falls back to a normal close
	}
	conn.Close()
}

// Since returns the times after from; times must be sorted.
func Since(times []time.Time, from time.Time) []time.Time {
	for len(times) > 0 && !times[0].After(from) {
		times = times[1:]
	}
	return times
}
