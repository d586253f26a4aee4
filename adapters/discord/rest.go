package discord

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"maps"
	"math"
	"net"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"sync/atomic"
	"time"

	"github.com/stewardbot/steward/adapters/loosely"
)

// maxAnswer bounds what is read of one answer, in bytes.
const maxAnswer = 32 << 20

// patience is the longest that a call waits by itself for a limit; what takes
// longer is for the engine to try again.
const patience = 250 * time.Millisecond

// agent is the form that Discord asks for:
// https://discord.com/developers/docs/reference#user-agent.
const agent = "DiscordBot (https://github.com/stewardbot/steward, 1)"

// client calls Discord's REST API with discordgo's types or our own. It does not
// go through discordgo's Session: that one holds a bucket for the whole of a
// request and sleeps in it without heeding a context, takes a second answer
// while a global limit holds, and puts addresses, which hold the tokens of
// interactions, into its errors. No error that leaves the client holds a token.
type client struct {
	http   *http.Client
	base   string // https://discord.com/api/v9
	token  string
	limits *limits
}

// newClient takes h, or one of our own if it is nil; redirects are not followed.
func newClient(s Settings, h *http.Client, log *slog.Logger) *client {
	own := http.Client{Transport: newTransport()}
	if h != nil {
		own = *h
	}
	own.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return &client{
		http:   &own,
		base:   strings.TrimRight(s.apiURL(), "/") + "/api/v" + apiVersion,
		token:  s.Token,
		limits: newLimits(log, time.Now),
	}
}

func newTransport() *http.Transport {
	return &http.Transport{
		Proxy:               http.ProxyFromEnvironment,
		DialContext:         (&net.Dialer{Timeout: 10 * time.Second, KeepAlive: 30 * time.Second}).DialContext,
		TLSHandshakeTimeout: 10 * time.Second,
		ForceAttemptHTTP2:   true,
		MaxIdleConnsPerHost: 16,
		IdleConnTimeout:     30 * time.Second, // before a server closes it under a request, which leaves doubt
	}
}

// callError is why a call failed.
type callError struct {
	route      string // method and path, without tokens
	status     int    // HTTP; 0: no answer
	code       int    // Discord's own: https://discord.com/developers/docs/topics/opcodes-and-status-codes#json
	message    string // in Discord's or the network's words, without tokens
	retryAfter time.Duration
	global     bool // the wait is for all routes
	answered   bool // Discord itself answered, in its own form
	maybeDone  bool // it may have happened all the same
}

func (e *callError) Error() string {
	switch {
	case e.status == 0:
		return fmt.Sprintf("discord %s: %s", e.route, e.message)
	case e.code == 0:
		return fmt.Sprintf("discord %s: %d %s", e.route, e.status, e.message)
	}
	return fmt.Sprintf("discord %s: %d %s (code %d)", e.route, e.status, e.message, e.code)
}

// call sends in as JSON, or as encode says, nil: no body, and reads the answer into out, nil: not
// wanted. The path begins behind the version: "/channels/1/messages?limit=100".
// The bucket names what is counted together until Discord has told; empty: the
// route with its major parameter, which is nearly always right. It waits a
// little for a limit and honours ctx. Every error is a *callError.
func (c *client) call(ctx context.Context, method, path, bucket string, in, out any) error {
	shown := method + " " + redacted(path)
	key := keyOf(method, path, bucket)
	if err := c.limits.enter(ctx, key); err != nil {
		err.route = shown
		return err
	}
	a, fault := c.send(ctx, method, path, in)
	if fault == nil {
		fault = a.fault(out)
	}
	c.limits.leave(key, a.status, a.header, fault)
	if fault == nil {
		return nil
	}
	fault.route, fault.message, fault.code = shown, c.scrub(fault.message, path), fault.meant(method, path)
	fault.maybeDone = fault.maybeDone && method != http.MethodGet // asking does nothing
	return fault
}

// answer is what some server said; status 0: nothing.
type answer struct {
	status int
	header http.Header
	body   []byte
}

func (c *client) send(ctx context.Context, method, path string, in any) (a answer, fault *callError) {
	p, err := encode(in)
	if err != nil {
		return a, &callError{message: "encode the request: " + err.Error()}
	}
	var track progress
	ctx = httptrace.WithClientTrace(ctx, track.trace())
	req, err := http.NewRequestWithContext(ctx, method, c.base+path, bytes.NewReader(p.body))
	if err != nil { // the error would show the address
		return a, &callError{message: "platforms.discord.api_url is no web address"}
	}
	if p.kind != "" {
		req.Header.Set("Content-Type", p.kind)
	}
	if p.reason != "" {
		req.Header.Set("X-Audit-Log-Reason", p.reason)
	}
	req.Header.Set("Authorization", "Bot "+c.token) // of interactions only a compatible server asks it
	req.Header.Set("User-Agent", agent)
	resp, err := c.http.Do(req)
	if err != nil {
		return a, &callError{message: network(err), maybeDone: track.maybeDone(ctx)}
	}
	defer resp.Body.Close()
	a.status, a.header = resp.StatusCode, resp.Header
	if a.body, err = io.ReadAll(io.LimitReader(resp.Body, maxAnswer)); err != nil {
		return a, &callError{message: "the answer was cut off: " + network(err), maybeDone: true}
	}
	return a, nil
}

// fault reads the answer into out, or says what is wrong with it.
func (a answer) fault(out any) *callError {
	if a.status/100 == 2 {
		return a.read(out)
	}
	e := &callError{status: a.status, maybeDone: a.status >= 500, retryAfter: seconds(a.header.Get("Retry-After"))}
	var said struct {
		Code       int             `json:"code"`
		Message    string          `json:"message"`
		Error      string          `json:"error"` // for message, of some servers
		Errors     json.RawMessage `json:"errors"`
		RetryAfter string          `json:"retry_after"`
		Global     bool            `json:"global"`
	}
	wordless := len(a.body) == 0 && a.status/100 == 4 && a.status != http.StatusTooManyRequests
	if !wordless && !loosely.Parse(a.body, &said) {
		e.message = "the answer is not one of Discord"
		if a.status/100 == 3 {
			e.message = "the server sends us elsewhere: platforms.discord.api_url must name the server itself"
		}
		e.global = a.status == http.StatusTooManyRequests // the wall before Discord, which counts addresses
		return e
	}
	e.answered, e.code, e.global = true, said.Code, said.Global
	e.message = cmp.Or(said.Message, said.Error, http.StatusText(a.status))
	if detail := firstDetail(said.Errors); detail != "" {
		e.message += ": " + detail
	}
	if d := seconds(said.RetryAfter); d > 0 {
		e.retryAfter = d
	}
	return e
}

// read leaves out as it is where the answer is that there is none.
func (a answer) read(out any) *callError {
	if a.status == http.StatusNoContent {
		return nil
	}
	if out == nil && (len(a.body) == 0 || json.Valid(a.body) || word.Match(a.body)) {
		return nil
	}
	if out != nil && loosely.Parse(a.body, out) {
		return nil
	}
	return &callError{status: a.status, message: "the answer is not one of Discord", maybeDone: true}
}

// word is what some servers say to what Discord answers without a word: OK.
var word = regexp.MustCompile(`^[A-Za-z ]{1,32}\s*$`)

// firstDetail is the first fault of a form, with the field that it is about:
// https://discord.com/developers/docs/reference#error-messages.
func firstDetail(errs json.RawMessage) string {
	var fields map[string]json.RawMessage
	if json.Unmarshal(errs, &fields) != nil {
		return ""
	}
	var own []struct {
		Message string `json:"message"`
	}
	if json.Unmarshal(fields["_errors"], &own) == nil && len(own) > 0 {
		return own[0].Message
	}
	for _, name := range slices.Sorted(maps.Keys(fields)) {
		if detail := firstDetail(fields[name]); detail != "" {
			return name + ": " + detail
		}
	}
	return ""
}

// network is a network error in words, without the address that net/http puts
// around it.
func network(err error) string {
	var u *url.Error
	if errors.As(err, &u) {
		err = u.Err
	}
	if errors.Is(err, context.DeadlineExceeded) {
		return "no answer in time"
	}
	return err.Error()
}

// scrub hides the tokens in what others wrote.
func (c *client) scrub(s, path string) string {
	for _, secret := range []string{c.token, interactionToken(path)} {
		if secret != "" {
			s = strings.ReplaceAll(s, secret, "[hidden]")
		}
	}
	return s
}

// progress notes how far a request came, to tell what surely did not arrive.
type progress struct{ connected, written atomic.Bool }

func (p *progress) trace() *httptrace.ClientTrace {
	return &httptrace.ClientTrace{
		GetConn: func(string) { // again, if on the one before nothing was written
			p.connected.Store(false)
			p.written.Store(false)
		},
		GotConn: func(httptrace.GotConnInfo) { p.connected.Store(true) },
		WroteRequest: func(info httptrace.WroteRequestInfo) {
			if info.Err == nil {
				p.written.Store(true)
			}
		},
	}
}

// maybeDone is for a request that failed. When we gave up ourselves, the writer
// may still have been at work, so a connection is enough for doubt.
func (p *progress) maybeDone(ctx context.Context) bool {
	return p.written.Load() || p.connected.Load() && ctx.Err() != nil
}

// bounded keeps what a server says from overflowing or being negative.
func bounded(seconds float64) time.Duration {
	if math.IsNaN(seconds) || seconds <= 0 {
		return 0
	}
	return time.Duration(min(seconds, 24*60*60) * float64(time.Second))
}
