package desk

import (
	"errors"
	"log/slog"
	"net/http"

	"github.com/stewardbot/steward/adapters/web"
)

// DoorOptions are what a Door needs. Log may be nil.
type DoorOptions struct {
	// Source has all communities, wherever their engines run.
	Source Source
	// To returns what has a community's requests answered where its engine runs. Those that nobody answers, fail does. Its
	// error is an *http.MaxBytesError if the request is too large.
	To      func(community string, fail func(http.ResponseWriter, *http.Request, error)) http.Handler
	Address string // as in Options
	Log     *slog.Logger
}

// NewDoor returns the handler of the pages for a process that may not have the engine of the community: those which concern
// none are its own.
func NewDoor(o DoorOptions) (*Desk, error) {
	d := &Desk{opt: Options{Address: o.Address}, source: o.Source, log: o.Log}
	return d, d.open(func() []route { return d.doorRoutes(o.To) })
}

// doorRoutes are the addresses of a Door. What a community's may be, and who may see them, the Desk decides that answers.
func (d *Desk) doorRoutes(to func(string, func(http.ResponseWriter, *http.Request, error)) http.Handler) []route {
	pass := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		to(r.PathValue("community"), d.unanswered).ServeHTTP(w, r)
	})
	return []route{
		{"GET /{$}", 0, http.HandlerFunc(d.serveDoor)},
		{"GET " + assetPath, 0, d.assets},
		{"/in/{community}/{rest...}", 0, pass},
		{"/c/{community}", 0, pass},
		{"/c/{community}/{rest...}", 0, pass},
		{publicPath + "{community}/{rest...}", 0, pass},
	}
}

// unanswered answers a request that no process has answered. A page that follows what changes comes again by itself.
func (d *Desk) unanswered(w http.ResponseWriter, r *http.Request, err error) {
	if r.Context().Err() != nil {
		return // the visitor has left
	}
	t := d.tongues.choose(w, r)
	if _, ok := errors.AsType[*http.MaxBytesError](err); ok {
		d.fault(w, r, t, http.StatusRequestEntityTooLarge, "fault.long")
		return
	}
	d.log.Warn("a page of the desk had no answer", "community", r.PathValue("community"), "err", err)
	if r.Header.Get("Accept") == "text/event-stream" {
		web.OpenStream(w, r)
		return
	}
	d.fault(w, r, t, http.StatusServiceUnavailable, "fault.away")
}
