package main

import (
	"context"
	"errors"
	"net"
	"net/http"
	"os"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"github.com/stewardbot/steward/adapters/web"
	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/config"
	"github.com/stewardbot/steward/bot/phrase"
	"github.com/stewardbot/steward/cmd/steward/wire"
)

// runNode runs this process's part of a cluster until it is stopped.
func (c *runCmd) runNode(e *env, file *config.File, hangups <-chan os.Signal) error {
	log := newLog(e.stderr)
	if len(file.Platforms) == 0 {
		return phrase.New("run.no_platform", c.Config, phrase.Or(platforms(func(p bot.Platform) string { return p.Name })))
	}
	boundMemory(int64(clusterOf(file).Memory))
	n, err := newNode(e.ctx, file, c.Role, log)
	if err != nil {
		if errors.Is(err, context.Canceled) {
			return nil
		}
		return err
	}
	own := web.Options{Health: healthz(), Ready: readyz(n.notReady), Metrics: n.metrics(), Log: n.log}
	stop, err := listen(e.ctx, file.Root("web").(*wire.WebSettings).Listen, own)
	if err != nil {
		return errors.Join(phrase.New("run.listen", err), n.close())
	}
	door, err := n.door()
	if err != nil {
		return errors.Join(err, stop(), n.close())
	}
	leave, err := listen(e.ctx, n.desk.Listen, door)
	if err != nil {
		return errors.Join(phrase.New("run.desk_listen", err), stop(), n.close())
	}
	err = c.reloading(e.ctx, n, file, hangups, n.run)
	return errors.Join(err, leave(), stop(), n.close())
}

// listen serves pages at an address, until stop; an empty one is skipped.
func listen(ctx context.Context, addr string, pages web.Options) (stop func() error, err error) {
	if addr == "" {
		return func() error { return nil }, nil
	}
	ln, err := net.Listen("tcp", addr)
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithCancel(context.WithoutCancel(ctx))
	ended := make(chan error, 1)
	go func() { ended <- web.NewServer(pages).Serve(ctx, ln) }()
	return func() error {
		cancel()
		return <-ended
	}, nil
}

// metrics serves the counters of the process, and those of each partition's
// engine with its number.
func (n *node) metrics() http.Handler {
	own := prometheus.NewRegistry()
	own.MustRegister(processCollectors()...)
	gauge(own, "partitions_held", "Partitions whose engines run in this process.", func() float64 { return float64(len(n.worker.running())) })
	gauge(own, "sources_held", "Connections to platforms that this process has.", func() float64 { return float64(n.connections()) })
	gauge(own, "ready", "1 when everything that this process holds works.", func() float64 { return readyFigure(n.notReady()) })
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		all := prometheus.Gatherers{own}
		for _, h := range n.worker.running() {
			all = append(all, h.counts)
		}
		promhttp.HandlerFor(all, promhttp.HandlerOpts{}).ServeHTTP(w, r)
	})
}

// connections counts the sources that this process has.
func (n *node) connections() (held int) {
	for _, s := range n.sources {
		if s.held() {
			held++
		}
	}
	return held
}
