package bot

import (
	"cmp"
	"net/url"
	"strings"
	"time"
)

// Web is the platform of servers reached by URL. A place on it is a host name:
// "web:example.com".
const Web = "web"

// Bounds of a Fetch, in bytes except for MaxFetchHeaders.
const (
	MaxFetched      = 10 << 20 // of an answer
	MaxFetchURL     = 2048
	MaxFetchBody    = 64 << 10
	MaxFetchHeaders = 16

	usualFetched = 1 << 20
)

// Fetch requests a URL. The answer is Outcome.Fetched. Only servers on the
// public internet are reachable, and those in networks that the engine allows
// (see engine.Options). The outcome is done on a 2xx status. It is refused on
// 4xx, on an answer larger than Limit, after more than five redirects, and on a
// redirect from https to http.
type Fetch struct {
	// URL begins with http:// or https://. Only its host name is ever shown,
	// since the rest may hold a secret.
	URL    string            `json:"url"`
	Method string            `json:"method,omitempty"` // POST, or GET if empty
	Header map[string]string `json:"header,omitempty"` // sent only to the server in URL, not after a redirect to another
	Body   []byte            `json:"body,omitempty"`   // of a POST
	// Key is a header such as Idempotency-Key by which the server recognises a
	// repeated POST; the engine fills in the value. Without it, a POST of
	// unknown outcome is not sent again. Redirects of a POST are not followed.
	Key     string    `json:"key,omitempty"`
	Limit   int       `json:"limit,omitempty"` // of the answer, in bytes; 1 MiB if 0, at most MaxFetched
	Expires time.Time `json:"expires,omitzero"`
}

// Fetched is a server's answer.
type Fetched struct {
	Status int    `json:"status"`         // HTTP status: 2xx
	Type   string `json:"type,omitempty"` // as declared by the server; hostile input
	Size   int    `json:"size,omitempty"` // of Body
	// Body and URL, the final address after redirects, are only there in the
	// turn that gets the outcome and are not stored: when a turn is run again
	// by hand, only Size is set.
	Body []byte `json:"-"`
	URL  string `json:"-"`
}

var _ = declare[Fetch]()

func (Fetch) kind() string { return "fetch" }

// Where is the server, which does not move with a space.
func (e Fetch) Where() Place {
	u, err := url.Parse(e.URL)
	if err != nil {
		return Web + ":"
	}
	return Place(Web + ":" + strings.ToLower(u.Host))
}

func (e Fetch) in(Place) Effect { return e }

func (e Fetch) traits() Traits {
	t := Traits{Unmissed: true, Expires: e.Expires, Order: string(e.Where()), Once: e.Method == "POST"}
	if t.Once && e.Key == "" {
		t.InDoubt = Drop
	}
	return t
}

func (e Fetch) words() Words { return Words{Said: true, Data: append([]byte(e.URL+"\n"), e.Body...)} }

func (e Fetch) fit(Capabilities, time.Time) ([]Effect, error) {
	u, err := url.Parse(e.URL)
	switch {
	case err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Hostname() == "" || len(e.URL) > MaxFetchURL:
		return nil, Refuse("fetch.no_address")
	case e.Method != "" && e.Method != "GET" && e.Method != "POST":
		return nil, Refuse("fetch.method")
	case e.Method != "POST" && len(e.Body) > 0:
		return nil, Refuse("fetch.body")
	case len(e.Body) > MaxFetchBody:
		return nil, Refuse("fetch.large_body", len(e.Body), MaxFetchBody)
	case len(e.Header) > MaxFetchHeaders:
		return nil, Refuse("fetch.headers", len(e.Header), MaxFetchHeaders)
	case e.Key != "" && !headerName(e.Key):
		return nil, Refuse("fetch.key_name")
	}
	for name, value := range e.Header {
		if !headerName(name) || strings.ContainsFunc(value, func(r rune) bool { return r < ' ' || r == 0x7f }) {
			return nil, Refuse("fetch.header")
		}
	}
	e.Method, e.Limit = cmp.Or(e.Method, "GET"), min(cmp.Or(max(e.Limit, 0), usualFetched), MaxFetched)
	return []Effect{e}, nil
}

func headerName(s string) bool {
	return s != "" && strings.Trim(strings.ToLower(s), "abcdefghijklmnopqrstuvwxyz0123456789-_") == ""
}
