package discord

import (
	"errors"
	"net/http"
	"strings"
	"time"

	"github.com/coder/websocket"

	"github.com/stewardbot/steward/bot/phrase"
)

// fatalError is what no waiting mends.
type fatalError struct{ reason phrase.Line }

func (e *fatalError) Error() string { return e.In(phrase.English) }

// In is the error in a language.
func (e *fatalError) In(lang string) string {
	return phrase.AsLine("platform.run", Platform, e.reason).In(lang)
}

// portal is where a bot and its switches are set up.
const portal = officialAPI + "/developers/applications"

// here is a line with the portal that its reader needs, which may belong to another
// server.
func (a *Adapter) here(l phrase.Line) phrase.Line {
	if a.pages == officialAPI {
		return l
	}
	return phrase.Line(strings.ReplaceAll(string(l), portal, "discord.portal_elsewhere"))
}

var errToken = &fatalError{phrase.AsLine("discord.bad_token_run", phrase.Line(portal))}

// The close codes after which no connection will be better:
// https://discord.com/developers/docs/topics/opcodes-and-status-codes#gateway-gateway-close-event-codes.
var fatalCodes = map[websocket.StatusCode]*fatalError{
	4004: errToken,
	4010: {"discord.bad_shard"},
	4011: {phrase.AsLine("discord.many_guilds", maxGuilds)},
	4012: {phrase.AsLine("discord.old_version", apiVersion)},
	4013: {"discord.unknown_intent"},
	4014: {phrase.AsLine("discord.no_intents", phrase.Line(portal))},
}

// The close codes after which a session can't be resumed: an invalid sequence
// number, a session that is over, and what a server says that does not know how
// to resume one. After 1000 and 1001 resuming is tried all
// the same: if the session ended with them, Discord says so, and if it did not,
// nothing is lost.
const (
	codeUnknownOp        = 4001
	codeDecode           = 4002
	codeNotAuthenticated = 4003
	codeInvalidSeq       = 4007
	codeTimedOut         = 4009
)

// endError is why Discord ended a connection, or why it counts as ended.
type endError struct {
	reason    phrase.Line
	lost      bool // the session can't be resumed
	invalid   bool // told so on the connection (op 9)
	reconnect bool // asked for (op 7)
}

func (e *endError) Error() string { return e.reason.String() }

var (
	errReconnect = &endError{reason: "discord.reconnect", reconnect: true}
	errInvalid   = &endError{reason: "discord.session_invalid", invalid: true}
	errOver      = &endError{reason: "discord.session_over", invalid: true, lost: true}
	errUnresumed = &endError{reason: "discord.unresumed", lost: true}
	errZombie    = &endError{reason: "discord.no_heartbeat"}
)

// endOf is what the end of reading or writing means.
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

// budgetError: no session may be begun for a while.
type budgetError struct{ wait time.Duration }

func (e *budgetError) line() phrase.Line {
	return phrase.AsLine("discord.budget", e.wait.Round(time.Second))
}

func (e *budgetError) Error() string { return e.line().String() }

// rejected makes the refusal of a token fatal.
func rejected(err error) error {
	var c *callError
	if errors.As(err, &c) && c.refusesToken() {
		return errToken
	}
	return err
}

// reasonOffline is what an error means for the connection.
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
