package fakediscord

import (
	"strconv"
	"time"
)

// epoch is the start of 2015 in Unix milliseconds, the origin of ids:
// https://discord.com/developers/docs/reference#snowflakes.
const epoch = 1420070400000

// newID returns the next snowflake; s.mu must be held. Ids increase even if the clock stops or goes
// back.
func (s *Server) newID() string {
	s.lastID = max(s.lastID+1, (s.now().UnixMilli()-epoch)<<22)
	return strconv.FormatInt(s.lastID, 10)
}

// number returns an id's value, or 0 if the id is invalid.
func number(id string) int64 {
	n, err := strconv.ParseInt(id, 10, 64)
	if err != nil || n < 0 {
		return 0
	}
	return n
}

// made returns when an id was issued.
func made(id string) time.Time {
	return time.UnixMilli(number(id)>>22 + epoch)
}

// iso returns a time in wire format:
// https://discord.com/developers/docs/reference#iso8601-date-time.
func iso(t time.Time) string {
	return t.UTC().Format("2006-01-02T15:04:05.000000+00:00")
}

// isoPointer returns nil for the zero time, which is null on the wire.
func isoPointer(t time.Time) *string {
	if t.IsZero() {
		return nil
	}
	text := iso(t)
	return &text
}

// secret returns n random characters that are safe in a path; s.mu must be held.
func (s *Server) secret(n int) string {
	const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-"
	b := make([]byte, n)
	for i := range b {
		b[i] = letters[s.rand.IntN(len(letters))]
	}
	return string(b)
}
