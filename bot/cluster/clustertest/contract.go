package clustertest

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/stewardbot/steward/bot/cluster"
)

// patience is how long anything may take.
const patience = 20 * time.Second

// Contract tests a transport without faults, with four partitions. wipe deletes
// its streams.
func Contract(t *testing.T, wire cluster.Transport, wipe func()) {
	t.Run("streams", func(t *testing.T) { streams(t, wire, wipe) })
	t.Run("requests", func(t *testing.T) { requests(t, wire) })
	t.Run("busy", func(t *testing.T) { busy(t, wire) })
	t.Run("notes", func(t *testing.T) { notes(t, wire) })
	t.Run("sizes", func(t *testing.T) { sizes(t, wire) })
}

// follow returns the next packets of a partition, and the last position.
func follow(t *testing.T, wire cluster.Transport, part int, after cluster.Position, want ...string) (last cluster.Position) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	var got []string
	err := wire.Follow(ctx, part, after, func(at cluster.Position, b []byte) error {
		if last = at; b != nil {
			got = append(got, string(b))
		}
		if len(got) == len(want) {
			return errEnough
		}
		return nil
	})
	if !errors.Is(err, errEnough) || !slices.Equal(got, want) {
		t.Fatalf("followed from %+v: %q and %v, want %q", after, got, err, want)
	}
	return last
}

var errEnough = errors.New("enough")

func add(t *testing.T, wire cluster.Transport, part int, packets ...string) {
	t.Helper()
	for _, p := range packets {
		if err := wire.Append(t.Context(), part, []byte(p)); err != nil {
			t.Fatal(err)
		}
	}
}

func streams(t *testing.T, wire cluster.Transport, wipe func()) {
	add(t, wire, 1, "a", "b")
	add(t, wire, 2, "x")
	add(t, wire, 1, "c")
	first := follow(t, wire, 1, cluster.Position{}, "a")
	if first.Stream == "" {
		t.Error("a stream has no identity")
	}
	last := follow(t, wire, 1, first, "b", "c")
	follow(t, wire, 1, cluster.Position{Stream: "another", Seq: 2}, "a", "b", "c")
	follow(t, wire, 2, cluster.Position{}, "x")
	if at := follow(t, wire, 3, cluster.Position{}); at.Stream == "" {
		t.Error("it does not tell that it follows a stream without packets")
	}

	// A follower in the middle notices that the stream is gone.
	ended := make(chan error, 1)
	follows := make(chan bool, 1)
	go func() {
		ended <- wire.Follow(t.Context(), 1, last, func(cluster.Position, []byte) error {
			follows <- true
			return nil
		})
	}()
	<-follows
	wipe()
	select {
	case <-ended:
	case <-time.After(patience):
		t.Fatal("the stream is gone, and its follower waits")
	}
	add(t, wire, 1, "d")
	if now := follow(t, wire, 1, last, "d"); now.Stream <= last.Stream {
		t.Errorf("the stream is %q after %q", now.Stream, last.Stream)
	}

	ctx, cancel := context.WithCancel(t.Context())
	err := wire.Follow(ctx, 3, cluster.Position{}, func(cluster.Position, []byte) error {
		cancel()
		return nil
	})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("a follower that was stopped: %v", err)
	}
}

// busy checks that what was asked of somebody who stops is answered, if it wasn't
// that nobody answers.
func busy(t *testing.T, wire cluster.Transport) {
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	for range 20 {
		stop, err := wire.Answer("st.ev.3", func(context.Context, []byte) []byte { return []byte("!") })
		if err != nil {
			t.Fatal(err)
		}
		var asking sync.WaitGroup
		for range 50 {
			asking.Go(func() {
				for {
					if _, err := wire.Ask(ctx, "st.ev.3", []byte("a")); errors.Is(err, cluster.ErrNobody) {
						return
					} else if err != nil {
						t.Errorf("what was asked is not answered: %v", err)
						return
					}
				}
			})
		}
		time.Sleep(5 * time.Millisecond)
		stop()
		asking.Wait()
	}
}

func requests(t *testing.T, wire cluster.Transport) {
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	if _, err := wire.Ask(ctx, "st.ev.1", []byte("a")); !errors.Is(err, cluster.ErrNobody) {
		t.Errorf("nobody answers: %v", err)
	}
	both := make(chan struct{}, 2)
	stop, err := wire.Answer("st.ev.1", func(_ context.Context, b []byte) []byte {
		if both <- struct{}{}; string(b) == "wait" {
			for len(both) < 2 { // for another request, meanwhile
				time.Sleep(time.Millisecond)
			}
		}
		return append(b, '!')
	})
	if err != nil {
		t.Fatal(err)
	}
	var asked sync.WaitGroup
	for _, what := range []string{"wait", "a"} {
		asked.Go(func() {
			if b, err := wire.Ask(ctx, "st.ev.1", []byte(what)); err != nil || string(b) != what+"!" {
				t.Errorf("asked %q: %q %v", what, b, err)
			}
		})
	}
	asked.Wait()
	stop()
	if _, err := wire.Ask(ctx, "st.ev.1", []byte("a")); !errors.Is(err, cluster.ErrNobody) {
		t.Errorf("nobody answers any more: %v", err)
	}
	stop, err = wire.Answer("st.ev.2", func(ctx context.Context, _ []byte) []byte {
		<-ctx.Done()
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	defer stop()
	short, cancel := context.WithTimeout(ctx, 20*time.Millisecond)
	defer cancel()
	if _, err := wire.Ask(short, "st.ev.2", nil); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("an answer that never comes: %v", err)
	}
}

func notes(t *testing.T, wire cluster.Transport) {
	heard := make(chan string, 100)
	for range 2 {
		stop, err := wire.Listen("st.up", func(b []byte) { heard <- string(b) })
		if err != nil {
			t.Fatal(err)
		}
		defer stop()
	}
	if err := wire.Tell("st.who", []byte("nobody hears")); err != nil {
		t.Error(err)
	}
	if err := wire.Tell("st.up", []byte("a")); err != nil {
		t.Error(err)
	}
	for range 2 {
		select {
		case got := <-heard:
			if got != "a" {
				t.Errorf("heard %q", got)
			}
		case <-time.After(patience):
			t.Fatal("a note is not heard")
		}
	}
}

func sizes(t *testing.T, wire cluster.Transport) {
	large := make([]byte, wire.Largest()+1)
	if err := wire.Append(t.Context(), 1, large); !errors.Is(err, cluster.ErrTooLarge) {
		t.Errorf("a packet that is too large: %v", err)
	}
	stop, err := wire.Answer("st.ev.1", func(_ context.Context, b []byte) []byte { return fmt.Append(nil, len(b)) })
	if err != nil {
		t.Fatal(err)
	}
	defer stop()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	if b, err := wire.Ask(ctx, "st.ev.1", large[1:]); err != nil || string(b) != fmt.Sprint(wire.Largest()) {
		t.Errorf("the largest request: %q %v", b, err)
	}
	if _, err := wire.Ask(ctx, "st.ev.1", large); !errors.Is(err, cluster.ErrTooLarge) {
		t.Errorf("a request that is too large: %v", err)
	}
}
