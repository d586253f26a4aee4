package cluster_test

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/stewardbot/steward/bot/cluster"
	"github.com/stewardbot/steward/bot/cluster/clustertest"
)

// step is something that happens to a cluster.
type step struct {
	what string
	at   int // a partition, or how many updates
}

func steps(t *rapid.T, parts int) (all []step) {
	kinds := []string{"updates", "updates", "updates", "form", "form", "wipe", "gateway", "engine", "takeover", "rest"}
	for range rapid.IntRange(5, 25).Draw(t, "steps") {
		s := step{what: rapid.SampledFrom(kinds).Draw(t, "what")}
		switch s.what {
		case "updates":
			s.at = rapid.IntRange(1, 60).Draw(t, "updates")
		case "engine", "takeover":
			s.at = rapid.IntRange(0, parts-1).Draw(t, "partition")
		case "rest":
			s.at = rapid.IntRange(0, 20).Draw(t, "ms")
		}
		all = append(all, s)
	}
	return all
}

// storm runs the steps and returns what is wrong in the end, "" if nothing is.
// Wrap may change the transport; wipes are the last that happens to it.
func storm(t testing.TB, parts, communities int, faults clustertest.Faults, all []step, wrap func(*clustertest.Transport) cluster.Transport) (wrong string) {
	wire := clustertest.New()
	wire.Fail(faults)
	w := newWorld(t, wrap(wire), parts, communities, 7)
	defer w.running.Wait()
	engines := make([]func(), parts)
	for i := range engines {
		engines[i] = w.engine(i)
	}
	gateway := w.gateway()
	want, n := make([]strings.Builder, communities), 0
	beyond := watch(w)
	for _, s := range all {
		switch s.what {
		case "updates", "form":
			kind := message
			if s.what == "form" {
				kind = filled
			}
			for range max(s.at, 1) {
				to := n % communities
				w.platform.send(kind(n, to, fmt.Sprint(n)))
				fmt.Fprintln(&want[to], n)
				n++
			}
		case "wipe":
			wire.Wipe()
		case "gateway":
			gateway()
			gateway = w.gateway()
		case "engine": // is killed, and another begins
			engines[s.at]()
			engines[s.at] = w.engine(s.at)
		case "takeover": // another begins while it still runs
			old := engines[s.at]
			engines[s.at] = w.engine(s.at)
			time.Sleep(time.Millisecond)
			old()
		case "rest":
			time.Sleep(time.Duration(s.at) * time.Millisecond)
		}
	}
	wire.Fail(clustertest.Faults{Delay: faults.Delay})
	for deadline := time.Now().Add(20 * time.Second); w.cursor() < n && time.Now().Before(deadline); {
		time.Sleep(time.Millisecond)
	}
	if got := w.cursor(); got != n {
		wrong = fmt.Sprintf("the cursor is at %d of %d", got, n)
	}
	gateway()
	for _, stop := range engines {
		stop()
	}
	for i, c := range w.all {
		if got := w.said(c); got != want[i].String() {
			wrong += fmt.Sprintf("\n%s has %q, want %q", c.ID, got, want[i].String())
		}
	}
	return wrong + beyond()
}

// watch looks whether the platform's cursor is ever beyond what is committed.
func watch(w *world) (beyond func() string) {
	stop, ended := make(chan struct{}), make(chan string, 1)
	go func() {
		for {
			cursor := w.cursor() // first: what is committed only grows
			decided := 0
			for _, c := range w.all {
				decided += strings.Count(w.said(c), "\n")
			}
			if decided < cursor {
				ended <- fmt.Sprintf("\nthe cursor was at %d when %d events were decided", cursor, decided)
				return
			}
			select {
			case <-stop:
				ended <- ""
				return
			case <-time.After(time.Millisecond):
			}
		}
	}()
	return func() string {
		close(stop)
		return <-ended
	}
}

func drawFaults(t *rapid.T) clustertest.Faults {
	share := rapid.SampledFrom([]float64{0, 0.05, 0.3})
	return clustertest.Faults{
		Lose: share.Draw(t, "lose"), Repeat: share.Draw(t, "repeat"), Refuse: share.Draw(t, "refuse"),
		Delay: time.Duration(rapid.IntRange(0, 2).Draw(t, "delay")) * time.Millisecond,
	}
}

func itself(t *clustertest.Transport) cluster.Transport { return t }

// TestStorm lets anything happen to a cluster: every event is decided exactly
// once and in its community's order, and the platform's cursor is never beyond
// what is committed.
func TestStorm(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(r *rapid.T) {
		parts := rapid.IntRange(1, 4).Draw(r, "partitions")
		if wrong := storm(t, parts, rapid.IntRange(1, 6).Draw(r, "communities"), drawFaults(r), steps(r, parts), itself); wrong != "" {
			r.Fatal(wrong)
		}
	})
}

// hard is a storm in which each mistake below shows.
func hard() (all []step) {
	for i := range 12 {
		all = append(all, step{"updates", 40}, step{"rest", 3}, step{"wipe", 0}, step{"engine", i % 2}, step{"rest", 3}, step{"gateway", 0})
	}
	return all
}

var hardFaults = clustertest.Faults{Lose: 0.3, Repeat: 0.1, Delay: 2 * time.Millisecond}

func TestHardStorm(t *testing.T) {
	t.Parallel()
	if wrong := storm(t, 2, 3, hardFaults, hard(), itself); wrong != "" {
		t.Error(wrong)
	}
}

// TestMutants checks that the storm finds mistakes: a gateway that takes the
// transport's word for a commit, and an engine that takes packets after a gap.
func TestMutants(t *testing.T) {
	t.Parallel()
	for name, wrap := range map[string]func(*clustertest.Transport) cluster.Transport{
		"early": func(t *clustertest.Transport) cluster.Transport { return early{t} },
		"gaps":  func(t *clustertest.Transport) cluster.Transport { return &gaps{Transport: t, real: map[done]uint64{}} },
	} {
		t.Run(name, func(t *testing.T) {
			for range 200 { // luck is over at some time
				if storm(t, 2, 3, hardFaults, hard(), wrap) != "" {
					return
				}
			}
			t.Error("nothing is wrong")
		})
	}
}

// head is the head of a packet, done the note that it is committed.
type (
	head struct {
		Source  string `json:"source"`
		Session int64  `json:"session"`
		N       uint64 `json:"n"`
	}
	done struct {
		Part    int    `json:"part"`
		Session int64  `json:"session"`
		N       uint64 `json:"n"`
	}
)

// early confirms what the server has.
type early struct{ *clustertest.Transport }

func (t early) Append(ctx context.Context, part int, b []byte) error {
	if err := t.Transport.Append(ctx, part, b); err != nil {
		return err
	}
	var h head
	if err := json.Unmarshal(b, &h); err != nil {
		return err
	}
	note, err := json.Marshal(done{part, h.Session, h.N})
	if err != nil {
		return err
	}
	return t.Tell("st.done."+h.Source, note)
}

// gaps numbers the packets anew as they arrive, so that none is missed, and
// notes of commits as the gateway knows them.
type gaps struct {
	*clustertest.Transport
	mu   sync.Mutex
	real map[done]uint64 // by the new number
}

func (t *gaps) Follow(ctx context.Context, part int, after cluster.Position, fn func(cluster.Position, []byte) error) error {
	return t.Transport.Follow(ctx, part, after, func(at cluster.Position, b []byte) error {
		var p map[string]any
		var h head
		if b == nil || json.Unmarshal(b, &h) != nil || json.Unmarshal(b, &p) != nil {
			return fn(at, b)
		}
		t.mu.Lock()
		next := done{part, h.Session, 1}
		for known := true; known; next.N++ {
			if t.real[next] >= h.N { // it came before
				known = false
				next.N--
			} else if t.real[next] == 0 {
				t.real[next], known = h.N, false
				next.N--
			}
		}
		t.mu.Unlock()
		p["n"] = next.N
		b, _ = json.Marshal(p)
		return fn(at, b)
	})
}

func (t *gaps) Tell(subject string, note []byte) error {
	var d done
	if strings.HasPrefix(subject, "st.done.") && json.Unmarshal(note, &d) == nil {
		t.mu.Lock()
		if n := t.real[d]; n > 0 {
			d.N = n
		}
		t.mu.Unlock()
		note, _ = json.Marshal(d)
	}
	return t.Transport.Tell(subject, note)
}
