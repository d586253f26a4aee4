package cluster_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/nats-io/nats.go"

	"github.com/stewardbot/steward/bot/cluster/jetstream"
	"github.com/stewardbot/steward/bot/cluster/jetstream/natstest"
)

// TestNATS has a cluster go on while NATS is deleted, killed and wiped: no event
// and no answer is lost.
func TestNATS(t *testing.T) {
	t.Parallel()
	s := natstest.Start(t)
	wire, err := jetstream.Connect(t.Context(), jetstream.Options{Servers: []string{s.URL()}, Parts: 3})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = wire.Close() }()
	const communities = 4
	w := newWorld(t, wire, 3, communities, 5)
	defer w.running.Wait()
	for i := range w.parts {
		defer w.engine(i)()
	}
	gateway := w.gateway()
	want, n := make([]strings.Builder, communities), 0
	answers := 0
	send := func(count int) {
		for range count {
			text := fmt.Sprint(n)
			if n%40 == 0 {
				text = "hello " + text
				answers++
			}
			w.platform.send(message(n, n%communities, text))
			fmt.Fprintln(&want[n%communities], text)
			n++
		}
	}
	for round := range 2 {
		for name, harm := range map[string]func(){
			"delete":  func() { deleteStreams(t, s.URL()) },
			"kill":    func() { s.Kill(); send(20); s.Run(t) },
			"wipe":    func() { s.Kill(); s.Wipe(t); send(20); s.Run(t) },
			"gateway": func() { gateway(); gateway = w.gateway() },
		} {
			send(100)
			time.Sleep(time.Duration(round) * 5 * time.Millisecond)
			harm()
			send(100)
			until(t, name, func() bool { return w.cursor() == n })
		}
	}
	until(t, "the answers", func() bool { return len(w.platform.said()) == answers })
	gateway()
	for i, c := range w.all {
		if got := w.said(c); got != want[i].String() {
			t.Errorf("%s has %q, want %q", c.ID, got, want[i].String())
		}
	}
}

func deleteStreams(t *testing.T, url string) {
	t.Helper()
	conn, err := nats.Connect(url)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	js, err := conn.JetStream()
	if err != nil {
		t.Fatal(err)
	}
	for name := range js.StreamNames() {
		if err := js.DeleteStream(name); err != nil {
			t.Fatal(err)
		}
	}
}
