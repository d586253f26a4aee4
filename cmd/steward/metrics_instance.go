package main

import (
	"github.com/prometheus/client_golang/prometheus"

	"github.com/stewardbot/steward/bot/engine"
	"github.com/stewardbot/steward/bot/inspect"
)

var (
	storeBytes   = prometheus.NewDesc("steward_store_bytes", "Size of the store's file.", nil, nil)
	diskFree     = prometheus.NewDesc("steward_disk_free_bytes", "Free on the volume of the store.", nil, nil)
	diskSize     = prometheus.NewDesc("steward_disk_bytes", "Size of the volume of the store.", nil, nil)
	lastBackup   = prometheus.NewDesc("steward_backup_timestamp_seconds", "When the store was last backed up; 0: never.", nil, nil)
	platformUp   = prometheus.NewDesc("steward_platform_connected", "1 if the platform is connected.", []string{"platform"}, nil)
	shards       = prometheus.NewDesc("steward_platform_shards", "Connections that share the platform's spaces.", []string{"platform"}, nil)
	shardsUp     = prometheus.NewDesc("steward_platform_shards_connected", "Those of them that are connected.", []string{"platform"}, nil)
	platformLast = prometheus.NewDesc("steward_platform_stored_timestamp_seconds", "When the platform's latest events were committed; 0: none since the start.", []string{"platform"}, nil)
	platformLate = prometheus.NewDesc("steward_platform_late_seconds", "How old the platform's latest event was on arrival.", []string{"platform"}, nil)
	platformLag  = prometheus.NewDesc("steward_platform_durable_seconds", "How long after their arrival the platform's latest events were committed.", []string{"platform"}, nil)
)

// instanceMetrics are gauges of the disk and of each platform.
type instanceMetrics struct {
	engine *engine.Engine
	disk   func() inspect.Storage
}

// Describe implements prometheus.Collector.
func (instanceMetrics) Describe(out chan<- *prometheus.Desc) {
	for _, d := range []*prometheus.Desc{storeBytes, diskFree, diskSize, lastBackup, platformUp, shards, shardsUp, platformLast, platformLate, platformLag} {
		out <- d
	}
}

// Collect implements prometheus.Collector.
func (m instanceMetrics) Collect(out chan<- prometheus.Metric) {
	set := func(d *prometheus.Desc, v float64, labels ...string) {
		out <- prometheus.MustNewConstMetric(d, prometheus.GaugeValue, v, labels...)
	}
	if s := m.disk(); s.Bytes > 0 {
		set(storeBytes, float64(s.Bytes))
		set(diskFree, float64(s.Free))
		set(diskSize, float64(s.Volume))
		set(lastBackup, float64(max(s.Backup.Unix(), 0)))
	}
	for _, l := range m.engine.Links() {
		up := 0.0
		if l.Offline == "" {
			up = 1
		}
		set(platformUp, up, l.Platform)
		if l.Shards > 1 {
			up = float64(l.Up)
		}
		set(shards, float64(max(l.Shards, 1)), l.Platform)
		set(shardsUp, up, l.Platform)
		set(platformLast, float64(max(l.Stored.Unix(), 0)), l.Platform)
		set(platformLate, l.Late.Seconds(), l.Platform)
		set(platformLag, l.After.Seconds(), l.Platform)
	}
}
