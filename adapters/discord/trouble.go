package discord

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/coder/websocket"
)

// fatalError is what no waiting mends.
type fatalError struct{ sentence string }

func (e *fatalError) Error() string { return "run discord: " + e.sentence }

// portal is where a bot and its switches are set up.
const portal = officialAPI + "/developers/applications"

// elsewhere is what is said where portal belongs to another server than the one
// that refuses.
const elsewhere = "the developer pages of the server"

// here is a sentence for people with the portal that they need.
func (a *Adapter) here(sentence string) string {
	if a.pages == officialAPI {
		return sentence
	}
	return strings.ReplaceAll(sentence, portal, elsewhere)
}

var errToken = &fatalError{"Discord rejects the token: put a valid one into platforms.discord.token " +
	"(" + portal + " shows it under Bot, with Reset Token), and if platforms.discord.api_url is set, check that it names a server of Discord's API"}

// The close codes after which no connection will be better:
// https://discord.com/developers/docs/topics/opcodes-and-status-codes#gateway-gateway-close-event-codes.
var fatalCodes = map[websocket.StatusCode]*fatalError{
	4004: errToken,
	4010: {"Discord refuses the shard that Steward asks for (close code 4010): this version of Steward does not suit the gateway"},
	4011: {fmt.Sprintf("the bot is in too many guilds for one connection (close code 4011), and Steward keeps only one, for up to %d: "+
		"let it leave guilds that no community names", maxGuilds)},
	4012: {"Discord no longer speaks version " + apiVersion + " of the gateway (close code 4012): update Steward"},
	4013: {"Discord does not know an intent that Steward asks for (close code 4013): update Steward"},
	4014: {"Discord does not grant the intents that Steward needs (close code 4014): open " + portal + ", choose the application, and under Bot, " +
		"Privileged Gateway Intents, switch on \"Server Members Intent\" and \"Message Content Intent\""},
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
	sentence  string
	lost      bool // the session can't be resumed
	invalid   bool // told so on the connection (op 9)
	reconnect bool // asked for (op 7)
}

func (e *endError) Error() string { return e.sentence }

var (
	errReconnect = &endError{sentence: "Discord asks to reconnect", reconnect: true}
	errInvalid   = &endError{sentence: "Discord says that the session is invalid and can be resumed", invalid: true}
	errOver      = &endError{sentence: "Discord says that the session is invalid", invalid: true, lost: true}
	errUnresumed = &endError{sentence: "the session with Discord does not go on, and nobody says why", lost: true}
	errZombie    = &endError{sentence: "the connection to Discord is dead: a heartbeat was not acknowledged"}
)

// endOf is what the end of reading or writing means.
func endOf(err error) error {
	code := websocket.CloseStatus(err)
	if f := fatalCodes[code]; f != nil {
		return f
	}
	switch {
	case code == codeUnknownOp, code == codeDecode, code == codeNotAuthenticated, code == codeInvalidSeq, code == codeTimedOut:
		return &endError{sentence: fmt.Sprintf("Discord closed the connection and the session (code %d)", code), lost: true}
	case code > 0:
		return &endError{sentence: fmt.Sprintf("Discord closed the connection (code %d)", code)}
	}
	return fmt.Errorf("the connection to Discord broke: %w", err)
}

// budgetError: no session may be begun for a while.
type budgetError struct{ wait time.Duration }

func (e *budgetError) Error() string {
	return fmt.Sprintf("Discord lets this bot begin no session for another %s: it began too many within a day", e.wait.Round(time.Second))
}

// rejected makes the refusal of a token fatal.
func rejected(err error) error {
	var c *callError
	if errors.As(err, &c) && c.refusesToken() {
		return errToken
	}
	return err
}

// reasonOffline is a sentence for people.
func reasonOffline(err error) string {
	var c *callError
	if !errors.As(err, &c) {
		return err.Error()
	}
	switch {
	case c.status == http.StatusTooManyRequests:
		return fmt.Sprintf("Discord asks us to wait %s", c.retryAfter)
	case c.status >= 500:
		return fmt.Sprintf("Discord is not available (status %d)", c.status)
	}
	return "Discord can't be reached: " + c.message
}
