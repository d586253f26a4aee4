package faketelegram_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/go-telegram/bot"
	"github.com/go-telegram/bot/models"

	fake "github.com/stewardbot/steward/adapters/telegram/faketelegram"
)

// room is a supergroup with the bot as administrator and one member.
type room struct {
	*fake.Server
	client *bot.Bot
	owner  fake.User
	ann    fake.User
	chat   fake.Chat
}

func newRoom(t *testing.T, o fake.Options) *room {
	t.Helper()
	r := &room{Server: fake.New(o)}
	t.Cleanup(r.Close)
	r.owner, r.ann = r.Person("Olga"), r.Person("Ann")
	r.chat = r.Supergroup("Tea",
		fake.Staff(fake.Owner(r.owner), fake.Admin(r.Me(), fake.AllRights())), fake.Ordinary(r.ann))
	client, err := bot.New(r.Token(), bot.WithServerURL(r.URL()))
	if err != nil {
		t.Fatal(err)
	}
	r.client = client
	return r
}

func TestSendEditReactDelete(t *testing.T) {
	ctx := context.Background()
	r := newRoom(t, fake.Options{})
	asked := r.Say(r.ann, r.chat, "签到 /checkin")
	sent, err := r.client.SendMessage(ctx, &bot.SendMessageParams{
		ChatID:          r.chat.ID,
		Text:            "<b>好</b> &lt;3",
		ParseMode:       models.ParseModeHTML,
		ReplyParameters: &models.ReplyParameters{MessageID: int(asked.ID)},
		ReplyMarkup: &models.InlineKeyboardMarkup{InlineKeyboard: [][]models.InlineKeyboardButton{
			{{Text: "Again", CallbackData: "again"}},
		}},
	})
	if err != nil {
		t.Fatal(err)
	}
	if sent.Text != "好 <3" || len(sent.Entities) != 1 || sent.ReplyToMessage.ID != int(asked.ID) {
		t.Fatalf("sent %+v", sent)
	}
	if _, err := r.client.EditMessageText(ctx, &bot.EditMessageTextParams{
		ChatID: r.chat.ID, MessageID: sent.ID, Text: "changed",
	}); err != nil {
		t.Fatal(err)
	}
	if _, err := r.client.SetMessageReaction(ctx, &bot.SetMessageReactionParams{
		ChatID: r.chat.ID, MessageID: int(asked.ID),
		Reaction: []models.ReactionType{{Type: models.ReactionTypeTypeEmoji, ReactionTypeEmoji: &models.ReactionTypeEmoji{Emoji: "👍"}}},
	}); err != nil {
		t.Fatal(err)
	}
	if got := r.Reactions(asked); len(got) != 1 || got[0] != "👍" {
		t.Fatalf("reactions %q", got)
	}
	if got := r.Sent(r.chat); len(got) != 1 || got[0].Text != "changed" || got[0].Keyboard != nil {
		t.Fatalf("sent messages %+v", got)
	}
	if _, err := r.client.DeleteMessage(ctx, &bot.DeleteMessageParams{ChatID: r.chat.ID, MessageID: sent.ID}); err != nil {
		t.Fatal(err)
	}
	if _, err := r.client.DeleteMessage(ctx, &bot.DeleteMessageParams{ChatID: r.chat.ID, MessageID: sent.ID}); !errors.Is(err, bot.ErrorBadRequest) || !strings.Contains(err.Error(), "message to delete not found") {
		t.Fatalf("second deletion: %v", err)
	}
}

func TestWhatTheLibraryReads(t *testing.T) {
	ctx := context.Background()
	r := newRoom(t, fake.Options{})
	channel := r.Channel("News")
	r.Link(channel, r.chat)
	r.AllowReactions(r.chat, "👍")
	helper := r.Robot("Helper")
	r.Promote(r.owner, helper, r.chat, fake.AllRights())
	me, err := r.client.GetMe(ctx)
	if err != nil || me.ID != r.Me().ID || !me.IsBot || !me.CanReadAllGroupMessages {
		t.Errorf("getMe %+v, %v", me, err)
	}
	chat, err := r.client.GetChat(ctx, &bot.GetChatParams{ChatID: r.chat.ID})
	if err != nil || chat.LinkedChatID != channel.ID || chat.AvailableReactions[0].ReactionTypeEmoji.Emoji != "👍" {
		t.Errorf("getChat %+v, %v", chat, err)
	}
	admins, err := r.client.GetChatAdministrators(ctx, &bot.GetChatAdministratorsParams{ChatID: r.chat.ID})
	if err != nil || len(admins) != 2 { // the owner and the bot, but not the other bot
		t.Errorf("getChatAdministrators %+v, %v", admins, err)
	}
	for _, a := range admins {
		if a.Type == models.ChatMemberTypeAdministrator && !a.Administrator.CanRestrictMembers {
			t.Errorf("rights %+v", a.Administrator)
		}
	}
	if n, err := r.client.GetChatMemberCount(ctx, &bot.GetChatMemberCountParams{ChatID: r.chat.ID}); err != nil || n != 4 {
		t.Errorf("%d members, %v", n, err)
	}
	if ok, err := r.client.LeaveChat(ctx, &bot.LeaveChatParams{ChatID: r.chat.ID}); !ok || err != nil {
		t.Errorf("leaveChat %t, %v", ok, err)
	}
}

func TestMenus(t *testing.T) {
	ctx := context.Background()
	r := newRoom(t, fake.Options{})
	set := func(language string, s models.BotCommandScope, name string) {
		t.Helper()
		if _, err := r.client.SetMyCommands(ctx, &bot.SetMyCommandsParams{
			Commands: []models.BotCommand{{Command: name, Description: "签到"}}, LanguageCode: language, Scope: s,
		}); err != nil {
			t.Fatal(err)
		}
	}
	set("", &models.BotCommandScopeDefault{}, "one")
	set("zh", &models.BotCommandScopeDefault{}, "two")
	set("", &models.BotCommandScopeAllChatAdministrators{}, "three")
	if _, err := r.client.DeleteMyCommands(ctx, &bot.DeleteMyCommandsParams{LanguageCode: "zh", Scope: &models.BotCommandScopeDefault{}}); err != nil {
		t.Fatal(err)
	}
	got, err := r.client.GetMyCommands(ctx, &bot.GetMyCommandsParams{Scope: &models.BotCommandScopeAllChatAdministrators{}})
	if err != nil || len(got) != 1 || got[0].Command != "three" {
		t.Errorf("getMyCommands %+v, %v", got, err)
	}
	if m := r.Menu("default", ""); len(m) != 1 || m[0].Name != "one" {
		t.Errorf("default menu %+v", m)
	}
	if m := r.Menu("default", "zh"); len(m) != 0 {
		t.Errorf("the deleted menu %+v", m)
	}
}

func TestHTML(t *testing.T) {
	ctx := context.Background()
	r := newRoom(t, fake.Options{})
	sent, err := r.client.SendMessage(ctx, &bot.SendMessageParams{
		ChatID:    r.chat.ID,
		ParseMode: models.ParseModeHTML,
		Text: " <b>😀<i>a</i></b> &amp; <a href=\"tg://user?id=" + itoa(int(r.ann.ID)) + "\">Ann</a> " +
			"<a href='https://example.com/?a=1&amp;b=2'>link</a> <tg-spoiler>&#33;</tg-spoiler> @bob & <code></code>\n",
	})
	if err != nil {
		t.Fatal(err)
	}
	if want := "😀a & Ann link ! @bob &"; sent.Text != want {
		t.Errorf("text %q, want %q", sent.Text, want)
	}
	want := []models.MessageEntity{
		{Type: "bold", Offset: 0, Length: 3}, {Type: "italic", Offset: 2, Length: 1},
		{Type: "text_mention", Offset: 6, Length: 3}, {Type: "text_link", Offset: 10, Length: 4, URL: "https://example.com/?a=1&b=2"},
		{Type: "spoiler", Offset: 15, Length: 1}, {Type: "mention", Offset: 17, Length: 4},
	}
	if len(sent.Entities) != len(want) {
		t.Fatalf("entities %+v", sent.Entities)
	}
	for i, e := range sent.Entities {
		if e.Type == "text_mention" && e.User.ID != r.ann.ID {
			t.Errorf("mention of %+v", e.User)
		}
		if e.User = nil; e != want[i] {
			t.Errorf("entity %+v, want %+v", e, want[i])
		}
	}
}
