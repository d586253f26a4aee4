package fakediscord_test

import (
	"encoding/json"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/bwmarrin/discordgo"
	"github.com/coder/websocket"

	fake "github.com/stewardbot/steward/adapters/discord/fakediscord"
)

// clock is a clock that a test sets.
type clock struct{ at atomic.Int64 }

func newClock() *clock {
	c := &clock{}
	c.at.Store(time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC).UnixNano())
	return c
}

func (c *clock) now() time.Time          { return time.Unix(0, c.at.Load()) }
func (c *clock) advance(d time.Duration) { c.at.Add(int64(d)) }

func TestCloseCodes(t *testing.T) {
	me := func(h *house) map[string]any { return identity(h.Token(), everything) }
	tests := []struct {
		name  string
		sends func(h *house) []any
		code  int
	}{
		{"unknown op", func(h *house) []any { return []any{op(99, nil)} }, 4001},
		{"no JSON", func(h *house) []any { return []any{json.RawMessage(`"x"`)} }, 4002},
		{"too long", func(h *house) []any { return []any{op(1, strings.Repeat("x", 5000))} }, 4002},
		{"no properties", func(h *house) []any { return []any{op(2, map[string]any{"token": h.Token(), "intents": 1})} }, 4002},
		{"not identified", func(h *house) []any { return []any{op(3, map[string]any{})} }, 4003},
		{"wrong token", func(h *house) []any { return []any{identity("wrong", 1)} }, 4004},
		{"twice", func(h *house) []any { return []any{me(h), me(h)} }, 4005},
		{"shard", func(h *house) []any {
			return []any{op(2, map[string]any{"token": h.Token(), "intents": 1, "properties": map[string]any{}, "shard": []int{2, 2}})}
		}, 4010},
		{"unknown intents", func(h *house) []any { return []any{identity(h.Token(), 1<<30)} }, 4013},
		{"resume with a wrong token", func(h *house) []any {
			return []any{op(6, map[string]any{"token": "wrong", "session_id": "x", "seq": 1})}
		}, 4004},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			h := open(t, fake.Options{})
			l := dial(t, h.GatewayURL())
			l.want(10, "")
			for _, v := range tt.sends(h) {
				l.send(v)
			}
			if got := l.ends(); got != tt.code {
				t.Errorf("closed with %d, want %d", got, tt.code)
			}
		})
	}
}

func TestPrivilegedIntents(t *testing.T) {
	h := open(t, fake.Options{})
	h.SetPrivileged(false, true, true)
	l := dial(t, h.GatewayURL())
	l.want(10, "")
	l.send(identity(h.Token(), everything))
	if got := l.ends(); got != 4014 {
		t.Fatalf("closed with %d", got)
	}
	l = h.connect(everything &^ (1 << 15))
	tests := []struct {
		text    string
		private bool
		want    bool
	}{{"secret", false, false}, {"for <@" + h.Bot().ID + ">", false, true}, {"in private", true, true}}
	for _, tt := range tests {
		if tt.private {
			h.DM(h.ann, tt.text)
		} else {
			h.Say(h.ann, h.channel.ID, tt.text)
		}
		m := decode[discordgo.MessageCreate](t, l.want(0, "MESSAGE_CREATE"))
		if (m.Content == tt.text) != tt.want || m.Content != "" && !tt.want {
			t.Errorf("%q arrived as %q", tt.text, m.Content)
		}
		if tt.private && (m.GuildID != "" || m.Member != nil) {
			t.Errorf("in private: %+v", m.Message)
		}
	}
	app, err := h.rest.Application("@me")
	if err != nil || app.ID != h.ApplicationID() || app.Flags&(1<<19) != 0 || app.Flags&(1<<15) == 0 {
		t.Errorf("%+v, %v", app, err)
	}
}

func TestIntentsFilter(t *testing.T) {
	h := open(t, fake.Options{})
	l := h.connect(1<<0 | 1<<12)
	h.Say(h.ann, h.channel.ID, "unheard")
	h.guild.SetNick(h.ann, "unheard")
	h.Voice(h.ann, h.guild.AddVoice("hall").ID, false)
	l.want(0, "CHANNEL_CREATE")
	h.DM(h.ann, "heard")
	for {
		f, err := l.next()
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(string(f.Raw), "unheard") || f.Type == "VOICE_STATE_UPDATE" {
			t.Fatalf("%s", f.Raw)
		}
		if strings.Contains(string(f.Raw), `"heard"`) {
			return
		}
	}
}

func TestShards(t *testing.T) {
	h := open(t, fake.Options{Shards: 2})
	other := h.AddGuild("Other", h.owner)
	seen := map[string]int{}
	for shard := range 2 {
		l := dial(t, h.GatewayURL())
		l.want(10, "")
		l.send(op(2, map[string]any{"token": h.Token(), "intents": 1, "properties": map[string]any{}, "shard": []int{shard, 2}}))
		for _, g := range l.ready().Guilds {
			seen[g.ID]++
		}
	}
	if seen[h.guild.ID] != 1 || seen[other.ID] != 1 {
		t.Errorf("%v", seen)
	}
	if v := h.Violations(); len(v) != 1 || v[0].Kind != "identify" {
		t.Errorf("two identifies at once: %v", v)
	}
}

// refused resumes, expects op 9 with false, and then identifies on the same connection.
func (h *house) refused(l *link) *link {
	h.t.Helper()
	n := h.again(l)
	f, err := n.next()
	if err != nil || f.Op != 9 || string(f.Data) != "false" {
		h.t.Fatalf("%s, %v", f.Raw, err)
	}
	n.send(identity(h.Token(), everything))
	n.ready()
	return n
}

func TestSessionsEnd(t *testing.T) {
	tests := []struct {
		name string
		end  func(h *house, c *clock, l *link)
	}{
		{"forgotten", func(h *house, _ *clock, l *link) { h.ForgetSessions(); h.Drop(); l.ends() }},
		{"forgotten without a connection", func(h *house, _ *clock, l *link) { h.Drop(); l.ends(); h.idle(); h.ForgetSessions() }},
		{"closed by the client", func(h *house, _ *clock, l *link) { l.ws.Close(websocket.StatusNormalClosure, "") }},
		{"gone away", func(h *house, _ *clock, l *link) { l.ws.Close(websocket.StatusGoingAway, "") }},
		{"too long ago", func(h *house, c *clock, l *link) { h.Drop(); l.ends(); h.idle(); c.advance(5 * time.Minute) }},
		{"timed out", func(h *house, _ *clock, l *link) { h.CloseWith(4009); l.ends() }},
		{"invalidated", func(h *house, _ *clock, l *link) { h.Invalidate(false); l.want(9, ""); l.ws.CloseNow() }},
		{"too much missed", func(h *house, _ *clock, l *link) {
			h.Drop()
			l.ends()
			for range 30 {
				h.Say(h.ann, h.channel.ID, "x")
			}
		}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			c := newClock()
			h := open(t, fake.Options{Now: c.now, SessionBuffer: 20})
			l := h.connect(everything)
			tt.end(h, c, l)
			h.idle()
			h.refused(l)
			if h.RefusedResumes() != 1 || h.Identifies() != 2 {
				t.Errorf("%d refused, %d identifies", h.RefusedResumes(), h.Identifies())
			}
		})
	}
}

// idle waits until the server has noticed the disconnect.
func (h *house) idle() {
	h.t.Helper()
	await(h.t, h.Server, func() bool { return h.Connected() == 0 })
}

func TestSessionsStay(t *testing.T) {
	tests := []struct {
		name string
		end  func(h *house, l *link)
	}{
		{"dropped", func(h *house, l *link) { h.Drop(); l.ends() }},
		{"closed by the client with its own code", func(h *house, l *link) { l.ws.Close(4000, "") }},
		{"the client vanished", func(h *house, l *link) { l.ws.CloseNow() }},
		{"closed by the server", func(h *house, l *link) { h.CloseWith(4000); l.ends() }},
		{"asked to reconnect", func(h *house, l *link) { h.Reconnect(); l.want(7, ""); l.ws.Close(4000, "") }},
		{"invalid but resumable", func(h *house, l *link) {
			h.Invalidate(true)
			if f := l.want(9, ""); string(f.Data) != "true" {
				h.t.Errorf("%s", f.Raw)
			}
			l.ws.CloseNow()
		}},
		{"down", func(h *house, l *link) { h.Down(true); l.ends(); h.Down(false) }},
		{"unplugged", func(h *house, l *link) {
			h.Unplug()
			l.ends()
			if err := h.Plug(); err != nil {
				h.t.Fatal(err)
			}
		}},
		{"half-open", func(h *house, l *link) { h.Mute(); h.Say(h.ann, h.channel.ID, "unheard"); l.ws.CloseNow() }},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			h := open(t, fake.Options{})
			l := h.connect(everything)
			l.want(0, "GUILD_CREATE")
			tt.end(h, l)
			h.idle()
			h.Say(h.ann, h.channel.ID, "missed")
			n := h.again(l)
			for !strings.Contains(string(n.want(0, "MESSAGE_CREATE").Data), "missed") {
			}
			n.want(0, "RESUMED")
			if h.Resumes() != 1 || h.Identifies() != 1 {
				t.Errorf("%d resumes, %d identifies", h.Resumes(), h.Identifies())
			}
		})
	}
}

func TestResumeAtTheGeneralAddressFails(t *testing.T) {
	h := open(t, fake.Options{})
	l := h.connect(everything)
	h.Drop()
	l.ends()
	h.idle()
	l.resume = h.GatewayURL()
	h.refused(l)
	if v := h.Violations(); len(v) == 0 || v[0].Kind != "gateway address" {
		t.Errorf("%v", v)
	}
}

func TestSequenceFromTheFuture(t *testing.T) {
	h := open(t, fake.Options{})
	l := h.connect(everything)
	h.Drop()
	l.ends()
	l.seq += 100
	if got := h.again(l).ends(); got != 4007 {
		t.Errorf("closed with %d", got)
	}
}

func TestSilence(t *testing.T) {
	h := open(t, fake.Options{HeartbeatInterval: 10 * time.Millisecond})
	if got := h.connect(everything).ends(); got != 4000 {
		t.Errorf("closed with %d", got)
	}
}

func TestTooManySends(t *testing.T) {
	h := open(t, fake.Options{})
	l := h.connect(everything)
	for range 130 {
		if b, err := json.Marshal(op(1, l.seq)); err != nil || l.ws.Write(t.Context(), websocket.MessageText, b) != nil {
			break // the server has closed the connection
		}
	}
	if got := l.ends(); got != 4008 {
		t.Errorf("closed with %d", got)
	}
}

func TestIdentifyLimit(t *testing.T) {
	c := newClock()
	h := open(t, fake.Options{Limits: true, Now: c.now})
	h.connect(everything)
	l := dial(t, h.GatewayURL())
	l.want(10, "")
	l.send(identity(h.Token(), everything))
	if f := l.want(9, ""); string(f.Data) != "false" {
		t.Errorf("%s", f.Raw)
	}
	c.advance(5 * time.Second)
	l.send(identity(h.Token(), everything))
	l.ready()
	c.advance(5 * time.Second)
	h.Invalidate(false)
	l.want(9, "")
	l.send(identity(h.Token(), everything))
	l.ready()
	if v := h.Violations(); len(v) != 2 || !strings.Contains(v[1].Detail, "op 9") {
		t.Errorf("%v", v)
	}
}

func TestMuteKeepsEverythingBack(t *testing.T) {
	h := open(t, fake.Options{})
	l := h.connect(everything)
	l.want(0, "GUILD_CREATE")
	h.Mute()
	l.send(op(1, l.seq))
	h.Say(h.ann, h.channel.ID, "kept back")
	if n := h.Pending(); n != 1 {
		t.Errorf("%d dispatches wait, want 1", n)
	}
	h.Unmute()
	acked, told := false, false
	for !acked || !told {
		f, err := l.next()
		if err != nil {
			t.Fatal(err)
		}
		acked, told = acked || f.Op == 11, told || f.Type == "MESSAGE_CREATE"
	}
}

func TestDuplicatesAndGarbage(t *testing.T) {
	h := open(t, fake.Options{})
	l := h.connect(everything)
	h.Say(h.ann, h.channel.ID, "one")
	h.Say(h.ann, h.channel.ID, "two")
	first, second := l.want(0, "MESSAGE_CREATE"), l.want(0, "MESSAGE_CREATE")
	h.Duplicate(2)
	if a, b := l.want(0, "MESSAGE_CREATE"), l.want(0, "MESSAGE_CREATE"); a.Seq != first.Seq || b.Seq != second.Seq {
		t.Errorf("%d and %d again as %d and %d", first.Seq, second.Seq, a.Seq, b.Seq)
	}
	h.Dispatch("UNHEARD_OF", json.RawMessage(`{"n":1e400}`))
	if f := l.want(0, "UNHEARD_OF"); f.Seq != second.Seq+1 {
		t.Errorf("%s", f.Raw)
	}
	h.RawFrame([]byte("{no JSON"))
	for {
		f, err := l.next()
		if err != nil {
			t.Fatal(err)
		}
		if string(f.Raw) == "{no JSON" {
			break
		}
	}
}

func TestDownRefuses(t *testing.T) {
	h := open(t, fake.Options{})
	h.Down(true)
	if _, _, err := websocket.Dial(t.Context(), h.GatewayURL(), nil); err == nil || !strings.Contains(err.Error(), "502") {
		t.Errorf("gateway: %v", err)
	}
	if a := h.raw("GET", "/users/@me", ""); a.status != 502 {
		t.Errorf("REST: %+v", a)
	}
	h.Down(false)
	h.connect(everything)
}
