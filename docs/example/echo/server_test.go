package echo_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stewardbot/steward/adapters/adaptertest"
	"github.com/stewardbot/steward/bot"
)

// server is an Echo server with one room and two people.
type server struct {
	http *httptest.Server

	mu      sync.Mutex
	changed chan struct{} // closed and replaced at every event
	events  []any
	said    int
	lines   []line
	down    bool
	limit   time.Duration // of the next message
	lose    bool          // the next answer
}

type line struct {
	id, room, by, text, replyTo string
}

type record map[string]any

func newServer(t *testing.T) *server {
	s := &server{changed: make(chan struct{})}
	s.http = httptest.NewServer(s)
	t.Cleanup(s.http.Close)
	return s
}

var people = map[string]string{"ann": "Ann", "bob": "Bob"}

func isRoom(room string) bool {
	who, private := strings.CutPrefix(room, "dm/")
	return room == "lobby" || private && people[who] != ""
}

// tell requires the lock.
func (s *server) tell(event any) {
	s.events = append(s.events, event)
	close(s.changed)
	s.changed = make(chan struct{})
}

// ServeHTTP serves the adapter's calls.
func (s *server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	var args struct {
		After               int
		Wait                bool
		Room, ID, Text, Who string
		ReplyTo             string `json:"reply_to"`
	}
	if err := json.NewDecoder(r.Body).Decode(&args); err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	i := slices.IndexFunc(s.lines, func(l line) bool { return l.id == args.ID && l.room == args.Room })
	switch method := strings.TrimPrefix(r.URL.Path, "/"); {
	case s.down:
		http.Error(w, "closed for today", http.StatusBadGateway)
	case method == "events":
		s.serveEvents(w, r, args.After, args.Wait)
	case !isRoom(args.Room):
		http.Error(w, "there is no such room", http.StatusNotFound)
	case method == "say" && s.limit > 0:
		w.Header().Set("Retry-After", strconv.Itoa(int(s.limit.Seconds())))
		w.WriteHeader(http.StatusTooManyRequests)
		s.limit = 0
	case method == "say":
		l := s.add(args.Room, "steward", args.Text, args.ReplyTo)
		if s.lose {
			s.lose = false
			panic(http.ErrAbortHandler)
		}
		_ = json.NewEncoder(w).Encode(record{"id": l.id, "at": time.Now()})
	case method == "find":
		_ = json.NewEncoder(w).Encode(record{"name": people[args.Who], "present": people[args.Who] != ""})
	case i < 0:
		http.Error(w, "the message no longer exists", http.StatusGone)
	case method == "edit":
		s.lines[i].text = args.Text
	case method == "delete":
		s.lines = slices.Delete(s.lines, i, i+1)
	}
}

// serveEvents requires the lock and releases it while it waits for an event.
func (s *server) serveEvents(w http.ResponseWriter, r *http.Request, after int, wait bool) {
	for wait && len(s.events) <= after && !s.down {
		changed := s.changed
		s.mu.Unlock()
		select {
		case <-changed:
		case <-r.Context().Done():
		}
		s.mu.Lock()
		if r.Context().Err() != nil {
			return
		}
	}
	if s.down {
		http.Error(w, "closed for today", http.StatusBadGateway)
		return
	}
	_ = json.NewEncoder(w).Encode(s.events[min(after, len(s.events)):])
}

// add requires the lock.
func (s *server) add(room, by, text, replyTo string) line {
	s.said++
	l := line{strconv.Itoa(s.said), room, by, text, replyTo}
	s.lines = append(s.lines, l)
	return l
}

// say makes a person speak, and returns the message's id.
func (s *server) say(who bot.UserID, in bot.Place, text, replyTo string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	l := s.add(in.Local(), who.Local(), text, replyTo)
	e := record{"kind": "said", "room": l.room, "id": l.id, "text": text, "at": time.Now(),
		"by": record{"id": l.by, "name": people[l.by]}}
	for _, other := range s.lines {
		if other.id == replyTo {
			e["reply_to"] = record{"id": other.id, "by": record{"id": other.by, "name": people[other.by]}}
		}
	}
	s.tell(e)
	return l.id
}

func (s *server) shown(in bot.Place) (lines []adaptertest.Line) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, l := range s.lines {
		if l.room == in.Local() {
			lines = append(lines, adaptertest.Line{ID: l.id, Text: l.text, Ours: l.by == "steward", ReplyTo: l.replyTo})
		}
	}
	return lines
}
