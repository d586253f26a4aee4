package expiry

import (
	"fmt"
	"slices"
	"time"

	"github.com/stewardbot/steward/bot"
)

// Section is the key of the settings in a community's configuration.
const Section = "expire"

const day = 24 * time.Hour

// Settings say how long points last.
type Settings struct {
	After  time.Duration   `yaml:"after,required" doc:"how long points last, in whole days: 365d" max:"3650d"`
	Notice []time.Duration `yaml:"notice,one" doc:"how long before members hear of it, in whole days: [30d, 7d]" min:"1" max:"5"`
}

// Defaults returns the settings of a community that configures none: points
// don't expire.
func Defaults() *Settings { return &Settings{Notice: []time.Duration{30 * day, 7 * day}} }

// Validate calls fault for each invalid value, with its path within the
// section.
func (s *Settings) Validate(fault func(path, code string, args ...any)) {
	if s.After == 0 {
		return
	}
	if s.After < day || s.After%day != 0 {
		fault("after", "expiry.days")
	}
	for i, n := range s.Notice {
		path := fmt.Sprintf("notice[%d]", i)
		switch {
		case n < day || n%day != 0:
			fault(path, "expiry.days")
		case n >= s.After:
			fault(path, "expiry.notice_long", fmt.Sprintf("%dd", s.after()))
		case slices.Contains(s.Notice[:i], n):
			fault(path, "setting.twice")
		}
	}
}

// after and notices are days.
func (s *Settings) after() bot.Day { return bot.Day(s.After / day) }

func (s *Settings) notices() (list []bot.Day) {
	for _, n := range s.Notice {
		list = append(list, bot.Day(n/day))
	}
	return list
}

func (s *Settings) longest() bot.Day  { return slices.Max(s.notices()) }
func (s *Settings) shortest() bot.Day { return slices.Min(s.notices()) }
