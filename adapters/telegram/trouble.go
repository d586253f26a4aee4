package telegram

import (
	"bytes"
	"context"
	"errors"
	"net/http"
	"strings"
	"time"

	"github.com/stewardbot/steward/adapters/kit"
	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/phrase"
)

// recovered records a successful poll.
func (p *poller) recovered() {
	p.fails, p.unread, p.bodyCount, p.body = 0, 0, 0, ""
	p.limit = maxLimit
	if !p.connected {
		p.connected = true
		p.a.watchSpaces()
	}
	p.status.Tell(true, "")
}

// failed waits before the next attempt. The error means that ctx ended.
func (p *poller) failed(ctx context.Context, err error) error {
	p.fails++
	p.connected = false
	p.status.Tell(false, reasonOffline(err))
	var c *callError
	if !errors.As(err, &c) {
		return p.backOff(ctx)
	}
	switch {
	case c.body != nil:
		return p.unreadable(ctx, c.body)
	case c.code == http.StatusConflict:
		return p.pause(ctx, kit.Jitter(kit.MaxBackoff))
	case c.retryAfter > 0:
		return p.pause(ctx, c.retryAfter+kit.Jitter(p.a.opts.Backoff))
	}
	return p.backOff(ctx)
}

// unreadable lowers the limit when answers stay unreadable, to isolate the invalid update. If a
// single update is requested and the same text comes each time, it is parked, provided its id is
// readable and the text is complete rather than truncated in transit. Nothing else moves the
// offset without a valid answer.
func (p *poller) unreadable(ctx context.Context, body []byte) error {
	if h := kit.Hash(string(body)); h == p.body {
		p.bodyCount++
	} else {
		p.body, p.bodyCount = h, 1
	}
	p.unread++
	id := updateID(body)
	whole := bytes.HasSuffix(bytes.TrimSpace(body), []byte("]}"))
	switch {
	case p.limit > 1 && p.unread >= sameBodies: // the server is reachable, so don't wait long
		p.limit /= 2
		return p.pause(ctx, kit.Jitter(p.a.opts.Backoff))
	case p.limit > 1 || !whole || p.bodyCount < sameBodies || id == 0 || id < p.cursor.ask(p.sink.Now()):
		return p.backOff(ctx)
	}
	p.a.log.Warn("an update could not be read and was parked", "update", id)
	p.unread, p.body, p.bodyCount = 0, "", 0
	return p.commit(ctx, []bot.Event{parked(id, body)}, id+1)
}

// backOff waits according to the number of consecutive failures.
func (p *poller) backOff(ctx context.Context) error { return p.a.opts.Pause(ctx, p.fails, 0) }

func (p *poller) pause(ctx context.Context, d time.Duration) error { return p.a.opts.Sleep(ctx, d) }

// rejected returns the error that ends the run: the token is invalid.
func rejected(err error) error {
	var c *callError
	if !errors.As(err, &c) || !c.answered || (c.code != http.StatusUnauthorized && c.code != http.StatusNotFound) {
		return nil
	}
	return phrase.New("platform.run", Platform, phrase.Line("telegram.bad_token_run"))
}

// reasonOffline returns the reason to show for a lost connection.
func reasonOffline(err error) phrase.Line {
	var c *callError
	if !errors.As(err, &c) {
		return phrase.Cause(err)
	}
	switch {
	case c.code == http.StatusConflict && strings.Contains(c.said(), "webhook"):
		return "telegram.webhook_set"
	case c.code == http.StatusConflict:
		return "telegram.polled_twice"
	case c.code == http.StatusTooManyRequests:
		return phrase.AsLine("platform.wait_for", title, c.retryAfter)
	case c.code >= 500:
		return phrase.AsLine("platform.unavailable", title, c.code)
	}
	return phrase.AsLine("platform.offline", title, c.description)
}
