package kit

import (
	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/phrase"
)

// Status reports to a sink whether an adapter is connected. It is for one goroutine at a time.
type Status struct {
	Platform string
	Sink     bot.Sink
	told     phrase.Line // last: a reason, or that it is connected
}

// Tell reports the state if it has changed.
func (s *Status) Tell(connected bool, reason phrase.Line) {
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
