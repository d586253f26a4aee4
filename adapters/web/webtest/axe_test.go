package webtest_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"

	"github.com/stewardbot/steward/adapters/web/webtest"
)

func TestMain(m *testing.M) {
	code := m.Run()
	if err := webtest.Close(); err != nil {
		fmt.Fprintln(os.Stderr, "stop chromium:", err)
		code = 1
	}
	os.Exit(code)
}

// TestGrave: axe runs under a policy as strict as the desk's, and finds what is wrong.
func TestGrave(t *testing.T) {
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Security-Policy", "default-src 'none'; script-src 'self'; require-trusted-types-for 'script'; trusted-types 'none'")
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		fmt.Fprint(w, `<!doctype html><html lang="en" data-ready="1"><title>x</title><main><h1>Tea</h1><button></button><input name="q"></main></html>`)
	}))
	defer s.Close()
	b := webtest.Browser(t)
	b.Expect("favicon")
	b.Open(s.URL, 1280, 800)
	got := strings.Join(b.Grave(), "\n")
	for _, want := range []string{"button-name: ", "label: "} {
		if !strings.Contains(got, want) {
			t.Errorf("axe lacks %q: %s", want, got)
		}
	}
}
