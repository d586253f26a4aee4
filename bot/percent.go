package bot

import (
	"strconv"
	"strings"

	"github.com/stewardbot/steward/bot/phrase"
)

// Percent is written as a number of hundredths, from 1% to 100%; 0 if left out.
type Percent int

// UnmarshalText reads 70%.
func (p *Percent) UnmarshalText(text []byte) error {
	digits, ok := strings.CutSuffix(strings.TrimSpace(string(text)), "%")
	n, err := strconv.Atoi(strings.TrimSpace(digits))
	switch wrong := phrase.New("rules.share"); {
	case err != nil || n < 1 || n > 100:
		return wrong
	case !ok:
		return phrase.New("hint.write", wrong, strconv.Itoa(n)+"%")
	}
	*p = Percent(n)
	return nil
}

// MarshalText writes 70%.
func (p Percent) MarshalText() ([]byte, error) { return []byte(strconv.Itoa(int(p)) + "%"), nil }
