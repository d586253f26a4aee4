package main

import (
	"context"
	"encoding/json"
	"errors"
	"maps"
	"slices"
	"time"

	"github.com/stewardbot/steward/bot/cluster"
	"github.com/stewardbot/steward/bot/phrase"
	"github.com/stewardbot/steward/cmd/steward/wire"
	"github.com/stewardbot/steward/store"
	"github.com/stewardbot/steward/store/pgstore"
)

type clusterCmd struct {
	Status clusterStatusCmd `cmd:"" help:"help.cluster_status"`
}

type clusterStatusCmd struct{ target }

// clusterStatus is how a cluster is.
type clusterStatus struct {
	Partitions int             `json:"partitions"`
	Free       int             `json:"free"` // partitions without an engine
	Engines    []engineStatus  `json:"engines,omitempty"`
	Gateways   []gatewayStatus `json:"gateways,omitempty"`
}

// engineStatus is a process with engines.
type engineStatus struct {
	Process string `json:"process"`
	Held    int    `json:"held"` // partitions
}

// gatewayStatus is a connection to a platform.
type gatewayStatus struct {
	Source    string `json:"source"`
	Process   string `json:"process,omitempty"` // that has it; empty: none
	Session   int64  `json:"session"`           // higher for each process that had it
	Connected bool   `json:"connected"`
	Reason    string `json:"reason,omitempty"` // why not
}

// Run prints which process has what.
func (c *clusterStatusCmd) Run(e *env) error {
	url, f, _, err := c.look()
	if err != nil {
		return err
	}
	settings := clusterOf(f)
	if settings == nil {
		return phrase.New("cluster.none")
	}
	server, err := readCluster(e.ctx, url)
	if err != nil {
		return err
	}
	s, err := statusOf(e, settings, server)
	if err := errors.Join(err, server.Close()); err != nil {
		return err
	}
	if c.JSON {
		return json.NewEncoder(e.stdout).Encode(s)
	}
	return s.tell(e)
}

// statusOfCluster returns the status of the whole cluster: which partitions and sources nobody has, and what the partitions hold.
func statusOfCluster(e *env, settings *wire.ClusterSettings, url string) (s status, err error) {
	server, err := readCluster(e.ctx, url)
	if err != nil {
		return s, err
	}
	defer func() { err = errors.Join(err, server.Close()) }()
	now, err := statusOf(e, settings, server)
	if err != nil {
		return s, err
	}
	s.Running = now.Free < now.Partitions
	if now.Free > 0 {
		s.NotReady = append(s.NotReady, phrase.New("cluster.free", now.Free, now.Partitions).In(e.lang))
	}
	for _, g := range now.Gateways {
		if !g.Connected {
			s.NotReady = append(s.NotReady, phrase.New("ready.platform", g.Source, g.Reason).In(e.lang))
		}
	}
	for part := range settings.Partitions {
		view := server.View(part)
		if _, fresh, unread := store.SchemaVersion(view); fresh || unread != nil {
			err = unread
		} else if err = store.Current(view, len(wire.Migrations())); err == nil {
			err = s.add(view)
		}
		if err != nil {
			break
		}
	}
	return s, err
}

func statusOf(e *env, settings *wire.ClusterSettings, server *pgstore.Server) (s clusterStatus, err error) {
	leases, err := server.Leases(e.ctx)
	if err != nil {
		return s, err
	}
	sources, err := server.Sources(e.ctx)
	if err != nil {
		return s, err
	}
	workers, err := server.Workers(e.ctx)
	if err != nil {
		return s, err
	}
	s = clusterStatus{Partitions: settings.Partitions, Free: settings.Partitions}
	by, held := map[int]pgstore.Lease{}, map[string]int{}
	for _, w := range workers {
		held[w.Owner] = 0
	}
	for _, l := range leases {
		if l.Left <= 0 {
			l.Owner = ""
		}
		if by[l.Part] = l; l.Part < settings.Partitions && l.Owner != "" {
			held[l.Owner]++
			s.Free--
		}
	}
	for _, name := range slices.Sorted(maps.Keys(held)) {
		s.Engines = append(s.Engines, engineStatus{name, held[name]})
	}
	up := heard(e, settings, server)
	for _, x := range sources {
		g := gatewayStatus{Source: x.Name, Process: by[x.Part].Owner, Session: by[x.Part].Epoch}
		if state, ok := up[x.Name]; ok && state.Session == g.Session {
			g.Connected, g.Reason = state.Connected, state.Reason.In(e.lang)
		} else if g.Process != "" {
			g.Reason = phrase.New("cluster.not_heard").In(e.lang)
		} else {
			g.Reason = phrase.New("cluster.no_gateway").In(e.lang)
		}
		s.Gateways = append(s.Gateways, g)
	}
	return s, nil
}

// heard returns what the gateways say within a moment, by source.
func heard(e *env, settings *wire.ClusterSettings, server *pgstore.Server) map[string]cluster.GatewayState {
	up := map[string]cluster.GatewayState{}
	t, err := connectTo(e.ctx, settings, server)
	if err != nil {
		return up
	}
	defer t.Close()
	ctx, cancel := context.WithTimeout(e.ctx, 500*time.Millisecond)
	defer cancel()
	list := cluster.NewGateways(t)
	_ = list.Run(ctx)
	for _, g := range list.All() {
		up[g.Source] = g
	}
	return up
}

// tell prints it for people.
func (s *clusterStatus) tell(e *env) error {
	rows := newTable(e.stdout, e.lang, "PROCESS PARTITIONS")
	for _, x := range s.Engines {
		rows.row(x.Process, x.Held)
	}
	if err := rows.flush(); err != nil {
		return err
	}
	if s.Free > 0 {
		if err := e.tell("cluster.free", s.Free, s.Partitions); err != nil {
			return err
		}
	}
	rows = newTable(e.stdout, e.lang, "SOURCE PROCESS CONNECTED")
	for _, g := range s.Gateways {
		state := any(g.Reason)
		if g.Connected {
			state = phrase.New("cluster.connected").In(e.lang)
		}
		rows.row(g.Source, g.Process, state)
	}
	return rows.flush()
}
