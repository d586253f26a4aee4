package fakediscord_test

import (
	"bytes"
	"fmt"
	"testing"

	"github.com/coder/websocket"

	fake "github.com/stewardbot/steward/adapters/discord/fakediscord"
)

// BenchmarkDispatch posts one message and reads it from the gateway.
func BenchmarkDispatch(b *testing.B) {
	s := fake.New(fake.Options{})
	defer s.Close()
	ann := s.AddUser("ann")
	g := s.AddGuild("Tea House", ann)
	c := g.AddChannel("general")
	ws := identified(b, s)
	defer ws.CloseNow()
	for range 2 { // READY and GUILD_CREATE; messages posted before them are not sent
		if _, _, err := ws.Read(b.Context()); err != nil {
			b.Fatal(err)
		}
	}
	done := make(chan error, 1)
	go func() {
		for {
			if _, text, err := ws.Read(b.Context()); err != nil || bytes.Contains(text, []byte(`"END"`)) {
				done <- err
				return
			}
		}
	}()
	for b.Loop() {
		s.Say(ann, c.ID, "a message of a usual length, neither long nor short")
	}
	s.Dispatch("END", []byte("{}"))
	if err := <-done; err != nil {
		b.Fatal(err)
	}
}

// BenchmarkReady identifies with a thousand guilds and reads until the last one.
func BenchmarkReady(b *testing.B) {
	s := fake.New(fake.Options{})
	defer s.Close()
	owner := s.AddUser("ann")
	for i := range 1000 {
		g := s.AddGuild(fmt.Sprint("guild ", i), owner)
		for range 5 {
			g.AddChannel("general")
		}
	}
	for b.Loop() {
		ws := identified(b, s)
		for range 1001 {
			if _, _, err := ws.Read(b.Context()); err != nil {
				b.Fatal(err)
			}
		}
		ws.CloseNow()
	}
}

// identified returns a connection that has read HELLO and identified.
func identified(b *testing.B, s *fake.Server) *websocket.Conn {
	b.Helper()
	ws, _, err := websocket.Dial(b.Context(), s.GatewayURL(), nil)
	if err != nil {
		b.Fatal(err)
	}
	ws.SetReadLimit(-1)
	if _, _, err := ws.Read(b.Context()); err != nil {
		b.Fatal(err)
	}
	body := fmt.Sprintf(`{"op":2,"d":{"token":%q,"intents":%d,"properties":{"os":"linux"}}}`, s.Token(), everything)
	if err := ws.Write(b.Context(), websocket.MessageText, []byte(body)); err != nil {
		b.Fatal(err)
	}
	return ws
}
