package fakediscord_test

import (
	"encoding/json"
	"reflect"
	"testing"
	"time"

	"github.com/bwmarrin/discordgo"

	fake "github.com/stewardbot/steward/adapters/discord/fakediscord"
)

// kinds are the server's dispatches, each with the type that discordgo decodes it into and the
// number that the tour below produces.
var kinds = map[string]struct {
	into any
	n    int
}{
	"GUILD_CREATE":                {discordgo.GuildCreate{}, 2},
	"GUILD_UPDATE":                {discordgo.GuildUpdate{}, 1},
	"GUILD_DELETE":                {discordgo.GuildDelete{}, 2},
	"GUILD_ROLE_CREATE":           {discordgo.GuildRoleCreate{}, 1},
	"GUILD_ROLE_UPDATE":           {discordgo.GuildRoleUpdate{}, 1},
	"GUILD_ROLE_DELETE":           {discordgo.GuildRoleDelete{}, 1},
	"CHANNEL_CREATE":              {discordgo.ChannelCreate{}, 2},
	"CHANNEL_UPDATE":              {discordgo.ChannelUpdate{}, 3},
	"CHANNEL_DELETE":              {discordgo.ChannelDelete{}, 1},
	"THREAD_CREATE":               {discordgo.ThreadCreate{}, 2},
	"THREAD_UPDATE":               {discordgo.ThreadUpdate{}, 2},
	"THREAD_DELETE":               {discordgo.ThreadDelete{}, 1},
	"THREAD_LIST_SYNC":            {discordgo.ThreadListSync{}, 1},
	"GUILD_MEMBER_ADD":            {discordgo.GuildMemberAdd{}, 1},
	"GUILD_MEMBER_UPDATE":         {discordgo.GuildMemberUpdate{}, 3},
	"GUILD_MEMBER_REMOVE":         {discordgo.GuildMemberRemove{}, 1},
	"GUILD_BAN_ADD":               {discordgo.GuildBanAdd{}, 1},
	"GUILD_BAN_REMOVE":            {discordgo.GuildBanRemove{}, 1},
	"MESSAGE_CREATE":              {discordgo.MessageCreate{}, 6},
	"MESSAGE_UPDATE":              {discordgo.MessageUpdate{}, 2},
	"MESSAGE_DELETE":              {discordgo.MessageDelete{}, 1},
	"MESSAGE_DELETE_BULK":         {discordgo.MessageDeleteBulk{}, 1},
	"MESSAGE_REACTION_ADD":        {discordgo.MessageReactionAdd{}, 2},
	"MESSAGE_REACTION_REMOVE":     {discordgo.MessageReactionRemove{}, 1},
	"MESSAGE_REACTION_REMOVE_ALL": {discordgo.MessageReactionRemoveAll{}, 1},
	"VOICE_STATE_UPDATE":          {discordgo.VoiceStateUpdate{}, 3},
	"INTERACTION_CREATE":          {discordgo.InteractionCreate{}, 1},
}

// tour makes everything happen once.
func tour(h *house) {
	forum := h.guild.AddForum("questions")
	hall := h.guild.AddVoice("hall")
	role := h.guild.AddRole("Regular", 0)
	role.SetPermissions(fake.PermEmbedLinks)
	cat := h.AddUser("cat")
	h.guild.AddMember(cat, role.ID)
	h.guild.SetNick(cat, "Kitty")
	role.Delete()
	h.channel.Rename("lounge")
	first := h.Say(h.ann, h.channel.ID, "hello", fake.WithAttachment("a.png", "image/png"))
	second := h.Say(h.bob, h.channel.ID, "hello yourself", fake.ReplyTo(first), fake.Mentions(h.ann), fake.WithSticker("wave"))
	h.Say(fake.User{}, h.channel.ID, "news", fake.Webhook("feed"))
	h.Say(h.ann, h.channel.ID, "", fake.System(fake.TypeJoined))
	h.Edit(h.ann, h.channel.ID, first, "hello all")
	h.Embed(h.channel.ID, first)
	h.React(h.bob, h.channel.ID, first, "👍")
	h.React(h.bob, h.channel.ID, first, "tea:123")
	h.Unreact(h.bob, h.channel.ID, first, "👍")
	h.RemoveAllReactions(h.channel.ID, first)
	h.Delete(h.channel.ID, first)
	thread := h.channel.StartThread("aside", h.ann)
	h.Say(h.ann, thread.ID, "in the thread")
	thread.Archive(true)
	thread.Rename("away")
	forum.ForumPost("how?", h.bob, "how indeed")
	h.BulkDelete(h.channel.ID, second)
	thread.Remove()
	h.channel.SetOverwrite(h.guild.ID, 0, fake.PermViewChannel)
	h.channel.SetOverwrite(h.guild.ID, fake.PermViewChannel, 0)
	h.Voice(h.ann, hall.ID, false)
	h.Voice(h.ann, hall.ID, true)
	h.Voice(h.ann, "", false)
	h.Slash(h.ann, h.channel.ID, "ping", fake.Forced())
	h.guild.SetTimeout(cat, h.timeout())
	h.guild.Ban(cat)
	h.guild.Unban(cat)
	h.channel.Remove()
	h.guild.Rename("Coffee House")
	h.guild.SetOutage(true)
	h.guild.SetOutage(false)
	h.guild.Kick()
}

func (h *house) timeout() time.Time { return time.Now().Add(time.Hour) }

func TestDiscordgoDecodesWhatHappens(t *testing.T) {
	h := open(t, fake.Options{})
	l := h.connect(everything)
	tour(h)
	h.Dispatch("END", []byte("{}"))
	seen := map[string]int{}
	for {
		f, err := l.next()
		if err != nil {
			t.Fatal(err)
		}
		if f.Type == "END" {
			break
		}
		kind, known := kinds[f.Type]
		if !known {
			t.Fatalf("%s", f.Raw)
		}
		seen[f.Type]++
		if err := json.Unmarshal(f.Data, reflect.New(reflect.TypeOf(kind.into)).Interface()); err != nil {
			t.Errorf("%s: %v", f.Raw, err)
		}
	}
	for kind, want := range kinds {
		if seen[kind] != want.n {
			t.Errorf("%d times %s, want %d", seen[kind], kind, want.n)
		}
	}
}

func TestDiscordgoItself(t *testing.T) {
	h := open(t, fake.Options{})
	h.rest.Identify.Intents = discordgo.IntentsAll
	heard := make(chan *discordgo.MessageCreate, 10)
	h.rest.AddHandler(func(_ *discordgo.Session, m *discordgo.MessageCreate) { heard <- m })
	if err := h.rest.Open(); err != nil {
		t.Fatal(err)
	}
	h.Say(h.ann, h.channel.ID, "hello")
	if m := <-heard; m.Content != "hello" {
		t.Errorf("%+v", m.Message)
	}
	if err := h.rest.Close(); err != nil {
		t.Error(err)
	}
	h.idle()
}

func TestMessagesAreForgottenOldestFirst(t *testing.T) {
	h := open(t, fake.Options{Keep: 50})
	for range 400 {
		h.Say(h.ann, h.channel.ID, "x")
	}
	last := h.Say(h.ann, h.channel.ID, "the last")
	shown := h.Shown(h.channel.ID)
	if n := len(shown); n < 50 || n > 55 || shown[n-1].ID != last {
		t.Errorf("%d messages", len(shown))
	}
}

func TestIDsGrowWhileTheClockStands(t *testing.T) {
	c := newClock()
	h := open(t, fake.Options{Now: c.now})
	a := h.Say(h.ann, h.channel.ID, "a")
	c.advance(-time.Hour)
	b := h.Say(h.ann, h.channel.ID, "b")
	c.advance(2 * time.Hour)
	d := h.Say(h.ann, h.channel.ID, "d")
	at, err := discordgo.SnowflakeTimestamp(d)
	if !(a < b && b < d) || err != nil || !at.Equal(c.now().Truncate(time.Millisecond)) {
		t.Errorf("%s, %s, %s at %s (%v)", a, b, d, at, err)
	}
}

func TestWhoMaySpeak(t *testing.T) {
	h := open(t, fake.Options{})
	stranger := h.AddUser("stranger")
	h.guild.SetTimeout(h.bob, h.timeout())
	h.channel.SetOverwrite(h.ann.ID, 0, fake.PermSendMessages)
	for name, u := range map[string]fake.User{"a stranger": stranger, "a muted one": h.bob, "one denied": h.ann} {
		if _, err := h.TrySay(u, h.channel.ID, "x"); err == nil {
			t.Errorf("%s spoke", name)
		}
	}
	h.guild.SetTimeout(h.bob, time.Time{})
	h.channel.SetOverwrite(h.ann.ID, fake.PermSendMessages, 0)
	h.Say(h.ann, h.channel.ID, "x")
	h.Say(h.bob, h.channel.ID, "x")
}
