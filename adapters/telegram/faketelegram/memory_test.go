package faketelegram_test

import (
	"context"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	fake "github.com/stewardbot/steward/adapters/telegram/faketelegram"
)

// TestInMemory checks that polls and hours pass in fake time, and that an unplugged server refuses
// connections.
func TestInMemory(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := fake.New(fake.Options{Memory: true})
		defer s.Close()
		client := s.Client()
		defer client.CloseIdleConnections()
		poll := func(timeout time.Duration) (int, error) {
			ctx, cancel := context.WithTimeout(t.Context(), timeout)
			defer cancel()
			req, err := http.NewRequestWithContext(ctx, "GET", s.URL()+"/bot"+s.Token()+"/getUpdates?timeout=50", strings.NewReader(""))
			if err != nil {
				t.Fatal(err)
			}
			resp, err := client.Do(req)
			if err != nil {
				return 0, err
			}
			resp.Body.Close()
			return resp.StatusCode, nil
		}
		began := time.Now()
		if status, err := poll(time.Minute); status != 200 || time.Since(began) != 50*time.Second {
			t.Errorf("%d, %v after %s, want an empty answer after 50s", status, err, time.Since(began))
		}
		s.Outage(fake.Fault{Kind: fake.HalfOpen})
		began = time.Now()
		if _, err := poll(time.Hour); err == nil || time.Since(began) != time.Hour {
			t.Errorf("%v after %s, want an error when the client gives up", err, time.Since(began))
		}
		s.Heal()
		s.Unplug()
		if _, err := poll(time.Hour); err == nil || !strings.Contains(err.Error(), "refused") {
			t.Errorf("unplugged: %v", err)
		}
		if err := s.Plug(); err != nil {
			t.Fatal(err)
		}
		if status, err := poll(time.Minute); status != 200 {
			t.Errorf("plugged in again: %d, %v", status, err)
		}
	})
}
