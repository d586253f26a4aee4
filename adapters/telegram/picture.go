package telegram

import (
	"bytes"
	"context"
	"encoding/json"
	"mime/multipart"
	"os"
	"path/filepath"
	"strings"
)

// maxPicture is what Telegram takes as an upload, in bytes; from an address it
// fetches 5 MB: https://core.telegram.org/bots/api#sending-files.
const maxPicture = 10 << 20

type sendPhoto struct {
	ChatID   int64            `json:"chat_id"`
	ThreadID int64            `json:"message_thread_id,omitempty"`
	Photo    string           `json:"photo,omitempty"` // an address; empty: it comes beside this
	Caption  string           `json:"caption,omitempty"`
	Entities []entityOut      `json:"caption_entities,omitempty"`
	Reply    *replyParameters `json:"reply_parameters,omitempty"`
	Keyboard *keyboard        `json:"reply_markup,omitempty"`
}

// send posts a message in the open, as the caption of a picture if there is one.
func (a *Adapter) send(ctx context.Context, m sendMessage, picture string) (sent, error) {
	if picture == "" {
		return call[sent](ctx, a.client, "sendMessage", m)
	}
	p := sendPhoto{
		ChatID: m.ChatID, ThreadID: m.ThreadID, Caption: m.Text, Entities: m.Entities, Reply: m.Reply, Keyboard: m.Keyboard,
	}
	if strings.HasPrefix(picture, "https://") {
		p.Photo = picture
		return call[sent](ctx, a.client, "sendPhoto", p)
	}
	content, err := readPicture(picture)
	if err != nil {
		return sent{}, err
	}
	kind, body, err := form(p, "photo", filepath.Base(picture), content)
	if err != nil {
		return sent{}, &callError{method: "sendPhoto", description: "encode the request: " + err.Error()}
	}
	return post[sent](ctx, a.client, "sendPhoto", kind, body)
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

// form is a request with a file: each parameter is a field, as JSON unless it is
// a text.
func form(params any, field, name string, content []byte) (kind string, body []byte, err error) {
	encoded, err := json.Marshal(params)
	if err != nil {
		return "", nil, err
	}
	var fields map[string]json.RawMessage
	if err := json.Unmarshal(encoded, &fields); err != nil {
		return "", nil, err
	}
	var out bytes.Buffer
	w := multipart.NewWriter(&out)
	for key, value := range fields {
		var text string
		if json.Unmarshal(value, &text) != nil {
			text = string(value)
		}
		if err := w.WriteField(key, text); err != nil {
			return "", nil, err
		}
	}
	part, err := w.CreateFormFile(field, name)
	if err != nil {
		return "", nil, err
	}
	if _, err := part.Write(content); err != nil {
		return "", nil, err
	}
	err = w.Close()
	return w.FormDataContentType(), out.Bytes(), err
}

type editCaption struct {
	ChatID    int64       `json:"chat_id"`
	MessageID int64       `json:"message_id"`
	Caption   string      `json:"caption"`
	Entities  []entityOut `json:"caption_entities,omitempty"`
	Keyboard  *keyboard   `json:"reply_markup,omitempty"`
}

// editCaption changes the text below a picture.
func (a *Adapter) editCaption(ctx context.Context, m editMessage) error {
	_, err := call[any](ctx, a.client, "editMessageCaption", editCaption{
		ChatID: m.ChatID, MessageID: m.MessageID, Caption: m.Text, Entities: m.Entities, Keyboard: m.Keyboard,
	})
	return err
}
