package desk

import (
	"net/http"
	"net/netip"
	"strings"
	"sync"
	"time"

	"github.com/stewardbot/steward/adapters/web"
)

// policy lets a page load only what this server serves, post forms only here, and lets no script write markup.
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; " +
	"base-uri 'none'; form-action 'self'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'"

// guard refuses foreign host names, which somebody may have pointed here, and requests from other sites' pages. origin is
// that of the public address; empty: none.
func (d *Desk) guard(next http.Handler, origin string) (http.Handler, error) {
	cross := http.NewCrossOriginProtection()
	if origin != "" {
		if err := cross.AddTrustedOrigin(origin); err != nil {
			return nil, err
		}
	}
	next = cross.Handler(next)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		web.Enclose(h, policy)
		h.Set("X-Robots-Tag", "noindex")
		h.Set("Cache-Control", "no-store")
		if d.https(r) {
			h.Set("Strict-Transport-Security", "max-age=31536000")
		}
		if !d.ours(r.Host) {
			http.Error(w, "Open the desk by the address in desk.address, as localhost, or by the machine's address.", http.StatusMisdirectedRequest)
			return
		}
		r.Body = http.MaxBytesReader(w, r.Body, maxBody)
		next.ServeHTTP(w, r)
	}), nil
}

// maxBody is the maximum size of a form, in bytes.
const maxBody = 1 << 20

// ours reports whether a Host header is the public address, localhost or an IP address.
func (d *Desk) ours(host string) bool {
	return d.host != "" && strings.EqualFold(host, d.host) || web.PlainHost(host)
}

// https reports whether the visitor's browser uses https: the request came by the public address, and that is https.
func (d *Desk) https(r *http.Request) bool {
	return d.host != "" && strings.EqualFold(r.Host, d.host) && strings.HasPrefix(d.opt.Address, "https:")
}

// Links that can't be used are limited to so many tries in a time for an address. One that can is never refused: behind a
// proxy all visitors have one address, and a stranger could keep them out.
const (
	mostTries  = 30
	triesEvery = time.Minute
)

// rates counts tries by address.
type rates struct {
	mu    sync.Mutex
	since time.Time
	tries map[netip.Addr]int
}

func newRates() *rates { return &rates{tries: map[netip.Addr]int{}} }

// allow counts a try and reports whether it is within the limit.
func (c *rates) allow(r *http.Request, now time.Time) bool {
	var from netip.Addr
	if ap, err := netip.ParseAddrPort(r.RemoteAddr); err == nil {
		from = ap.Addr().Unmap()
		if from.Is6() { // one visitor has a whole network
			if p, err := from.Prefix(64); err == nil {
				from = p.Addr()
			}
		}
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if gone := now.Sub(c.since); gone < 0 || gone >= triesEvery {
		c.since = now
		clear(c.tries)
	}
	c.tries[from]++
	return c.tries[from] <= mostTries
}
