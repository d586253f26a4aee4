package jetstream_test

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/nats-io/nats.go"
	"go.uber.org/goleak"

	"github.com/stewardbot/steward/bot/cluster"
	"github.com/stewardbot/steward/bot/cluster/clustertest"
	"github.com/stewardbot/steward/bot/cluster/jetstream"
	"github.com/stewardbot/steward/bot/cluster/jetstream/natstest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func connect(t *testing.T, opt jetstream.Options) *jetstream.Transport {
	t.Helper()
	wire, err := jetstream.Connect(t.Context(), opt)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = wire.Close() })
	return wire
}

// wipe deletes all streams of a server.
func wipe(t *testing.T, url string) {
	t.Helper()
	conn, js := manage(t, url)
	defer conn.Close()
	for name := range js.StreamNames() {
		if err := js.DeleteStream(name); err != nil {
			t.Fatal(err)
		}
	}
}

func manage(t *testing.T, url string) (*nats.Conn, nats.JetStreamContext) {
	t.Helper()
	conn, err := nats.Connect(url)
	if err != nil {
		t.Fatal(err)
	}
	js, err := conn.JetStream()
	if err != nil {
		t.Fatal(err)
	}
	return conn, js
}

// TestConsumerGone checks that a follower notices that the server has forgotten
// it, and goes on from its place.
func TestConsumerGone(t *testing.T) {
	s := natstest.Start(t)
	wire := connect(t, jetstream.Options{Servers: []string{s.URL()}, Parts: 1})
	conn, js := manage(t, s.URL())
	defer conn.Close()
	got := make(chan string, 10)
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		var at cluster.Position
		for ctx.Err() == nil {
			_ = wire.Follow(ctx, 0, at, func(now cluster.Position, p []byte) error {
				at = now
				got <- string(p)
				return nil
			})
		}
	}()
	for _, want := range []string{"", "a", "b"} { // at first, that it follows
		if want != "" {
			if err := wire.Append(t.Context(), 0, []byte(want)); err != nil {
				t.Fatal(err)
			}
		}
		if p := <-got; p != want {
			t.Fatalf("%q, want %q", p, want)
		}
	}
	for name := range js.ConsumerNames("IN_00") {
		if err := js.DeleteConsumer("IN_00", name); err != nil {
			t.Fatal(err)
		}
	}
	if err := wire.Append(t.Context(), 0, []byte("c")); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"", "c"} {
		if p := <-got; p != want {
			t.Fatalf("%q, want %q", p, want)
		}
	}
	cancel()
	<-ended
}

// TestShorter checks that a stream which lost its end, as after a crash of the
// server, is read from its beginning.
func TestShorter(t *testing.T) {
	s := natstest.Start(t)
	wire := connect(t, jetstream.Options{Servers: []string{s.URL()}, Parts: 1})
	if err := wire.Append(t.Context(), 0, []byte("a")); err != nil {
		t.Fatal(err)
	}
	enough := errors.New("enough")
	var at cluster.Position
	read := func(after cluster.Position) (got string) {
		err := wire.Follow(t.Context(), 0, after, func(now cluster.Position, p []byte) error {
			if at, got = now, string(p); p == nil {
				return nil
			}
			return enough
		})
		if !errors.Is(err, enough) {
			t.Fatal(err)
		}
		return got
	}
	read(cluster.Position{})
	at.Seq += 1000
	if got := read(at); got != "a" {
		t.Errorf("read %q", got)
	}
}

func TestContract(t *testing.T) {
	s := natstest.Start(t)
	wire := connect(t, jetstream.Options{Servers: []string{s.URL()}, Parts: 4})
	clustertest.Contract(t, wire, func() { wipe(t, s.URL()) })
}

// TestPrefix checks that clusters with different prefixes share a server.
func TestPrefix(t *testing.T) {
	s := natstest.Start(t)
	a := connect(t, jetstream.Options{Servers: []string{s.URL()}, Parts: 40, Prefix: "a"})
	b := connect(t, jetstream.Options{Servers: []string{s.URL()}, Parts: 40, Prefix: "b"})
	for _, wire := range []*jetstream.Transport{a, b} {
		for part := range 40 {
			if err := wire.Append(t.Context(), part, []byte{byte(part)}); err != nil {
				t.Fatal(err)
			}
		}
	}
	enough := errors.New("enough")
	for _, part := range []int{0, 16, 39} {
		got := 0
		ctx, cancel := context.WithTimeout(t.Context(), 300*time.Millisecond)
		err := a.Follow(ctx, part, cluster.Position{}, func(_ cluster.Position, p []byte) error {
			if p == nil {
				return nil
			}
			if got++; !bytes.Equal(p, []byte{byte(part)}) {
				return enough
			}
			return nil
		})
		cancel()
		if got != 1 || errors.Is(err, enough) {
			t.Errorf("partition %d has %d packets: %v", part, got, err)
		}
	}
}

// TestServerGone checks what happens while there is no server: nothing waits
// for it, and it is found again.
func TestServerGone(t *testing.T) {
	s := natstest.Start(t)
	var said bytes.Buffer
	wire := connect(t, jetstream.Options{Servers: []string{s.URL()}, Parts: 4, Log: slog.New(slog.NewTextHandler(&said, nil))})
	asked := make(chan struct{}, 1)
	stop, err := wire.Answer("st.ev.1", func(ctx context.Context, _ []byte) []byte {
		asked <- struct{}{}
		<-ctx.Done()
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	answers := make(chan error, 1)
	go func() {
		_, err := wire.Ask(t.Context(), "st.ev.1", nil)
		answers <- err
	}()
	<-asked
	s.Kill()
	if err := <-answers; err == nil || errors.Is(err, cluster.ErrNobody) {
		t.Errorf("the connection broke before the answer: %v; it may have been heard", err)
	}
	stop()
	if _, err := wire.Ask(t.Context(), "st.ev.1", nil); !errors.Is(err, cluster.ErrNobody) {
		t.Errorf("asked without a server: %v", err)
	}
	if err := wire.Append(t.Context(), 1, []byte("a")); err == nil {
		t.Error("a packet was appended without a server")
	}
	if err := wire.Follow(t.Context(), 1, cluster.Position{}, nil); err == nil || err.Error() != "NATS is not connected" {
		t.Errorf("followed without a server: %v", err) // steward ready says it
	}
	s.Run(t)
	for deadline := time.Now().Add(20 * time.Second); ; time.Sleep(10 * time.Millisecond) {
		if err = wire.Append(t.Context(), 1, []byte("b")); err == nil || time.Now().After(deadline) {
			break
		}
	}
	if err != nil {
		t.Errorf("the server is back: %v", err)
	}
}

// TestShutOut checks that a server that refuses the password for a while, such as
// while it is changed, is tried again until it doesn't.
func TestShutOut(t *testing.T) {
	s := natstest.Start(t)
	refused := make(refusals, 2)
	url := strings.Replace(s.URL(), "//", "//steward:r,ght@", 1)
	wire := connect(t, jetstream.Options{Servers: []string{url}, Parts: 1, Log: slog.New(slog.NewTextHandler(refused, nil))})
	s.Kill()
	s.Guard("wrong")
	s.Run(t)
	for range cap(refused) {
		<-refused
	}
	s.Kill()
	s.Guard("r,ght")
	s.Run(t)
	var err error
	for deadline := time.Now().Add(20 * time.Second); time.Now().Before(deadline); time.Sleep(10 * time.Millisecond) {
		if err = wire.Append(t.Context(), 0, []byte("a")); err == nil {
			return
		}
	}
	t.Errorf("the password is right again: %v", err)
}

// refusals is a log that notes the lines about a refused password.
type refusals chan struct{}

func (r refusals) Write(b []byte) (int, error) {
	if bytes.Contains(bytes.ToLower(b), []byte("authorization")) {
		select {
		case r <- struct{}{}:
		default:
		}
	}
	return len(b), nil
}

// TestConnect checks that it waits for a server, and says once why, without the
// password.
func TestConnect(t *testing.T) {
	var said bytes.Buffer
	ctx, cancel := context.WithTimeout(t.Context(), 1500*time.Millisecond)
	defer cancel()
	_, err := jetstream.Connect(ctx, jetstream.Options{
		Servers: []string{"nats://steward:hunter2@127.0.0.1:1"}, Parts: 1, Log: slog.New(slog.NewTextHandler(&said, nil)),
	})
	if err == nil || strings.Contains(err.Error()+said.String(), "hunter2") || strings.Count(said.String(), "\n") != 1 {
		t.Errorf("%v; said %s", err, said.String())
	}
	for _, server := range []string{"nats://steward:hunter2/@127.0.0.1:1", "nats://steward:hunter2%zz@127.0.0.1:1"} {
		_, err = jetstream.Connect(t.Context(), jetstream.Options{Servers: []string{"nats://127.0.0.1:1", server}, Parts: 1})
		if err == nil || strings.Contains(err.Error(), "hunter2") {
			t.Errorf("%v", err)
		}
	}
}
