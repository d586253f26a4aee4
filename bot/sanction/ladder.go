package sanction

import (
	"fmt"
	"time"

	"github.com/stewardbot/steward/bot"
)

// LadderSection is the key of the ladder in a community's configuration.
const LadderSection = "ladder"

// Ladder is what a number of warnings leads to, in rising order.
type Ladder []Step

// Step is one rung.
type Step struct {
	Warnings int           `yaml:"warnings,required" doc:"so many warnings that stand" min:"1" max:"1000"`
	Within   time.Duration `yaml:"within,required" doc:"in so long a time"`
	Then     string        `yaml:"then,required" doc:"mute 1h, kick, ban or ban 7d"`
}

// NoLadder has no rungs: warnings have no consequences.
func NoLadder() *Ladder { return &Ladder{} }

// Validate calls fault for each invalid value, with its path within the
// section.
func (l *Ladder) Validate(fault func(path, code string, args ...any)) {
	for i, s := range *l {
		at := fmt.Sprintf("[%d]", i)
		if s.Warnings < 1 {
			fault(at+".warnings", "ladder.warnings", s.Warnings)
		}
		if i > 0 && s.Warnings <= (*l)[i-1].Warnings {
			fault(at+".warnings", "ladder.rising", s.Warnings)
		}
		if s.Within <= 0 {
			fault(at+".within", "ladder.within")
		}
		x, err := bot.ParseSanction(s.Then)
		switch {
		case err != nil:
			fault(at+".then", "as_is", err)
		case x.Act == bot.ActWarn || x.Act == bot.ActDelete:
			fault(at+".then", "ladder.act", x.Act.Written())
		}
	}
}

// Progress returns the warnings in force towards the lowest rung not yet
// reached: n of the rung's number. of is 0 if there is none.
func (l Ladder) Progress(warned []time.Time, at time.Time) (n, of int) {
	for _, s := range l {
		if n = s.counts(warned, at); n <= s.Warnings {
			return n, s.Warnings
		}
	}
	return n, 0
}

// counts returns how many warnings count for a rung.
func (s Step) counts(warned []time.Time, at time.Time) (n int) {
	for _, w := range warned {
		if !w.Before(at.Add(-s.Within)) {
			n++
		}
	}
	return n
}

// Rung returns the sanction for one more warning at a time, in addition to
// those in force. Above the highest rung, that one applies.
func (l Ladder) Rung(warned []time.Time, at time.Time) (found bot.Sanction, ok bool, err error) {
	for i, s := range l {
		n := s.counts(warned, at)
		if n+1 == s.Warnings || n+1 > s.Warnings && i == len(l)-1 {
			if found, err = bot.ParseSanction(s.Then); err != nil {
				return bot.Sanction{}, false, err
			}
			ok = true
		}
	}
	return found, ok, nil
}

// UsualMute is the duration of a mute without one.
const UsualMute = time.Hour

// Span returns the duration of a configured sanction; 0: permanent.
func Span(s bot.Sanction) time.Duration {
	if s.Act == bot.ActMute && s.For == 0 {
		return UsualMute
	}
	return s.For
}

// Rung returns what one more warning of a member leads to; false if nothing.
func (f *File) Rung(t *bot.Turn, m bot.MemberID) (s bot.Sanction, ok bool, err error) {
	ladder := bot.Setting[*Ladder](t.Community, LadderSection)
	if len(*ladder) == 0 {
		return s, false, nil
	}
	warned, err := f.Warnings(t.State(), t.Community.ID, m)
	if err != nil {
		return s, false, err
	}
	return ladder.Rung(warned, t.At())
}
