package telegram

import (
	"bytes"
	"context"

	tg "github.com/go-telegram/bot"
	"github.com/go-telegram/bot/models"

	"github.com/stewardbot/steward/bot"
)

// send posts a visible message, as the caption of a picture if there is one.
func (a *Adapter) send(ctx context.Context, m *tg.SendMessageParams, picture bot.Attachment, content []byte) (sent, error) {
	if picture == (bot.Attachment{}) {
		return call[sent](ctx, a.client, (*tg.Bot).SendMessage, m)
	}
	return call[sent](ctx, a.client, (*tg.Bot).SendPhoto, &tg.SendPhotoParams{
		ChatID: m.ChatID, MessageThreadID: m.MessageThreadID, Photo: photo(picture, content), Caption: m.Text, CaptionEntities: m.Entities,
		ReplyParameters: m.ReplyParameters, ReplyMarkup: m.ReplyMarkup,
	})
}

// photo returns a photo that Telegram has, a URL, from which it fetches at most 5 MB, or an upload:
// https://core.telegram.org/bots/api#sending-files.
func photo(picture bot.Attachment, content []byte) models.InputFile {
	if _, id, ok := picture.On(); ok {
		return &models.InputFileString{Data: id}
	}
	if picture.Address != "" {
		return &models.InputFileString{Data: picture.Address}
	}
	return &models.InputFileUpload{Filename: picture.Name, Data: bytes.NewReader(content)}
}

// editCaption changes the text below a picture.
func (a *Adapter) editCaption(ctx context.Context, m *tg.EditMessageTextParams) error {
	_, err := call[any](ctx, a.client, (*tg.Bot).EditMessageCaption, &tg.EditMessageCaptionParams{
		ChatID: m.ChatID, MessageID: m.MessageID, Caption: m.Text, CaptionEntities: m.Entities, ReplyMarkup: m.ReplyMarkup,
	})
	return err
}
