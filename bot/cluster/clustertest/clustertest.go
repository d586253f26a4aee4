// Package clustertest has a cluster.Transport in memory that fails as it is
// told, for tests.
package clustertest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"sync"
	"time"

	"github.com/stewardbot/steward/bot/cluster"
)

// Faults say how a Transport fails. The shares are of what is sent, from 0 to 1.
type Faults struct {
	// Lose drops: packets that were acknowledged, requests before or after they
	// are answered, notes.
	Lose float64
	// Repeat has packets and notes arrive twice.
	Repeat float64
	// Refuse has Append and Tell fail.
	Refuse float64
	// Delay is the longest time that a packet, a request or a note takes.
	Delay time.Duration
}

// Transport implements cluster.Transport. The zero value is not one; see New.
type Transport struct {
	mu      sync.Mutex
	faults  Faults
	made    int // streams so far
	streams map[int]*stream
	answers map[string][]*answerer
	ears    map[string][]*ear
	appends int
}

type stream struct {
	id      string
	packets [][]byte
	changed chan struct{} // closed and replaced on every change
	wiped   bool
}

type answerer struct {
	ctx context.Context
	fn  func(context.Context, []byte) []byte
}

type ear struct{ notes chan []byte }

// New returns a Transport without faults.
func New() *Transport {
	return &Transport{streams: map[int]*stream{}, answers: map[string][]*answerer{}, ears: map[string][]*ear{}}
}

// Fail has it fail from now on.
func (t *Transport) Fail(f Faults) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.faults = f
}

// Wipe forgets all streams, as a server does that lost its disk.
func (t *Transport) Wipe() {
	t.mu.Lock()
	defer t.mu.Unlock()
	for part, s := range t.streams {
		s.wiped = true
		close(s.changed)
		delete(t.streams, part)
	}
}

// Appended counts the packets that were appended.
func (t *Transport) Appended() int {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.appends
}

var (
	errRefused = errors.New("the transport refuses")
	errWiped   = errors.New("the stream is gone")
)

// stream requires mu.
func (t *Transport) stream(part int) *stream {
	s := t.streams[part]
	if s == nil {
		t.made++
		s = &stream{id: fmt.Sprintf("%08d", t.made), changed: make(chan struct{})}
		t.streams[part] = s
	}
	return s
}

func chance(share float64) bool { return share > 0 && rand.Float64() < share }

// pass waits as long as something takes, and returns the faults.
func (t *Transport) pass(ctx context.Context) (Faults, error) {
	t.mu.Lock()
	f := t.faults
	t.mu.Unlock()
	if f.Delay > 0 {
		select {
		case <-time.After(rand.N(f.Delay)):
		case <-ctx.Done():
		}
	}
	return f, ctx.Err()
}

// Append implements cluster.Transport.
func (t *Transport) Append(ctx context.Context, part int, packet []byte) error {
	f, err := t.pass(ctx)
	if err != nil {
		return err
	}
	if len(packet) > t.Largest() {
		return cluster.ErrTooLarge
	}
	if chance(f.Refuse) {
		return errRefused
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	t.appends++
	if chance(f.Lose) {
		return nil
	}
	s := t.stream(part)
	s.packets = append(s.packets, bytes.Clone(packet))
	if chance(f.Repeat) {
		s.packets = append(s.packets, bytes.Clone(packet))
	}
	close(s.changed)
	s.changed = make(chan struct{})
	return nil
}

// Follow implements cluster.Transport.
func (t *Transport) Follow(ctx context.Context, part int, after cluster.Position, fn func(cluster.Position, []byte) error) error {
	t.mu.Lock()
	s := t.stream(part)
	t.mu.Unlock()
	next := uint64(0)
	if after.Stream == s.id {
		next = after.Seq
	}
	if err := fn(cluster.Position{Stream: s.id, Seq: next}, nil); err != nil {
		return err
	}
	for ctx.Err() == nil {
		t.mu.Lock()
		changed, wiped := s.changed, s.wiped
		var packet []byte
		if next < uint64(len(s.packets)) {
			packet = s.packets[next]
		}
		t.mu.Unlock()
		switch {
		case wiped:
			return errWiped
		case packet != nil:
			next++
			if err := fn(cluster.Position{Stream: s.id, Seq: next}, packet); err != nil {
				return err
			}
			continue
		}
		select {
		case <-changed:
		case <-ctx.Done():
		}
	}
	return ctx.Err()
}

// Ask implements cluster.Transport.
func (t *Transport) Ask(ctx context.Context, subject string, request []byte) ([]byte, error) {
	f, err := t.pass(ctx)
	if err != nil {
		return nil, err
	}
	if len(request) > t.Largest() {
		return nil, cluster.ErrTooLarge
	}
	t.mu.Lock()
	all := t.answers[subject]
	t.mu.Unlock()
	if len(all) == 0 {
		return nil, cluster.ErrNobody
	}
	lost := func() ([]byte, error) {
		<-ctx.Done()
		return nil, ctx.Err()
	}
	if chance(f.Lose / 2) {
		return lost()
	}
	by := all[rand.N(len(all))]
	answer := make(chan []byte, 1)
	go func() { answer <- by.fn(by.ctx, bytes.Clone(request)) }()
	if chance(f.Lose / 2) {
		return lost()
	}
	select {
	case b := <-answer:
		return b, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// Answer implements cluster.Transport.
func (t *Transport) Answer(subject string, fn func(ctx context.Context, request []byte) []byte) (func(), error) {
	ctx, cancel := context.WithCancel(context.Background())
	a := &answerer{ctx, fn}
	t.mu.Lock()
	defer t.mu.Unlock()
	t.answers[subject] = append(t.answers[subject], a)
	return func() {
		cancel()
		t.mu.Lock()
		defer t.mu.Unlock()
		t.answers[subject] = without(t.answers[subject], a)
	}, nil
}

func without[T comparable](list []T, x T) []T {
	return slices.DeleteFunc(slices.Clone(list), func(y T) bool { return x == y })
}

// Tell implements cluster.Transport.
func (t *Transport) Tell(subject string, note []byte) error {
	t.mu.Lock()
	defer t.mu.Unlock()
	f := t.faults
	if chance(f.Refuse) {
		return errRefused
	}
	for _, e := range t.ears[subject] {
		if chance(f.Lose) {
			continue
		}
		e.hear(note)
		if chance(f.Repeat) {
			e.hear(note)
		}
	}
	return nil
}

// hear drops what does not fit in, as servers do for slow listeners.
func (e *ear) hear(note []byte) {
	select {
	case e.notes <- bytes.Clone(note):
	default:
	}
}

// Listen implements cluster.Transport.
func (t *Transport) Listen(subject string, fn func(note []byte)) (func(), error) {
	ctx, cancel := context.WithCancel(context.Background())
	e := &ear{make(chan []byte, 1024)}
	go func() {
		for {
			select {
			case note := <-e.notes:
				if _, err := t.pass(ctx); err == nil {
					fn(note)
				}
			case <-ctx.Done():
				return
			}
		}
	}()
	t.mu.Lock()
	defer t.mu.Unlock()
	t.ears[subject] = append(t.ears[subject], e)
	return func() {
		cancel()
		t.mu.Lock()
		defer t.mu.Unlock()
		t.ears[subject] = without(t.ears[subject], e)
	}, nil
}

// Largest implements cluster.Transport.
func (*Transport) Largest() int { return 8 << 20 }
