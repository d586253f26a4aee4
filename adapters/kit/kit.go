// Package kit is what adapters of real platforms share: HTTP calls whose
// failures say whether anything was done, delays between attempts, errors of
// effects, and the storage of unreadable events.
package kit

import (
	"context"
	"log/slog"
	"net/http"
	"time"

	"github.com/stewardbot/steward/bot"
)

// Options are an adapter's inputs from the program, not the configuration. The
// zero value is usable.
type Options struct {
	// Log receives what an operator should know; nil logs nothing.
	Log *slog.Logger
	// Client sends all requests; nil: a new one. Redirects are never followed,
	// since they could send a token elsewhere.
	Client *http.Client
	// Spaces returns the spaces of the configuration, which the adapter asks about
	// on its own; nil: unknown.
	Spaces func() []bot.Place
	// Backoff is the first wait after a failure, doubled up to MaxBackoff; 0: 500 ms.
	Backoff time.Duration
	// Sleep waits between attempts, or returns ctx's error; nil uses the real clock.
	Sleep func(ctx context.Context, d time.Duration) error
}

// Fill sets defaults for zero values, except Client and Spaces. Log entries get
// the platform's name.
func (o *Options) Fill(platform string) {
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	o.Log = o.Log.With("adapter", platform)
	if o.Backoff <= 0 {
		o.Backoff = 500 * time.Millisecond
	}
	if o.Sleep == nil {
		o.Sleep = Sleep
	}
}

// Pause waits after the given number of consecutive failures, longer each time,
// and at least as long as the platform asked for. Its error means that ctx
// ended.
func (o *Options) Pause(ctx context.Context, failures int, atLeast time.Duration) error {
	return o.Sleep(ctx, max(Backoff(o.Backoff, failures), atLeast))
}
