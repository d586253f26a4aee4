package inspect

import (
	"slices"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/engine"
	"github.com/stewardbot/steward/bot/feature/campaign"
	"github.com/stewardbot/steward/bot/feature/levels"
	"github.com/stewardbot/steward/bot/insight"
	"github.com/stewardbot/steward/bot/phrase"
	"github.com/stewardbot/steward/bot/segment"
	"github.com/stewardbot/steward/bot/stats"
	"github.com/stewardbot/steward/rules"
)

// figure answers the question "insight".
func (q Query) figure(s Source) (*insight.Figure, error) {
	if q.Insight == nil {
		return nil, phrase.New("query.unknown", q.What)
	}
	return insight.Compute(s.Figures(q.Community), *q.Insight)
}

// Figures returns what figures about a community are made from.
func (s Source) Figures(community string) insight.Source {
	from := insight.Source{Reader: s.Reader, Community: &bot.Community{ID: community}, Now: s.Now, Metrics: s.Metrics, Active: s.Active}
	from.Journal = func(fn func(*insight.Heard)) error {
		return engine.Events(s.Reader, 0, false, func(rec engine.Recorded) error {
			if rec.Community == community {
				fn(Heard(&rec))
			}
			return nil
		})
	}
	from.Trials = func(fn func(insight.Trial)) error { return campaign.Runs(s.Reader, community, fn) }
	from.InWeek = func(name string, monday bot.Day) (set stats.Set, known bool, err error) {
		err = segment.EachWeek(s.Reader, community, monday, monday, func(bot.Day, string, int) error {
			known = true
			return nil
		})
		if err == nil {
			set, err = segment.InWeek(s.Reader, community, monday, name)
		}
		return set, known, err
	}
	if c := s.configured(community); c != nil {
		from.Community = c
		from.Select = func(where, segment string, among *stats.Set) (stats.Set, error) {
			return s.Select(s.Reader, c, s.Now, where, segment, among)
		}
		from.LevelAt = func(number int) (int64, bool) { return levels.Threshold(c, number) }
	}
	return from
}

// Heard returns a recorded event, with what was said if it is a message that counts.
func Heard(rec *engine.Recorded) *insight.Heard {
	h := &insight.Heard{Event: &rec.Event, Member: rec.Member}
	m := rec.Event.Message
	if rec.Event.Kind != bot.KindMessage || m == nil || m.Hidden || rec.Call != "" || rec.Event.Place.Private() {
		return h
	}
	struck := func(f bot.Finding) bool { return f.Feature == rules.Section && f.Code == "struck" }
	if facts := rules.Facts(m.Text); !facts.Command && !slices.ContainsFunc(rec.Findings, struck) {
		h.Said = rules.Simplified(facts.Normal)
	}
	return h
}

func (s Source) configured(community string) *bot.Community {
	i := slices.IndexFunc(s.Configured, func(c *bot.Community) bool { return c.ID == community })
	if i < 0 {
		return nil
	}
	return s.Configured[i]
}

// levels returns what tells a member's level.
func (s Source) levels() LevelOf {
	if s.Configured == nil {
		return nil
	}
	return func(community string, earned int64) (int, string) {
		if c := s.configured(community); c != nil {
			return levels.At(c, earned)
		}
		return -1, ""
	}
}
