package rules

import (
	"unicode"

	"github.com/stewardbot/steward/bot"
)

// Capitals is the setting of the check for texts in capital letters.
type Capitals struct {
	Share     bot.Percent `yaml:"share" doc:"so much of its letters, from 1% to 100%"`
	MinLength int         `yaml:"min_length" doc:"shorter texts are let be; only letters that have capitals count" min:"1" max:"4096"`
}

// SetDefaults: seven letters in ten, from a dozen letters on.
func (s *Capitals) SetDefaults() { *s = Capitals{Share: 70, MinLength: 12} }

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
