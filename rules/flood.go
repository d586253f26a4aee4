package rules

import (
	"slices"
	"time"

	"github.com/stewardbot/steward/bot"
)

// Bounds of a flood: the engine remembers no more messages of a member.
const (
	mostMessages = 60
	longestFlood = 10 * time.Minute
)

// Flood is the setting of the check for many messages at once.
type Flood struct {
	Messages int           `yaml:"messages,required" doc:"so many messages, this one included" min:"2" max:"60"`
	Within   time.Duration `yaml:"within,required" doc:"in so short a time, at most 10m"`
}

func (f *Flood) validate(at string, fault func(path, code string, args ...any)) {
	if f.Messages < 2 || f.Messages > mostMessages {
		fault(at+".messages", "rules.messages", mostMessages)
	}
	if f.Within <= 0 || f.Within > longestFlood {
		fault(at+".within", "rules.time", span(longestFlood))
	}
}

// Holds implements Condition. Edits don't count, an album counts once, and
// neither do commands that Steward answers.
func (f *Flood) Holds(m *Subject, s Speaker) (Found, bool) {
	if m.Event.Kind != bot.KindMessage || m.Answered {
		return Found{}, false
	}
	n := 1
	seen := []uint64{m.Album}
	for _, said := range s.Recent(f.Within) {
		switch {
		case said.Answered:
		case said.Album == 0:
			n++
		case !slices.Contains(seen, said.Album):
			seen = append(seen, said.Album)
			n++
		}
	}
	if n < f.Messages {
		return Found{}, false
	}
	return Found{Key: "rules.flood", Args: bot.Args{"Count": n, "Within": span(f.Within)}}, true
}
