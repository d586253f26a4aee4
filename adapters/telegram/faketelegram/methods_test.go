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
