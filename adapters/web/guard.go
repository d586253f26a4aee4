package web

import (
	"net"
	"net/http"
	"net/netip"
	"strings"
)

// policy lets a page load only what this server serves, and lets no script
// write markup.
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; " +
	"base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'"

// guard protects pages that act without a login, as the demo does. It rejects a
// Host other than localhost or an address, which another site may have pointed
// here (DNS rebinding), and requests from other sites' pages.
func guard(next http.Handler) http.Handler {
	origin := http.NewCrossOriginProtection()
	next = origin.Handler(next)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		Enclose(w.Header(), policy)
		if !PlainHost(r.Host) {
			http.Error(w, "Open this page as localhost, or by the machine's address.", http.StatusMisdirectedRequest)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// Enclose sets a content security policy, and the headers that keep a page apart from other sites.
func Enclose(h http.Header, policy string) {
	h.Set("Content-Security-Policy", policy)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
}

// PlainHost reports whether a Host header is localhost or an IP address, with or
// without a port.
func PlainHost(host string) bool {
	if name, _, err := net.SplitHostPort(host); err == nil {
		host = name
	}
	if strings.EqualFold(host, "localhost") {
		return true
	}
	_, err := netip.ParseAddr(strings.Trim(host, "[]"))
	return err == nil
}
