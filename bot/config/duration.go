package config

import (
	"errors"
	"math"
	"strconv"
	"strings"
	"time"

	"github.com/stewardbot/steward/bot/phrase"
)

// Duration is a time.Duration, written like in Go or in days: 90s, 1h30m, 7d,
// 1d12h. In the file it must not be negative unless its min tag allows that; a
// bare number other than 0 is not allowed.
type Duration time.Duration

const day = 24 * time.Hour

// Std returns d as a time.Duration.
func (d Duration) Std() time.Duration { return time.Duration(d) }

// String formats the duration as the file may have it, with whole days first:
// 7d, 1d12h; 90s becomes 1m30s.
func (d Duration) String() string {
	std := time.Duration(d)
	if std == 0 {
		return "0s"
	}
	sign := ""
	if std < 0 {
		sign, std = "-", -std
	}
	if std < 0 { // the smallest value has no positive counterpart
		return time.Duration(d).String()
	}
	text := ""
	if std >= day {
		text = strconv.FormatInt(int64(std/day), 10) + "d"
		std %= day
	}
	if std > 0 {
		clock := std.String()
		for _, zero := range []string{"m0s", "h0m"} {
			if strings.HasSuffix(clock, zero) {
				clock = clock[:len(clock)-2]
			}
		}
		text += clock
	}
	return sign + text
}

// MarshalText returns the same as String.
func (d Duration) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// durationPattern describes, for the schema, what ParseDuration accepts.
const durationPattern = `^-?(0|([0-9]+d)?(([0-9]+(\.[0-9]*)?|\.[0-9]+)(ns|us|µs|μs|ms|s|m|h))+|[0-9]+d)$`

var (
	errDuration = phrase.New("config.duration")
	errLong     = phrase.New("config.long_duration", Duration(math.MaxInt64/day*day).String())
)

// ParseDuration parses a duration from the file. Its error does not repeat the
// text.
func ParseDuration(s string) (Duration, error) {
	rest, negative := strings.CutPrefix(s, "-")
	days, clock, hasDays := strings.Cut(rest, "d")
	total := time.Duration(0)
	if hasDays {
		n, err := strconv.ParseUint(days, 10, 64)
		switch {
		case errors.Is(err, strconv.ErrRange) || err == nil && n > uint64(math.MaxInt64/day):
			return 0, errLong
		case err != nil:
			return 0, errDuration
		}
		total = time.Duration(n) * day
	} else {
		clock = rest
	}
	if clock != "" || !hasDays {
		d, err := time.ParseDuration(clock)
		if err != nil || strings.ContainsAny(clock, "+-") || hasDays && clock == "0" || d > math.MaxInt64-total {
			return 0, errDuration
		}
		total += d
	}
	if negative {
		total = -total
	}
	return Duration(total), nil
}
