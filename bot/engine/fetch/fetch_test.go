package fetch

import (
	"compress/gzip"
	"context"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"go.uber.org/goleak"

	"github.com/stewardbot/steward/bot"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// loopback is the only address that tests may reach, besides 127.0.0.2.
var loopback = []netip.Prefix{netip.MustParsePrefix("127.0.0.1/32")}

// secret is in every address and answer that must not be shown.
const secret = "s3cret"

// try sends one request for an effect, fitted as the engine would.
func try(t *testing.T, c *Client, f bot.Fetch) (*bot.Fetched, string, *bot.DeliveryError) {
	t.Helper()
	parts, err := bot.Fit(f, c.Capabilities(f.Where()), time.Now())
	if err != nil {
		t.Fatal(err)
	}
	out, err := c.Perform(t.Context(), bot.Delivery{Effect: parts[0], Key: "key-1"})
	if err != nil {
		e := bot.AsDeliveryError(err)
		if strings.Contains(e.Reason.String(), secret) {
			t.Errorf("the reason shows a secret: %s", e.Reason)
		}
		return nil, "", e
	}
	return out.Fetched, out.Reason.String(), nil
}

func serve(t *testing.T, h http.HandlerFunc) string {
	t.Helper()
	s := httptest.NewServer(h)
	t.Cleanup(s.Close)
	return s.URL
}

// TestAnswers checks how responses are interpreted.
func TestAnswers(t *testing.T) {
	at := serve(t, func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/list":
			w.Header().Set("Content-Type", "text/calendar; charset=utf-8")
			fmt.Fprint(w, "0123456789")
		case "/zipped": // a few bytes that decompress to many
			w.Header().Set("Content-Encoding", "gzip")
			z := gzip.NewWriter(w)
			z.Write(make([]byte, 1<<16)) //nolint:errcheck // the test checks the response
			z.Close()
		case "/cut":
			w.Header().Set("Content-Length", "100")
			fmt.Fprint(w, secret)
		case "/waits":
			w.Header().Set("Retry-After", r.URL.Query().Get("for"))
			w.Header().Set("Date", "Mon, 02 Mar 2026 12:00:00 GMT")
			w.WriteHeader(http.StatusServiceUnavailable)
		case "/broken":
			panic(http.ErrAbortHandler)
		case "/hops/1", "/hops/2", "/hops/3", "/hops/4", "/hops/5", "/hops/6":
			http.Redirect(w, r, fmt.Sprintf("/hops/%d?%s", r.URL.Path[6]-'0'-1, secret), http.StatusFound)
		case "/hops/0":
			fmt.Fprint(w, "here")
		case "/inside":
			http.Redirect(w, r, "http://127.0.0.2/"+secret, http.StatusFound)
		case "/file":
			http.Redirect(w, r, "file:///etc/"+secret, http.StatusFound)
		case "/odd":
			w.Header().Set("Location", "http://[::"+secret)
			w.WriteHeader(http.StatusFound)
		default:
			var code int
			fmt.Sscan(r.URL.Path[1:], &code) //nolint:errcheck // all other paths are numbers
			w.WriteHeader(code)
			fmt.Fprint(w, secret)
		}
	})
	const day, status = "Mon, 02 Mar 2026 12:10:00 GMT", "/waits?for="
	c := New(loopback)
	for _, f := range []struct {
		path  string
		limit int
		post  bool
		body  string // on success
		code  string // on failure
		after time.Duration
	}{
		{path: "/list", body: "0123456789"},
		{path: "/list", limit: 10, body: "0123456789"},
		{path: "/list", limit: 9, code: bot.CodeRefused},
		{path: "/zipped", limit: 1 << 15, code: bot.CodeRefused},
		{path: "/zipped", body: strings.Repeat("\x00", 1<<16)},
		{path: "/cut", code: bot.CodeUnknown},
		{path: "/broken", code: bot.CodeUnknown},
		{path: "/404", code: bot.CodeRefused}, {path: "/401", code: bot.CodeRefused}, {path: "/410", code: bot.CodeRefused},
		{path: "/304", code: bot.CodeRefused}, {path: "/500", code: bot.CodeUnknown}, {path: "/502", code: bot.CodeUnknown},
		{path: "/503", code: bot.CodeRetry}, {path: "/429", code: bot.CodeRetry}, {path: "/408", code: bot.CodeRetry},
		{path: status + "7", code: bot.CodeRetry, after: 7 * time.Second}, {path: status + "-7", code: bot.CodeRetry},
		{path: status + "999999999", code: bot.CodeRetry, after: time.Hour}, {path: status + "soon", code: bot.CodeRetry},
		{path: status + strings.ReplaceAll(day, " ", "%20"), code: bot.CodeRetry, after: 10 * time.Minute},
		{path: "/hops/5", body: "here"}, {path: "/hops/6", code: bot.CodeRefused},
		{path: "/inside", code: bot.CodeRefused}, {path: "/file", code: bot.CodeRefused}, {path: "/odd", code: bot.CodeUnknown},
		{path: "/list", post: true, body: "0123456789"}, {path: "/hops/1", post: true, code: bot.CodeRefused},
		{path: "/500", post: true, code: bot.CodeUnknown},
	} {
		ask := bot.Fetch{URL: at + f.path + map[bool]string{true: "&", false: "?"}[strings.Contains(f.path, "?")] + secret, Limit: f.limit}
		if f.post {
			ask.Method = http.MethodPost
		}
		got, _, err := try(t, c, ask)
		switch {
		case (err == nil) != (f.code == ""):
			t.Errorf("%s: %+v, %v", f.path, got, err)
		case err != nil && (err.Code != f.code || err.After != f.after):
			t.Errorf("%s: %v, want %s after %s", f.path, err, f.code, f.after)
		case err == nil && (string(got.Body) != f.body || got.Size != len(f.body) || got.Status != http.StatusOK):
			t.Errorf("%s: %+v", f.path, got)
		case f.path == "/list" && err == nil && got.Type != "text/calendar; charset=utf-8",
			f.path == "/hops/5" && got.URL != at+"/hops/0?"+secret:
			t.Errorf("%s: type %q, from %s", f.path, got.Type, got.URL)
		}
	}
}

// TestDestinations: by default nothing on this machine can be reached, under any name.
func TestDestinations(t *testing.T) {
	reached := false
	at := serve(t, func(http.ResponseWriter, *http.Request) { reached = true })
	c := New(nil)
	for _, host := range []string{"127.0.0.1", "localhost", "[::1]", "[::ffff:127.0.0.1]", "0.0.0.0", "127.1.2.3"} {
		_, port, _ := net.SplitHostPort(strings.TrimPrefix(at, "http://"))
		_, _, err := try(t, c, bot.Fetch{URL: "http://" + host + ":" + port + "/" + secret})
		if err == nil || err.Code != bot.CodeRefused {
			t.Errorf("%s: %v", host, err)
		}
	}
	if reached {
		t.Error("the server was reached")
	}
}

// TestSecure: https requires a valid certificate and never redirects to http.
func TestSecure(t *testing.T) {
	plain := serve(t, func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, "plain") })
	s := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/down" {
			http.Redirect(w, r, plain+"/"+secret, http.StatusFound)
		}
	}))
	s.Config.ErrorLog = log.New(io.Discard, "", 0)
	s.StartTLS()
	defer s.Close()
	c := New(loopback)
	if _, _, err := try(t, c, bot.Fetch{URL: s.URL, Method: http.MethodPost}); err == nil || err.Code != bot.CodeRetry {
		t.Errorf("a server without a proper certificate: %v", err)
	}
	c.http.Transport.(*http.Transport).TLSClientConfig = s.Client().Transport.(*http.Transport).TLSClientConfig
	if got, _, err := try(t, c, bot.Fetch{URL: s.URL}); err != nil || got.Status != http.StatusOK {
		t.Errorf("by https: %+v, %v", got, err)
	}
	if _, _, err := try(t, c, bot.Fetch{URL: s.URL + "/down"}); err == nil || err.Code != bot.CodeRefused {
		t.Errorf("from https to http: %v", err)
	}
}

// TestHeaders: the server gets the configured headers; a redirect to another host gets neither
// those nor the original address.
func TestHeaders(t *testing.T) {
	var got []http.Header
	var bodies []string
	note := func(r *http.Request) {
		b, _ := io.ReadAll(r.Body)
		got, bodies = append(got, r.Header.Clone()), append(bodies, string(b))
	}
	other := serve(t, func(_ http.ResponseWriter, r *http.Request) { note(r) })
	at := serve(t, func(w http.ResponseWriter, r *http.Request) {
		note(r)
		if r.URL.Path == "/away" {
			http.Redirect(w, r, other, http.StatusFound)
		}
	})
	c := New(loopback)
	header := map[string]string{"Accept": "text/calendar", "X-Api-Key": secret}
	with := strings.Replace(at, "http://", "http://user:"+secret+"@", 1)
	for _, f := range []bot.Fetch{
		{URL: with + "/away?" + secret, Header: header},
		{URL: at, Method: http.MethodPost, Header: header, Body: []byte("{}"), Key: "Idempotency-Key"},
	} {
		if _, _, err := try(t, c, f); err != nil {
			t.Fatal(err)
		}
	}
	if len(got) != 3 {
		t.Fatalf("%d requests", len(got))
	}
	if h := got[0]; h.Get("X-Api-Key") != secret || h.Get("Accept") != "text/calendar" || h.Get("Authorization") == "" || h.Get("User-Agent") != agent {
		t.Errorf("the server got %v", h)
	}
	if h := got[1]; h.Get("X-Api-Key")+h.Get("Authorization")+h.Get("Referer") != "" || h.Get("Accept") != "text/calendar" {
		t.Errorf("another got %v", h)
	}
	if h := got[2]; h.Get("Idempotency-Key") != "key-1" || h.Get("X-Api-Key") != secret || bodies[2] != "{}" {
		t.Errorf("the POST was %v %q", h, bodies[2])
	}
}

// TestPostIsDone: a POST counts as done once the server says so, even if its body can't be read.
func TestPostIsDone(t *testing.T) {
	at := serve(t, func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, "0123456789") })
	got, why, err := try(t, New(loopback), bot.Fetch{URL: at, Method: http.MethodPost, Limit: 5})
	if err != nil || got.Status != http.StatusOK || got.Body != nil || why == "" {
		t.Errorf("%+v, %q, %v", got, why, err)
	}
}

// TestSilence: a server that accepts the connection and never answers runs into the timeout.
func TestSilence(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := New(nil)
		near, far := net.Pipe()
		go io.Copy(io.Discard, far) //nolint:errcheck // ends with the connection
		c.http.Transport.(*http.Transport).DialContext = func(context.Context, string, string) (net.Conn, error) { return near, nil }
		began := time.Now()
		_, _, err := try(t, c, bot.Fetch{URL: "http://example.com/" + secret})
		if err == nil || err.Code != bot.CodeUnknown || err.Reason.String() != "example.com: no answer in time" || time.Since(began) != timeout {
			t.Errorf("after %s: %v", time.Since(began), err)
		}
	})
}
