package shop

import (
	"slices"
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/duration"
)

// periods are those of the calendar.
var periods = []string{"day", "week", "month", "quarter"}

func (l *Limit) validate(fault func(path, code string, args ...any)) {
	if l.Every == "" || slices.Contains(periods, l.Every) {
		return
	}
	if d, ok := duration.Parse(l.Every); !ok || d < time.Hour {
		fault("every", "shop.every")
	}
}

// since returns from when on purchases count against the limit at a time.
func (l *Limit) since(c *bot.Community, now time.Time) time.Time {
	local := now.In(c.Zone)
	day := func(y int, m time.Month, d int) time.Time { return time.Date(y, m, d, 0, 0, 0, 0, c.Zone) }
	switch l.Every {
	case "":
		return time.Time{}
	case "day":
		return day(local.Year(), local.Month(), local.Day())
	case "week":
		return day(local.Year(), local.Month(), local.Day()-(int(local.Weekday())+6)%7)
	case "month":
		return day(local.Year(), local.Month(), 1)
	case "quarter":
		return day(local.Year(), (local.Month()-1)/3*3+1, 1)
	}
	d, _ := duration.Parse(l.Every)
	return now.Add(-d)
}

// open reports whether an item is sold at a time.
func (it *Item) open(c *bot.Community, now time.Time) bool {
	return !now.Before(inZone(it.from, c.Zone)) && (it.until.IsZero() || now.Before(inZone(it.until, c.Zone)))
}

// inZone returns the time at which clocks in a zone show wall.
func inZone(wall time.Time, zone *time.Location) time.Time {
	if wall.IsZero() {
		return wall
	}
	return time.Date(wall.Year(), wall.Month(), wall.Day(), wall.Hour(), wall.Minute(), wall.Second(), 0, zone)
}
