package telegram_test

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"path"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stewardbot/steward/adapters/kit"
	"github.com/stewardbot/steward/adapters/telegram"
	"github.com/stewardbot/steward/bot"
)

// TestHostileAnswers checks that any response becomes the right error, without the token in it.
func TestHostileAnswers(t *testing.T) {
	target := bot.Target{Message: bot.MessageID{Place: "telegram:-1001", ID: "5"}}
	effects := []bot.Effect{
		bot.Say{Place: "telegram:-1001", Text: "x"},
		bot.Say{Place: "telegram:-1001", To: "telegram:42", Text: "x"},
		bot.Say{Place: "telegram:-1001", Picture: bot.Attachment{Blob: "1", Name: "card.png"}},
		bot.Edit{Place: "telegram:-1001", Target: target, Text: "x"},
		bot.Delete{Place: "telegram:-1001", Target: target},
		bot.React{Place: "telegram:-1001", Target: target, Emoji: "👌"},
		bot.Ack{Place: "telegram:-1001", Press: "1"},
		bot.Lookup{Place: "telegram:-1001", User: "telegram:42"},
		bot.Ban{Place: "telegram:-1001", User: "telegram:-1001000000777"},
		bot.Pin{Place: "telegram:-1001", Target: target},
		bot.Permissions{Place: "telegram:-1001"},
		bot.Tag{Place: "telegram:-1001", User: "telegram:42"},
	}
	for name, tt := range map[string]struct {
		status     int
		body, want string
		after      time.Duration
	}{
		"a page":                     {200, "<html>bot" + secret + "</html>", bot.CodeUnknown, 0},
		"a gateway's page":           {502, "<html>bot" + secret + "</html>", bot.CodeUnknown, 9 * time.Second},
		"a proxy's limit":            {429, "<html>bot" + secret + "</html>", bot.CodeRetry, 9 * time.Second},
		"another server's page":      {404, "<html>bot" + secret + "</html>", bot.CodeRetry, 9 * time.Second},
		"done, with an error":        {500, `{"ok":true,"result":true}`, bot.CodeUnknown, 9 * time.Second},
		"JSON that is cut":           {200, `{"ok":true,"result":{"message_id":"bot` + secret, bot.CodeUnknown, 0},
		"JSON with the name twice":   {200, `{"ok":true,"result":true,"ok":"bot` + secret + `"}`, bot.CodeUnknown, 0},
		"JSON of another type":       {200, `{"ok":"bot` + secret + `"}`, bot.CodeUnknown, 0},
		"nothing":                    {200, ``, bot.CodeUnknown, 0},
		"a refusal with the token":   {400, `{"ok":false,"error_code":400,"description":"Bad Request: bot` + secret + `"}`, bot.CodeRefused, 0},
		"a failure with the token":   {500, `{"ok":false,"error_code":500,"description":"bot` + secret + `"}`, bot.CodeUnknown, 9 * time.Second},
		"a limit":                    {429, `{"ok":false,"error_code":429,"description":"x","parameters":{"retry_after":7}}`, bot.CodeRetry, 7 * time.Second},
		"a limit in words alone":     {429, `{"ok":false,"error_code":429,"description":"Too Many Requests: retry after 7"}`, bot.CodeRetry, 7 * time.Second},
		"a limit without words":      {429, `{"ok":false}`, bot.CodeRetry, 9 * time.Second},
		"a limit as text":            {429, `{"ok":false,"description":"x","parameters":{"retry_after":"7"}}`, bot.CodeRetry, 7 * time.Second},
		"a refusal without words":    {403, `{"ok":false}`, bot.CodeRefused, 0},
		"a page for a large request": {413, "<html>", bot.CodeRefused, 0},
		"nothing for a bad request":  {400, "", bot.CodeRefused, 0},
		"a limit out of all bounds":  {429, `{"ok":false,"error_code":429,"description":"x","parameters":{"retry_after":9223372036854775807}}`, bot.CodeRetry, 24 * time.Hour},
	} {
		t.Run(name, func(t *testing.T) {
			a := answering(t, func(w io.Writer) { fmt.Fprint(w, tt.body) }, tt.status)
			for _, e := range effects {
				_, err := a.Perform(t.Context(), bot.Delivery{Effect: e, Content: []byte("\x89PNG")})
				d := bot.AsDeliveryError(err)
				if err == nil || d.Code != tt.want || d.After != tt.after || strings.Contains(err.Error(), secret) {
					t.Errorf("%T: %v after %v, want %s after %v", e, err, d.After, tt.want, tt.after)
				}
			}
			for what, err := range others(t, a) {
				if err == nil || strings.Contains(err.Error(), secret) {
					t.Errorf("%s: %v", what, err)
				}
			}
		})
	}
}

// answering returns an adapter for a server that gives every request the same response. Errors have
// a Retry-After of nine seconds.
func answering(t *testing.T, body func(io.Writer), status int) *telegram.Adapter {
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if n, err := io.Copy(io.Discard, r.Body); n == 0 || n != r.ContentLength || err != nil {
			t.Errorf("%s has %d bytes of %d, %v", path.Base(r.URL.Path), n, r.ContentLength, err)
		}
		if status != http.StatusOK {
			w.Header().Set("Retry-After", "9")
		}
		w.WriteHeader(status)
		body(w)
	}))
	t.Cleanup(srv.Close)
	return telegram.New(telegram.Settings{Token: secret, APIURL: srv.URL}, telegram.Options{Options: kit.Options{Sleep: nap}})
}

// others returns the errors of calls other than effects.
func others(t *testing.T, a *telegram.Adapter) map[string]error {
	_, introduced := a.Introduce(t.Context())
	var examined error
	for _, c := range a.Examine(t.Context(), []bot.Place{"telegram:-1001"}) {
		examined = fmt.Errorf("%s: %s", c.Found, c.Cure)
	}
	return map[string]error{
		"introducing": introduced,
		"examining":   examined,
		"menus":       a.RegisterCommands(t.Context(), []bot.MenuEntry{{Language: "en", Name: "x", Description: "x"}}),
		"sweeping":    a.Sweep(t.Context(), "telegram:-1001", []string{"5", "6"}, ""),
	}
}

// TestHugeAnswer checks that an endless response is not read to its end.
func TestHugeAnswer(t *testing.T) {
	var written atomic.Int64
	a := answering(t, func(w io.Writer) {
		part := `{"ok":true,"result":"` + strings.Repeat("bot"+secret, 50_000)
		for written.Load() < 100<<20 {
			n, err := io.WriteString(w, part)
			if written.Add(int64(n)); err != nil {
				return
			}
		}
	}, http.StatusOK)
	_, err := a.Perform(t.Context(), bot.Delivery{Effect: bot.React{Place: "telegram:-1001", Target: bot.Target{Message: bot.MessageID{ID: "5"}}, Emoji: "👌"}})
	if d := bot.AsDeliveryError(err); err == nil || d.Code != bot.CodeUnknown || strings.Contains(err.Error(), secret) {
		t.Errorf("%.200v", err)
	}
	if n := written.Load(); n > 64<<20 {
		t.Errorf("%d bytes were taken", n)
	}
}

// TestStrangeAnswers checks that an action performed by Telegram counts as done, whatever else the
// response says.
func TestStrangeAnswers(t *testing.T) {
	message := `{"message_id":5,"date":1700000000,"chat":{"id":-1001,"type":"hologram"},"forward_origin":{"type":"hologram"},"paid_media":{"paid_media":[{"type":"hologram"}]},"text":"` + "\xff" + `"}`
	a := answering(t, func(w io.Writer) { fmt.Fprintf(w, `{"ok":true,"result":%s}`, message) }, http.StatusOK)
	out, err := a.Perform(t.Context(), bot.Delivery{Effect: bot.Say{Place: "telegram:-1001", Text: "x"}})
	if err != nil || len(out.Receipt.Messages) != 1 || out.Receipt.Messages[0] != "5" || out.Receipt.At.Unix() != 1700000000 {
		t.Errorf("%+v, %v", out.Receipt, err)
	}
	target := bot.Target{Message: bot.MessageID{Place: "telegram:-1001", ID: "5"}}
	for _, e := range []bot.Effect{bot.Edit{Place: "telegram:-1001", Target: target, Text: "x"}, bot.Delete{Place: "telegram:-1001", Target: target}} {
		if _, err := a.Perform(t.Context(), bot.Delivery{Effect: e}); err != nil {
			t.Errorf("%T: %v", e, err)
		}
	}
	a = answering(t, func(w io.Writer) { fmt.Fprint(w, `{"ok":true}`) }, http.StatusOK)
	if _, err := a.Perform(t.Context(), bot.Delivery{Effect: bot.Delete{Place: "telegram:-1001", Target: target}}); err != nil {
		t.Errorf("done without a result: %v", err)
	}
}
