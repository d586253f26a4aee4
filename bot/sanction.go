package bot

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// Sanction is what may follow when somebody breaks a rule, as configurations
// write it: "warn", "mute 1h", "ban 7d".
type Sanction struct {
	Act string        // delete, warn, mute, kick or ban
	For time.Duration // of a mute or a ban; 0: a mute as long as is usual, a ban for good
}

// The acts of a Sanction.
const (
	ActDelete = "delete"
	ActWarn   = "warn"
	ActMute   = "mute"
	ActKick   = "kick"
	ActBan    = "ban"
)

// What else a platform may let its administrators do, or not.
const (
	ActPin  = "pin"
	ActSlow = "slow"
	ActLock = "lock"
)

// ParseSanction reads what a configuration writes.
func ParseSanction(s string) (Sanction, error) {
	act, rest, timed := strings.Cut(strings.TrimSpace(s), " ")
	switch act {
	case ActDelete, ActWarn, ActKick, ActMute, ActBan:
	default:
		return Sanction{}, fmt.Errorf("there is no action %q; there are delete, warn, mute 1h, kick and ban", s)
	}
	if !timed {
		return Sanction{Act: act}, nil
	}
	if act != ActMute && act != ActBan {
		return Sanction{}, fmt.Errorf("%s takes no time; write just %s", act, act)
	}
	d, ok := ParseSpan(strings.TrimSpace(rest))
	if !ok {
		return Sanction{}, fmt.Errorf("%q is no time from 1m to 3650d, such as 10m, 2h or 7d", rest)
	}
	return Sanction{Act: act, For: d}, nil
}

// The shortest and the longest span.
const (
	shortestSpan = time.Minute
	longestSpan  = 3650 * 24 * time.Hour
)

// ParseSpan reads how long something is to last, as people write it in a chat:
// 10m, 2h, 7d, 1d12h. False: it is no time, or not one from a minute to ten years.
func ParseSpan(s string) (time.Duration, bool) {
	var d time.Duration
	if days, rest, ok := strings.Cut(s, "d"); ok {
		n, err := strconv.ParseUint(days, 10, 16)
		if err != nil {
			return 0, false
		}
		d, s = time.Duration(n)*24*time.Hour, rest
	}
	if s != "" {
		rest, err := time.ParseDuration(s)
		if err != nil || rest <= 0 || s[0] < '0' || s[0] > '9' {
			return 0, false
		}
		d += rest
	}
	return d, d >= shortestSpan && d <= longestSpan
}

// chatUnits are the units of a span as people write them in a chat, beside those
// of ParseSpan.
var chatUnits = []struct {
	word string
	is   time.Duration
}{
	{"w", 7 * 24 * time.Hour}, {"d", 24 * time.Hour}, {"h", time.Hour}, {"m", time.Minute}, {"s", time.Second},
	{"周", 7 * 24 * time.Hour}, {"週", 7 * 24 * time.Hour}, {"星期", 7 * 24 * time.Hour},
	{"天", 24 * time.Hour},
	{"小时", time.Hour}, {"小時", time.Hour}, {"个小时", time.Hour}, {"個小時", time.Hour},
	{"分钟", time.Minute}, {"分鐘", time.Minute}, {"分", time.Minute}, {"秒", time.Second},
}

// ReadSpan reads how long something is to last, as ParseSpan does, and beside
// that in weeks, in capitals, and in Chinese: 1w, 2H, 30分钟, 1天12小时. What is
// shorter than a minute is a minute: no platform's clock is finer in this.
func ReadSpan(s string) (time.Duration, bool) {
	if d, ok := ParseSpan(s); ok {
		return d, true
	}
	var d time.Duration
	rest := strings.ToLower(s)
	for rest != "" {
		digits := len(rest) - len(strings.TrimLeft(rest, "0123456789"))
		n, err := strconv.ParseUint(rest[:digits], 10, 32)
		if err != nil {
			return 0, false
		}
		rest = rest[digits:]
		unit := time.Duration(0)
		for _, u := range chatUnits {
			if after, ok := strings.CutPrefix(rest, u.word); ok && (after == "" || after[0] >= '0' && after[0] <= '9') {
				unit, rest = u.is, after
				break
			}
		}
		if unit == 0 || n > uint64(longestSpan/unit) {
			return 0, false
		}
		d += time.Duration(n) * unit
	}
	return max(d, shortestSpan), d > 0 && d <= longestSpan
}
