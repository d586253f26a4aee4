package fakediscord_test

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/bwmarrin/discordgo"
	"github.com/coder/websocket"

	fake "github.com/stewardbot/steward/adapters/discord/fakediscord"
)

// house is a server with a guild, a channel and two members.
type house struct {
	*fake.Server
	t        *testing.T
	owner    fake.User
	ann, bob fake.User
	guild    *fake.Guild
	channel  *fake.Channel
	rest     *discordgo.Session
}

func open(t *testing.T, o fake.Options) *house {
	t.Helper()
	h := &house{Server: fake.New(o), t: t}
	t.Cleanup(h.Close)
	h.owner, h.ann, h.bob = h.AddUser("olga"), h.AddUser("ann"), h.AddUser("Bob 二")
	h.guild = h.AddGuild("Tea House", h.owner)
	h.guild.AddMember(h.ann)
	h.guild.AddMember(h.bob)
	h.channel = h.guild.AddChannel("general")
	h.rest = session(t, h.Server)
	return h
}

// session returns discordgo's REST client, redirected to the fake.
func session(t *testing.T, s *fake.Server) *discordgo.Session {
	t.Helper()
	d, err := discordgo.New("Bot " + s.Token())
	if err != nil {
		t.Fatal(err)
	}
	transport := &http.Transport{}
	t.Cleanup(transport.CloseIdleConnections)
	d.Client = &http.Client{Transport: led{s.URL(), transport}}
	d.MaxRestRetries, d.ShouldRetryOnRateLimit = 0, false
	return d
}

// led redirects every request to another host.
type led struct {
	to   string
	next http.RoundTripper
}

func (l led) RoundTrip(r *http.Request) (*http.Response, error) {
	u, err := url.Parse(l.to)
	if err != nil {
		return nil, err
	}
	r = r.Clone(r.Context())
	r.URL.Scheme, r.URL.Host, r.Host = u.Scheme, u.Host, u.Host
	return l.next.RoundTrip(r)
}

// code returns the platform error's code, or 0.
func code(err error) int {
	if e, ok := err.(*discordgo.RESTError); ok && e.Message != nil {
		return e.Message.Code
	}
	if err != nil {
		return -1
	}
	return 0
}

// frame is a frame from the gateway.
type frame struct {
	Op   int             `json:"op"`
	Type string          `json:"t"`
	Seq  int64           `json:"s"`
	Data json.RawMessage `json:"d"`
	Raw  []byte          `json:"-"`
}

// link is a gateway connection that only reads when asked.
type link struct {
	t      *testing.T
	ws     *websocket.Conn
	id     string
	resume string
	seq    int64
}

const everything = 1<<17 - 1

func dial(t *testing.T, url string) *link {
	t.Helper()
	ws, _, err := websocket.Dial(t.Context(), url+"?v=10&encoding=json", nil)
	if err != nil {
		t.Fatal(err)
	}
	ws.SetReadLimit(-1)
	t.Cleanup(func() { ws.CloseNow() })
	return &link{t: t, ws: ws}
}

// next returns the next frame or the error that ended the connection.
func (l *link) next() (frame, error) {
	ctx, cancel := context.WithTimeout(l.t.Context(), 20*time.Second)
	defer cancel()
	_, b, err := l.ws.Read(ctx)
	if err != nil {
		return frame{}, err
	}
	f := frame{Raw: b}
	if json.Unmarshal(b, &f) == nil && f.Op == 0 {
		l.seq = max(l.seq, f.Seq)
	}
	return f, nil
}

// want reads up to the next dispatch of a kind, or for "" the next frame with op.
func (l *link) want(op int, kind string) frame {
	l.t.Helper()
	for {
		f, err := l.next()
		if err != nil {
			l.t.Fatalf("waiting for op %d %s: %v", op, kind, err)
		}
		if f.Op == op && f.Type == kind {
			return f
		}
	}
}

// ends reads to the end and returns the close code.
func (l *link) ends() int {
	l.t.Helper()
	for {
		if _, err := l.next(); err != nil {
			return int(websocket.CloseStatus(err))
		}
	}
}

func (l *link) send(v any) {
	l.t.Helper()
	b, err := json.Marshal(v)
	if err == nil {
		err = l.ws.Write(l.t.Context(), websocket.MessageText, b)
	}
	if err != nil {
		l.t.Fatal(err)
	}
}

func op(n int, d any) map[string]any { return map[string]any{"op": n, "d": d} }

func identity(token string, intents int) map[string]any {
	return op(2, map[string]any{"token": token, "intents": intents, "properties": map[string]string{"os": "linux"}})
}

// connect identifies and reads READY.
func (h *house) connect(intents int) *link {
	h.t.Helper()
	l := dial(h.t, h.GatewayURL())
	l.want(10, "")
	l.send(identity(h.Token(), intents))
	l.ready()
	return l
}

func (l *link) ready() discordgo.Ready {
	l.t.Helper()
	f := l.want(0, "READY")
	var r discordgo.Ready
	if err := json.Unmarshal(f.Data, &r); err != nil {
		l.t.Fatal(err)
	}
	var more struct {
		URL string `json:"resume_gateway_url"`
	}
	json.Unmarshal(f.Data, &more) //nolint:errcheck // already decoded once
	l.id, l.resume = r.SessionID, more.URL
	return r
}

// again resumes on a new connection.
func (h *house) again(l *link) *link {
	h.t.Helper()
	n := dial(h.t, l.resume)
	n.id, n.resume, n.seq = l.id, l.resume, l.seq
	n.want(10, "")
	n.send(op(6, map[string]any{"token": h.Token(), "session_id": l.id, "seq": l.seq}))
	return n
}

func decode[T any](t *testing.T, f frame) T {
	t.Helper()
	var v T
	if err := json.Unmarshal(f.Data, &v); err != nil {
		t.Fatalf("%s: %v", f.Type, err)
	}
	return v
}

func await(t *testing.T, s *fake.Server, is func() bool) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	if err := s.Await(ctx, is); err != nil {
		t.Fatal(err)
	}
}

// answer is the response to a plain request.
type answer struct {
	status int
	header http.Header
	body   string
	code   int
	err    error
}

func (h *house) raw(method, path, body string) answer {
	req, err := http.NewRequestWithContext(h.t.Context(), method, h.URL()+"/api/v10"+path, strings.NewReader(body))
	if err != nil {
		h.t.Fatal(err)
	}
	req.Header.Set("Authorization", "Bot "+h.Token())
	if body != "" {
		req.Header.Set("Content-Type", "application/json")
	}
	resp, err := h.rest.Client.Transport.RoundTrip(req)
	if err != nil {
		return answer{err: err}
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	out := answer{status: resp.StatusCode, header: resp.Header, body: string(b), err: err}
	var e struct{ Code int }
	if json.Unmarshal(b, &e) == nil {
		out.code = e.Code
	}
	return out
}
