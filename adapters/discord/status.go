package discord

import (
	"net/http"
	"strings"
)

// lowestCode is Discord's lowest code. A compatible server may repeat the HTTP status instead,
// or send none.
const lowestCode = 10000

// meant returns Discord's code for a failure: the reported one, or the one
// implied by the status on this route; 0: neither.
func (e *callError) meant(method, path string) int {
	if !e.answered || e.code >= lowestCode {
		return e.code
	}
	switch e.status {
	case http.StatusBadRequest:
		return badForm
	case http.StatusForbidden:
		return missingPermissions
	case http.StatusNotFound:
		return absent(method, split(path))
	}
	return e.code
}

// absent returns Discord's code for a missing object, judging by the last part
// of the path that can be missing; 0: none can.
func absent(method string, path []string) int {
	at := func(i int) string {
		if i < len(path) {
			return path[i]
		}
		return ""
	}
	switch at(0) + "/" + at(2) {
	case "channels/messages":
		if isID(at(3)) {
			return unknownMessage
		}
		return unknownChannel
	case "channels/pins":
		return unknownMessage
	case "channels/permissions":
		if method == http.MethodDelete {
			return unknownOverwrite
		}
		return unknownChannel
	case "guilds/members":
		return unknownMember
	case "guilds/bans":
		if method == http.MethodDelete || method == http.MethodGet {
			return unknownBan
		}
		return unknownUser
	case "users/channels":
		return unknownUser
	}
	switch at(0) {
	case "channels":
		return unknownChannel
	case "guilds":
		return unknownGuild
	case "interactions":
		return unknownInteraction
	case "webhooks":
		if strings.HasPrefix(at(3), "messages") {
			return unknownMessage
		}
		return unknownWebhook
	}
	return 0
}

// refusesToken reports that the server rejects the bot's token.
func (e *callError) refusesToken() bool {
	return e.answered && (e.code == unauthorized || e.status == http.StatusUnauthorized && e.code < lowestCode)
}
