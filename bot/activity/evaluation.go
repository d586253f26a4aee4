package activity

import (
	"strconv"
	"strings"

	"github.com/stewardbot/steward/bot/phrase"
)

// Evaluation is what a definition says about judging what comes of it.
type Evaluation struct {
	Ask  string `yaml:"ask" doc:"satisfaction: when it is over, those who took part are asked how they liked it" oneof:"satisfaction" json:"ask,omitempty"`
	Cost Money  `yaml:"cost" doc:"what it costs in money, beside the points: 120 or 49.90" json:"cost,omitempty"`
}

// Money is an amount in hundredths.
type Money int64

// maxMoney bounds what is written in a configuration or an imported file, in hundredths.
const maxMoney = 1_000_000_000_000_00

// ParseMoney reads a decimal number of up to two places, such as 120 or -49.90; the error is a phrase.
func ParseMoney(s string) (Money, error) {
	wrong := phrase.New("activity.money", s)
	digits, below := strings.CutPrefix(s, "-")
	whole, part, _ := strings.Cut(digits, ".")
	if len(part) > 2 || strings.ContainsAny(whole+part, "+-_") || whole == "" {
		return 0, wrong
	}
	n, err := strconv.ParseInt(whole+part+"00"[len(part):], 10, 64)
	if err != nil || n > maxMoney {
		return 0, wrong
	}
	if below {
		n = -n
	}
	return Money(n), nil
}

// UnmarshalText reads an amount that is not below 0.
func (m *Money) UnmarshalText(text []byte) (err error) {
	if *m, err = ParseMoney(string(text)); err == nil && *m < 0 {
		err = phrase.New("activity.money", string(text))
	}
	return err
}

// MarshalText writes the amount as a number.
func (m Money) MarshalText() ([]byte, error) {
	return strconv.AppendFloat(nil, m.Units(), 'f', -1, 64), nil
}

// ConfigSchema describes it.
func (Money) ConfigSchema() string { return `{"type":"number","minimum":0,"multipleOf":0.01}` }

// Units returns the amount as a number of whole units.
func (m Money) Units() float64 { return float64(m) / 100 }
