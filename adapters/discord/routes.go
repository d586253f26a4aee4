package discord

import (
	"strconv"
	"strings"
	"time"

	"github.com/stewardbot/steward/adapters/kit"
)

// routeKey identifies a rate-limit bucket: a route with the one part of its
// path that has separate limits. It may contain interaction tokens and is never
// shown.
type routeKey struct {
	route, major string
	apart        bool // exempt from the global limit
}

// keyOf follows https://discord.com/developers/docs/topics/rate-limits: top
// level resources are channels, guilds and webhooks with their token.
func keyOf(method, path, bucket string) routeKey {
	parts := split(path)
	var k routeKey
	switch {
	case ofInteraction(path):
		k.major, k.apart = parts[1]+"/"+parts[2], true
	case len(parts) > 1 && (parts[0] == "channels" || parts[0] == "guilds"):
		k.major = parts[1]
	}
	if k.route = bucket; bucket != "" {
		return k
	}
	for i, p := range parts {
		behind := i > 0 && parts[i-1] == "reactions" // an emoji
		if _, err := strconv.ParseUint(p, 10, 64); err == nil || behind || i == 2 && ofInteraction(path) {
			parts[i] = "*"
		}
	}
	k.route = method + " " + strings.Join(parts, "/")
	return k
}

func split(path string) []string {
	path, _, _ = strings.Cut(path, "?")
	return strings.Split(strings.TrimPrefix(path, "/"), "/")
}

// ofInteraction reports routes with a token in the path: the answer to an
// interaction, and follow-ups. They need no other authentication, and the
// global limit does not apply:
// https://discord.com/developers/docs/interactions/receiving-and-responding#endpoints.
func ofInteraction(path string) bool { return interactionToken(path) != "" }

func interactionToken(path string) string {
	parts := split(path)
	if len(parts) > 2 && (parts[0] == "interactions" || parts[0] == "webhooks") {
		return parts[2]
	}
	return ""
}

// redacted returns a path that may be shown.
func redacted(path string) string {
	parts := split(path)
	if ofInteraction(path) {
		parts[2] = "[hidden]"
	}
	return "/" + strings.Join(parts, "/")
}

// seconds parses a number of seconds from a header; 0 if there is none.
func seconds(header string) time.Duration {
	n, err := strconv.ParseFloat(header, 64)
	if err != nil {
		return 0
	}
	return kit.Seconds(n)
}
