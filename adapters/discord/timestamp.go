package discord

import (
	"strconv"
	"strings"
	"time"
)

// spellings are the time formats of Discord, first, and of compatible servers.
// Each may have fractional seconds; without a zone it is UTC.
var spellings = []string{
	time.RFC3339Nano, "2006-01-02T15:04:05Z0700", "2006-01-02T15:04:05Z07", "2006-01-02T15:04:05", "2006-01-02T15:04Z07:00",
	time.RFC1123, time.RFC1123Z,
}

// latestSeconds is the largest number taken as seconds; larger ones are
// milliseconds.
const latestSeconds = 1e11

// parseTime returns the zero time for an invalid or unstorable time.
func parseTime(s string) time.Time {
	s = strings.TrimSpace(s)
	if n, err := strconv.ParseFloat(s, 64); err == nil && n > 0 && n < latestSeconds*1000 {
		if n < latestSeconds {
			n *= 1000
		}
		return time.UnixMilli(int64(n)).UTC()
	}
	if day, clock, ok := strings.Cut(s, " "); ok && len(day) == len(time.DateOnly) {
		s = day + "T" + strings.ReplaceAll(clock, " ", "")
	}
	for _, spelling := range spellings {
		if t, err := time.Parse(spelling, s); err == nil && t.Year() >= 1 && t.Year() <= 9999 {
			return t.UTC()
		}
	}
	return time.Time{}
}
