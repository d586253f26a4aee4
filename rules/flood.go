package rules

import (
	"fmt"
	"time"
)

// What a flood may be made of: the engine remembers no more of a member.
const (
	mostMessages = 60
	longestFlood = 10 * time.Minute
)

// Flood is the setting of the check for many messages at once.
type Flood struct {
	Messages int           `yaml:"messages,required" doc:"so many messages, this one included" min:"2" max:"60"`
	Within   time.Duration `yaml:"within,required" doc:"in so short a time, at most 10m"`
}

func (f *Flood) validate(at string, fault func(path, format string, args ...any)) {
	if f.Messages < 2 || f.Messages > mostMessages {
		fault(at+".messages", "wants 2 to %d messages", mostMessages)
	}
	if f.Within <= 0 || f.Within > longestFlood {
		fault(at+".within", "wants a time up to %s", longestFlood)
	}
}

// Holds tells whether one more message after so many earlier ones within the
// time is a flood.
func (f *Flood) Holds(earlier int) (evidence string, ok bool) {
	if earlier+1 < f.Messages {
		return "", false
	}
	return fmt.Sprintf("%d messages within %s", earlier+1, f.Within), true
}
