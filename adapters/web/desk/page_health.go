package desk

import (
	"time"

	"github.com/stewardbot/steward/bot/engine"
	"github.com/stewardbot/steward/bot/inspect"
)

// healthData is how the whole instance is, or the partition of a cluster, not only the community.
type healthData struct {
	Partition string // its number; empty: the whole instance
	NotReady  []string
	Waiting   int // lines of the outbox
	Oldest    []engine.Act
	Failed    []engine.Act
	Received  uint64
	Failures  uint64 // of features
	Slowest   time.Duration
	Storage   inspect.Storage
	Links     []engine.Link
}

// Size writes bytes for people.
func (healthData) Size(n uint64) string { return inspect.Size(n) }

// Bounds of the lists.
const (
	mostFailed  = 50
	mostWaiting = 20
)

func health(v *Visit) (any, error) {
	o := v.Desk.opt
	h := healthData{Partition: o.Partition}
	for _, line := range o.Engine.NotReady() {
		h.NotReady = append(h.NotReady, line.In(v.Tag))
	}
	s, waiting := o.Engine.Stats()
	h.Waiting, h.Received, h.Failures = waiting, s.Received.Load(), s.Failures.Load()
	_, _, h.Slowest = s.CommitSeconds.Read()
	if h.Links = o.Engine.Links(); o.Storage != nil {
		h.Storage = o.Storage()
	}
	failed, err := inspect.FailedSince(v.Reader, v.Now.Add(-inspect.FailedFor), inspect.MostLooked)
	h.Failed = failed[:min(len(failed), mostFailed)]
	if err != nil {
		return nil, err
	}
	h.Oldest, err = inspect.OldestWaiting(v.Reader, mostWaiting)
	return h, err
}

func healthTable(v *Visit, data any) *Table {
	t := &Table{Columns: []string{"effect", "kind", "place", "status", "at", "reason"}}
	h := data.(healthData)
	for _, list := range [][]engine.Act{h.Oldest, h.Failed} {
		for _, a := range list {
			t.Rows = append(t.Rows, []any{uint64(a.Ref), a.Kind, string(a.Place), string(a.Status), a.At, a.Reason.In(v.Tag)})
		}
	}
	return t
}
