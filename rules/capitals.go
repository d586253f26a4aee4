package rules

import (
	"strconv"
	"strings"
	"unicode"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/phrase"
)

// Capitals is the setting of the check for texts in capital letters.
type Capitals struct {
	Share     Percent `yaml:"share" doc:"so much of its letters, from 1% to 100%"`
	MinLength int     `yaml:"min_length" doc:"shorter texts are let be; only letters that have capitals count" min:"1" max:"4096"`
}

// SetDefaults: seven letters in ten, from a dozen letters on.
func (s *Capitals) SetDefaults() { *s = Capitals{Share: 70, MinLength: 12} }

// Percent is written as a number of hundredths: 70%.
type Percent int

// UnmarshalText reads 70%.
func (p *Percent) UnmarshalText(text []byte) error {
	digits, ok := strings.CutSuffix(strings.TrimSpace(string(text)), "%")
	n, err := strconv.Atoi(strings.TrimSpace(digits))
	if !ok || err != nil || n < 1 || n > 100 {
		return phrase.New("rules.share")
	}
	*p = Percent(n)
	return nil
}

// MarshalText writes 70%.
func (p Percent) MarshalText() ([]byte, error) { return []byte(strconv.Itoa(int(p)) + "%"), nil }

// find implements reader.
func (s *Capitals) find(p *Piece) (Found, bool) {
	large, all := 0, 0
	for _, r := range withoutCustom(p.Raw, "") {
		switch {
		case unicode.IsUpper(r):
			large, all = large+1, all+1
		case unicode.IsLower(r):
			all++
		}
	}
	if all < s.MinLength || all == 0 || large*100 < all*int(s.Share) {
		return Found{}, false
	}
	return Found{Key: "rules.capitals", Args: bot.Args{"Share": large * 100 / all}}, true
}
