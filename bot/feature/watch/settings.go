package watch

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/rules"
)

// Section is the key of the settings in a community's configuration.
const Section = "watch"

// Settings say what is watched.
type Settings struct {
	On    bool     `yaml:"on" doc:"modlog is told when more people than usual break rules, report, leave, have messages deleted, or complain"`
	Terms []string `yaml:"terms,one" doc:"words of complaints, such as scam, 骗子: who writes one is counted"`

	normal []string // Terms in the form of bot.Facts.Normal
}

const (
	mostTerms = 100
	mostTerm  = 50 // characters
)

// Defaults watch nothing.
func Defaults() *Settings { return &Settings{} }

// Validate calls fault for each invalid value, with its path within the section.
func (s *Settings) Validate(modlog bool, fault func(path, code string, args ...any)) {
	if s.On && !modlog {
		fault("on", "watch.modlog")
	}
	if len(s.Terms) > mostTerms {
		fault("terms", "watch.many", mostTerms, len(s.Terms))
	}
	s.normal = nil
	for i, term := range s.Terms {
		n := rules.Normalize(term)
		if strings.TrimSpace(n) == "" || utf8.RuneCountInString(n) > mostTerm {
			fault("terms["+strconv.Itoa(i)+"]", "watch.term", mostTerm)
			continue
		}
		s.normal = append(s.normal, n)
	}
}

// complains reports whether a text holds one of the terms: as a whole word where words are parted by spaces.
func (s *Settings) complains(f *bot.Facts) bool {
	for _, term := range s.normal {
		for rest, before := f.Normal, rune(0); ; {
			at := strings.Index(rest, term)
			if at < 0 {
				break
			}
			if at > 0 {
				before, _ = utf8.DecodeLastRuneInString(rest[:at])
			}
			after, _ := utf8.DecodeRuneInString(rest[at+len(term):])
			first, size := utf8.DecodeRuneInString(term)
			last, _ := utf8.DecodeLastRuneInString(term)
			if !joined(before, first) && !joined(last, after) {
				return true
			}
			before, rest = first, rest[at+size:]
		}
	}
	return false
}

// joined reports whether two signs belong to one word.
func joined(a, b rune) bool { return spelt(a) && spelt(b) }

func spelt(r rune) bool {
	return (unicode.IsLetter(r) || unicode.IsDigit(r)) && !unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai)
}
