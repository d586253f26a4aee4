package fakediscord

import (
	"fmt"
	"math/rand/v2"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/stewardbot/steward/adapters/fakenet"
)

// Server is the platform. It is safe for concurrent use. Methods that act in the world panic if a
// test requests something impossible, such as posting in a channel that does not exist.
type Server struct {
	faults

	opts   Options
	line   fakenet.Line
	routes []route
	done   chan struct{}  // closed by Close; ends everything that waits
	served sync.WaitGroup // gateway connections

	mu         sync.Mutex
	closed     bool
	changed    chan struct{} // closed and replaced on each change
	rand       *rand.Rand
	lastID     int64
	me         User
	app        string
	users      map[string]*account
	guilds     []*guild // in order of creation
	rooms      map[string]*room
	privileged privileged
	gate       gate
	commands   []*Command
	calls      map[string]*interaction // by token
	invites    int                     // made so far by the bot
	nonces     nonces
	journal    journal
	rates      rates
	down       bool
}

// New starts a server on a free local port; the bot is in no guild yet. It panics if it can't
// listen.
func New(o Options) *Server {
	o = o.withDefaults()
	s := &Server{
		opts:       o,
		line:       fakenet.Line{Memory: o.Memory},
		done:       make(chan struct{}),
		changed:    make(chan struct{}),
		rand:       rand.New(rand.NewPCG(uint64(o.Seed), 0)),
		users:      map[string]*account{},
		rooms:      map[string]*room{},
		privileged: privileged{true, true, true},
		gate:       newGate(),
		calls:      map[string]*interaction{},
		nonces:     nonces{},
		journal:    newJournal(o.Keep),
		rates:      newRates(),
	}
	s.routes = s.allRoutes()
	s.app = s.newID()
	s.me = User{ID: s.app, Username: "steward", GlobalName: "Steward", Discriminator: "0042", Bot: true}
	s.users[s.me.ID] = &account{User: s.me}
	if err := s.line.Open(s); err != nil {
		panic("fakediscord: listen: " + err.Error())
	}
	return s
}

// URL returns the server's base URL; REST is below /api/v9, /api/v10 and /api.
func (s *Server) URL() string { return "http://" + s.line.Address() }

// GatewayURL returns the URL reported by GET /gateway.
func (s *Server) GatewayURL() string { return "ws://" + s.line.Address() + "/gateway" }

// Client returns a client for the in-memory server; without Options.Memory it is nil, and any
// client works.
func (s *Server) Client() *http.Client { return s.line.Client() }

// Token returns the bot's token, without the prefix "Bot ".
func (s *Server) Token() string { return s.opts.Token }

// Bot returns the bot's user.
func (s *Server) Bot() User { return s.me }

// ApplicationID returns the id of the bot's application, which equals its user id.
func (s *Server) ApplicationID() string { return s.app }

// Close cuts all connections and stops the server permanently.
func (s *Server) Close() {
	s.mu.Lock()
	if s.closed {
		s.mu.Unlock()
		return
	}
	s.closed = true
	close(s.done)
	s.mu.Unlock()
	s.Drop()
	s.line.Close()
	s.served.Wait()
}

// Unplug takes the server off the network: connections are cut and new ones refused. The world goes
// on.
func (s *Server) Unplug() {
	s.line.Close()
	s.Drop()
}

// Plug reconnects the server at the same address. It fails if the port has been taken.
func (s *Server) Plug() error { return s.line.Open(s) }

// Down starts or ends an outage: every REST request gets a 502, and the gateway cuts its
// connections and refuses new ones. The world goes on.
func (s *Server) Down(down bool) {
	s.act(func() { s.down = down })
	if down {
		s.Drop()
	}
}

// act runs f, which changes the world, and wakes everything waiting for a change.
func (s *Server) act(f func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	defer s.notify()
	f()
}

// now returns the platform's clock.
func (s *Server) now() time.Time { return s.opts.Now() }

// notify wakes everything waiting for a change; s.mu must be held.
func (s *Server) notify() {
	close(s.changed)
	s.changed = make(chan struct{})
}

// ServeHTTP separates gateway and REST requests. Versions:
// https://discord.com/developers/docs/reference#api-versioning.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	path := r.URL.EscapedPath()
	if path == "/gateway" || path == "/gateway/" || strings.HasPrefix(path, resumePath) {
		s.serveGateway(w, r)
		return
	}
	rest, ok := strings.CutPrefix(path, "/api")
	if !ok {
		http.NotFound(w, r)
		return
	}
	for _, version := range []string{"/v9", "/v10"} {
		if after, ok := strings.CutPrefix(rest, version+"/"); ok {
			rest = "/" + after
		}
	}
	s.serveREST(w, r, rest)
}

// impossible panics on a test's impossible request.
func impossible(format string, args ...any) {
	panic("fakediscord: " + fmt.Sprintf(format, args...))
}
