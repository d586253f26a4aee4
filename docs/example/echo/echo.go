// Package echo connects Steward to Echo, a chat server made up for
// docs/writing-an-adapter.md. Echo speaks JSON over HTTP and numbers its
// events.
//
// Run requests the events after the last committed one, translates them
// (receive.go), submits them with the last number as the cursor, and requests
// more once that is committed. Perform performs one effect and classifies its
// error (perform.go).
package echo

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/phrase"
)

// Platform is the name in places and user ids.
const Platform = "echo"

// Settings are the configuration under platforms.echo.
type Settings struct {
	URL string `yaml:"url,required" doc:"of the Echo server, such as http://127.0.0.1:7000" kong:"-"`
}

// Describe describes Echo to the program.
func Describe() bot.Platform {
	return bot.Platform{
		Name: Platform, Title: "Echo", Capabilities: capabilities,
		Settings: func() bot.PlatformSettings { return new(Settings) },
	}
}

// Validate reports each mistake with its path within the settings.
func (s *Settings) Validate(fault func(path, code string, args ...any)) {
	if u, err := url.Parse(s.URL); err != nil || u.Host == "" {
		fault("url", "as_is", "is no web address, which reads http://host:port")
	}
}

// Open implements bot.PlatformSettings.
func (s *Settings) Open(log *slog.Logger, _ func() []bot.Place) bot.Adapter { return New(*s, log) }

// Adapter connects to Echo. It may be run once.
type Adapter struct {
	url    string
	client *http.Client
	log    *slog.Logger
}

// New makes an adapter from validated settings.
func New(s Settings, log *slog.Logger) *Adapter {
	return &Adapter{url: s.URL, client: &http.Client{Transport: &http.Transport{}}, log: log}
}

// Name implements bot.Adapter.
func (*Adapter) Name() string { return Platform }

// Capabilities implements bot.Adapter.
func (*Adapter) Capabilities(p bot.Place) bot.Capabilities { return capabilities(p) }

// capabilities: only texts, so choices become numbered lines.
func capabilities(bot.Place) bot.Capabilities {
	return bot.Capabilities{TextLength: 2000, Delete: true, Edit: true, Numbered: true}
}

// Limits implements bot.Limiter.
func (*Adapter) Limits() bot.Limits { return bot.Limits{PerSecond: 20, PlacePerSecond: 2} }

// retryAfter is the wait after a failed request for events.
const retryAfter = time.Second

// Run implements bot.Adapter.
func (a *Adapter) Run(ctx context.Context, sink bot.Sink) error {
	defer a.client.CloseIdleConnections()
	stored, err := sink.Cursor(Platform)
	if err != nil {
		return err
	}
	last, _ := strconv.ParseInt(string(stored), 10, 64) // absent: 0, the beginning
	connected := false
	for ctx.Err() == nil {
		next, err := a.receive(ctx, sink, last, connected)
		if ctx.Err() != nil || errors.Is(err, errStopped) {
			break
		}
		connected = err == nil
		if err != nil {
			sink.Status(Platform, false, phrase.AsLine("platform.offline", "Echo", err))
			pause(ctx, retryAfter)
			continue
		}
		sink.Status(Platform, true, "")
		last = next
	}
	return nil
}

// receive makes one request, and returns the number of the last committed
// event. With wait, Echo answers when there is something new.
func (a *Adapter) receive(ctx context.Context, sink bot.Sink, last int64, wait bool) (int64, error) {
	var raw []json.RawMessage
	if err := a.call(ctx, "events", map[string]any{"after": last, "wait": wait}, &raw); err != nil || len(raw) == 0 {
		return last, err
	}
	var events []bot.Event
	for _, r := range raw {
		last++
		events = append(events, decode(last, r))
	}
	committed, err := sink.Submit(ctx, bot.Batch{
		Adapter: Platform, Events: events, Cursor: strconv.AppendInt(nil, last, 10),
	})
	if err != nil || committed(ctx) != nil {
		return last, errStopped
	}
	return last, nil
}

func pause(ctx context.Context, d time.Duration) {
	select {
	case <-ctx.Done():
	case <-time.After(d):
	}
}

// errStopped means that the engine accepts no more events.
var errStopped = errors.New("the engine is stopping")
