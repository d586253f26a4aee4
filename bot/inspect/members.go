package inspect

import (
	"maps"
	"slices"
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/member"
	"github.com/stewardbot/steward/bot/stats"
	"github.com/stewardbot/steward/store"
)

// Profile is what is known about a member, for export.
type Profile struct {
	Balance
	Level     *int             `json:"level,omitempty"` // counted from 0; nil: there are no levels, or no configuration was given
	LevelName string           `json:"level_name,omitempty"`
	Joined    time.Time        `json:"joined"`
	Seen      time.Time        `json:"last_seen"`
	Did       map[string]int64 `json:"did"` // by metric, as people are told it; without zeros
}

// CountMembers returns how many members a community has.
func CountMembers(r store.Reader, community string) (int, error) {
	return member.New().Count(r, community)
}

// LevelOf returns the level for an amount of points earned in a community:
// counted from 0, and its name. Below 0 there are no levels.
type LevelOf func(community string, earned int64) (number int, name string)

// Members calls fn for each member of a community, by number. levels may be nil.
func Members(r store.Reader, community string, metrics []bot.Metric, levels LevelOf, fn func(Profile) error) error {
	figures, err := balances(r, community)
	if err != nil {
		return err
	}
	return member.New().Each(r, community, func(m *bot.Member, accounts []bot.UserID) error {
		f := figures[m.ID]
		p := Profile{
			Balance: Balance{m.ID, m.Name, slices.Clone(accounts), f.Balance, f.Earned}, Joined: m.Since.UTC(), Seen: m.Seen.UTC(),
			Did: map[string]int64{},
		}
		if levels != nil {
			if n, name := levels(community, f.Earned); n >= 0 {
				p.Level, p.LevelName = &n, name
			}
		}
		total, _, err := stats.Totals(r, community, m.ID)
		if err != nil {
			return err
		}
		for _, x := range metrics {
			p.Did[x.Name] = x.Told(total[x.Number])
		}
		maps.DeleteFunc(p.Did, func(_ string, n int64) bool { return n == 0 })
		return fn(p)
	})
}
