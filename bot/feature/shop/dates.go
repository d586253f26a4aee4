package shop

import (
	"time"

	"github.com/stewardbot/steward/bot"
)

// open reports whether an item is sold at a time.
func (it *Item) open(c *bot.Community, now time.Time) bool {
	return !now.Before(inZone(it.from, c.Zone)) && !it.over(c, now)
}

// over reports whether an item is not sold any more.
func (it *Item) over(c *bot.Community, now time.Time) bool {
	return !it.until.IsZero() && !now.Before(inZone(it.until, c.Zone))
}

// inZone returns the time at which clocks in a zone show wall; zero stays zero.
func inZone(wall time.Time, zone *time.Location) time.Time {
	if wall.IsZero() {
		return wall
	}
	return time.Date(wall.Year(), wall.Month(), wall.Day(), wall.Hour(), wall.Minute(), wall.Second(), 0, zone)
}
