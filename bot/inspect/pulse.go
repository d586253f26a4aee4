package inspect

import (
	"errors"
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/engine"
	"github.com/stewardbot/steward/bot/member"
	"github.com/stewardbot/steward/bot/stats"
	"github.com/stewardbot/steward/store"
)

// Pulse are plain figures of a community.
type Pulse struct {
	Members  int `json:"members"` // who ever took part
	Messages Run `json:"messages"`
	Points   Run `json:"points"` // issued
}

// Run is a count over the last 7 days, and over the 7 days before.
type Run struct {
	Now    int64 `json:"last_7_days"`
	Before int64 `json:"before"`
}

// PulseOf returns the figures at a time, by the metrics that count messages and points.
func PulseOf(r store.Reader, c *bot.Community, now time.Time, messages, points bot.Metric) (p Pulse, err error) {
	if p.Members, err = member.New().Count(r, c.ID); err != nil {
		return p, err
	}
	today := c.Day(now)
	err = stats.Hours(r, c.ID, today-13, today, func(day bot.Day, _ int, metric uint16, n int64) {
		run := map[uint16]*Run{messages.Number: &p.Messages, points.Number: &p.Points}[metric]
		switch {
		case run == nil:
		case day > today-7:
			run.Now += n
		default:
			run.Before += n
		}
	})
	p.Messages = Run{messages.Told(p.Messages.Now), messages.Told(p.Messages.Before)}
	return p, err
}

// OldestWaiting returns the effects that wait longest in the outbox, at most n.
func OldestWaiting(r store.Reader, n int) (list []engine.Act, err error) {
	enough := errors.New("enough")
	err = engine.Outbox(r, func(a engine.Act) error {
		if len(list) == n {
			return enough
		}
		list = append(list, a)
		return nil
	})
	if errors.Is(err, enough) {
		err = nil
	}
	return list, err
}
