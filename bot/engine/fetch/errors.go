package fetch

import (
	"errors"
	"net"
	"net/http"
	"strconv"
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/phrase"
)

// Errors that no retry can fix.
var (
	errUnreachable = phrase.New("fetch.not_public")
	errTooFar      = phrase.New("fetch.redirects")
	errDowngrade   = phrase.New("fetch.downgrade")
)

// unanswered is the error for a server that gave no answer. Without a
// connection, certainly nothing was done.
func unanswered(host string, err error, connected bool) *bot.DeliveryError {
	e := &bot.DeliveryError{Code: bot.CodeRetry, Reason: phrase.AsLine("fetch.failed", host, words(err))}
	switch {
	case errors.As(err, new(*phrase.Phrase)):
		e.Code = bot.CodeRefused
	case connected:
		e.Code = bot.CodeUnknown
	}
	return e
}

// words returns a network error without the URL that net/http adds, and without
// anything the server said.
func words(err error) phrase.Line {
	known := phrase.Known(err)
	var op *net.OpError
	switch {
	case known != "":
		return known
	case errors.As(err, &op):
		return phrase.Line(op.Err.Error())
	}
	return "system.connection_broke"
}

// declined is the error for a response without success.
func declined(host string, resp *http.Response) *bot.DeliveryError {
	code := resp.StatusCode
	e := &bot.DeliveryError{Code: bot.CodeRefused, Reason: phrase.AsLine("fetch.declined", host, code, http.StatusText(code))}
	switch {
	case code == http.StatusTooManyRequests || code == http.StatusServiceUnavailable || code == http.StatusRequestTimeout:
		e.Code, e.After = bot.CodeRetry, wait(resp.Header)
	case code >= 500:
		e.Code, e.After = bot.CodeUnknown, wait(resp.Header)
	}
	return e
}

// longestWait bounds how long a server's Retry-After is honoured.
const longestWait = time.Hour

// wait parses Retry-After: seconds, or a time by the server's own clock.
func wait(h http.Header) time.Duration {
	asked := h.Get("Retry-After")
	if n, err := strconv.ParseInt(asked, 10, 64); err == nil {
		return time.Duration(min(max(n, 0), int64(longestWait/time.Second))) * time.Second
	}
	until, err := http.ParseTime(asked)
	if err != nil {
		return 0
	}
	now, err := http.ParseTime(h.Get("Date"))
	if err != nil {
		return 0
	}
	return min(max(until.Sub(now), 0), longestWait)
}
