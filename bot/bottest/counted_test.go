package bottest_test

import (
	"fmt"
	"strings"
	"time"

	"pgregory.net/rapid"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/bottest"
	"github.com/stewardbot/steward/bot/insight"
	"github.com/stewardbot/steward/cmd/steward/wire"
	"github.com/stewardbot/steward/store"
)

// counted is a stage whose figures a test compares with its own record.
type counted struct {
	*bottest.Stage
	t   *rapid.T
	com *bot.Community
}

// inTea plays a scenario of the community "tea" in Shanghai until fn returns.
func inTea(t *rapid.T, scenario string, fn func(counted)) {
	stage, err := bottest.Begin(scenario, neutral())
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := stage.End(); err != nil {
			t.Error(err)
		}
	}()
	zone, err := time.LoadLocation("Asia/Shanghai")
	if err != nil {
		t.Fatal(err)
	}
	fn(counted{stage, t, &bot.Community{ID: "tea", Zone: zone}})
}

// do plays a line of a script and returns what Steward does.
func (c *counted) do(format string, args ...any) string {
	line := fmt.Sprintf(format, args...)
	acts, err := c.Do(line)
	if err != nil {
		c.t.Fatalf("%s: %v", line, err)
	}
	return strings.Join(acts, "\n")
}

// figures calls fn with what figures are made from.
func (c *counted) figures(fn func(insight.Source) error) {
	err := c.View(func(r store.Reader) error {
		return fn(insight.Source{Reader: r, Community: c.com, Now: c.Now(), Metrics: wire.Metrics(), Active: wire.Active()})
	})
	if err != nil {
		c.t.Fatal(err)
	}
}
