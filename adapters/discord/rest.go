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

// patience is the longest that a call waits by itself for a limit; what takes
// longer is for the engine to try again.
const patience = 250 * time.Millisecond

// agent is the form that Discord asks for:
// https://discord.com/developers/docs/reference#user-agent.
const agent = "DiscordBot (https://github.com/stewardbot/steward, 1)"

// client calls Discord's REST API with discordgo's types or our own. It does not
// go through discordgo's Session: that one holds a bucket for the whole of a
// request and sleeps in it without heeding a context, takes a second answer
// while a global limit holds, and puts addresses, which hold the tokens of
// interactions, into its errors. No error that leaves the client holds a token.
type client struct {
	http   *http.Client
	base   string // https://discord.com/api/v9
	token  string
	limits *limits
	// official: the server is Discord's own.
	official bool
}

// apiPath is what some write behind the server, and what follows anyway.
var apiPath = regexp.MustCompile(`(/api(/v[0-9]+)?)?/*$`)

// newClient takes h, or one of our own if it is nil; redirects are not followed.
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
	global     bool // the wait is for all routes
	answered   bool // Discord itself answered, in its own form
	maybeDone  bool // it may have happened all the same
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

// call sends in as JSON, or as encode says, nil: no body, and reads the answer into out, nil: not
// wanted. The path begins behind the version: "/channels/1/messages?limit=100".
// The bucket names what is counted together until Discord has told; empty: the
// route with its major parameter, which is nearly always right. It waits a
// little for a limit and honours ctx. Every error is a *callError.
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
	fault.maybeDone = fault.maybeDone && method != http.MethodGet // asking does nothing
	return fault
}

func (c *client) send(ctx context.Context, method, path string, in any) (a kit.Answer, fault *callError) {
	p, err := encode(in)
	if err != nil {
		return a, &callError{message: phrase.AsLine("platform.unwritable", err)}
	}
	req, err := http.NewRequestWithContext(ctx, method, c.base+path, bytes.NewReader(p.body))
	if err != nil { // the error would show the address
		return a, &callError{message: phrase.AsLine("platform.bad_address", "platforms.discord.api_url")}
	}
	if p.kind != "" {
		req.Header.Set("Content-Type", p.kind)
	}
	if p.reason != "" {
		req.Header.Set("X-Audit-Log-Reason", p.reason)
	}
	req.Header.Set("Authorization", "Bot "+c.token) // of interactions only a compatible server asks it
	req.Header.Set("User-Agent", agent)
	a, lost := kit.Call(c.http, req)
	if lost != nil {
		fault = &callError{message: lost.Reason, maybeDone: lost.MaybeDone}
	}
	return a, fault
}

// judge reads the answer into out, or says what is wrong with it.
func judge(a kit.Answer, method string, out any) *callError {
	if a.Status/100 == 2 {
		return readInto(a, method, out)
	}
	e := &callError{status: a.Status, maybeDone: a.Status >= 500, retryAfter: a.Wait(), global: a.Header.Get("X-RateLimit-Global") == "true"}
	var said struct {
		Code       int             `json:"code"`
		Message    string          `json:"message"`
		Error      string          `json:"error"` // for message, of some servers
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
		e.global = a.Status == http.StatusTooManyRequests // the wall before Discord, which counts addresses
		return e
	}
	e.answered, e.code, e.global = true, said.Code, e.global || said.Global
	e.message = phrase.Said(cmp.Or(said.Message, said.Error, http.StatusText(a.Status)))
	if detail := firstDetail(said.Errors); detail != "" {
		e.message += phrase.Said(": " + detail)
	}
	waits := []string{said.RetryAfter}
	if a.Header.Get("X-RateLimit-Scope") != "shared" { // the bucket is not what is used up then
		waits = append(waits, a.Header.Get("X-RateLimit-Reset-After"))
	}
	for _, wait := range waits {
		if d := seconds(wait); d > 0 && (d < e.retryAfter || e.retryAfter == 0) { // else it counts in milliseconds, as Discord once did
			e.retryAfter = d
		}
	}
	return e
}

// readInto leaves out as it is where the answer is that there is none: what was done
// need not be told of.
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

// word is what some servers say to what Discord answers without a word: OK.
var word = regexp.MustCompile(`^[A-Za-z ]{1,32}\s*$`)

// firstDetail is the first fault of a form, with the field that it is about:
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
