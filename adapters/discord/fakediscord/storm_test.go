package fakediscord_test

import (
	"slices"
	"strconv"
	"sync"
	"testing"

	"github.com/bwmarrin/discordgo"
	"github.com/coder/websocket"

	fake "github.com/stewardbot/steward/adapters/discord/fakediscord"
)

// A client that resumes after each cut receives every dispatch once and in sequence order.
func TestEverythingIsHeardThroughAStorm(t *testing.T) {
	h := open(t, fake.Options{})
	l := h.connect(everything)
	var acts sync.WaitGroup
	for range 4 {
		acts.Go(func() {
			for i := range 60 {
				id := h.Say(h.ann, h.channel.ID, "hello")
				h.React(h.bob, h.channel.ID, id, "👍")
				h.Shown(h.channel.ID)
				if i%10 == 3 {
					h.Duplicate(5)
				}
				if i%20 == 7 {
					h.Drop()
				}
			}
		})
	}
	over := make(chan struct{})
	go func() {
		acts.Wait()
		h.Dispatch("END", []byte("{}"))
		close(over)
	}()
	var heard []string
	for seq := l.seq; ; {
		f, err := l.next()
		if err != nil {
			l = h.resumed(l, seq)
			continue
		}
		if f.Op != 0 || f.Seq <= seq {
			continue
		}
		seq = f.Seq
		if f.Type == "MESSAGE_CREATE" {
			heard = append(heard, decode[discordgo.MessageCreate](t, f).ID)
		}
		if f.Type == "END" {
			break
		}
	}
	<-over
	var said []string
	for _, m := range h.Shown(h.channel.ID) {
		said = append(said, m.ID)
	}
	if len(said) != 240 || !slices.Equal(said, heard) {
		t.Errorf("%d messages said, %d heard", len(said), len(heard))
	}
}

// resumed retries until a connection lasts long enough to resume.
func (h *house) resumed(l *link, seq int64) *link {
	h.t.Helper()
	for {
		n := dial(h.t, l.resume)
		n.id, n.resume, n.seq = l.id, l.resume, seq
		if f, err := n.next(); err != nil || f.Op != 10 {
			continue
		}
		body := `{"op":6,"d":{"token":"` + h.Token() + `","session_id":"` + l.id + `","seq":` + strconv.FormatInt(seq, 10) + `}}`
		if n.ws.Write(h.t.Context(), websocket.MessageText, []byte(body)) == nil {
			return n
		}
	}
}
