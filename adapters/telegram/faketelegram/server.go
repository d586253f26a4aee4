package faketelegram

import (
	"net"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync"
	"time"
)

// Server is the platform. Its methods may be called from several goroutines.
// Those that act in the world panic when a test asks for what can't be, such as
// speaking in a chat that does not exist.
type Server struct {
	opts Options
	http *httptest.Server
	done chan struct{} // closed by Close: ends what waits

	mu      sync.Mutex
	changed chan struct{} // closed and replaced at each change
	me      User
	users   map[int64]*account
	chats   map[int64]*room
	nextID  int64 // of users
	shared  int64 // last message id in private chats and basic groups, which share one row of numbers
	queue   queue
	methods map[string]method // by name in small letters
	queries map[string]*query
	journal journal
	faults  faults
	rates   rates
	menus   map[menuKey][]Command
	webhook string
}

// New starts a server on a free local port, with the bot in no chat yet.
func New(o Options) *Server {
	s := newServer(o)
	s.http = httptest.NewServer(http.HandlerFunc(s.serve))
	return s
}

// Listen starts a server on addr, so that one can come back where another was.
func Listen(addr string, o Options) (*Server, error) {
	l, err := net.Listen("tcp", addr)
	if err != nil {
		return nil, err
	}
	s := newServer(o)
	s.http = httptest.NewUnstartedServer(http.HandlerFunc(s.serve))
	s.http.Listener.Close()
	s.http.Listener = l
	s.http.Start()
	return s, nil
}

func newServer(o Options) *Server {
	o = o.withDefaults()
	id, _ := strconv.ParseInt(strings.SplitN(o.Token, ":", 2)[0], 10, 64)
	s := &Server{
		opts:    o,
		done:    make(chan struct{}),
		changed: make(chan struct{}),
		me:      User{ID: id, IsBot: true, FirstName: "Steward", Username: o.Username},
		users:   map[int64]*account{},
		chats:   map[int64]*room{},
		nextID:  100,
		queue:   newQueue(o.FirstUpdate),
		queries: map[string]*query{},
		journal: newJournal(o.Keep),
		rates:   newRates(o.Limits),
		menus:   map[menuKey][]Command{},
	}
	s.methods = s.allMethods()
	s.users[id] = &account{User: s.me}
	s.addServiceAccounts()
	return s
}

// URL is the server's address, to be given as api_url.
func (s *Server) URL() string { return s.http.URL }

// Token is the bot's.
func (s *Server) Token() string { return s.opts.Token }

// Me is the bot.
func (s *Server) Me() User { return s.me }

// Close ends what waits and stops the server.
func (s *Server) Close() {
	close(s.done)
	s.http.CloseClientConnections()
	s.http.Close()
}

// now is the platform's clock; dates on the wire are whole seconds.
func (s *Server) now() time.Time { return s.opts.Now() }

// notify wakes polls and whoever awaits; with s.mu held.
func (s *Server) notify() {
	close(s.changed)
	s.changed = make(chan struct{})
}

// serve answers /bot<token>/<method>. Methods are told apart without regard to
// case: https://core.telegram.org/bots/api#making-requests.
func (s *Server) serve(w http.ResponseWriter, r *http.Request) {
	token, method, ok := splitPath(r.URL.Path)
	switch {
	case !ok:
		write(w, (&apiError{code: 404, description: "Not Found"}).answer())
		return
	case token != s.opts.Token:
		write(w, (&apiError{code: 401, description: "Unauthorized"}).answer())
		return
	}
	method = s.canonical(method)
	fault := s.draw(method)
	if fault.Kind == Cut && !fault.Applied {
		s.record(Call{Method: method, Fault: fault.Kind})
		cut(w)
		return
	}
	p, err := readParams(r)
	if err != nil {
		write(w, bad("can't parse the request").answer())
		return
	}
	call := Call{Method: method, Params: p, Fault: fault.Kind}
	if fault.Kind == Slow && !s.pause(r, fault.For) {
		return
	}
	if fault.Kind == none || fault.Kind == Slow || fault.Applied {
		if s.perform(r, &call) == nil {
			return // the client has gone
		}
	}
	s.record(call)
	s.reply(w, r, fault, call)
}

// perform runs a method and notes in the call what came of it; nil if the
// client went away meanwhile.
func (s *Server) perform(r *http.Request, c *Call) *Call {
	result, err := s.call(r, c.Method, c.Params)
	if err == errGone {
		return nil
	}
	c.answer = answer{OK: true, Result: result}
	if err != nil {
		c.answer = err.answer()
		c.Code, c.Description = err.code, err.description
	}
	c.Applied = err == nil
	if m, ok := result.(*Message); ok {
		c.Message = *m
	}
	return c
}

func splitPath(path string) (token, method string, ok bool) {
	rest, ok := strings.CutPrefix(path, "/bot")
	if !ok {
		return "", "", false
	}
	token, method, ok = strings.Cut(rest, "/")
	return token, method, ok && token != "" && method != ""
}

func write(w http.ResponseWriter, a answer) {
	if a.Parameters != nil && a.Parameters.RetryAfter > 0 {
		w.Header().Set("Retry-After", strconv.Itoa(a.Parameters.RetryAfter))
	}
	w.Header().Set("Content-Type", "application/json")
	if !a.OK {
		w.WriteHeader(a.ErrorCode)
	}
	w.Write(a.bytes()) //nolint:errcheck // the client may have gone
}
