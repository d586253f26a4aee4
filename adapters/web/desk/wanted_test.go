package desk_test

import (
	"encoding/base64"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/stewardbot/steward/adapters/web/desk"
)

// TestSigningInLeadsBack: whoever asked for a page without a session comes to it by the link that signs them in, once.
func TestSigningInLeadsBack(t *testing.T) {
	w := open(t, "")
	for _, path := range desk.PagePaths() {
		b, page := w.browser(), "/c/tea/"+example.Replace(path)
		want := page + "?a=1&b=%26%2F%2Fevil.example"
		if status, _ := b.get(want + "&as=csv"); status != http.StatusUnauthorized {
			t.Fatalf("%s without a session: %d", page, status)
		}
		if status, to := b.post(w.link("tea", "test:own"), nil); status != http.StatusSeeOther || to != want {
			t.Errorf("signing in leads to %s (%d), want %s", to, status, want)
		}
		if _, to := b.post(w.link("tea", "test:own"), nil); to != "/c/tea" {
			t.Errorf("the next time it leads to %s", to)
		}
	}
	b := w.browser()
	b.get("/c/zen/audit")
	b.get("/c/nowhere/audit")
	b.get("/c/tea/nothing")
	b.get("/c/tea/live?page=overview")
	b.get("/c/tea/overview?" + strings.Repeat("x", 2000))
	b.post("/c/tea/act", url.Values{"command": {"award"}})
	if _, to := b.post(w.link("tea", "test:own"), nil); to != "/c/tea" {
		t.Errorf("what is no page of the community led to %s", to)
	}
	if _, to := b.post(w.link("zen", "test:own2"), nil); to != "/c/zen/audit" {
		t.Errorf("signing in to the other community leads to %s", to)
	}
}

// TestNoOpenRedirect: a cookie that somebody else has set leads nowhere but to the first page.
func TestNoOpenRedirect(t *testing.T) {
	w := open(t, "")
	for _, address := range []string{
		"//evil.example", "///evil.example", `/\evil.example`, `\\evil.example`, "https://evil.example", "https://evil.example/c/tea/overview", "//evil.example/c/tea/overview",
		"https:evil.example", "javascript:alert(1)", "data:text/html,x", "evil.example", "/%2f%2fevil.example", "/c/tea/..//evil.example", "/c/tea/../../..//evil.example",
		"/c/tea/%2e%2e/%2e%2e//evil.example", `/c/tea/..\..\\evil.example`, "/c/tea/overview\r\nLocation: //evil.example", "/c/tea//evil.example", "/c/tea/overview/../../../in/tea/x",
		"/c/zen/overview", "/c/tea/../zen/overview", "/c/tea%2foverview", "/in/tea/ABC", "/p/tea/me", "/c/tea/live", "/c/tea/end", "/c/tea/act", "/c/tea/nothing", "/c/tea/", "/c/tea", "/", "", "?", "#", "*", "%", "\x00",
		"/c/tea/overview\x00", "@evil.example", "/c/tea@evil.example/overview", "http://[::1", strings.Repeat("/c/tea/overview?", 1000),
	} {
		for _, value := range []string{base64.RawURLEncoding.EncodeToString([]byte(address)), url.QueryEscape(address)} {
			b, path := w.browser(), w.link("tea", "test:own")
			resp, _ := b.do(http.MethodPost, path, url.Values{}, func(r *http.Request) { r.Header.Set("Cookie", "steward_desk_tea_to="+value) })
			if to := resp.Header.Get("Location"); resp.StatusCode != http.StatusSeeOther || to != "/c/tea" {
				t.Errorf("%q leads to %q (%d)", address, to, resp.StatusCode)
			}
		}
	}
	// What stays among the pages of the community is one of them, however odd.
	for address, want := range map[string]string{
		"/c/tea/members/%5Cevil.example": "/c/tea/members/%5Cevil.example", "/c/tea/overview#//evil.example": "/c/tea",
		"/c/tea/overview?//evil.example": "/c/tea/overview?%2F%2Fevil.example=",
	} {
		resp, _ := w.browser().do(http.MethodPost, w.link("tea", "test:own"), url.Values{}, func(r *http.Request) {
			r.Header.Set("Cookie", "steward_desk_tea_to="+base64.RawURLEncoding.EncodeToString([]byte(address)))
		})
		if to := resp.Header.Get("Location"); to != want {
			t.Errorf("%q leads to %q, want %q", address, to, want)
		}
	}
}
