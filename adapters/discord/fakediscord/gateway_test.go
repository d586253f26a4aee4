package fakediscord_test

import (
	"strings"
	"testing"

	"github.com/bwmarrin/discordgo"

	fake "github.com/stewardbot/steward/adapters/discord/fakediscord"
)

func TestReadyThenGuilds(t *testing.T) {
	h := open(t, fake.Options{})
	l := dial(t, h.GatewayURL())
	l.want(10, "")
	l.send(identity(h.Token(), everything))
	r := l.ready()
	if len(r.Guilds) != 1 || !r.Guilds[0].Unavailable || r.User.ID != h.Bot().ID || !strings.Contains(l.resume, l.id) {
		t.Errorf("%+v, resume at %s", r, l.resume)
	}
	g := decode[discordgo.GuildCreate](t, l.want(0, "GUILD_CREATE"))
	if g.ID != h.guild.ID || g.OwnerID != h.owner.ID || len(g.Channels) != 1 || len(g.Members) != 4 || len(g.Roles) != 2 {
		t.Errorf("%+v", g.Guild)
	}
	l.send(op(1, nil))
	l.want(11, "")
}

func TestMessagesBothWays(t *testing.T) {
	h := open(t, fake.Options{})
	l := h.connect(everything)
	id := h.Say(h.ann, h.channel.ID, "hello <@"+h.bob.ID+">")
	m := decode[discordgo.MessageCreate](t, l.want(0, "MESSAGE_CREATE"))
	if m.ID != id || m.Author.ID != h.ann.ID || m.GuildID != h.guild.ID || m.Member == nil || len(m.Mentions) != 1 {
		t.Errorf("%+v", m.Message)
	}
	sent, err := h.rest.ChannelMessageSend(h.channel.ID, "hello yourself")
	if err != nil {
		t.Fatal(err)
	}
	m = decode[discordgo.MessageCreate](t, l.want(0, "MESSAGE_CREATE"))
	if m.ID != sent.ID || m.Author.ID != h.Bot().ID {
		t.Errorf("%+v", m.Message)
	}
	if !h.Says(h.channel.ID, "hello yourself") {
		t.Error("not shown")
	}
}

func TestResumeReplaysWhatWasMissed(t *testing.T) {
	h := open(t, fake.Options{})
	l := h.connect(everything)
	h.Say(h.ann, h.channel.ID, "one")
	l.want(0, "MESSAGE_CREATE")
	h.Drop()
	l.ends()
	h.Say(h.ann, h.channel.ID, "two")
	h.Say(h.ann, h.channel.ID, "three")
	seq := l.seq
	for range 2 {
		n := h.again(l)
		for _, want := range []string{"two", "three"} {
			f, err := n.next()
			if err != nil || !strings.Contains(string(f.Data), want) {
				t.Fatalf("%s %v, want %s", f.Raw, err, want)
			}
		}
		n.want(0, "RESUMED")
		n.ws.CloseNow()
		n.seq = seq
	}
	if h.Resumes() != 2 || h.Identifies() != 1 || len(h.Violations()) != 0 {
		t.Errorf("%d resumes, %d identifies, %v", h.Resumes(), h.Identifies(), h.Violations())
	}
}
