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

// maxAnswer is the maximum size of an answer in bytes; longer ones are cut. A hundred typical
// events take a few hundred thousand.
const maxAnswer = 32 << 20

// NewClient returns a copy of h, or a new client if nil, that follows no redirects.
func NewClient(h *http.Client) *http.Client {
	own := http.Client{Transport: &http.Transport{
		Proxy:               http.ProxyFromEnvironment,
		DialContext:         (&net.Dialer{Timeout: 10 * time.Second, KeepAlive: 30 * time.Second}).DialContext,
		TLSHandshakeTimeout: 10 * time.Second,
		ForceAttemptHTTP2:   true,
		MaxIdleConnsPerHost: 16,
		IdleConnTimeout:     30 * time.Second, // before the server closes it during a request, which would leave doubt
	}}
	if h != nil {
		own = *h
	}
	own.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return &own
}

// Answer is any server's answer; Status is 0 if there was none.
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

// Wait returns the wait that the headers ask for; 0 if they don't.
func (a Answer) Wait() time.Duration {
	n, err := strconv.ParseFloat(a.Header.Get("Retry-After"), 64)
	if err != nil {
		return 0
	}
	return Seconds(n)
}

// Unanswered is the reason why there is no complete answer.
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

// NetworkReason returns a network error without the URL that net/http adds.
func NetworkReason(err error) phrase.Line {
	var u *url.Error
	if errors.As(err, &u) {
		err = u.Err
	}
	return phrase.Cause(err)
}

// progress records how far a request got, to detect those that certainly did not arrive.
type progress struct{ connected, written atomic.Bool }

func (p *progress) trace() *httptrace.ClientTrace {
	return &httptrace.ClientTrace{
		GetConn: func(string) { // called again if nothing was written on the previous connection
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

// maybeDone reports whether a failed request may have arrived. If ctx ended, it may still have
// been in the process of being written, so a connection suffices.
func (p *progress) maybeDone(ctx context.Context) bool {
	return p.written.Load() || p.connected.Load() && ctx.Err() != nil
}
