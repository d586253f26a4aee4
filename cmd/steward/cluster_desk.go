package main

import (
	"context"
	"net/http"
	"slices"
	"strconv"
	"sync"
	"time"

	"github.com/stewardbot/steward/adapters/web"
	"github.com/stewardbot/steward/adapters/web/desk"
	"github.com/stewardbot/steward/adapters/web/relay"
	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/engine"
	"github.com/stewardbot/steward/store"
)

// The desk of a cluster: each process serves it, and hands requests over to the
// process that has the engine of the community.

// door returns the pages of all communities for a server, if the desk is served.
func (n *node) door() (web.Options, error) {
	if n.desk.Listen == "" {
		return web.Options{}, nil
	}
	to := &relay.Relay{Transport: n.transport, Patience: n.settings.Lease + takeOver, Log: n.log}
	d, err := desk.NewDoor(desk.DoorOptions{
		Source: allSessions{n}, Address: n.desk.Address, Log: n.log,
		To: func(community string, fail func(http.ResponseWriter, *http.Request, error)) http.Handler {
			return to.To(n.partOf(community), fail)
		},
	})
	return web.Options{Desk: d, DeskPaths: desk.Paths(), Log: n.log}, err
}

// takeOver is how long it may take from the end of a lease until another process
// has the partition.
const takeOver = 4 * time.Second

// allSessions is the desk.Source of a process that may have no engine.
type allSessions struct{ n *node }

// Now implements desk.Source.
func (s allSessions) Now() time.Time { return s.n.clock.Now() }

// Communities implements desk.Source.
func (s allSessions) Communities() []*bot.Community { return s.n.communities() }

// View implements desk.Source.
func (s allSessions) View(fn func(store.Reader) error) error { return fn(s.n.server.Others(-1)) }

// answerPages answers what other processes hand over for the communities of a
// partition, until ctx ends. The desk is made when it is wanted.
func (n *node) answerPages(ctx context.Context, part int, in *instance) {
	if n.desk.Listen == "" {
		return
	}
	made := sync.OnceValues(func() (*desk.Desk, error) {
		o := in.deskOptions(n.desk.Address)
		o.Engine, o.Partition = partEngine{in.engine, n.platforms}, strconv.Itoa(part)
		return desk.New(o)
	})
	pages := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		d, err := made()
		if err != nil {
			in.log.Error("the desk can't be made", "err", err)
			http.Error(w, "The desk can't be made; the log says why.", http.StatusInternalServerError)
			return
		}
		d.ServeHTTP(w, r)
	})
	if err := relay.Serve(ctx, n.transport, part, pages, in.log); err != nil {
		in.log.Error("the desk can't be served", "err", err)
	}
}

// partEngine is the engine of a partition, whose links are those to platforms.
type partEngine struct {
	*engine.Engine
	platforms []bot.Adapter
}

// Links implements desk.Engine.
func (e partEngine) Links() []engine.Link {
	return slices.DeleteFunc(e.Engine.Links(), func(l engine.Link) bool {
		return !slices.ContainsFunc(e.platforms, func(a bot.Adapter) bool { return a.Name() == l.Platform })
	})
}
