package telegram_test

import (
	"context"
	"fmt"
	"log/slog"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
	"unicode/utf16"

	"github.com/stewardbot/steward/adapters/adaptertest"
	"github.com/stewardbot/steward/adapters/kit"
	"github.com/stewardbot/steward/adapters/telegram"
	fake "github.com/stewardbot/steward/adapters/telegram/faketelegram"
	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/markup"
)

const secret = "123456:AAE-verysecret"

// TestAdapter runs the conformance suite.
func TestAdapter(t *testing.T) {
	adaptertest.Run(t, adaptertest.Platform{Name: "telegram", Open: func(t *testing.T) *adaptertest.World {
		return newTown(t, fake.Options{Token: secret, Ephemeral: true}).world()
	}})
}

// TestOldServer runs it on a server without ephemeral messages.
func TestOldServer(t *testing.T) {
	adaptertest.Run(t, adaptertest.Platform{Name: "telegram, Bot API 9", Open: func(t *testing.T) *adaptertest.World {
		w := newTown(t, fake.Options{Token: secret}).world()
		w.Private = false
		return w
	}})
}

// TestCompatible runs it on a third-party server that speaks the Bot API in other formats.
func TestCompatible(t *testing.T) {
	adaptertest.Run(t, adaptertest.Platform{Name: "loose telegram", Open: func(t *testing.T) *adaptertest.World {
		return newTown(t, fake.Options{Token: secret, Ephemeral: true, Loose: true}).world()
	}})
}

// town is a world on the fake server: a forum with an owner, two members, Steward as an
// administrator, and a linked channel.
type town struct {
	*fake.Server
	t                       *testing.T
	ann, bob, newcomer      fake.User
	owner, robot            fake.User
	forum, channel, foreign fake.Chat
	topic                   int64
}

func newTown(t *testing.T, o fake.Options) *town {
	s := fake.New(o)
	t.Cleanup(s.Close)
	w := &town{Server: s, t: t}
	w.ann, w.bob, w.newcomer = s.Person("Ann"), s.Person("Bob"), s.Person("Nora")
	w.owner, w.robot = s.Person("Olga"), s.Robot("Other")
	rights := fake.Rights{CanDeleteMessages: true, CanRestrictMembers: true, CanPinMessages: true, CanInviteUsers: true, CanManageTags: true}
	w.forum = s.Forum("Tea", fake.Staff(fake.Owner(w.owner), fake.Admin(s.Me(), rights)), fake.Ordinary(w.ann, w.bob, w.robot))
	w.channel, w.foreign = s.Channel("News"), s.Channel("Spam")
	s.Link(w.channel, w.forum)
	w.topic = s.OpenTopic(w.owner, w.forum, "Talk")
	return w
}

func place(c fake.Chat) bot.Place   { return bot.Place("telegram:" + strconv.FormatInt(c.ID, 10)) }
func userID(u fake.User) bot.UserID { return bot.UserID("telegram:" + strconv.FormatInt(u.ID, 10)) }

// adapter returns an adapter with short waits, to keep tests fast.
func (w *town) adapter(log *slog.Logger) *telegram.Adapter {
	return telegram.New(telegram.Settings{Token: w.Token(), APIURL: w.URL()}, telegram.Options{
		Options: kit.Options{
			Log:    log,
			Spaces: func() []bot.Place { return []bot.Place{place(w.forum)} },
			Sleep:  nap,
		},
		PollTimeout: time.Second,
	})
}

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
		Group:    place(w.forum),
		Ann:      userID(w.ann),
		Bob:      userID(w.bob),
		Newcomer: userID(w.newcomer),
		Owner:    userID(w.owner),
		Topic:    place(w.forum) + bot.Place("/"+strconv.FormatInt(w.topic, 10)),
		Nowhere:  "telegram:-1009999999999",
		Secret:   secret,
		Say:      w.say,
		Shown:    w.shown,
		Edit:     func(_ bot.UserID, in bot.Place, id, text string) { w.Server.Edit(w.message(in, id), text) },
		React: func(who bot.UserID, in bot.Place, id, emoji string) {
			w.Server.React(w.user(who), w.message(in, id), strings.Fields(emoji)...)
		},
		Press: func(who bot.UserID, in bot.Place, id, data string) {
			w.Server.Press(w.user(who), w.message(in, id), data)
		},
		Join:  func(who bot.UserID) { w.Server.Join(w.user(who), w.forum) },
		Leave: func(who bot.UserID) { w.Server.Leave(w.user(who), w.forum) },
		Personas: map[bot.Persona]func(string){
			bot.TheGroup: func(text string) { w.SayAnonymously(w.forum, text) },
		},
		Tag:        func(who bot.UserID) string { return w.Standing(w.forum, w.user(who)).Tag },
		Stands:     func(who bot.UserID) adaptertest.Standing { return stands(w.Standing(w.forum, w.user(who))) },
		Heard:      func(who bot.UserID) bool { return w.Server.Heard(w.user(who), w.forum) },
		Invited:    func() []string { return w.Links(w.forum) },
		Pinned:     func(in bot.Place, id string) bool { return w.Server.Pinned(w.message(in, id)) },
		Pictured:   func(in bot.Place, id string) bool { return w.message(in, id).Pictured() },
		Looks:      func(in bot.Place, id string) []markup.Span { return looks(w.message(in, id)) },
		Reaction:   "👌",
		Unreaction: "🫖",
		Private:    true,
		Confirms:   true,
		Down: func(down bool) {
			if down {
				w.Outage(fake.Fault{Kind: fake.HTTPError}, fake.Fault{Kind: fake.Garbage}, fake.Fault{Kind: fake.Cut}, fake.Fault{Kind: fake.Truncated})
				return
			}
			w.Heal()
		},
		Limit: func(d time.Duration) {
			w.FailNext("sendMessage", 1, fake.Fault{Kind: fake.TooMany, RetryAfter: int(d / time.Second)})
		},
		Lose:    func() { w.FailNext("sendMessage", 1, fake.Fault{Kind: fake.Cut, Applied: true}) },
		Hostile: w.hostile,
	}
}

func stands(m fake.Member) adaptertest.Standing {
	out := adaptertest.Standing{Present: m.Status == "member" || m.Status == "creator", Banned: m.Status == "kicked"}
	if m.Status == "restricted" {
		out.Present = m.InChat
		if !m.Permissions["can_send_messages"] {
			out.MutedUntil = m.Until
		}
	}
	return out
}

// looks returns a message's text with its entities applied, except those that Telegram detects
// itself.
func looks(m fake.Message) []markup.Span {
	var out []markup.Span
	i := -1
	for _, r := range m.Text {
		s := markup.Span{Text: string(r)}
		i += utf16.RuneLen(r)
		for _, e := range m.Entities {
			if i < e.Offset || i >= e.Offset+e.Length {
				continue
			}
			s.Look |= map[string]markup.Look{
				"bold": markup.Bold, "italic": markup.Italic, "strikethrough": markup.Strike, "code": markup.Code, "pre": markup.Block, "blockquote": markup.Quote,
			}[e.Type]
			s.Link += e.URL
		}
		if n := len(out); n > 0 && out[n-1].Look == s.Look && out[n-1].Link == s.Link {
			out[n-1].Text += s.Text
			continue
		}
		out = append(out, s)
	}
	return out
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

// chat returns a place's chat and topic.
func (w *town) chat(p bot.Place) (c fake.Chat, topic int64) {
	if p.Private() {
		id := bot.UserID("telegram:" + strings.TrimPrefix(p.Local(), "dm/"))
		return w.Private(w.user(id)), 0
	}
	topic, _ = strconv.ParseInt(p.Sub(), 10, 64)
	return w.forum, topic
}

func (w *town) message(in bot.Place, id string) fake.Message {
	c, _ := w.chat(in)
	n, _ := strconv.ParseInt(id, 10, 64)
	m, ok := w.Server.Message(c, n)
	if !ok {
		w.t.Fatalf("%s has no message %s", in, id)
	}
	return m
}

func (w *town) say(who bot.UserID, in bot.Place, text, replyTo string) string {
	c, topic := w.chat(in)
	var opts []fake.SayOption
	if topic != 0 {
		opts = append(opts, fake.InTopic(topic))
	}
	if replyTo != "" {
		opts = append(opts, fake.ReplyTo(w.message(in, replyTo)))
	}
	return strconv.FormatInt(w.Server.Say(w.user(who), c, text, opts...).ID, 10)
}

func (w *town) shown(in bot.Place) []adaptertest.Line {
	c, topic := w.chat(in)
	var out []adaptertest.Line
	for _, m := range w.Messages(c) {
		if topic == 0 || m.ThreadID == topic {
			out = append(out, w.line(m, ""))
		}
	}
	for _, u := range []fake.User{w.ann, w.bob} {
		for _, m := range w.Whispers(c, u) {
			l := w.line(m, userID(u))
			l.ID = fmt.Sprintf("e%d:%d", m.EphemeralID, u.ID)
			out = append(out, l)
		}
	}
	return out
}

func (w *town) line(m fake.Message, only bot.UserID) adaptertest.Line {
	l := adaptertest.Line{
		ID:        strconv.FormatInt(m.ID, 10),
		Text:      m.Text + m.Caption,
		Ours:      m.From != nil && m.From.ID == w.Me().ID,
		OnlyFor:   only,
		Reactions: w.Reactions(m),
	}
	if m.ReplyTo != nil {
		l.ReplyTo = strconv.FormatInt(m.ReplyTo.ID, 10)
	}
	if m.Keyboard != nil {
		for _, b := range slices.Concat(m.Keyboard.Rows...) {
			l.Buttons = append(l.Buttons, b.CallbackData)
		}
	}
	return l
}

func (w *town) hostile() {
	for _, m := range []string{
		`null`, `{}`, `[]`, `"x"`, `{"chat":null}`, `{"message_id":-5,"chat":{"id":-9223372036854775808},"text":"x"}`,
		`{"message_id":1,"date":9223372036854775807,"chat":{"id":1,"type":"?"},"from":null,"text":"\u0000"}`,
		`{"message_id":1e400,"chat":{"id":1}}`, `{"message_id":2,"chat":{"id":3},"entities":[{"type":"mention","offset":-1,"length":-1}],"text":"x"}`,
		`{"message_id":2,"chat":{"id":3},"from":{"id":-1,"first_name":"\u200b\u200b"},"text":"` + strings.Repeat("x", 1<<20) + `"}`,
		`{"message_id":3,"chat":{"id":3},"hologram":{}}`,
	} {
		w.Inject("message", []byte(m))
		w.Inject("callback_query", []byte(m))
		w.Inject("message_reaction", []byte(m))
		w.Inject("chat_member", []byte(m))
		w.Inject("my_chat_member", []byte(m))
	}
	w.InjectRaw(fmt.Sprintf(`{"update_id":%d,"hologram":{}}`, w.NextUpdate()))
	w.InjectRaw(fmt.Sprintf(`{"update_id":%d,"message":{"mess`, w.NextUpdate()))
	w.InjectRaw(fmt.Sprintf(`{"update_id":%d,"message":{"chat":{"id":1},"text":"%s"}}`, w.NextUpdate(), "\xff\xfe"))
}
