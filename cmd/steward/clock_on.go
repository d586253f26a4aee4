//go:build steward_test

package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"strings"
	"time"

	"github.com/stewardbot/steward/bot/engine"
	"github.com/stewardbot/steward/bot/engine/failpoint"
	"github.com/stewardbot/steward/bot/phrase"
)

// testCommands are only in a binary built for tests.
type testCommands struct {
	Failpoints failpointsCmd `cmd:"" help:"help.failpoints"`
}

type failpointsCmd struct{}

// Run lists them, one per line.
func (failpointsCmd) Run(e *env) error {
	for _, name := range failpoint.All() {
		fmt.Fprintln(e.stdout, name)
	}
	return nil
}

// newClock is the computer's clock, and ahead of it by STEWARD_CLOCK_AHEAD.
func newClock() *engine.Clock {
	clock := engine.NewClock()
	if ahead, err := time.ParseDuration(os.Getenv("STEWARD_CLOCK_AHEAD")); err == nil {
		clock.Advance(ahead)
	}
	return clock
}

// testClock serves the clock at STEWARD_CLOCK: GET returns the time in RFC
// 3339, POST advances it by the duration in the body ("1h30m", or a number of
// seconds).
func testClock(ctx context.Context, log *slog.Logger) *engine.Clock {
	clock := newClock()
	addr := os.Getenv("STEWARD_CLOCK")
	if addr == "" {
		return clock
	}
	ln, err := net.Listen("tcp", addr)
	if err != nil {
		log.Error("the test clock can't be served", "err", err)
		return clock
	}
	srv := &http.Server{Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodPost {
			d, err := advanceOf(r)
			if err != nil {
				http.Error(w, err.Error(), http.StatusBadRequest)
				return
			}
			clock.Advance(d)
		}
		fmt.Fprintln(w, clock.Now().Format(time.RFC3339Nano))
	}), ReadHeaderTimeout: time.Second}
	go func() { _ = srv.Serve(ln) }()
	context.AfterFunc(ctx, func() { _ = srv.Close() })
	return clock
}

// advanceOf finds the duration in the body, bare or as JSON, or in the query.
func advanceOf(r *http.Request) (time.Duration, error) {
	b, err := io.ReadAll(io.LimitReader(r.Body, 1024))
	if err != nil {
		return 0, err
	}
	s := strings.TrimSpace(string(b))
	var object map[string]json.RawMessage
	if json.Unmarshal(b, &object) == nil {
		for _, v := range object {
			s = string(v)
		}
	}
	for _, key := range []string{"advance", "by", "d"} {
		if v := r.FormValue(key); v != "" {
			s = v
		}
	}
	_, value, found := strings.Cut(s, "=")
	if found {
		s = value
	}
	s = strings.Trim(s, `"`)
	if d, err := time.ParseDuration(s); err == nil {
		return d, nil
	}
	d, err := time.ParseDuration(s + "s")
	if err != nil {
		return 0, phrase.New("clock.bad_duration", s)
	}
	return d, nil
}
