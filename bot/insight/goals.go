package insight

import (
	"fmt"
	"slices"
	"strings"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/define"
	"github.com/stewardbot/steward/bot/phrase"
)

// GoalsSection is the key of the goals in a community's configuration.
const GoalsSection = "goals"

// Goals are what a community wants to reach.
type Goals []Goal

// Goal is a value of a metric on a day.
type Goal struct {
	Metric string `yaml:"metric,required" doc:"daily_active, weekly_active, monthly_active, members, weekly_messages, or in percent active_rate, check_in_rate, retention; see docs/insights.md"`
	Target int64  `yaml:"target,required" doc:"what it is to be at least" min:"1"`
	By     string `yaml:"by,required" doc:"the day on which it is to be so, such as 2026-12-31"`
	Owner  string `yaml:"owner" doc:"who looks after it: an account such as discord:42, or a name"`
}

// NoGoals returns the default.
func NoGoals() *Goals { return &Goals{} }

// GoalKind returns what operators define as goals. One is named by its metric and its day.
func GoalKind() *define.Kind[Goal] {
	return define.Of[Goals](GoalsSection, func(g Goal) string { return g.Metric + " " + g.By })
}

// The bounds of goals.
const (
	maxGoals = 20
	maxOwner = 100 // bytes
)

// Validate calls fault for each invalid value, with its path within the section.
func (g *Goals) Validate(fault func(path, code string, args ...any)) {
	if len(*g) > maxGoals {
		fault("", "goals.many", len(*g), maxGoals)
	}
	for i, x := range *g {
		at := func(key string) string { return fmt.Sprintf("[%d].%s", i, key) }
		m, known := measureOf(x.Metric)
		if !known {
			fault(at("metric"), "goals.metric", x.Metric, measureNames())
		}
		if m.percent && x.Target > 100 {
			fault(at("target"), "goals.percent")
		}
		if _, err := date(x.By); err != nil {
			fault(at("by"), "goals.by")
		}
		if len(x.Owner) > maxOwner || strings.ContainsFunc(x.Owner, func(r rune) bool { return r < ' ' }) {
			fault(at("owner"), "goals.owner", maxOwner)
		}
		if slices.ContainsFunc((*g)[:i], func(o Goal) bool { return o.Metric == x.Metric && o.By == x.By }) {
			fault(at("metric"), "setting.twice")
		}
	}
}

// measure is what a goal can be about: a number on a day.
type measure struct {
	name    string
	percent bool
	of      func(s *calc, day bot.Day) (any, error) // an int64, a float64, or nil if it is not known
}

func measures() []measure {
	return []measure{
		{"daily_active", false, last("active", 1)},
		{"weekly_active", false, last("active", 7)},
		{"monthly_active", false, last("active", 28)},
		{"members", false, last("members", 1)},
		{"weekly_messages", false, last("messages", 7)},
		{"active_rate", true, percent(last("active", 7), last("members", 1))},
		{"check_in_rate", true, percent(last("check_ins", 7), last("active", 7))},
		{"retention", true, pooled},
	}
}

func measureOf(name string) (measure, bool) {
	i := slices.IndexFunc(measures(), func(m measure) bool { return m.name == name })
	if i < 0 {
		return measure{}, false
	}
	return measures()[i], true
}

func measureNames() (names []string) {
	for _, m := range measures() {
		names = append(names, m.name)
	}
	return names
}

// value computes another figure as of a day, over so many days until then; nil before anything was
// recorded.
func (c *calc) value(name string, days int, day bot.Day) (any, error) {
	if day < c.first {
		return nil, nil
	}
	f, err := Compute(c.Source, Query{Name: name, From: (day - bot.Day(days) + 1).String(), To: day.String(), AsOf: day.String()})
	if err != nil {
		return nil, err
	}
	return f.Value, nil
}

// last measures the value of a figure over so many days.
func last(name string, days int) func(*calc, bot.Day) (any, error) {
	return func(c *calc, day bot.Day) (any, error) { return c.value(name, days, day) }
}

// pooled measures how many of those who joined in the six weeks before are active in their second week.
func pooled(c *calc, day bot.Day) (any, error) {
	v, err := c.value("retention", 6*7, day)
	if x, ok := v.(float64); ok {
		v = rounded(100 * x)
	}
	return v, err
}

// percent measures one number in percent of another.
func percent(n, of func(*calc, bot.Day) (any, error)) func(*calc, bot.Day) (any, error) {
	return func(c *calc, day bot.Day) (any, error) {
		part, err := n(c, day)
		if err != nil {
			return nil, err
		}
		whole, err := of(c, day)
		a, _ := part.(int64)
		b, _ := whole.(int64)
		if b < FewMembers {
			if whole != nil {
				c.figure.note("insight.few", FewMembers)
			}
			return nil, err
		}
		return rounded(100 * float64(a) / float64(b)), err
	}
}

// paceDays is the time over which the pace is measured.
const paceDays = 28

// goals compares each goal with what is, and how it changed lately with how it has to.
func goals(c *calc) error {
	if _, given := c.Community.Sections[GoalsSection].(*Goals); !given {
		return phrase.New("insight.goals_config")
	}
	list, err := GoalKind().In(c.Community, c.Reader)
	if err != nil {
		return err
	}
	green := int64(0)
	for _, g := range list {
		m, _ := measureOf(g.Metric)
		by, err := date(g.By)
		if err != nil {
			return err
		}
		day := min(by, c.over)
		now, err := m.of(c, day)
		if err != nil {
			return err
		}
		before, err := m.of(c, day-paceDays)
		if err != nil {
			return err
		}
		pace, needed, state := forecast(now, before, float64(g.Target), int(by-day))
		if state == "green" {
			green++
		}
		c.figure.row(g.Metric, empty(g.Owner), by.String(), g.Target, number(now), pace, needed, empty(state))
	}
	if len(list) == 0 {
		c.figure.note("insight.no_goals")
	}
	c.figure.Value = green
	return nil
}

// forecast returns the changes in a week, that lately and that needed from now on, and the state: green if
// the target is reached, or will be at this pace.
func forecast(now, before any, target float64, daysLeft int) (pace, needed any, state string) {
	if now == nil {
		return nil, nil, ""
	}
	lacking := target - asFloat(now)
	state = "red"
	if daysLeft > 0 && lacking > 0 {
		needed = rounded(lacking / float64(daysLeft) * 7)
	}
	if before != nil {
		pace = rounded((asFloat(now) - asFloat(before)) / paceDays * 7)
	}
	on := pace != nil && needed != nil && asFloat(pace) >= asFloat(needed)
	if lacking <= 0 || on {
		state = "green"
	}
	return pace, needed, state
}

func asFloat(v any) float64 {
	if n, whole := v.(int64); whole {
		return float64(n)
	}
	x, _ := v.(float64)
	return x
}

// number returns a value as a float64, or nil.
func number(v any) any {
	if v == nil {
		return nil
	}
	return asFloat(v)
}

// empty returns nil for an empty text.
func empty(s string) any {
	if s == "" {
		return nil
	}
	return s
}
