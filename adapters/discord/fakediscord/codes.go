package fakediscord

import "github.com/coder/websocket"

// Close codes:
// https://discord.com/developers/docs/topics/opcodes-and-status-codes#gateway-gateway-close-event-codes.
const (
	codeUnknown           websocket.StatusCode = 4000
	codeUnknownOp         websocket.StatusCode = 4001
	codeDecode            websocket.StatusCode = 4002
	codeNotAuthenticated  websocket.StatusCode = 4003
	codeAuthentication    websocket.StatusCode = 4004
	codeAlready           websocket.StatusCode = 4005
	codeInvalidSeq        websocket.StatusCode = 4007
	codeRateLimited       websocket.StatusCode = 4008
	codeTimedOut          websocket.StatusCode = 4009
	codeInvalidShard      websocket.StatusCode = 4010
	codeShardingRequired  websocket.StatusCode = 4011
	codeInvalidVersion    websocket.StatusCode = 4012
	codeInvalidIntents    websocket.StatusCode = 4013
	codeDisallowedIntents websocket.StatusCode = 4014
)

var reasons = map[websocket.StatusCode]string{
	codeUnknown:           "Unknown error.",
	codeUnknownOp:         "Unknown opcode.",
	codeDecode:            "Error while decoding payload.",
	codeNotAuthenticated:  "Not authenticated.",
	codeAuthentication:    "Authentication failed.",
	codeAlready:           "Already authenticated.",
	codeInvalidSeq:        "Invalid seq.",
	codeRateLimited:       "You are being rate limited.",
	codeTimedOut:          "Session timed out.",
	codeInvalidShard:      "Invalid shard.",
	codeShardingRequired:  "Sharding required.",
	codeInvalidVersion:    "Invalid API version.",
	codeInvalidIntents:    "Invalid intent(s).",
	codeDisallowedIntents: "Disallowed intent(s).",
}

// endsSession reports whether a session can't be resumed after a close with this code.
func endsSession(code websocket.StatusCode) bool {
	switch code {
	case codeAuthentication, codeInvalidSeq, codeTimedOut, codeInvalidShard, codeShardingRequired, codeInvalidVersion,
		codeInvalidIntents, codeDisallowedIntents:
		return true
	}
	return false
}
