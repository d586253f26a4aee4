package web_test

import (
	"bufio"
	"context"
	"encoding/json"
	"io"
	"net"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/stewardbot/steward/adapters/web"
)

// request sends a request and returns the response and its body.
func request(t *testing.T, method, url, body string, header ...string) (*http.Response, string) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), method, url, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i < len(header); i += 2 {
		if header[i] == "Host" {
			req.Host = header[i+1]
		} else {
			req.Header.Set(header[i], header[i+1])
		}
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	got, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return res, string(got)
}

func TestOtherSitesAreRefused(t *testing.T) {
	_, url := start(t)
	line := `{"as":"console:ann","place":"console:lobby","text":"hi"}`
	for name, c := range map[string]struct {
		method, path, body string
		header             []string
		want               int
	}{
		"the page":                        {"GET", "/", "", nil, 200},
		"the page as localhost":           {"GET", "/", "", []string{"Host", "localhost:8080"}, 200},
		"the page by IPv6":                {"GET", "/", "", []string{"Host", "[::1]:8080"}, 200},
		"another name for this machine":   {"GET", "/", "", []string{"Host", "evil.example:8080"}, 421},
		"another name for the stream":     {"GET", "/demo/live", "", []string{"Host", "evil.example"}, 421},
		"another name for an act":         {"POST", "/demo/say", line, []string{"Host", "evil.example"}, 421},
		"localhost of somebody else":      {"GET", "/", "", []string{"Host", "localhost.evil.example"}, 421},
		"an act from here":                {"POST", "/demo/say", line, []string{"Sec-Fetch-Site", "same-origin"}, 200},
		"an act from a program":           {"POST", "/demo/say", line, nil, 200},
		"an act from another site":        {"POST", "/demo/say", line, []string{"Sec-Fetch-Site", "cross-site"}, 403},
		"an act from another port":        {"POST", "/demo/say", line, []string{"Origin", "http://127.0.0.1:1"}, 403},
		"an act from a file":              {"POST", "/demo/say", line, []string{"Origin", "null"}, 403},
		"an act by the wrong method":      {"GET", "/demo/say", "", nil, 405},
		"a path that leads out of assets": {"GET", "/assets/../page.html", "", nil, 404},
	} {
		if res, body := request(t, c.method, url+c.path, c.body, c.header...); res.StatusCode != c.want {
			t.Errorf("%s: %d, want %d: %s", name, res.StatusCode, c.want, body)
		}
	}
}

func TestThePageLoadsNothingElse(t *testing.T) {
	_, url := start(t)
	res, body := request(t, "GET", url+"/?lang=en", "")
	policy := res.Header.Get("Content-Security-Policy")
	for _, want := range []string{"default-src 'none'", "script-src 'self'", "style-src 'self'", "frame-ancestors 'none'"} {
		if !strings.Contains(policy, want) {
			t.Errorf("the policy lacks %q: %s", want, policy)
		}
	}
	if strings.Contains(policy, "unsafe") {
		t.Errorf("the policy is loose: %s", policy)
	}
	if found := regexp.MustCompile(`(?i)\s(style|on[a-z]+)=|<style|https?://`).FindString(body); found != "" {
		t.Errorf("the page holds %q", found)
	}
	for _, ref := range regexp.MustCompile(`(?:src|href)="(/assets/[^"]+)"`).FindAllStringSubmatch(body, -1) {
		res, _ := request(t, "GET", url+ref[1], "")
		if res.StatusCode != 200 || !strings.Contains(res.Header.Get("Cache-Control"), "immutable") {
			t.Errorf("%s: %d, %q", ref[1], res.StatusCode, res.Header.Get("Cache-Control"))
		}
	}
}

func TestLanguageIsChosen(t *testing.T) {
	_, url := start(t)
	for name, c := range map[string]struct {
		path   string
		header []string
		want   string
	}{
		"none":                     {"/", nil, "en"},
		"the browser's":            {"/", []string{"Accept-Language", "zh-CN,zh;q=0.9,en;q=0.8"}, "zh-Hans"},
		"one we lack":              {"/", []string{"Accept-Language", "eo"}, "en"},
		"asked for":                {"/?lang=zh-Hans", []string{"Accept-Language", "en"}, "zh-Hans"},
		"remembered":               {"/", []string{"Accept-Language", "en", "Cookie", "steward_language=zh-Hans"}, "zh-Hans"},
		"asked against remembered": {"/?lang=en", []string{"Cookie", "steward_language=zh-Hans"}, "en"},
		"nonsense":                 {"/?lang=%22%3E%3Cscript%3E", []string{"Accept-Language", ";;;"}, "en"},
	} {
		if _, body := request(t, "GET", url+c.path, "", c.header...); !strings.Contains(body, `<html lang="`+c.want+`">`) {
			t.Errorf("%s: not %s: %.60s", name, c.want, body)
		}
	}
}

func TestActsThatFail(t *testing.T) {
	_, url := start(t)
	for name, c := range map[string]struct {
		path, body string
		status     int
		code       string
	}{
		"no body":               {"say", "", 400, "bad_request"},
		"a field nobody knows":  {"say", `{"as":"console:ann","sudo":true}`, 400, "bad_request"},
		"a body without end":    {"say", `{"text":"` + strings.Repeat("x", 70<<10) + `"}`, 400, "bad_request"},
		"a stranger":            {"say", `{"as":"console:eve","place":"console:lobby","text":"hi"}`, 422, "nobody"},
		"nothing to say":        {"say", `{"as":"console:ann","place":"console:lobby","text":" "}`, 422, "empty"},
		"somebody's chat":       {"say", `{"as":"console:ann","place":"console:dm/zoe","text":"hi"}`, 422, "no_place"},
		"no line to react to":   {"react", `{"as":"console:ann","line":"1","emoji":"👍","on":true}`, 422, "no_line"},
		"no line to delete":     {"delete", `{"as":"console:ann","line":"1"}`, 422, "no_line"},
		"no line with a button": {"press", `{"as":"console:ann","line":"1","data":"x"}`, 422, "no_line"},
		"back in time":          {"advance", `{"hours":-1}`, 422, "bad_request"},
		"a year ahead":          {"advance", `{"hours":8760}`, 422, "bad_request"},
	} {
		res, body := request(t, "POST", url+"/demo/"+c.path, c.body)
		var got struct{ Error string }
		if err := json.Unmarshal([]byte(body), &got); err != nil || res.StatusCode != c.status || got.Error != c.code {
			t.Errorf("%s: %d %s, want %d %s", name, res.StatusCode, body, c.status, c.code)
		}
	}
	if res, _ := request(t, "GET", url+"/demo/why?event=nothing", ""); res.StatusCode != 404 {
		t.Errorf("why of an unknown event: %d", res.StatusCode)
	}
}

// follow opens the stream and returns a function that returns its next update.
func follow(t *testing.T, url string) func() map[string]json.RawMessage {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), "GET", url+"/demo/live?lang=en", nil)
	if err != nil {
		t.Fatal(err)
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { res.Body.Close() })
	lines := bufio.NewScanner(res.Body)
	lines.Buffer(nil, 4<<20)
	return func() map[string]json.RawMessage {
		t.Helper()
		for lines.Scan() {
			data, ok := strings.CutPrefix(lines.Text(), "data: ")
			if !ok {
				continue
			}
			var u map[string]json.RawMessage
			if err := json.Unmarshal([]byte(data), &u); err != nil {
				t.Fatal(err)
			}
			return u
		}
		return nil
	}
}

// The room takes its language from a visitor who enters alone, or from an explicit request; while
// someone is there it keeps its language. Each page has its own language.
func TestTheRoomsLanguage(t *testing.T) {
	e, url := start(t)
	for _, c := range []struct {
		path, accepts, want string
		followed            bool
	}{
		{"/", "zh-TW", "zh-Hant", false},
		{"/", "en", "en", false},
		{"/", "zh-CN", "en", true},
		{"/?lang=zh-Hans", "en", "zh-Hans", true},
		{"/?lang=zh-Hans", "en", "zh-Hans", true},
		{"/", "en", "zh-Hans", true},
	} {
		if c.followed {
			follow(t, url)()
		}
		request(t, "GET", url+c.path, "", "Accept-Language", c.accepts)
		if got := e.Language(); got != c.want {
			t.Errorf("after %s from who reads %s, others there: %t, the room speaks %s, want %s", c.path, c.accepts, c.followed, got, c.want)
		}
	}
	if u := follow(t, url)(); string(u["speaks"]) != `"zh-Hans"` {
		t.Errorf("pages hear that it speaks %s", u["speaks"])
	}
}

func TestTheStreamTellsWhatChanged(t *testing.T) {
	e, url := start(t)
	next := follow(t, url)
	first := next()
	if first["lines"] != nil || string(first["standings"]) != "[]" {
		t.Errorf("an empty room begins with %s and %s", first["lines"], first["standings"])
	}
	e.sayAs(t, "console:ann", "good morning")
	for {
		u := next()
		if strings.Contains(string(u["lines"]), `"gain":"+1 leaf"`) {
			if !strings.Contains(string(u["lines"]), "good morning") {
				t.Errorf("lines: %s", u["lines"])
			}
			break
		}
	}
	// A late visitor gets everything at once.
	late := follow(t, url)()
	if !strings.Contains(string(late["lines"]), "good morning") || !strings.Contains(string(late["standings"]), "1 leaf") {
		t.Errorf("a page that comes later is told %s and %s", late["lines"], late["standings"])
	}
}

func TestServeEndsItsStreams(t *testing.T) {
	e, _ := start(t)
	demo, err := web.NewDemo(web.DemoOptions{Room: e.room, Backend: e})
	if err != nil {
		t.Fatal(err)
	}
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	served := make(chan error, 1)
	ok := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, "ok\n") })
	go func() {
		served <- web.NewServer(web.Options{Health: ok, Ready: ok, Metrics: ok, Demo: demo}).Serve(ctx, ln)
	}()
	url := "http://" + ln.Addr().String()
	for _, path := range []string{"/healthz", "/readyz", "/metrics"} {
		if res, body := request(t, "GET", url+path, "", "Host", "steward.example"); res.StatusCode != 200 || body != "ok\n" {
			t.Errorf("%s: %d %q", path, res.StatusCode, body)
		}
	}
	next := follow(t, url)
	next()
	reserve, err := net.Dial("tcp", ln.Addr().String()) // a spare connection, as browsers open one ahead of a request
	if err != nil {
		t.Fatal(err)
	}
	defer reserve.Close()
	request(t, "GET", url+"/healthz", "", "Connection", "close") // on a connection accepted after the spare one
	stop()
	for next() != nil {
	}
	if err := <-served; err != nil {
		t.Error(err)
	}
}

func TestWithoutADemo(t *testing.T) {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithTimeout(t.Context(), time.Minute)
	served := make(chan error, 1)
	go func() { served <- web.NewServer(web.Options{}).Serve(ctx, ln) }()
	for _, path := range []string{"/", "/healthz", "/demo/live"} {
		if res, _ := request(t, "GET", "http://"+ln.Addr().String()+path, ""); res.StatusCode != 404 {
			t.Errorf("%s: %d", path, res.StatusCode)
		}
	}
	stop()
	if err := <-served; err != nil {
		t.Error(err)
	}
}
