package discord

import (
	"errors"
	"net/http"
	"strings"
	"time"

	"github.com/coder/websocket"

	"github.com/stewardbot/steward/bot/phrase"
)

// fatalError is a permanent failure.
type fatalError struct {
	reason phrase.Line
	shards bool // another number of shards helps
}

func (e *fatalError) Error() string { return e.In(phrase.English) }

// In returns the message in a language.
func (e *fatalError) In(lang string) string {
	return phrase.AsLine("platform.run", Platform, e.reason).In(lang)
}

// portal is the developer portal.
const portal = officialAPI + "/developers/applications"

// here fills in the developer portal, which depends on the server.
func (a *Adapter) here(l phrase.Line) phrase.Line {
	if a.pages == officialAPI {
		return l
	}
	return phrase.Line(strings.ReplaceAll(string(l), portal, "discord.portal_elsewhere"))
}

var errToken = &fatalError{reason: phrase.AsLine("discord.bad_token_run", phrase.Line(portal))}

// The close codes of permanent failures:
// https://discord.com/developers/docs/topics/opcodes-and-status-codes#gateway-gateway-close-event-codes.
var fatalCodes = map[websocket.StatusCode]*fatalError{
	4004: errToken,
	4010: {reason: "discord.bad_shard", shards: true},
	4011: {reason: "discord.many_guilds", shards: true},
	4012: {reason: phrase.AsLine("discord.old_version", apiVersion)},
	4013: {reason: "discord.unknown_intent"},
	4014: {reason: phrase.AsLine("discord.no_intents", phrase.Line(portal))},
}

// The close codes after which a session can't be resumed: an invalid sequence
// number, an expired session, and the codes of servers that can't resume. After 1000 and 1001
// resuming is tried nevertheless: if the session has ended, Discord will say so.
const (
	codeUnknownOp        = 4001
	codeDecode           = 4002
	codeNotAuthenticated = 4003
	codeInvalidSeq       = 4007
	codeTimedOut         = 4009
)

// endError is the reason why a connection ended.
type endError struct {
	reason    phrase.Line
	lost      bool // the session can't be resumed
	invalid   bool // reported by op 9
	reconnect bool // requested by op 7
}

func (e *endError) Error() string { return e.reason.String() }

var (
	errReconnect = &endError{reason: "discord.reconnect", reconnect: true}
	errInvalid   = &endError{reason: "discord.session_invalid", invalid: true}
	errOver      = &endError{reason: "discord.session_over", invalid: true, lost: true}
	errUnresumed = &endError{reason: "discord.unresumed", lost: true}
	errZombie    = &endError{reason: "discord.no_heartbeat"}
)

// endOf classifies an error of reading or writing.
func endOf(err error) error {
	code := websocket.CloseStatus(err)
	if f := fatalCodes[code]; f != nil {
		return f
	}
	switch {
	case code == codeUnknownOp, code == codeDecode, code == codeNotAuthenticated, code == codeInvalidSeq, code == codeTimedOut:
		return &endError{reason: phrase.AsLine("discord.closed_session", int(code)), lost: true}
	case code > 0:
		return &endError{reason: phrase.AsLine("discord.closed", int(code))}
	}
	return phrase.New("discord.broke", err)
}

// budgetError means that no session may be started for a while.
type budgetError struct{ wait time.Duration }

func (e *budgetError) line() phrase.Line {
	return phrase.AsLine("discord.budget", e.wait.Round(time.Second))
}

func (e *budgetError) Error() string { return e.line().String() }

// rejected makes a rejected token a fatal error.
func rejected(err error) error {
	var c *callError
	if errors.As(err, &c) && c.refusesToken() {
		return errToken
	}
	return err
}

// reasonOffline returns the reason to show for a lost connection.
func reasonOffline(err error) phrase.Line {
	var c *callError
	if !errors.As(err, &c) {
		return phrase.Cause(err)
	}
	switch {
	case c.status == http.StatusTooManyRequests:
		return phrase.AsLine("platform.wait_for", title, c.retryAfter)
	case c.status >= 500:
		return phrase.AsLine("platform.unavailable", title, c.status)
	}
	return phrase.AsLine("platform.offline", title, c.message)
}
