package telegram

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"

	tg "github.com/go-telegram/bot"
	"github.com/go-telegram/bot/models"
)

// maxPicture is what Telegram takes as an upload, in bytes; from an address it
// fetches 5 MB: https://core.telegram.org/bots/api#sending-files.
const maxPicture = 10 << 20

// send posts a message in the open, as the caption of a picture if there is one.
func (a *Adapter) send(ctx context.Context, m *tg.SendMessageParams, picture string) (sent, error) {
	if picture == "" {
		return call[sent](ctx, a.client, (*tg.Bot).SendMessage, m)
	}
	file, err := photo(picture)
	if err != nil {
		return sent{}, err
	}
	return call[sent](ctx, a.client, (*tg.Bot).SendPhoto, &tg.SendPhotoParams{
		ChatID: m.ChatID, MessageThreadID: m.MessageThreadID, Photo: file, Caption: m.Text, CaptionEntities: m.Entities,
		ReplyParameters: m.ReplyParameters, ReplyMarkup: m.ReplyMarkup,
	})
}

// photo is an address as it is, or what a file holds.
func photo(picture string) (models.InputFile, error) {
	if strings.HasPrefix(picture, "https://") {
		return &models.InputFileString{Data: picture}, nil
	}
	content, err := readPicture(picture)
	return &models.InputFileUpload{Filename: filepath.Base(picture), Data: bytes.NewReader(content)}, err
}

// readPicture refuses with the file's name, not with the path to it.
func readPicture(path string) ([]byte, error) {
	name := filepath.Base(path)
	info, err := os.Stat(path)
	switch {
	case os.IsNotExist(err):
		return nil, refused("there is no picture %q", name)
	case err != nil || !info.Mode().IsRegular():
		return nil, refused("the picture %q can't be read", name)
	case info.Size() > maxPicture:
		return nil, refused("the picture %q has %d MB, and Telegram takes 10", name, (info.Size()+1<<20-1)>>20)
	}
	content, err := os.ReadFile(path)
	if err != nil {
		return nil, refused("the picture %q can't be read", name)
	}
	return content, nil
}

// editCaption changes the text below a picture.
func (a *Adapter) editCaption(ctx context.Context, m *tg.EditMessageTextParams) error {
	_, err := call[any](ctx, a.client, (*tg.Bot).EditMessageCaption, &tg.EditMessageCaptionParams{
		ChatID: m.ChatID, MessageID: m.MessageID, Caption: m.Text, CaptionEntities: m.Entities, ReplyMarkup: m.ReplyMarkup,
	})
	return err
}
