package discord

import (
	"context"
	"runtime"
	"time"

	"github.com/stewardbot/steward/adapters/loosely"
	"github.com/stewardbot/steward/bot/phrase"
)

const (
	// usualInterval is Discord's heartbeat interval, for servers that send none, and
	// longestInterval the longest used: only heartbeats reveal a dead connection.
	usualInterval   = 41250 * time.Millisecond
	longestInterval = 2 * time.Minute
	// resumePatience is how long to wait for a resume. A compatible server may not
	// support resuming and stay silent.
	resumePatience = time.Minute
)

// greet waits for hello, then resumes the session or starts one.
func (c *connection) greet(ctx context.Context) (interval time.Duration, err error) {
	ctx, cancel := context.WithTimeout(ctx, dialTimeout)
	defer cancel()
	if interval, err = c.hello(ctx); err != nil {
		return 0, err
	}
	if c.g.session != "" {
		c.silent, c.repeats = time.Now().Add(resumePatience), true
		return interval, c.send(ctx, opResume, map[string]any{
			"token": c.g.a.client.token, "session_id": c.g.session, "seq": c.g.seq,
		})
	}
	identify := map[string]any{
		"token":           c.g.a.client.token,
		"intents":         intents,
		"large_threshold": 50,
		"properties":      map[string]string{"os": runtime.GOOS, "browser": "steward", "device": "steward"},
	}
	if s := c.g.shard; s.count > 1 {
		identify["shard"] = [2]int{s.index, s.count}
	}
	c.g.identified = true
	return interval, c.send(ctx, opIdentify, identify)
}

// hello waits for the hello frame and returns the heartbeat interval.
func (c *connection) hello(ctx context.Context) (interval time.Duration, err error) {
	for {
		_, b, err := c.ws.Read(ctx)
		if err != nil {
			return 0, endOf(err)
		}
		var hello struct {
			Op   int `json:"op"`
			Data struct {
				Interval int64 `json:"heartbeat_interval"` // milliseconds
			} `json:"d"`
		}
		switch {
		case !loosely.Parse(b, &hello):
			return 0, phrase.New("discord.gateway_greets")
		case hello.Op != opHello: // a compatible server may send other frames first
		case hello.Data.Interval <= 0:
			return usualInterval, nil
		default:
			return time.Duration(min(hello.Data.Interval, longestInterval.Milliseconds())) * time.Millisecond, nil
		}
	}
}
