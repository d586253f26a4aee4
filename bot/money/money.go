// Package money has amounts of money.
package money

import (
	"strconv"
	"strings"

	"github.com/stewardbot/steward/bot/phrase"
)

// Amount is an amount in hundredths of a currency's unit.
type Amount int64

// most bounds an amount, in hundredths.
const most = 1_000_000_000_000_00

// Parse reads a decimal number of up to two places, such as 120 or -49.90; the error is a phrase.
func Parse(s string) (Amount, error) {
	wrong := phrase.New("money.amount", s)
	digits, below := strings.CutPrefix(s, "-")
	whole, part, _ := strings.Cut(digits, ".")
	if len(part) > 2 || strings.ContainsAny(whole+part, "+-_") || whole == "" {
		return 0, wrong
	}
	n, err := strconv.ParseInt(whole+part+"00"[len(part):], 10, 64)
	if err != nil || n > most {
		return 0, wrong
	}
	if below {
		n = -n
	}
	return Amount(n), nil
}

// UnmarshalText reads an amount that is not below 0.
func (a *Amount) UnmarshalText(text []byte) (err error) {
	if *a, err = Parse(string(text)); err == nil && *a < 0 {
		err = phrase.New("money.amount", string(text))
	}
	return err
}

// MarshalText writes the amount as a number.
func (a Amount) MarshalText() ([]byte, error) {
	return strconv.AppendFloat(nil, a.Units(), 'f', -1, 64), nil
}

// ConfigSchema describes it.
func (Amount) ConfigSchema() string { return `{"type":"number","minimum":0,"multipleOf":0.01}` }

// Units returns the amount in whole units of its currency.
func (a Amount) Units() float64 { return float64(a) / 100 }
