package kit

import "github.com/stewardbot/steward/bot"

// Status tells a sink whether an adapter is connected. For one goroutine at a time.
type Status struct {
	Platform string
	Sink     bot.Sink
	told     string // last: a reason, or that it is connected
}

// Tell passes on what changed, and only that. Reason is a sentence for people.
func (s *Status) Tell(connected bool, reason string) {
	word := reason
	if connected {
		word = "connected"
	}
	if word == s.told {
		return
	}
	s.told = word
	s.Sink.Status(s.Platform, connected, reason)
}
