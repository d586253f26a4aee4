package telegram

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"time"

	tg "github.com/go-telegram/bot"
	"github.com/go-telegram/bot/models"

	"github.com/stewardbot/steward/bot"
)

// openFor is how long a group that refused a private answer is not asked again.
const openFor = 10 * time.Minute

// ephemeral makes a message visible to a single member:
// https://core.telegram.org/bots/api#ephemeralmessageparameters (Bot API 10.3).
type ephemeral struct {
	Receiver int64  `json:"receiver_user_id"`
	Press    string `json:"callback_query_id,omitempty"`
}

// hiddenMessage is sendMessage with parameters that the library lacks.
type hiddenMessage struct {
	*tg.SendMessageParams
	Reply     *hiddenReply `json:"reply_parameters,omitempty"`
	Ephemeral ephemeral    `json:"ephemeral_message_parameters"`
}

type hiddenReply struct {
	MessageID   int64 `json:"message_id,omitempty"`
	EphemeralID int64 `json:"ephemeral_message_id,omitempty"`
	Anyway      bool  `json:"allow_sending_without_reply"`
}

// hiddenPhoto is sendPhoto with parameters that the library lacks.
type hiddenPhoto struct {
	ChatID    any                    `json:"chat_id"`
	Thread    int                    `json:"message_thread_id,omitempty"`
	Photo     string                 `json:"photo,omitempty"` // an address
	Caption   string                 `json:"caption,omitempty"`
	Entities  []models.MessageEntity `json:"caption_entities,omitempty"`
	Keyboard  models.ReplyMarkup     `json:"reply_markup,omitempty"`
	Reply     *hiddenReply           `json:"reply_parameters,omitempty"`
	Ephemeral ephemeral              `json:"ephemeral_message_parameters"`
}

// sendHidden posts a message, as the caption of a picture if there is one.
func (a *Adapter) sendHidden(ctx context.Context, m hiddenMessage, picture bot.Attachment, content []byte) (sent, error) {
	if picture == (bot.Attachment{}) {
		return callRaw[sent](ctx, a.client, "sendMessage", m)
	}
	p := hiddenPhoto{m.ChatID, m.MessageThreadID, picture.Address, m.Text, m.Entities, m.ReplyMarkup, m.Reply, m.Ephemeral}
	if picture.Address != "" {
		return callRaw[sent](ctx, a.client, "sendPhoto", p)
	}
	return callForm[sent](ctx, a.client, "sendPhoto", p, upload{"photo", picture.Name, content})
}

// sayHidden sends m to one member only. done is false if Telegram refused that and m should be
// posted publicly. A server without such messages posts it publicly, which its answer shows.
func (a *Adapter) sayHidden(ctx context.Context, m *tg.SendMessageParams, to destination, who int64, reply parsedMessage, press string, picture bot.Attachment, content []byte) (r bot.Receipt, done bool, err error) {
	h := hiddenMessage{SendMessageParams: m, Ephemeral: ephemeral{Receiver: who, Press: press}}
	if reply != (parsedMessage{}) {
		h.Reply = &hiddenReply{MessageID: reply.id, EphemeralID: reply.ephemeral, Anyway: true}
	}
	s, err := a.sendHidden(ctx, h, picture, content)
	var c *callError
	if errors.As(err, &c) && c.answered && c.migrateTo == 0 && (c.code == http.StatusBadRequest || c.code == http.StatusForbidden) {
		if press == "" && lacksRights(c) {
			a.open.Note(to.chat, time.Now().Add(openFor))
		}
		return r, false, nil
	}
	if err != nil {
		return r, true, err
	}
	return bot.Receipt{
		Messages: []string{messageKey(s.ID, s.EphemeralID, who)},
		At:       date(s.Date),
		Hidden:   s.EphemeralID != 0,
	}, true, nil
}

// hiddenTarget is a message visible to one member.
type hiddenTarget struct {
	EphemeralID int64 `json:"ephemeral_message_id"`
	Receiver    int64 `json:"receiver_user_id"`
}

func (a *Adapter) editHidden(ctx context.Context, p *tg.EditMessageTextParams, m parsedMessage) error {
	_, err := callRaw[any](ctx, a.client, "editEphemeralMessageText", struct {
		*tg.EditMessageTextParams
		hiddenTarget
	}{p, hiddenTarget{m.ephemeral, m.user}})
	return err
}

func (a *Adapter) deleteHidden(ctx context.Context, to destination, m parsedMessage) error {
	_, err := callRaw[any](ctx, a.client, "deleteEphemeralMessage", struct {
		ChatID int64 `json:"chat_id"`
		hiddenTarget
	}{to.chat, hiddenTarget{m.ephemeral, m.user}})
	return err
}

// lacksRights distinguishes a refusal of all private answers in the group, until Steward is an
// administrator there, from one about this receiver.
func lacksRights(c *callError) bool {
	said := c.said()
	return strings.Contains(said, "message_not_command") || strings.Contains(said, "admin") || strings.Contains(said, "rights")
}

// mayHide is false for a group that refused recently. Answers to presses may always be
// private.
func (a *Adapter) mayHide(group int64, press string) bool {
	if press != "" {
		return true
	}
	until, _ := a.open.Get(group)
	return time.Now().After(until)
}
