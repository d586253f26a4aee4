package faketelegram_test

import (
	"strings"
	"testing"
	"time"

	"github.com/go-telegram/bot/models"

	fake "github.com/stewardbot/steward/adapters/telegram/faketelegram"
)

const everything = `{"allowed_updates":["message","edited_message","channel_post","edited_channel_post","callback_query",` +
	`"message_reaction","message_reaction_count","chat_member","my_chat_member","chat_join_request"]}`

// heard returns and confirms the updates since the last call.
func (r *room) heard(t *testing.T) []models.Update {
	t.Helper()
	out := poll(t, r.Server, `{}`)
	poll(t, r.Server, `{"offset":100000000}`)
	return out
}

func newWatchedRoom(t *testing.T, o fake.Options) *room {
	r := newRoom(t, o)
	poll(t, r.Server, everything)
	return r
}

func TestEntitiesCountUTF16(t *testing.T) {
	r := newWatchedRoom(t, fake.Options{})
	r.Say(r.ann, r.chat, "😀签到 /sign@steward_bot @bob #茶 https://example.com/x /also /no/path a@b.org")
	got := r.heard(t)[0].Message.Entities
	want := []models.MessageEntity{
		{Type: "bot_command", Offset: 5, Length: 17},
		{Type: "mention", Offset: 23, Length: 4},
		{Type: "hashtag", Offset: 28, Length: 2},
		{Type: "url", Offset: 31, Length: 21},
		{Type: "bot_command", Offset: 53, Length: 5},
		{Type: "bot_command", Offset: 59, Length: 3},
		{Type: "email", Offset: 68, Length: 7},
	}
	if len(got) != len(want) {
		t.Fatalf("got %+v", got)
	}
	for i := range want {
		if got[i] != want[i] {
			t.Errorf("got %+v, want %+v", got[i], want[i])
		}
	}
}

func TestChannelPostsComeIntoTheGroup(t *testing.T) {
	r := newWatchedRoom(t, fake.Options{})
	channel := r.Channel("News", fake.Staff(fake.Owner(r.owner), fake.Admin(r.Me(), fake.AllRights())))
	r.Link(channel, r.chat)
	post, forward := r.Post(channel, "Tea is here")
	outsider := r.Person("Otto")
	comment := r.Say(outsider, r.chat, "Yes!", fake.ReplyTo(forward))
	if comment.ThreadID != forward.ID || comment.IsTopicMessage {
		t.Errorf("the comment is in thread %d (topic %t)", comment.ThreadID, comment.IsTopicMessage)
	}
	got := r.heard(t)
	if len(got) != 3 || got[0].ChannelPost == nil || got[0].ChannelPost.ID != int(post.ID) {
		t.Fatalf("got %+v", got)
	}
	f := got[1].Message
	if f.From.ID != 777000 || !f.IsAutomaticForward || f.SenderChat.ID != channel.ID || f.ForwardOrigin.MessageOriginChannel.MessageID != int(post.ID) {
		t.Errorf("forward %+v", f)
	}
	if got[2].Message.MessageThreadID != f.ID || got[2].Message.From.ID != outsider.ID {
		t.Errorf("comment %+v", got[2].Message)
	}
	if _, err := r.TrySay(outsider, r.Supergroup("Closed"), "hi"); err == nil {
		t.Error("an outsider spoke in a closed group")
	}
}

func TestWhoSpeaksForAGroup(t *testing.T) {
	r := newWatchedRoom(t, fake.Options{})
	other := r.Channel("Other")
	r.SayAnonymously(r.chat, "as the group", fake.Signed("boss"))
	r.SayAs(other, r.chat, "as a channel")
	got := r.heard(t)
	if m := got[0].Message; m.From.ID != fake.AnonymousAdmin || m.SenderChat.ID != r.chat.ID || m.AuthorSignature != "boss" {
		t.Errorf("anonymous administrator %+v", m)
	}
	if m := got[1].Message; m.From.ID != fake.ChannelBot || m.SenderChat.ID != other.ID {
		t.Errorf("channel %+v", m)
	}
}

func TestTopics(t *testing.T) {
	r := newWatchedRoom(t, fake.Options{})
	forum := r.Forum("Forum", fake.Staff(fake.Owner(r.owner), fake.Admin(r.Me(), fake.AllRights())), fake.Ordinary(r.ann))
	topic := r.OpenTopic(r.owner, forum, "Green")
	m := r.Say(r.ann, forum, "in it", fake.InTopic(topic))
	answer := r.Say(r.ann, forum, "and on", fake.ReplyTo(m))
	general := r.Say(r.ann, forum, "in general")
	below := r.Say(r.ann, forum, "below", fake.ReplyTo(general))
	got := r.heard(t)[1:]
	for i, want := range []struct {
		thread int64
		topic  bool
		reply  int64
	}{{topic, true, topic}, {topic, true, m.ID}, {0, false, 0}, {general.ID, false, general.ID}} {
		g := got[i].Message
		reply := 0
		if g.ReplyToMessage != nil {
			reply = g.ReplyToMessage.ID
		}
		if g.MessageThreadID != int(want.thread) || g.IsTopicMessage != want.topic || reply != int(want.reply) {
			t.Errorf("%q: thread %d, topic %t, reply to %d; want %+v", g.Text, g.MessageThreadID, g.IsTopicMessage, reply, want)
		}
	}
	if answer.ThreadID != topic || below.IsTopicMessage {
		t.Errorf("answers: %+v, %+v", answer, below)
	}
}

func TestReactionsAreToldToAdministrators(t *testing.T) {
	r := newWatchedRoom(t, fake.Options{})
	m := r.Say(r.ann, r.chat, "hi")
	r.heard(t)
	r.React(r.owner, m, "👍", "🔥")
	r.React(r.owner, m, "🔥")
	r.React(r.owner, m)
	r.ReactAs(r.chat, m, fake.Reaction{Type: "custom_emoji", CustomEmojiID: "5"})
	r.HideReactors(r.chat)
	r.React(r.owner, m, "👍")
	got := r.heard(t)
	for i, want := range []string{"0>2", "2>1", "1>0"} {
		c := got[i].MessageReaction
		if s := strings.Join([]string{itoa(len(c.OldReaction)), itoa(len(c.NewReaction))}, ">"); s != want || c.User.ID != r.owner.ID {
			t.Errorf("change %d: %s by %+v, want %s", i, s, c.User, want)
		}
	}
	if c := got[3].MessageReaction; c.User != nil || c.ActorChat.ID != r.chat.ID || c.NewReaction[0].ReactionTypeCustomEmoji.CustomEmojiID != "5" {
		t.Errorf("anonymous %+v", c)
	}
	if c := got[4].MessageReactionCount; c == nil || len(c.Reactions) != 2 {
		t.Errorf("count %+v", got[4])
	}
	r.Demote(r.owner, r.Me(), r.chat)
	r.heard(t)
	r.React(r.ann, m, "👍")
	if got := r.heard(t); len(got) != 0 {
		t.Errorf("told without rights: %+v", got)
	}
}

func TestComingAndGoing(t *testing.T) {
	r := newWatchedRoom(t, fake.Options{})
	bob := r.Person("Bob")
	r.AskToJoin(bob, r.chat)
	r.Join(bob, r.chat)
	r.Promote(r.owner, bob, r.chat, fake.Rights{CanDeleteMessages: true})
	r.Leave(bob, r.chat)
	r.Remove(r.owner, r.Me(), r.chat)
	r.Say(r.ann, r.chat, "it is gone")
	r.Add(r.owner, r.Me(), r.chat)
	r.Block(bob, true)
	var got []string
	for _, u := range r.heard(t) {
		switch {
		case u.ChatMember != nil:
			got = append(got, string(u.ChatMember.OldChatMember.Type+">"+u.ChatMember.NewChatMember.Type))
		case u.MyChatMember != nil:
			got = append(got, "my "+string(u.MyChatMember.OldChatMember.Type+">"+u.MyChatMember.NewChatMember.Type))
		case u.ChatJoinRequest != nil:
			got = append(got, "asks")
		case u.Message.NewChatMembers != nil:
			got = append(got, "in")
		case u.Message.LeftChatMember != nil:
			got = append(got, "out")
		}
	}
	want := "asks, left>member, in, member>administrator, out, administrator>left, my administrator>kicked, my kicked>member, in, my member>kicked"
	if s := strings.Join(got, ", "); s != want {
		t.Errorf("got  %s\nwant %s", s, want)
	}
}

func TestPrivacyMode(t *testing.T) {
	r := newWatchedRoom(t, fake.Options{Privacy: true})
	r.Demote(r.owner, r.Me(), r.chat)
	r.heard(t)
	sent := raw(t, r.Server, "sendMessage", `{"chat_id":"`+itoa(int(r.chat.ID))+`","text":"hello"}`)
	if !sent.OK {
		t.Fatal(sent.Description)
	}
	mine := r.Sent(r.chat)[0]
	r.Say(r.ann, r.chat, "not for it")
	r.Say(r.ann, r.chat, "/help")
	r.Say(r.ann, r.chat, "/help@other_bot")
	r.Say(r.ann, r.chat, "well, @Steward_Bot")
	r.Say(r.ann, r.chat, "thanks", fake.ReplyTo(mine))
	r.Say(r.ann, r.Private(r.ann), "in private")
	var got []string
	for _, u := range r.heard(t) {
		got = append(got, u.Message.Text)
	}
	if s := strings.Join(got, "; "); s != "/help; well, @Steward_Bot; thanks; in private" {
		t.Errorf("heard %s", s)
	}
}

func TestMigration(t *testing.T) {
	r := newWatchedRoom(t, fake.Options{})
	group := r.Group("Small", fake.Staff(fake.Owner(r.owner)), fake.Ordinary(r.ann, r.Me()))
	r.Say(r.ann, group, "before")
	bigger := r.Migrate(group)
	r.Say(r.ann, bigger, "after")
	got := r.heard(t)
	if got[1].Message.MigrateToChatID != bigger.ID || got[2].Message.MigrateFromChatID != group.ID || got[3].Message.Chat.ID != bigger.ID {
		t.Errorf("got %+v", got)
	}
	a := raw(t, r.Server, "sendMessage", `{"chat_id":`+itoa(int(group.ID))+`,"text":"x"}`)
	if a.Code != 400 || a.Parameters["migrate_to_chat_id"] != bigger.ID {
		t.Errorf("to the old chat: %+v", a)
	}
}

func TestPresses(t *testing.T) {
	clock := newClock()
	r := newWatchedRoom(t, fake.Options{Now: clock.now})
	raw(t, r.Server, "sendMessage", `{"chat_id":`+itoa(int(r.chat.ID))+`,"text":"Tea?","reply_markup":{"inline_keyboard":[[{"text":"Yes","callback_data":"y"}]]}}`)
	m := r.Sent(r.chat)[0]
	id := r.Press(r.ann, m, "Yes")
	r.PressForeign(r.ann, m, "other data")
	r.PressInaccessible(r.ann, r.chat, 9999, "y")
	got := r.heard(t)
	if c := got[0].CallbackQuery; c.ID != id || c.Data != "y" || c.Message.Message.ID != int(m.ID) {
		t.Errorf("press %+v", c)
	}
	if c := got[1].CallbackQuery; c.Data != "other data" {
		t.Errorf("foreign data %+v", c)
	}
	if c := got[2].CallbackQuery; c.Message.InaccessibleMessage == nil || c.Message.InaccessibleMessage.MessageID != 9999 {
		t.Errorf("inaccessible %+v", c)
	}
	if _, err := r.TryPress(r.ann, m, "No"); err == nil {
		t.Error("a button that is not there was pressed")
	}
	answer := `{"callback_query_id":"` + id + `","text":"Here","show_alert":true}`
	if a := raw(t, r.Server, "answerCallbackQuery", answer); !a.OK {
		t.Errorf("answer: %s", a.Description)
	}
	if n := r.Notices(id); len(n) != 1 || n[0] != (fake.Notice{Text: "Here", Alert: true}) {
		t.Errorf("notices %+v", n)
	}
	clock.advance(time.Hour)
	if a := raw(t, r.Server, "answerCallbackQuery", answer); a.Code != 400 || !strings.Contains(a.Description, "query is too old") {
		t.Errorf("a late answer: %+v", a)
	}
}

func TestEditsMediaAndErasing(t *testing.T) {
	r := newWatchedRoom(t, fake.Options{})
	channel := r.Channel("News", fake.Staff(fake.Admin(r.Me(), fake.AllRights())))
	post, _ := r.Post(channel, "first")
	photo := r.Say(r.ann, r.chat, "look @bob", fake.With("photo", []byte(`[{"file_id":"f","width":1,"height":2}]`)))
	m := r.Say(r.ann, r.chat, "[bold]", fake.Marked(fake.Entity{Type: "bold", Offset: 1, Length: 4}))
	r.Edit(m, "/now")
	r.Edit(post, "second")
	r.Erase(m)
	got := r.heard(t)
	if g := got[1].Message; g.Photo[0].Height != 2 || g.Caption != "look @bob" || g.CaptionEntities[0].Type != "mention" || g.Text != "" {
		t.Errorf("photo %+v", g)
	}
	if g := got[2].Message; g.Entities[0].Type != "bold" || len(g.Entities) != 1 {
		t.Errorf("marked %+v", g)
	}
	if g := got[3].EditedMessage; g.ID != int(m.ID) || g.Text != "/now" || g.Entities[0].Type != "bot_command" || g.EditDate == 0 {
		t.Errorf("edited %+v", g)
	}
	if g := got[4].EditedChannelPost; g.Text != "second" {
		t.Errorf("edited post %+v", g)
	}
	if _, there := r.Message(r.chat, m.ID); there || len(r.Deleted(r.chat)) != 1 {
		t.Error("the erased message is still there")
	}
	if left := r.Messages(r.chat); len(left) != 1 || left[0].ID != photo.ID {
		t.Errorf("left %+v", left)
	}
}
