package discord

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"maps"
	"net/http"
	"regexp"
	"slices"
	"time"

	"github.com/stewardbot/steward/adapters/kit"
	"github.com/stewardbot/steward/adapters/loosely"
	"github.com/stewardbot/steward/bot/phrase"
)

// patience is the longest that a call waits for a rate limit; beyond that the engine retries.
const patience = 250 * time.Millisecond

// agent has the format that Discord requires:
// https://discord.com/developers/docs/reference#user-agent.
const agent = "DiscordBot (https://github.com/stewardbot/steward, 1)"

// client calls Discord's REST API with discordgo's types or our own. It does not use
// discordgo's Session, which locks a bucket for a whole request, sleeps there regardless of the
// context, sends requests during a global limit, and puts URLs with interaction tokens into
// errors. The client's errors never contain a token.
type client struct {
	http   *http.Client
	base   string // https://discord.com/api/v9
	token  string
	limits *limits
	// official says that the server is Discord's own.
	official bool
}

// apiPath matches the API path after the server's address, which is optional.
var apiPath = regexp.MustCompile(`(/api(/v[0-9]+)?)?/*$`)

// newClient uses h, or a new HTTP client if nil. Redirects are not followed.
func newClient(s Settings, h *http.Client, log *slog.Logger) *client {
	return &client{
		http:   kit.NewClient(h),
		base:   apiPath.ReplaceAllString(s.apiURL(), "") + "/api/v" + apiVersion,
		token:  s.Token,
		limits: newLimits(log, time.Now),

		official: s.official(),
	}
}

// callError is why a call failed.
type callError struct {
	route      string      // method and path, without tokens
	status     int         // HTTP; 0: no answer
	code       int         // Discord's own: https://discord.com/developers/docs/topics/opcodes-and-status-codes#json
	message    phrase.Line // in Discord's or the network's words, without tokens
	retryAfter time.Duration
	global     bool // the limit is global
	answered   bool // Discord itself answered, in its own format
	maybeDone  bool // it may have been done nevertheless
}

func (e *callError) Error() string {
	switch {
	case e.status == 0:
		return fmt.Sprintf("discord %s: %s", e.route, e.message)
	case e.code == 0:
		return fmt.Sprintf("discord %s: %d %s", e.route, e.status, e.message)
	}
	return fmt.Sprintf("discord %s: %d %s (code %d)", e.route, e.status, e.message, e.code)
}

// call sends in, encoded by encode and without a body if nil, and decodes the answer into out
// unless that is nil. path follows the version: "/channels/1/messages?limit=100". bucket groups
// requests until Discord has reported the real bucket; empty means the route with its major
// parameter, which is nearly always right. It waits up to patience for a rate limit and honours
// ctx. Every error is a *callError.
func (c *client) call(ctx context.Context, method, path, bucket string, in, out any) error {
	shown := method + " " + redacted(path)
	key := keyOf(method, path, bucket)
	if err := c.limits.enter(ctx, key); err != nil {
		err.route = shown
		return err
	}
	a, fault := c.send(ctx, method, path, in)
	if fault == nil {
		fault = judge(a, method, out)
	}
	c.limits.leave(key, a.Status, a.Header, fault)
	if fault == nil {
		return nil
	}
	fault.route, fault.message, fault.code = shown, kit.Hide(fault.message, c.token, interactionToken(path)), fault.meant(method, path)
	fault.maybeDone = fault.maybeDone && method != http.MethodGet // a GET changes nothing
	return fault
}

func (c *client) send(ctx context.Context, method, path string, in any) (a kit.Answer, fault *callError) {
	p, err := encode(in)
	if err != nil {
		return a, &callError{message: phrase.AsLine("platform.unwritable", err)}
	}
	req, err := http.NewRequestWithContext(ctx, method, c.base+path, bytes.NewReader(p.body))
	if err != nil { // the error would contain the URL
		return a, &callError{message: phrase.AsLine("platform.bad_address", "platforms.discord.api_url")}
	}
	if p.kind != "" {
		req.Header.Set("Content-Type", p.kind)
	}
	if p.reason != "" {
		req.Header.Set("X-Audit-Log-Reason", p.reason)
	}
	req.Header.Set("Authorization", "Bot "+c.token) // for interactions only compatible servers need it
	req.Header.Set("User-Agent", agent)
	a, lost := kit.Call(c.http, req)
	if lost != nil {
		fault = &callError{message: lost.Reason, maybeDone: lost.MaybeDone}
	}
	return a, fault
}

// judge decodes the answer into out, or returns what is wrong with it.
func judge(a kit.Answer, method string, out any) *callError {
	if a.Status/100 == 2 {
		return readInto(a, method, out)
	}
	e := &callError{status: a.Status, maybeDone: a.Status >= 500, retryAfter: a.Wait(), global: a.Header.Get("X-RateLimit-Global") == "true"}
	var said struct {
		Code       int             `json:"code"`
		Message    string          `json:"message"`
		Error      string          `json:"error"` // some servers use it instead of message
		Errors     json.RawMessage `json:"errors"`
		RetryAfter string          `json:"retry_after"`
		Global     bool            `json:"global"`
	}
	wordless := len(a.Body) == 0 && a.Status/100 == 4 && a.Status != http.StatusTooManyRequests
	if !loosely.Parse(a.Body, &said) && !wordless && !a.Final() {
		e.message = "discord.not_its"
		if a.Status/100 == 3 {
			e.message = phrase.AsLine("platform.elsewhere", "platforms.discord.api_url")
		}
		e.global = a.Status == http.StatusTooManyRequests // Cloudflare's limit, by IP address
		return e
	}
	e.answered, e.code, e.global = true, said.Code, e.global || said.Global
	e.message = phrase.Said(cmp.Or(said.Message, said.Error, http.StatusText(a.Status)))
	if detail := firstDetail(said.Errors); detail != "" {
		e.message += phrase.Said(": " + detail)
	}
	waits := []string{said.RetryAfter}
	if a.Header.Get("X-RateLimit-Scope") != "shared" { // a shared limit does not exhaust the bucket
		waits = append(waits, a.Header.Get("X-RateLimit-Reset-After"))
	}
	for _, wait := range waits {
		if d := seconds(wait); d > 0 && (d < e.retryAfter || e.retryAfter == 0) { // otherwise it is in milliseconds, as in older versions
			e.retryAfter = d
		}
	}
	return e
}

// readInto leaves out unchanged if a successful response has no content.
func readInto(a kit.Answer, method string, out any) *callError {
	if a.Status == http.StatusNoContent || len(a.Body) == 0 && method != http.MethodGet {
		return nil
	}
	if out == nil && (len(a.Body) == 0 || json.Valid(a.Body) || word.Match(a.Body)) {
		return nil
	}
	if out != nil && loosely.Parse(a.Body, out) {
		return nil
	}
	return &callError{status: a.Status, message: "discord.not_its", maybeDone: true}
}

// word matches a body such as OK, which some servers send where Discord sends none.
var word = regexp.MustCompile(`^[A-Za-z ]{1,32}\s*$`)

// firstDetail returns the first error of a form, with its field:
// https://discord.com/developers/docs/reference#error-messages.
func firstDetail(errs json.RawMessage) string {
	var fields map[string]json.RawMessage
	if json.Unmarshal(errs, &fields) != nil {
		return ""
	}
	var own []struct {
		Message string `json:"message"`
	}
	if json.Unmarshal(fields["_errors"], &own) == nil && len(own) > 0 {
		return own[0].Message
	}
	for _, name := range slices.Sorted(maps.Keys(fields)) {
		if detail := firstDetail(fields[name]); detail != "" {
			return name + ": " + detail
		}
	}
	return ""
}
