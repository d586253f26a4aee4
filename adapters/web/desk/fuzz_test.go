package desk_test

import (
	"net/url"
	"strings"
	"testing"

	"github.com/stewardbot/steward/adapters/web/desk"
)

// FuzzBack: whatever a form says, it leads to a page of its community.
func FuzzBack(f *testing.F) {
	for _, s := range []string{"/c/tea/members?q=a", "https://evil.example/c/tea/", "//evil.example/c/tea/", "/c/tea/../zen/", "/c/tea/%2e%2e/zen/", "/c/zen/", "/c/tea/\\evil", "/c/tea/\r\nLocation: x", "javascript:/c/tea/", ""} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, back string) {
		to := desk.Back(back)
		u, err := url.Parse(to)
		if err != nil || u.Scheme != "" || u.Host != "" || u.User != nil || !strings.HasPrefix(to, "/c/tea/") || strings.Contains(u.Path, "..") ||
			strings.ContainsAny(to, "\r\n\\") || u.Query().Get("act") != "AAAAAAAAAAAAAAAAAAAAAAAAAA" {
			t.Errorf("%q leads to %q", back, to)
		}
	})
}
