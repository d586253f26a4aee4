package telegram_test

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/stewardbot/steward/adapters/telegram"
	"github.com/stewardbot/steward/bot"
)

// TestEndingALink: a link is over only if Telegram says so; any other refusal leaves it open, and is told.
func TestEndingALink(t *testing.T) {
	for said, want := range map[string]string{
		"INVITE_HASH_EXPIRED": bot.CodeGone, "INVITE_HASH_INVALID": bot.CodeGone,
		"not enough rights to manage chat invite link": bot.CodeRefused, "CHAT_ADMIN_REQUIRED": bot.CodeRefused, "chat not found": bot.CodeRefused,
		"something new": bot.CodeRefused,
	} {
		srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			io.Copy(io.Discard, r.Body) //nolint:errcheck // the client may have gone
			w.WriteHeader(http.StatusBadRequest)
			fmt.Fprintf(w, `{"ok":false,"error_code":400,"description":"Bad Request: %s"}`, said)
		}))
		t.Cleanup(srv.Close)
		a := telegram.New(telegram.Settings{Token: secret, APIURL: srv.URL}, telegram.Options{})
		_, err := a.Perform(t.Context(), bot.Delivery{Effect: bot.Uninvite{Place: "telegram:-1001", Link: "https://t.me/+one1"}})
		if got := bot.AsDeliveryError(err); err == nil || got.Code != want {
			t.Errorf("%s: %v, want %v", said, err, want)
		}
	}
}
