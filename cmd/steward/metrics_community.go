package main

import (
	"cmp"
	"slices"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/engine"
	"github.com/stewardbot/steward/bot/inspect"
	"github.com/stewardbot/steward/cmd/steward/wire"
	"github.com/stewardbot/steward/store"
)

// mostLabelled bounds the communities with figures of their own: the first by id. So no
// host of thousands floods Prometheus; its figures are in the store all the same.
const mostLabelled = 50

var (
	communityCount = prometheus.NewDesc("steward_communities", "Communities in the configuration.", nil, nil)
	actionsToday   = prometheus.NewDesc("steward_community_actions_today",
		"What members did today, by the community's clock, of the first 50 communities by id.", []string{"community", "action"}, nil)
	activeMembers = prometheus.NewDesc("steward_community_active_members",
		"Members who wrote today, or in the last 7 or 28 days with today, of the first 50 communities by id.", []string{"community", "days"}, nil)
)

// activeOver are the numbers of days over which activeMembers is told, with their conditions.
var activeOver = []struct{ days, did string }{{"1", "messages:1d"}, {"7", "messages:7d"}, {"28", "messages:28d"}}

// communityMetrics reads the figures of communities from a snapshot of the store whenever
// they are asked for.
type communityMetrics struct {
	engine  *engine.Engine
	metrics []bot.Metric
}

// Describe implements prometheus.Collector.
func (c communityMetrics) Describe(out chan<- *prometheus.Desc) {
	out <- communityCount
	out <- actionsToday
	out <- activeMembers
}

// Collect implements prometheus.Collector.
func (c communityMetrics) Collect(out chan<- prometheus.Metric) {
	list := slices.Clone(c.engine.Communities())
	slices.SortFunc(list, func(a, b *bot.Community) int { return cmp.Compare(a.ID, b.ID) })
	out <- prometheus.MustNewConstMetric(communityCount, prometheus.GaugeValue, float64(len(list)))
	now := c.engine.Now()
	err := c.engine.View(func(r store.Reader) error {
		for _, com := range list[:min(len(list), mostLabelled)] {
			if err := c.collect(out, r, com.ID, now); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		out <- prometheus.NewInvalidMetric(actionsToday, err)
	}
}

func (c communityMetrics) collect(out chan<- prometheus.Metric, r store.Reader, community string, now time.Time) error {
	today := map[string]int64{}
	err := inspect.DeedsByDay(r, community, c.metrics, now, 1, func(d inspect.Deeds) error {
		today[d.Metric] = d.Count
		return nil
	})
	if err != nil {
		return err
	}
	for _, m := range c.metrics {
		out <- prometheus.MustNewConstMetric(actionsToday, prometheus.GaugeValue, float64(today[m.Name]), community, m.Name)
	}
	for _, over := range activeOver {
		n, err := inspect.WhoDid(r, community, c.metrics, now, []string{over.did})
		if err != nil {
			return err
		}
		out <- prometheus.MustNewConstMetric(activeMembers, prometheus.GaugeValue, float64(n.Members), community, over.days)
	}
	return nil
}

func newCommunityMetrics(e *engine.Engine) communityMetrics {
	return communityMetrics{e, wire.Metrics()}
}
