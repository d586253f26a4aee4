package rules

import (
	"strings"
	"time"
	"unicode/utf8"

	"github.com/stewardbot/steward/bot"
)

// Duplicates configures the check for repeated texts.
type Duplicates struct {
	Times  int           `yaml:"times,required" doc:"so many times, this one included" min:"2" max:"60"`
	Within time.Duration `yaml:"within,required" doc:"in so short a time, at most 10m"`
}

func (s *Duplicates) validate(at string, fault func(path, code string, args ...any)) {
	if s.Times < 2 || s.Times > mostMessages {
		fault(at+".times", "rules.times", mostMessages)
	}
	if s.Within <= 0 || s.Within > longestFlood {
		fault(at+".within", "rules.time", span(longestFlood))
	}
}

// shortText is the length below which people repeat a text innocently: "ok",
// "+1", 哈哈.
const shortText = 6

// longestRow is the length up to which a repeated single character counts as
// short: 哈哈哈哈, 666666.
const longestRow = 24

// isShort reports whether a text says next to nothing.
func isShort(f *bot.Facts) bool {
	first, _ := utf8.DecodeRuneInString(f.Normal)
	return f.Length < shortText || f.Length <= longestRow && strings.Trim(f.Normal, string(first)) == ""
}

// Holds implements Condition. Texts are equal if their normal forms are. A
// message without text equals no other, commands don't count, and a very short
// text must occur twice as often.
func (s *Duplicates) Holds(m *Subject, who Speaker) (Found, bool) {
	if m.Event.Kind != bot.KindMessage || m.Facts.Hash == 0 || m.Answered || m.Facts.Command {
		return Found{}, false
	}
	n, times := 1, s.Times
	if isShort(m.Facts) {
		times = min(2*times, mostMessages)
	}
	for _, said := range who.Recent(s.Within) {
		if said.Hash == m.Facts.Hash {
			n++
		}
	}
	if n < times {
		return Found{}, false
	}
	return Found{Key: "rules.duplicates", Args: bot.Args{"Count": n, "Within": span(s.Within)}}, true
}
