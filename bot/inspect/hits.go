package inspect

import (
	"cmp"
	"slices"
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/engine"
	"github.com/stewardbot/steward/bot/insight"
	"github.com/stewardbot/steward/bot/sanction"
	"github.com/stewardbot/steward/rules"
	"github.com/stewardbot/steward/store"
)

// Hits is how a rule did in some weeks.
type Hits struct {
	Rule string
	Mode string // it is in now; empty: the configuration has no such rule any more
	insight.Verdicts
	Weeks  []insight.Verdicts // oldest first
	Latest []Case             // newest first
	// Shadow are hits in shadow mode, newest first: what would have been punished.
	Shadow []Shadow
}

// Shadow is a message that a rule in shadow mode found.
type Shadow struct {
	At   time.Time
	Text string // its beginning
	What string // that the rule found
}

// Bounds of what RuleHits looks back at, and shows of each rule.
const (
	mostHits   = 20_000
	mostEvents = 5_000
	mostLatest = 10
	// sureOfOrder is how many cases must be older, for the rest to be older, too.
	sureOfOrder = 200
	shadowText  = 512 // bytes
)

// RuleHits returns the community's rules in their order, and then those that had a case in the last weeks, this one
// included. A rule's cases are among the latest 20,000, its hits in shadow mode among the latest 5,000 events.
func RuleHits(r store.Reader, c *bot.Community, now time.Time, weeks int) (list []*Hits, err error) {
	at := map[string]*Hits{}
	of := func(rule string) *Hits {
		if at[rule] == nil {
			at[rule] = &Hits{Rule: rule, Weeks: make([]insight.Verdicts, weeks)}
			list = append(list, at[rule])
		}
		return at[rule]
	}
	for _, x := range *bot.Setting[*rules.Settings](c, rules.Section) {
		of(x.Name).Mode = x.ModeIn(c)
	}
	always := func(time.Time) bool { return true }
	first := c.Day(now).Week() - bot.Day(weeks-1)*7
	begins, looked, old := c.Begins(first), 0, 0
	err = sanction.Newest(r, c.ID, func(x sanction.Case) bool {
		if looked++; x.At.Before(begins) {
			old++ // late events make cases that are a little out of order
			return old < sureOfOrder
		}
		if x.Rule == "" || x.By != "" {
			return looked < mostHits
		}
		h := of(x.Rule)
		h.Add(&x, always)
		week := int(c.Day(x.At)-first) / 7
		h.Weeks[min(week, weeks-1)].Add(&x, always)
		if len(h.Latest) < mostLatest {
			h.Latest = append(h.Latest, newCase(x, x.Name))
		}
		return looked < mostHits
	})
	if err != nil {
		return nil, err
	}
	for _, h := range list {
		for i, x := range h.Latest {
			if x.Member != 0 && err == nil {
				h.Latest[i].Name, err = nameOf(r, c.ID, x.Member)
			}
		}
	}
	looked = 0
	err = cmp.Or(err, engine.Latest(r, func(e engine.Recorded) bool {
		if looked++; e.Community == c.ID && e.Event.Message != nil {
			for _, f := range e.Findings {
				rule, _ := f.Args["Rule"].(string)
				if f.Feature != rules.Section || f.Code != rules.Shadow || rule == "" {
					continue
				}
				what, _ := f.Args["Evidence"].(string)
				if h := of(rule); len(h.Shadow) < mostLatest {
					h.Shadow = append(h.Shadow, Shadow{e.Received, bot.Head(e.Event.Message.Words(), shadowText), what})
				}
			}
		}
		return looked < mostEvents
	}))
	configured := func(h *Hits) int {
		if h.Mode != "" {
			return 0
		}
		return 1
	}
	slices.SortStableFunc(list, func(a, b *Hits) int { return cmp.Compare(configured(a), configured(b)) })
	return list, err
}
