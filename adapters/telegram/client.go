package telegram

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	jsonv2 "github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
	tg "github.com/go-telegram/bot"
	"github.com/go-telegram/bot/models"

	"github.com/stewardbot/steward/adapters/loosely"
)

// maxAnswer bounds what is read of one answer, in bytes. A hundred updates of
// the usual size are a few hundred thousand.
const maxAnswer = 32 << 20

// client calls methods of the Bot API. The token is in every address, so no
// error that leaves it holds an address.
type client struct {
	http    *http.Client
	base    string // https://api.telegram.org/bot<token>/
	token   string
	library *tg.Bot
}

func newClient(s Settings, h *http.Client) *client {
	own := http.Client{Transport: newTransport()}
	if h != nil {
		own = *h
	}
	own.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	c := &client{http: &own, base: strings.TrimRight(s.apiURL(), "/") + "/bot" + s.Token + "/", token: s.Token}
	c.library = newLibrary(c)
	return c
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
	method      string
	answered    bool   // the Bot API itself answered, in its own form
	code        int    // error_code, else the HTTP status; 0: no answer
	description string // in the platform's or the network's words, without the token
	retryAfter  time.Duration
	migrateTo   int64
	body        []byte // an answer with status 200 that is not the Bot API's form
	maybeDone   bool   // no answer came, but the request may have arrived
}

func (e *callError) Error() string {
	if e.code == 0 {
		return fmt.Sprintf("telegram %s: %s", e.method, e.description)
	}
	return fmt.Sprintf("telegram %s: %d %s", e.method, e.code, e.description)
}

// answer is the form of every answer of the Bot API.
type answer[T any] struct {
	OK          bool   `json:"ok"`
	Result      T      `json:"result"`
	ErrorCode   int    `json:"error_code"`
	Description string `json:"description"`
	Parameters  struct {
		RetryAfter int64 `json:"retry_after"`
		MigrateTo  int64 `json:"migrate_to_chat_id"`
	} `json:"parameters"`
}

// read reports false for what is no such answer, or has no result of that kind.
func (a *answer[T]) read(body []byte) bool {
	if jsonv2.Unmarshal(body, a, jsontext.AllowInvalidUTF8(true)) == nil {
		return true
	}
	var other answer[jsontext.Value]
	if !loosely.Parse(body, &other) {
		return false
	}
	var result T
	if other.OK && !loosely.Parse(other.Result, &result) {
		return false
	}
	*a = answer[T]{other.OK, result, other.ErrorCode, other.Description, other.Parameters}
	return true
}

// callRaw calls a method by its name, with params in JSON, for what the library
// lacks. It honours ctx. Every error is a *callError.
func callRaw[T any](ctx context.Context, c *client, method string, params any) (T, error) {
	var none T
	body, err := json.Marshal(params)
	if err != nil {
		return none, &callError{method: method, description: "encode the request: " + err.Error()}
	}
	return post[T](ctx, c, method, "application/json", body)
}

// post sends a request of any type that the Bot API takes and reads the result.
func post[T any](ctx context.Context, c *client, method, kind string, request []byte) (T, error) {
	var none T
	status, header, body, err := c.post(ctx, method, kind, request)
	if err != nil {
		return none, err
	}
	var a answer[T]
	if !a.read(body) {
		return none, c.unreadable(method, status, header, body)
	}
	if a.OK && status == http.StatusOK {
		return a.Result, nil
	}
	if a.ErrorCode == 0 && a.Description != "" { // a compatible server says it by the status, or not at all
		a.ErrorCode = max(status, http.StatusBadRequest)
	}
	if a.ErrorCode == 0 {
		return none, c.unreadable(method, status, header, body)
	}
	return none, &callError{
		method:      method,
		answered:    true,
		code:        a.ErrorCode,
		description: c.scrub(a.Description),
		retryAfter:  seconds(a.Parameters.RetryAfter),
		migrateTo:   a.Parameters.MigrateTo,
	}
}

// unreadable is the error for an answer that some other server gave, or one
// that was cut short.
func (c *client) unreadable(method string, status int, h http.Header, body []byte) *callError {
	e := &callError{method: method, code: status, description: "the answer is not one of the Bot API"}
	switch {
	case status == http.StatusOK:
		e.body = body
	case status/100 == 3:
		e.description = "the server sends us elsewhere: platforms.telegram.api_url must name the Bot API server itself"
	}
	if n, err := strconv.ParseInt(h.Get("Retry-After"), 10, 64); err == nil {
		e.retryAfter = seconds(n)
	}
	return e
}

func (c *client) post(ctx context.Context, method, kind string, body []byte) (int, http.Header, []byte, error) {
	var track progress
	ctx = httptrace.WithClientTrace(ctx, track.trace())
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, c.base+method, bytes.NewReader(body))
	if err != nil { // the error would show the address
		return 0, nil, nil, &callError{method: method, description: "platforms.telegram.api_url is no web address"}
	}
	req.Header.Set("Content-Type", kind)
	resp, err := c.http.Do(req)
	if err != nil {
		return 0, nil, nil, &callError{method: method, description: c.network(err), maybeDone: track.maybeDone(ctx)}
	}
	defer resp.Body.Close()
	answer, err := io.ReadAll(io.LimitReader(resp.Body, maxAnswer+1))
	if err != nil {
		return 0, nil, nil, &callError{method: method, description: "the answer was cut off: " + c.network(err), maybeDone: true}
	}
	if len(answer) > maxAnswer {
		answer = answer[:maxAnswer] // no longer JSON: asked again for less
	}
	return resp.StatusCode, resp.Header, answer, nil
}

// network is a network error in words, without the address that net/http puts
// around it.
func (c *client) network(err error) string {
	var u *url.Error
	if errors.As(err, &u) {
		err = u.Err
	}
	if errors.Is(err, context.DeadlineExceeded) {
		return "no answer in time"
	}
	return c.scrub(err.Error())
}

func (c *client) scrub(s string) string {
	if c.token == "" {
		return s
	}
	return strings.ReplaceAll(s, c.token, "[hidden]")
}

// progress notes how far a request came, to tell what surely did not arrive.
type progress struct{ connected, written atomic.Bool }

func (p *progress) trace() *httptrace.ClientTrace {
	return &httptrace.ClientTrace{
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

// me is getMe.
func (c *client) me(ctx context.Context) (models.User, error) {
	return call[models.User](ctx, c, plain((*tg.Bot).GetMe), nil)
}

// seconds bounds what a server says, so that no wait overflows or is negative.
func seconds(n int64) time.Duration {
	return time.Duration(min(max(n, 0), 24*60*60)) * time.Second
}
