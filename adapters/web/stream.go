package web

import (
	"fmt"
	"net/http"
	"time"
)

// Beat is the interval of updates when nothing happens, by which a stream notices dead connections.
const Beat = 15 * time.Second

// patience is the write timeout; a slow page's stream is closed, and it reconnects.
const patience = 10 * time.Second

// Stream is a response of server-sent events. It lasts until the page leaves, a write fails, or the server stops.
type Stream struct {
	w    http.ResponseWriter
	r    *http.Request
	last string
}

// OpenStream begins the response.
func OpenStream(w http.ResponseWriter, r *http.Request) *Stream {
	h := w.Header()
	h.Set("Content-Type", "text/event-stream")
	h.Set("Cache-Control", "no-store")
	h.Set("X-Accel-Buffering", "no")          // nginx would hold events back
	_ = http.NewResponseController(w).Flush() // the page learns at once that it is connected
	return &Stream{w, r, r.Header.Get("Last-Event-ID")}
}

// Last is the id of the latest event that the page has, also from an earlier stream; empty: none.
func (s *Stream) Last() string { return s.last }

// Closing is closed when the server begins to stop; nil, which never is, if the request came through another server.
func (s *Stream) Closing() <-chan struct{} { return Closing(s.r) }

// Send sends an event of a name, "" for a message, with an id, which may be empty, and data without line breaks; without
// data it only keeps the connection.
func (s *Stream) Send(name, id string, data []byte) error {
	text := ":\n\n"
	if data != nil {
		text = fmt.Sprintf("data: %s\n\n", data)
		if id != "" {
			text = "id: " + id + "\n" + text
			s.last = id
		}
		if name != "" {
			text = "event: " + name + "\n" + text
		}
	}
	c := http.NewResponseController(s.w)
	// Not every writer has deadlines; without one, a page may take its time.
	_ = c.SetWriteDeadline(time.Now().Add(patience))
	if _, err := s.w.Write([]byte(text)); err != nil {
		return err
	}
	return c.Flush()
}
