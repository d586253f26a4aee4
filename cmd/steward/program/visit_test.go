package program_test

import (
	"bytes"
	"context"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"strings"

	"github.com/rogpeppe/go-internal/testscript"
)

// visit requests a page as a browser that keeps cookies and does not follow redirects.
func (s *stage) visit(ts *testscript.TestScript, _ bool, args []string) {
	if s.jar == nil {
		jar, err := cookiejar.New(nil)
		ts.Check(err)
		s.jar = jar
	}
	form := url.Values{}
	for _, field := range args[4:] {
		name, value, _ := strings.Cut(field, "=")
		form.Set(name, value)
	}
	r, err := http.NewRequest(args[0], "http://"+s.web+args[2], strings.NewReader(form.Encode()))
	ts.Check(err)
	if args[0] == http.MethodPost {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	c := http.Client{Jar: s.jar, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	resp, err := c.Do(r)
	ts.Check(err)
	defer resp.Body.Close()
	var out bytes.Buffer
	ts.Check(resp.Header.Write(&out))
	out.WriteString("\n" + readAll(resp.Body))
	s.secret(ts, out.String())
	ts.Check(os.WriteFile(ts.MkAbs("visited"), out.Bytes(), 0o600))
	if resp.StatusCode != number(ts, args[1]) || !matches(ts, args[3], out.String()) {
		ts.Fatalf("status %d, want %s and %q:\n%s", resp.StatusCode, args[1], args[3], out.String())
	}
}

func (s *stage) follow(ts *testscript.TestScript, _ bool, args []string) {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+s.web+args[0], nil)
	ts.Check(err)
	r.Header.Set("Accept", "text/event-stream")
	resp, err := (&http.Client{Jar: s.jar}).Do(r)
	ts.Check(err)
	defer resp.Body.Close()
	var seen []byte
	for b := make([]byte, 4096); !matches(ts, args[1], string(seen)); {
		n, err := resp.Body.Read(b)
		if seen = append(seen, b[:n]...); err != nil {
			ts.Fatalf("status %d, %v:\n%s", resp.StatusCode, err, seen)
		}
	}
}
