// Package fetch performs Fetch effects: it requests URLs, within limits of
// size, time and destination.
//
// Destinations are checked on the resolved address of each connection, so that
// neither a name nor a redirect reaches the network that Steward runs in. For
// the same reason proxies are not used, whatever the environment says: a proxy
// would resolve the name itself, after the check.
package fetch

import (
	"bytes"
	"context"
	"io"
	"net"
	"net/http"
	"net/http/httptrace"
	"net/netip"
	"strings"
	"sync/atomic"
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/phrase"
)

const (
	// timeout bounds one attempt, from the DNS lookup to the last byte.
	timeout = 30 * time.Second
	// maxHeader bounds a response's headers, maxType its content type, in
	// bytes.
	maxHeader, maxType = 64 << 10, 200
	maxRedirects       = 5
	agent              = "Steward"
)

// Client requests URLs. One serves the whole program, from many goroutines.
type Client struct{ http *http.Client }

// New returns a client that reaches the public internet and the networks in
// allow.
func New(allow []netip.Prefix) *Client {
	dialer := &net.Dialer{Timeout: 10 * time.Second, Control: reach(allow).control}
	return &Client{&http.Client{CheckRedirect: redirect, Transport: &http.Transport{
		DialContext:            dialer.DialContext,
		TLSHandshakeTimeout:    10 * time.Second,
		MaxResponseHeaderBytes: maxHeader,
		// Requests are rarely consecutive, and a reused connection that the
		// server closes during a request leaves its outcome unknown.
		DisableKeepAlives: true,
	}}}
}

// Name returns the name of the client's platform.
func (*Client) Name() string { return bot.Web }

// Capabilities are empty: a Fetch needs none.
func (*Client) Capabilities(bot.Place) bot.Capabilities { return bot.Capabilities{} }

// Perform makes one request. Errors are *bot.DeliveryError, as with an adapter;
// they show only the host name of the URL.
func (c *Client) Perform(ctx context.Context, d bot.Delivery) (bot.Outcome, error) {
	f, ok := d.Effect.(bot.Fetch)
	if !ok {
		return bot.Outcome{}, bot.Refuse("fetch.cannot")
	}
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	var connected atomic.Bool
	ctx = httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{GotConn: func(httptrace.GotConnInfo) { connected.Store(true) }})
	req, err := request(ctx, f, d.Key)
	if err != nil {
		return bot.Outcome{}, bot.Refuse("fetch.no_address")
	}
	host := f.Where().Local()
	resp, err := c.http.Do(req)
	if err != nil {
		return bot.Outcome{}, unanswered(host, err, connected.Load())
	}
	defer resp.Body.Close()
	if resp.StatusCode/100 != 2 {
		return bot.Outcome{}, declined(host, resp)
	}
	return read(host, f, resp)
}

func request(ctx context.Context, f bot.Fetch, key string) (*http.Request, error) {
	req, err := http.NewRequestWithContext(ctx, f.Method, f.URL, bytes.NewReader(f.Body))
	if err != nil {
		return nil, err
	}
	req.Header.Set("User-Agent", agent)
	for name, value := range f.Header {
		req.Header.Set(name, value)
	}
	if f.Key != "" {
		req.Header.Set(f.Key, key)
	}
	return req, nil
}

// read reads a response. A POST counts as done whatever happens to its
// response.
func read(host string, f bot.Fetch, resp *http.Response) (bot.Outcome, error) {
	got := &bot.Fetched{Status: resp.StatusCode, Type: bot.Head(resp.Header.Get("Content-Type"), maxType), URL: resp.Request.URL.String()}
	body, err := io.ReadAll(io.LimitReader(resp.Body, int64(f.Limit)+1))
	var fault *bot.DeliveryError
	switch {
	case len(body) > f.Limit:
		fault = &bot.DeliveryError{Code: bot.CodeRefused, Reason: phrase.AsLine("fetch.large", host, f.Limit)}
	case err != nil:
		fault = &bot.DeliveryError{Code: bot.CodeUnknown, Reason: phrase.AsLine("fetch.cut_off", host, words(err))}
	default:
		got.Body, got.Size = body, len(body)
		return bot.Outcome{Fetched: got}, nil
	}
	if f.Method == http.MethodPost {
		return bot.Outcome{Fetched: got, Reason: fault.Reason}, nil
	}
	return bot.Outcome{}, fault
}

// redirect allows a GET to be redirected, without what was meant only for the
// first server: its headers, and the redirecting URL.
func redirect(req *http.Request, via []*http.Request) error {
	first, last := via[0], via[len(via)-1]
	switch {
	case first.Method != http.MethodGet:
		return http.ErrUseLastResponse
	case len(via) > maxRedirects:
		return errTooFar
	case req.URL.Scheme != "https" && (req.URL.Scheme != "http" || last.URL.Scheme == "https"):
		return errDowngrade
	}
	req.Header.Del("Referer")
	if !strings.EqualFold(req.URL.Host, first.URL.Host) {
		req.Header = http.Header{"User-Agent": {agent}, "Accept": first.Header["Accept"]}
	}
	return nil
}
