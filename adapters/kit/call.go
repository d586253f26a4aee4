package kit

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"strconv"
	"sync/atomic"
	"time"

	"github.com/stewardbot/steward/bot/phrase"
)

// maxAnswer bounds what is read of one answer, in bytes; what is longer is cut. A
// hundred events of the usual size are a few hundred thousand.
const maxAnswer = 32 << 20

// NewClient is a copy of h, or one of our own if it is nil, that follows no
// redirects.
func NewClient(h *http.Client) *http.Client {
	own := http.Client{Transport: &http.Transport{
		Proxy:               http.ProxyFromEnvironment,
		DialContext:         (&net.Dialer{Timeout: 10 * time.Second, KeepAlive: 30 * time.Second}).DialContext,
		TLSHandshakeTimeout: 10 * time.Second,
		ForceAttemptHTTP2:   true,
		MaxIdleConnsPerHost: 16,
		IdleConnTimeout:     30 * time.Second, // before a server closes it under a request, which leaves doubt
	}}
	if h != nil {
		own = *h
	}
	own.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return &own
}

// Answer is what a server said, whatever it is; Status 0: nothing.
type Answer struct {
	Status int
	Header http.Header
	Body   []byte
}

// Final reports whether the status alone means that retrying is useless, whatever the
// body says. Statuses that a firewall or proxy may send don't count: the server may
// never have seen the request.
func (a Answer) Final() bool {
	switch a.Status {
	case http.StatusUnauthorized, http.StatusForbidden, http.StatusNotFound, http.StatusProxyAuthRequired,
		http.StatusRequestTimeout, http.StatusConflict, http.StatusTooEarly, http.StatusTooManyRequests:
		return false
	}
	return a.Status/100 == 4
}

// Wait is how long the headers of an answer ask to wait; 0: they don't say.
func (a Answer) Wait() time.Duration {
	n, err := strconv.ParseFloat(a.Header.Get("Retry-After"), 64)
	if err != nil {
		return 0
	}
	return Seconds(n)
}

// Unanswered is why there is no whole answer.
type Unanswered struct {
	Reason    phrase.Line // without the address
	MaybeDone bool        // the request may have arrived
}

// Call sends a request and reads the answer. If fault is not nil, the answer may
// lack its body.
func Call(client *http.Client, r *http.Request) (a Answer, fault *Unanswered) {
	var track progress
	ctx := r.Context()
	resp, err := client.Do(r.WithContext(httptrace.WithClientTrace(ctx, track.trace())))
	if err != nil {
		return a, &Unanswered{NetworkReason(err), track.maybeDone(ctx)}
	}
	defer resp.Body.Close()
	a.Status, a.Header = resp.StatusCode, resp.Header
	if a.Body, err = io.ReadAll(io.LimitReader(resp.Body, maxAnswer)); err != nil {
		return a, &Unanswered{phrase.AsLine("platform.cut_off", NetworkReason(err)), true}
	}
	return a, nil
}

// NetworkReason is a network error without the address that net/http puts around it.
func NetworkReason(err error) phrase.Line {
	var u *url.Error
	if errors.As(err, &u) {
		err = u.Err
	}
	return phrase.Cause(err)
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
