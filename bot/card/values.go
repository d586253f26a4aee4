package card

import (
	"encoding/json"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/stewardbot/steward/bot/phrase"
)

// Percent is the unit of figures from 0 to 100.
const Percent = "%"

// MaxValue is the largest figure in a picture; the smallest is its negative.
const MaxValue = 1e15

// Values are figures in order. One that is not known, as on days when Steward was offline, is
// [math.NaN]: null in JSON.
type Values []float64

// MarshalJSON writes a list of numbers and nulls. It fails for infinite ones.
func (v Values) MarshalJSON() ([]byte, error) {
	list := make([]*float64, len(v))
	for i := range v {
		if !math.IsNaN(v[i]) {
			list[i] = &v[i]
		}
	}
	return json.Marshal(list)
}

// UnmarshalJSON reads a list of numbers and nulls.
func (v *Values) UnmarshalJSON(data []byte) error {
	var list []*float64
	if err := json.Unmarshal(data, &list); err != nil {
		return err
	}
	*v = make(Values, len(list))
	for i, x := range list {
		(*v)[i] = math.NaN()
		if x != nil {
			(*v)[i] = *x
		}
	}
	return nil
}

// bounded returns an error for values beyond MaxValue, and for more of them than most.
func bounded(most int, v Values) error {
	if len(v) > most || slices.ContainsFunc(v, func(x float64) bool { return math.Abs(x) > MaxValue }) {
		return phrase.New("picture.unknown_form")
	}
	return nil
}

// whole reports whether all known values are integers, such as counts.
func (v Values) whole() bool {
	return !slices.ContainsFunc(v, func(x float64) bool { return !math.IsNaN(x) && x != math.Trunc(x) })
}

// most returns the largest and least the smallest of the known values and 0.
func (v Values) most() (most float64) {
	for _, x := range v {
		most = max(most, known(x))
	}
	return most
}

func (v Values) least() (least float64) {
	for _, x := range v {
		least = min(least, known(x))
	}
	return least
}

// known returns a value, or 0 for one that is not known.
func known(x float64) float64 {
	if math.IsNaN(x) {
		return 0
	}
	return x
}

// scales are the names of large numbers by language, largest first.
var scales = map[string][]struct {
	size float64
	name string
}{
	"en":      {{1e12, "T"}, {1e9, "B"}, {1e6, "M"}, {1e3, "K"}},
	"zh-Hans": {{1e12, "万亿"}, {1e8, "亿"}, {1e4, "万"}},
	"zh-Hant": {{1e12, "兆"}, {1e8, "億"}, {1e4, "萬"}},
}

// number writes a value in a language with its unit: 1240 leaves, 43.2%, 12.3K, 1.23万. From 10,000
// on it has three digits, as have smaller ones that are no integers; percentages have one decimal,
// and two below 1.
func number(v float64, unit, lang string) string {
	text := ""
	if v < 0 {
		text, v = "−", -v
	}
	list := scales[lang]
	if list == nil {
		list = scales["en"]
	}
	text += func() string {
		for _, s := range list {
			if short := digits(v / s.size); v >= 9999.5 && len(short) > 0 && short[0] != '0' {
				return short + s.name
			}
		}
		if v == math.Trunc(v) {
			return strconv.FormatFloat(v, 'f', 0, 64)
		}
		if unit == Percent && v >= 1 {
			return digits(math.Round(10*v) / 10)
		}
		return digits(v)
	}()
	switch unit {
	case "", Percent:
		return text + unit
	}
	return text + " " + unit
}

// digits writes a positive value with three digits or those before the point.
func digits(v float64) string {
	decimals := 2
	for limit := 9.995; decimals > 0 && v >= limit; limit *= 10 {
		decimals--
	}
	text := strconv.FormatFloat(v, 'f', decimals, 64)
	if decimals > 0 {
		text = strings.TrimRight(strings.TrimRight(text, "0"), ".")
	}
	return text
}

// interval returns the distance of an axis's lines: 1, 2 or 5 times a power of ten, so that about n of
// them span a range; 1 at least for integers, and for a range of next to nothing.
func interval(span float64, n int, integers bool) float64 {
	if span < 1e-9 {
		return 1
	}
	power := math.Pow(10, math.Floor(math.Log10(span/float64(n))))
	s := 10 * power
	for _, m := range []float64{5, 2, 1} {
		if m*power*float64(n) >= span*(1-1e-9) {
			s = m * power
		}
	}
	if integers {
		s = max(s, 1)
	}
	return s
}
