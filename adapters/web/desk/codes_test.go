package desk_test

import (
	"bytes"
	"encoding/json"
	"mime/multipart"
	"net/http"
	"strings"
	"testing"

	"github.com/stewardbot/steward/bot/inspect"
	"github.com/stewardbot/steward/store"
)

// upload sends a file of codes.
func (b *browser) upload(pool, file string) (int, string) {
	b.Helper()
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	_ = form.WriteField("pool", pool)
	part, _ := form.CreateFormFile("file", "codes.txt")
	_, _ = part.Write([]byte(file))
	form.Close()
	r, err := http.NewRequestWithContext(b.Context(), http.MethodPost, b.server.URL+"/c/tea/codes", &body)
	if err != nil {
		b.Fatal(err)
	}
	r.Header.Set("Content-Type", form.FormDataContentType())
	resp, err := b.http.Do(r)
	if err != nil {
		b.Fatal(err)
	}
	defer resp.Body.Close()
	return resp.StatusCode, resp.Header.Get("Location")
}

// TestCodes: a file of codes comes into a pool, once, and nothing but the pool holds them.
func TestCodes(t *testing.T) {
	w := open(t, "")
	own := w.signedIn("tea", "test:own")
	codes := []string{"SECRET-1", "SECRET-2", "SECRET-3"}
	status, to := own.upload("cards", "# new\r\nSECRET-1\r\nSECRET-2\nSECRET-2\nSECRET-3\n")
	if status != http.StatusSeeOther || strings.Contains(to, "SECRET") {
		t.Fatalf("uploading: %d %s", status, to)
	}
	_, page := own.get(to)
	if !strings.Contains(page, "3 added") || !strings.Contains(page, "1 stood twice") {
		t.Errorf("told: %s", page)
	}
	known := 0
	err := w.engine.View(func(r store.Reader) error {
		return inspect.KnownCodes(r, "tea", "cards", codes, func(inspect.Code) error { known++; return nil })
	})
	if err != nil || known != 3 {
		t.Fatalf("%d codes are in the pool, %v", known, err)
	}
	if _, to = own.upload("cards", "SECRET-1\nSECRET-2\nSECRET-3\n"); !strings.Contains(to, "added=0&before=3") {
		t.Errorf("again: %s", to)
	}
	if status, _ = own.upload("no pool", "SECRET-4"); status != http.StatusUnprocessableEntity {
		t.Errorf("a wrong name: %d", status)
	}
	_, csv := own.get("/c/tea/audit?as=csv")
	if strings.Contains(csv, "SECRET") || strings.Count(csv, "codes pool=") != 3 {
		t.Errorf("audit: %s", csv)
	}
	err = w.engine.View(func(r store.Reader) error {
		return inspect.Events(r, "", 0, false, func(e inspect.Event) error {
			line, err := json.Marshal(e)
			for _, code := range []string{"SECRET", "U0VDUkVU", "Q1JFV", "RUNSRV"} { // also as base64
				if strings.Contains(string(line), code) {
					t.Errorf("the journal holds a code: %s", line)
				}
			}
			return err
		})
	})
	if err != nil {
		t.Fatal(err)
	}
	mod := w.signedIn("tea", "test:mod")
	if status, _ = mod.upload("cards", "SECRET-5"); status != http.StatusForbidden {
		t.Errorf("a moderator: %d", status)
	}
	if _, page = mod.get("/c/tea/things/shop"); strings.Contains(page, `action="/c/tea/codes"`) {
		t.Error("a moderator is offered it")
	}
}
