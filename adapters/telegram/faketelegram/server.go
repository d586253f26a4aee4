package faketelegram

import (
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/stewardbot/steward/adapters/fakenet"
)

// Server is the platform. It is safe for concurrent use. Methods that act in the world panic if a
// test requests something impossible, such as posting in a chat that does not exist.
type Server struct {
	faults

	opts    Options
	line    fakenet.Line
	methods map[string]method // by lower-case name
	done    chan struct{}     // closed by Close; ends everything that waits
	me      User

	mu      sync.Mutex
	changed chan struct{} // closed and replaced on each change
	users   map[int64]*account
	chats   map[int64]*room
	nextID  int64 // of users, chats and queries
	links   int64 // invite links made so far
	shared  int64 // last message id in private chats and basic groups, which share one sequence
	queue   queue
	queries map[string]*query
	journal journal
	rates   rates
	menus   map[menuKey][]Command
	webhook string
}

// New starts a server on a free local port; the bot is in no chat yet. It panics if it can't
// listen.
func New(o Options) *Server {
	s := newServer(o)
	if err := s.line.Open(s); err != nil {
		panic("faketelegram: listen: " + err.Error())
	}
	return s
}

func newServer(o Options) *Server {
	o = o.withDefaults()
	id, _ := strconv.ParseInt(strings.SplitN(o.Token, ":", 2)[0], 10, 64)
	s := &Server{
		opts:    o,
		line:    fakenet.Line{Memory: o.Memory},
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

// URL returns the server's base URL, for the setting api_url.
func (s *Server) URL() string { return "http://" + s.line.Address() }

// Token returns the bot's token.
func (s *Server) Token() string { return s.opts.Token }

// Me returns the bot's user.
func (s *Server) Me() User { return s.me }

// Close ends everything that waits and stops the server permanently.
func (s *Server) Close() {
	close(s.done)
	s.line.Close()
}

// Unplug takes the server off the network: connections are cut and new ones refused. The world goes
// on.
func (s *Server) Unplug() { s.line.Close() }

// Plug reconnects the server at the same address. It fails if the port has been taken.
func (s *Server) Plug() error { return s.line.Open(s) }

// now returns the platform's clock; dates on the wire are whole seconds.
func (s *Server) now() time.Time { return s.opts.Now() }

// notify wakes polls and everything waiting for a change; s.mu must be held.
func (s *Server) notify() {
	close(s.changed)
	s.changed = make(chan struct{})
}

// ServeHTTP serves /bot<token>/<method>. Method names are case-insensitive:
// https://core.telegram.org/bots/api#making-requests.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if s.opts.Loose {
		w = looseWriter{w}
	}
	token, name, ok := splitPath(r.URL.Path)
	switch {
	case !ok:
		write(w, (&apiError{code: 404, description: "Not Found"}).answer())
		return
	case token != s.opts.Token:
		write(w, (&apiError{code: 401, description: "Unauthorized"}).answer())
		return
	}
	call := Call{Method: s.canonical(name)}
	fault := s.Draw(call.Method)
	call.Fault, call.RetryAfter = fault.Kind, fault.RetryAfter
	if fault.Kind == Cut && !fault.Applied {
		s.record(call)
		fakenet.Reset(w)
		return
	}
	p, err := readParams(r)
	if err != nil {
		write(w, bad("can't parse the request").answer())
		return
	}
	call.Params = p
	s.answer(w, r, fault, call)
}

// answer performs a request, unless the fault prevents it, and responds.
func (s *Server) answer(w http.ResponseWriter, r *http.Request, f Fault, c Call) {
	stays := f.Kind != Slow || s.pause(r, f.For)
	switch {
	case !stays:
		c.Description = errGone.description
		s.record(c)
		return
	case f.Kind == fakenet.None || f.Kind == Slow || f.Applied:
		if stays = s.perform(r, &c); !stays {
			return
		}
	default:
		s.record(c)
	}
	s.reply(w, r, f, c)
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
