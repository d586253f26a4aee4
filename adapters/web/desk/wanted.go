package desk

import (
	"encoding/base64"
	"net/http"
	"net/url"
	"path"
	"slices"
	"strings"
	"time"

	"github.com/stewardbot/steward/bot"
)

// Whoever asks for a page without a session is led to it by the link that signs them in. The address is in a cookie of the
// browser in which it was asked for, since the link comes by another way.

const (
	wantedFor  = 30 * time.Minute
	wantedRoom = 1024 // bytes of an address; a longer one is not kept
)

func (d *Desk) wantedCookie(w http.ResponseWriter, r *http.Request, community, value string) {
	c := &http.Cookie{
		Name: d.cookieName(r, community, false) + "_to", Value: value, Path: "/", HttpOnly: true, Secure: d.https(r), SameSite: http.SameSiteLaxMode,
		MaxAge: int(wantedFor.Seconds()),
	}
	if value == "" {
		c.MaxAge = -1
	}
	http.SetCookie(w, c)
}

// remember keeps the address of a page that was asked for without a session.
func (d *Desk) remember(w http.ResponseWriter, r *http.Request) {
	id, address := r.PathValue("community"), r.URL.RequestURI()
	known := slices.ContainsFunc(d.opt.Engine.Communities(), func(c *bot.Community) bool { return c.ID == id })
	if known && r.Method == http.MethodGet && len(address) <= wantedRoom && isPage(r.Pattern) {
		d.wantedCookie(w, r, id, base64.RawURLEncoding.EncodeToString([]byte(address)))
	}
}

// remembered returns where somebody goes who signs in: the page that they asked for, or the first one, and forgets it.
func (d *Desk) remembered(w http.ResponseWriter, r *http.Request, community string) string {
	first := "/c/" + community
	c, err := r.Cookie(d.cookieName(r, community, false) + "_to")
	if err != nil {
		return first
	}
	d.wantedCookie(w, r, community, "")
	address, err := base64.RawURLEncoding.DecodeString(c.Value)
	if err != nil || len(address) > wantedRoom {
		return first
	}
	if to := d.pageAt(community, string(address)); to != "" {
		return to
	}
	return first
}

// pageAt returns the address that leads to the same page of the community, or nothing if there is no such page. It is made
// from its parts, since anybody may have written the one given: a site beside this one can set cookies.
func (d *Desk) pageAt(community, address string) string {
	u, err := url.ParseRequestURI(address)
	if err != nil || u.Scheme != "" || u.Host != "" || !strings.HasPrefix(u.Path, "/c/"+community+"/") || path.Clean(u.Path) != u.Path {
		return ""
	}
	if _, pattern := d.mux.Handler(&http.Request{Method: http.MethodGet, URL: u}); !isPage(pattern) {
		return ""
	}
	q := u.Query()
	q.Del("as") // a page, not a file
	to := url.URL{Path: u.Path, RawPath: u.RawPath, RawQuery: q.Encode()}
	return to.RequestURI()
}

// isPage reports whether a pattern of the table of routes is that of a page.
func isPage(pattern string) bool {
	return slices.ContainsFunc(pages(), func(p page) bool { return p.pattern() == pattern })
}
