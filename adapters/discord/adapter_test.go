package discord_test

import (
	"context"
	"encoding/json"
	"log/slog"
	"regexp"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/stewardbot/steward/adapters/adaptertest"
	"github.com/stewardbot/steward/adapters/discord"
	fake "github.com/stewardbot/steward/adapters/discord/fakediscord"
	"github.com/stewardbot/steward/adapters/kit"
	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/markup"
)

const secret = "MTA0Mg.Very-secret.token_of_the_bot"

// TestAdapter runs the conformance suite.
func TestAdapter(t *testing.T) {
	adaptertest.Run(t, adaptertest.Platform{Name: "discord", Open: func(t *testing.T) *adaptertest.World {
		return newTown(t, fake.Options{}).world()
	}})
}

// TestCompatible runs it on a third-party server that speaks Discord's API in other formats.
func TestCompatible(t *testing.T) {
	adaptertest.Run(t, adaptertest.Platform{Name: "loose discord", Open: func(t *testing.T) *adaptertest.World {
		w := newTown(t, fake.Options{Loose: true}).world()
		w.Repeats = true
		return w
	}})
}

// town is a world on the fake server: a guild with an owner, two members, Steward, and a channel
// with a thread.
type town struct {
	*fake.Server
	t                  *testing.T
	ann, bob, newcomer fake.User
	owner              fake.User
	guild              *fake.Guild
	hall, topic        *fake.Channel
	regular, above     *fake.Role
	reacted            map[string]string // message and user -> emoji
	tokens             map[string]string // interaction tokens by id
}

func newTown(t *testing.T, o fake.Options) *town {
	t.Helper()
	o.Token = secret
	w := &town{Server: fake.New(o), t: t, reacted: map[string]string{}, tokens: map[string]string{}}
	t.Cleanup(func() {
		w.Close()
		for _, v := range w.Violations() {
			if strings.Contains(v.Kind, "limit") {
				t.Errorf("%+v", v)
			}
		}
	})
	w.owner, w.newcomer = w.AddUser("olga"), w.AddUser("nora")
	w.ann, w.bob = w.AddUser("ann"), w.AddUser("Bob 二")
	w.guild = w.AddGuild("Tea House", w.owner)
	w.guild.AddMember(w.ann)
	w.guild.AddMember(w.bob)
	w.hall = w.guild.AddChannel("general")
	w.guild.SetSystem(w.hall.ID)
	w.topic = w.hall.StartThread("talk", w.owner)
	w.regular = w.guild.AddRole("Regular", 0)
	w.above = w.guild.AddManaged("Booster")
	if err := w.adapter(slog.New(slog.DiscardHandler)).RegisterCommands(t.Context(), menu); err != nil {
		t.Fatal(err)
	}
	return w
}

func userID(u fake.User) bot.UserID { return bot.UserID("discord:" + u.ID) }

func (w *town) space() bot.Place { return bot.Place("discord:" + w.guild.ID) }

func (w *town) place(c *fake.Channel) bot.Place { return w.space() + bot.Place("/"+c.ID) }

// adapter returns an adapter with short waits, to keep tests fast.
func (w *town) adapter(log *slog.Logger) *discord.Adapter {
	return discord.New(discord.Settings{Token: w.Token(), APIURL: w.URL(), Pages: "https://discord.com"}, discord.Options{
		Options:     kit.Options{Log: log, Sleep: nap},
		InvalidWait: func() time.Duration { return 0 },
	})
}

// menu is Steward's command menu in this world.
var menu = []bot.MenuEntry{
	{Language: "en", Name: "points", Description: "What you have", OnMember: true, Title: "Points",
		Options: []bot.MenuOption{{Param: bot.Param{Name: "member", Kind: bot.ParamMember}, Description: "whose"}}},
	{Language: "zh-Hans", Name: "points", Description: "你的积分", Local: "积分", OnMember: true, Title: "积分",
		Options: []bot.MenuOption{{Param: bot.Param{Name: "member", Kind: bot.ParamMember}, Description: "谁的"}}},
	{Language: "en", Name: "warn", Description: "Warn a member", Who: bot.Moderators, OnMessage: true, Title: "Warn",
		Options: []bot.MenuOption{
			{Param: bot.Param{Name: "reason", Kind: bot.ParamText, Suggest: reasons}, Description: "why"},
			{Param: bot.Param{Name: "member", Kind: bot.ParamMember, Required: true}, Description: "whom"},
		}},
	{Language: "en", Name: "pause", Description: "Pause Steward", Who: bot.Operators},
}

func reasons(*bot.Turn) ([]string, error) { return nil, nil }

// nap sleeps briefly, whatever d is.
func nap(ctx context.Context, d time.Duration) error {
	select {
	case <-ctx.Done():
	case <-time.After(min(d, 2*time.Millisecond)):
	}
	return ctx.Err()
}

func (w *town) world() *adaptertest.World {
	return &adaptertest.World{
		New:      func(log *slog.Logger) bot.Adapter { return w.adapter(log) },
		Group:    w.place(w.hall),
		Ann:      userID(w.ann),
		Bob:      userID(w.bob),
		Newcomer: userID(w.newcomer),
		Owner:    userID(w.owner),
		Topic:    w.place(w.hall) + bot.Place("/"+w.topic.ID),
		Nowhere:  w.space() + "/4242",
		Secret:   secret,
		Say:      w.say,
		Shown:    w.shown,
		Edit: func(who bot.UserID, in bot.Place, id, text string) {
			w.Server.Edit(w.user(who), w.channel(in), id, text)
		},
		React: w.react,
		Press: func(who bot.UserID, in bot.Place, id, data string) {
			w.note(w.Server.Press(w.user(who), w.channel(in), id[strings.LastIndexByte(id, ':')+1:], data))
		},
		Command: func(who bot.UserID, in bot.Place, name string) {
			w.note(w.Slash(w.user(who), w.channel(in), name))
		},
		Private: true,
		Join:    func(who bot.UserID) { w.guild.AddMember(w.user(who)) },
		Leave:   func(who bot.UserID) { w.guild.RemoveMember(w.user(who)) },
		Personas: map[bot.Persona]func(string){
			bot.Robot: func(text string) { w.Server.Say(fake.User{}, w.hall.ID, text, fake.Webhook("News")) },
		},
		Reaction:   "👌",
		Unreaction: "tea",
		Role:       w.regular.ID,
		Unrole:     w.above.ID,
		Roles: func(who bot.UserID) []string {
			m, _ := w.guild.Member(w.user(who))
			return m.Roles
		},
		Stands:  w.stands,
		Heard:   func(who bot.UserID) bool { return w.Server.Heard(w.user(who), w.hall.ID) },
		Slow:    func(in bot.Place) time.Duration { return w.Server.Slow(w.channel(in)) },
		Invited: w.guild.Invites,
		Pinned:  func(in bot.Place, id string) bool { return w.message(in, id).Pinned },
		Pictured: func(in bot.Place, id string) bool {
			m := w.message(in, id)
			return len(m.Attachments) > 0 || len(m.Embeds) > 0 && m.Embeds[0].Image != nil
		},
		Looks:    func(in bot.Place, id string) []markup.Span { return markup.Parse(w.message(in, id).Content) },
		Confirms: true,
		Down:     w.Server.Down,
		Limit: func(d time.Duration) {
			w.FailNext("POST", "/channels/*/messages", 1, fake.Fault{Kind: fake.TooMany, RetryAfter: d.Seconds()})
		},
		Lose: func() {
			w.FailNext("POST", "/channels/*/messages", 1, fake.Fault{Kind: fake.Cut, Applied: true})
		},
		Hostile: w.hostile,
	}
}

func (w *town) stands(who bot.UserID) (out adaptertest.Standing) {
	m, present := w.guild.Member(w.user(who))
	out.Present, out.Banned = present, w.guild.Banned(w.user(who))
	if m.Timeout != nil {
		out.MutedUntil, _ = time.Parse(time.RFC3339, *m.Timeout)
	}
	return out
}

func (w *town) message(in bot.Place, id string) fake.Message {
	for _, m := range w.Server.Shown(w.channel(in), w.ann, w.bob, w.owner) {
		if m.ID == id {
			return m
		}
	}
	w.t.Fatalf("%s has no message %s", in, id)
	return fake.Message{}
}

func (w *town) user(id bot.UserID) fake.User {
	for _, u := range []fake.User{w.ann, w.bob, w.newcomer, w.owner} {
		if userID(u) == id {
			return u
		}
	}
	w.t.Fatalf("there is no user %s", id)
	return fake.User{}
}

// channel returns the channel of a place: the last of its ids.
func (w *town) channel(p bot.Place) string {
	if p.Private() {
		return w.PrivateChannel(w.user(bot.UserID("discord:" + p.Sub())))
	}
	return p.Local()[strings.LastIndexByte(p.Local(), '/')+1:]
}

func (w *town) say(who bot.UserID, in bot.Place, text, replyTo string) string {
	var opts []fake.SayOption
	if replyTo != "" {
		opts = append(opts, fake.ReplyTo(replyTo))
	}
	return w.Server.Say(w.user(who), w.channel(in), text, opts...)
}

// note remembers an interaction's token.
func (w *town) note(i *fake.Interaction) *fake.Interaction {
	w.tokens[i.ID] = i.Token
	return i
}

func (w *town) react(who bot.UserID, in bot.Place, id, emoji string) {
	key := id + string(who)
	if emoji == "" {
		w.Unreact(w.user(who), w.channel(in), id, w.reacted[key])
		return
	}
	w.reacted[key] = emoji
	w.Server.React(w.user(who), w.channel(in), id, emoji)
}

func (w *town) shown(in bot.Place) []adaptertest.Line {
	var out []adaptertest.Line
	for _, m := range w.Server.Shown(w.channel(in), w.ann, w.bob, w.owner) {
		out = append(out, w.line(m))
	}
	return out
}

func (w *town) line(m fake.Message) adaptertest.Line {
	l := adaptertest.Line{ID: m.ID, Text: m.Content, Ours: m.Author.ID == w.Bot().ID, Buttons: m.Buttons()}
	if l.Ours {
		l.Text = rendered(m.Content)
	}
	if m.OnlyFor != "" {
		l.OnlyFor = bot.UserID("discord:" + m.OnlyFor)
		l.ID = "e:" + w.tokenOf(m) + ":" + m.ID
	}
	if m.Reference != nil {
		l.ReplyTo = m.Reference.MessageID
	}
	for _, r := range m.Reactions {
		if r.Me {
			l.Reactions = append(l.Reactions, r.Emoji.Name)
		}
	}
	return l
}

var address = regexp.MustCompile(`^https?://[^\s<>]+`)

// rendered returns a text as a client shows it, markup included: an escaped marker is literal, any
// other marker disappears. URLs contain no markers.
func rendered(content string) string {
	var b strings.Builder
	for content != "" {
		if a := address.FindString(content); a != "" {
			b.WriteString(a)
			content = content[len(a):]
			continue
		}
		r, n := utf8.DecodeRuneInString(content)
		next, m := utf8.DecodeRuneInString(content[n:])
		switch {
		case r == '\\' && m > 0 && next < utf8.RuneSelf && strings.ContainsRune("\\*_~`|[]()<>#-+.", next):
			b.WriteRune(next)
			n += m
		case strings.ContainsRune("*_~`|[<", r):
		default:
			b.WriteRune(r)
		}
		content = content[n:]
	}
	return b.String()
}

func (w *town) tokenOf(m fake.Message) string {
	if m.Interaction == nil || w.tokens[m.Interaction.ID] == "" {
		w.t.Fatalf("a message that one person alone sees answers nothing: %+v", m)
	}
	return w.tokens[m.Interaction.ID]
}

func (w *town) hostile() {
	for _, d := range []string{
		`null`, `{}`, `[]`, `"x"`, `7`, `{"id":null}`, `{"id":-1,"channel_id":1e400}`,
		`{"id":"99999999999999999999999","channel_id":"1","content":"x"}`,
		`{"id":"1","channel_id":"2","author":null,"content":"x"}`,
		`{"id":"1","channel_id":"2","author":{},"member":null,"mentions":[null],"content":"x"}`,
		`{"id":"3","channel_id":"` + w.hall.ID + `","guild_id":"` + w.guild.ID + `","author":{"id":"0"},"content":"x"}`,
		`{"user_id":"1","emoji":null,"message_id":"` + strings.Repeat("9", 1000) + `"}`,
	} {
		for _, kind := range []string{
			"MESSAGE_CREATE", "MESSAGE_UPDATE", "MESSAGE_DELETE", "MESSAGE_DELETE_BULK", "MESSAGE_REACTION_ADD", "MESSAGE_REACTION_REMOVE",
			"INTERACTION_CREATE", "GUILD_MEMBER_ADD", "GUILD_MEMBER_REMOVE", "GUILD_MEMBER_UPDATE", "VOICE_STATE_UPDATE", "GUILD_ROLE_UPDATE",
			"GUILD_UPDATE", "CHANNEL_CREATE", "THREAD_LIST_SYNC", "HOLOGRAM_CREATE",
		} {
			w.Dispatch(kind, json.RawMessage(d))
		}
	}
}
