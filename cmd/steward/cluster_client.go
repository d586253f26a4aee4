package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"strings"
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/cluster"
	"github.com/stewardbot/steward/bot/cluster/jetstream"
	"github.com/stewardbot/steward/bot/config"
	"github.com/stewardbot/steward/bot/inspect"
	"github.com/stewardbot/steward/bot/phrase"
	"github.com/stewardbot/steward/cmd/steward/wire"
	"github.com/stewardbot/steward/store"
	"github.com/stewardbot/steward/store/pgstore"
)

// The command line reads a cluster's partitions in the database, whoever has
// them, and asks the engine that has one for whatever changes it.

// clusterOf returns the cluster of a configuration; nil if it has none.
func clusterOf(f *config.File) *wire.ClusterSettings {
	if f == nil {
		return nil
	}
	if s, ok := f.Root("cluster").(*wire.ClusterSettings); ok && s.On() {
		return s
	}
	return nil
}

// partitions returns those that are meant: the one that was named, that of a
// community, or all.
func (t *target) partitions(s *wire.ClusterSettings, community string) (parts []int, err error) {
	switch {
	case t.Partition >= s.Partitions || t.Partition < -1:
		return nil, phrase.New("cluster.no_partition", t.Partition, s.Partitions-1)
	case t.Partition >= 0:
		return []int{t.Partition}, nil
	case community != "":
		return []int{cluster.PartOf(community, s.Partitions)}, nil
	}
	for part := range s.Partitions {
		parts = append(parts, part)
	}
	return parts, nil
}

// askPartitions answers a query from each of the partitions that are meant.
func (t *target) askPartitions(e *env, q inspect.Query, url string, f *config.File, faults config.Faults, row func(json.RawMessage) error) error {
	settings := clusterOf(f)
	parts, err := t.partitions(settings, q.Community)
	if err != nil {
		return err
	}
	server, err := readCluster(e.ctx, url)
	if err != nil {
		return err
	}
	communities, err := inCluster(e.ctx, f, faults, server)
	for _, part := range parts {
		if err != nil {
			break
		}
		s := server.View(part)
		if _, fresh, unread := store.SchemaVersion(s); fresh || unread != nil {
			err = unread
			continue
		}
		if err = store.Current(s, len(wire.Migrations())); err != nil {
			break
		}
		err = s.View(func(r store.Reader) error {
			from := source(r, nil, newClock().Now())
			from.Progress = sayProgress(e.stderr)
			for _, c := range communities {
				if cluster.PartOf(c.ID, settings.Partitions) == part {
					from.Configured, from.Communities = append(from.Configured, c), append(from.Communities, c.ID)
				}
			}
			return answer(q, from, row)
		})
	}
	return errors.Join(err, server.Close())
}

// readCluster connects to a cluster's database to read it, beside the engines.
func readCluster(ctx context.Context, url string) (*pgstore.Server, error) {
	return pgstore.Connect(ctx, url, pgstore.Options{Options: store.Options{ReadOnly: true}, Cache: -1})
}

// inCluster returns the communities of a configuration without faults; those of
// the database if it says so.
func inCluster(ctx context.Context, f *config.File, faults config.Faults, s *pgstore.Server) ([]*bot.Community, error) {
	if !f.Hosted {
		_, list, err := configured(f, faults, nil)
		return list, err
	}
	rows, err := allOf(ctx, s.Communities())
	if err != nil {
		return nil, err
	}
	f, _ = asHosted(f, rows)
	return wire.EngineConfig(f).Communities, nil
}

// connectTo connects to the NATS servers of the cluster that has a database, for
// a command.
func connectTo(ctx context.Context, s *wire.ClusterSettings, server *pgstore.Server) (*jetstream.Transport, error) {
	id, err := server.Partitions(ctx, s.Partitions)
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	return jetstream.Connect(ctx, natsOptions(s, id, slog.New(slog.DiscardHandler)))
}

// natsOptions are those of the cluster with an id: clusters may share a server.
func natsOptions(s *wire.ClusterSettings, id string, log *slog.Logger) jetstream.Options {
	opt := jetstream.Options{Replicas: s.Replicas, Parts: s.Partitions, Prefix: id, Log: log}
	for _, server := range s.NATS {
		opt.Servers = append(opt.Servers, server.Reveal())
	}
	return opt
}

// request is an act that a command requests of an engine.
type request struct {
	act
	Protocol string `json:"protocol"`
	Lang     string `json:"lang"` // of the error
}

func subjectControl(part int) string { return fmt.Sprintf("st.ctl.%d", part) }

// doIn requests an action from the engine of a partition.
func (t *target) doIn(e *env, s *wire.ClusterSettings, url string, a act) error {
	parts, err := t.partitions(s, a.Community)
	if err != nil {
		return err
	}
	if len(parts) > 1 {
		return phrase.New("cluster.which_partition")
	}
	server, err := readCluster(e.ctx, url)
	if err != nil {
		return err
	}
	wire, err := connectTo(e.ctx, s, server)
	if err := errors.Join(err, server.Close()); err != nil {
		return err
	}
	defer wire.Close()
	b, err := json.Marshal(request{a, controlProtocol, e.lang})
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(e.ctx, time.Minute)
	defer cancel()
	answer, err := wire.Ask(ctx, subjectControl(parts[0]), b)
	switch {
	case errors.Is(err, cluster.ErrNobody):
		return phrase.New("cluster.free_partition", parts[0])
	case err != nil:
		return phrase.New("control.ask", err)
	case len(answer) > 0:
		return errors.New(string(answer))
	}
	return nil
}

// answerCommands does what commands request of a partition's engine, until stop.
// The answer is empty, or the error.
func answerCommands(t cluster.Transport, part int, in *instance) (stop func(), err error) {
	return t.Answer(subjectControl(part), func(ctx context.Context, b []byte) []byte {
		var a request
		err := json.Unmarshal(b, &a)
		switch {
		case err == nil && a.Protocol != controlProtocol:
			err = phrase.New("control.other_version", version)
		case err == nil:
			err = (&control{in: in}).perform(ctx, a.act)
		}
		if err != nil {
			return []byte(phrase.In(a.Lang, err))
		}
		return nil
	})
}

// ready asks this machine's process of a cluster, by the address of web.
func (c *readyCmd) ofProcess(e *env, f *config.File) error {
	listen := f.Root("web").(*wire.WebSettings).Listen
	if listen == "" {
		return phrase.New("cluster.no_web")
	}
	req, err := http.NewRequestWithContext(e.ctx, http.MethodGet, "http://"+listen+"/readyz", nil)
	if err != nil {
		return err
	}
	resp, err := (&http.Client{Timeout: 5 * time.Second}).Do(req)
	if err != nil {
		return errNoInstance
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		text, _ := io.ReadAll(io.LimitReader(resp.Body, 4096))
		return errors.New(strings.TrimSpace(string(text)))
	}
	return nil
}
