package jetstream

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"github.com/stewardbot/steward/bot/cluster"
	"github.com/stewardbot/steward/bot/phrase"
)

// streams is how many streams there are.
func (t *Transport) streams() int { return max(min(t.opt.Parts, mostStreams), 1) }

func (t *Transport) streamName(part int) string {
	name := fmt.Sprintf("IN_%02d", part%t.streams())
	if t.opt.Prefix != "" {
		name = t.opt.Prefix + "_" + name
	}
	return name
}

func (t *Transport) partSubject(part int) string { return t.subject(fmt.Sprintf("st.in.%d", part)) }

// Append implements cluster.Transport.
func (t *Transport) Append(ctx context.Context, part int, packet []byte) error {
	ctx, stop := t.connected(ctx)
	defer stop()
	err := t.publish(ctx, part, packet)
	if errors.Is(err, jetstream.ErrNoStreamResponse) {
		if _, err = t.stream(ctx, part); err == nil {
			err = t.publish(ctx, part, packet)
		}
	}
	return known(err)
}

// publish gives a packet no id: what is sent again must be there again, as its
// reader may have passed it by.
func (t *Transport) publish(ctx context.Context, part int, packet []byte) error {
	_, err := t.js.Publish(ctx, t.partSubject(part), packet, jetstream.WithRetryAttempts(0))
	return err
}

// stream returns a partition's stream, and makes it if it is missing.
func (t *Transport) stream(ctx context.Context, part int) (jetstream.Stream, error) {
	name := t.streamName(part)
	t.making.Lock() // its partitions ask at the same time
	defer t.making.Unlock()
	s, err := t.js.Stream(ctx, name)
	if !errors.Is(err, jetstream.ErrStreamNotFound) {
		return s, err
	}
	var subjects []string
	for p := part % t.streams(); p < t.opt.Parts; p += t.streams() {
		subjects = append(subjects, t.partSubject(p))
	}
	s, err = t.js.CreateStream(ctx, jetstream.StreamConfig{
		Name: name, Subjects: subjects, Storage: jetstream.FileStorage, Replicas: t.opt.Replicas, MaxAge: keep,
	})
	if errors.Is(err, jetstream.ErrStreamNameAlreadyInUse) { // another process was quicker
		return t.js.Stream(ctx, name)
	}
	if err == nil {
		t.opt.Log.Info("a stream is made", "stream", name)
	}
	return s, err
}

// Follow implements cluster.Transport.
func (t *Transport) Follow(ctx context.Context, part int, after cluster.Position, fn func(cluster.Position, []byte) error) error {
	err := t.follow(ctx, part, after, fn)
	if errors.Is(err, nats.ErrReconnectBufExceeded) || errors.Is(err, nats.ErrDisconnected) {
		return errAway
	}
	return err
}

func (t *Transport) follow(ctx context.Context, part int, after cluster.Position, fn func(cluster.Position, []byte) error) error {
	ctx, stop := t.connected(ctx)
	defer stop()
	s, err := t.stream(ctx, part)
	if err != nil {
		return cause(ctx, err)
	}
	id := identity(s.CachedInfo())
	if after.Stream != id || after.Seq > s.CachedInfo().State.LastSeq { // another, or one that lost its end
		after = cluster.Position{Stream: id}
	}
	c, err := s.CreateConsumer(ctx, jetstream.ConsumerConfig{
		FilterSubject: t.partSubject(part), AckPolicy: jetstream.AckNonePolicy, Replicas: 1, MemoryStorage: true,
		DeliverPolicy: jetstream.DeliverByStartSequencePolicy, OptStartSeq: after.Seq + 1, InactiveThreshold: forgotten,
	})
	if err != nil {
		return cause(ctx, err)
	}
	defer t.drop(s, c)
	if now, err := s.Info(ctx); err != nil || identity(now) != id {
		return cause(ctx, errors.Join(err, errReplaced))
	}
	packets, err := c.Messages(jetstream.PullMaxMessages(pulled), jetstream.PullHeartbeat(heartbeat), jetstream.PullExpiry(4*heartbeat))
	if err != nil {
		return cause(ctx, err)
	}
	defer packets.Stop()
	if err := fn(after, nil); err != nil {
		return err
	}
	for n := uint64(1); ; n++ {
		m, err := packets.Next(jetstream.NextContext(ctx))
		if err != nil {
			return cause(ctx, err)
		}
		meta, err := m.Metadata()
		if err != nil {
			return err
		}
		if meta.Sequence.Consumer != n {
			return errGap
		}
		if err := fn(cluster.Position{Stream: id, Seq: meta.Sequence.Stream}, m.Data()); err != nil {
			return err
		}
	}
}

const (
	pulled    = 64                      // packets that are on their way at most
	heartbeat = 1500 * time.Millisecond // after two without one, the server is asked anew
	forgotten = 30 * time.Second
)

var (
	errReplaced = errors.New("the stream was replaced meanwhile")
	errGap      = errors.New("a packet of the stream did not arrive")
)

// identity is when a stream was made, so that later ones sort after it.
func identity(s *jetstream.StreamInfo) string {
	return s.Created.UTC().Format("2006-01-02T15:04:05.000000000Z")
}

// cause is why ctx ended, if it did, else err.
func cause(ctx context.Context, err error) error {
	if c := context.Cause(ctx); c != nil {
		return c
	}
	return err
}

var errAway = phrase.New("cluster.nats_away")

// drop removes a consumer, which else goes after a while.
func (t *Transport) drop(s jetstream.Stream, c jetstream.Consumer) {
	if !t.conn.IsConnected() {
		return
	}
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	_ = s.DeleteConsumer(ctx, c.CachedInfo().Name)
}
