package faketelegram

import (
	"encoding/json"
	"strings"
)

// Limits for photos: https://core.telegram.org/bots/api#sendphoto.
const (
	maxCaption = 1024
	maxPhoto   = 10 << 20
)

// sendPhoto accepts an uploaded file, the id of a photo, or a URL, of which it only checks the scheme.
func (s *Server) sendPhoto(p params) (any, *apiError) {
	r, err := s.speak(p)
	if err != nil {
		return nil, err
	}
	m := Message{From: &s.me, Chat: r.Chat, media: map[string]json.RawMessage{}}
	switch photo := p["photo"]; {
	case photo == "":
		return nil, bad("there is no photo in the request")
	case len(photo) > maxPhoto:
		return nil, bad("file is too big")
	case s.hasPhoto(photo):
	case len(photo) < 8 || !strings.HasPrefix(photo, "http") && !isPicture(photo):
		return nil, bad("IMAGE_PROCESS_FAILED")
	}
	m.media["photo"] = json.RawMessage(`[{"file_id":"p","file_unique_id":"p","width":1,"height":1}]`)
	if m.Caption, m.CaptionEntities, err = s.caption(p); err != nil {
		return nil, err
	}
	if m.Keyboard, err = keyboard(p); err != nil {
		return nil, err
	}
	hidden, err := s.hidden(r, p)
	if err != nil {
		return nil, err
	}
	if hidden != nil {
		return s.whisper(r, m, *hidden), nil
	}
	if err := s.aim(r, &m, p); err != nil {
		return nil, err
	}
	sent := s.store(r, &m)
	sent.byBot = true
	out := sent.Message
	return &out, nil
}

// hasPhoto reports whether a message has a photo with this file id. One of a document or another
// file is none: https://core.telegram.org/bots/api#sending-files.
func (s *Server) hasPhoto(id string) bool {
	for _, r := range s.chats {
		for _, m := range r.messages {
			if photo := m.media["photo"]; photo != nil && strings.Contains(string(photo), `"file_id":"`+id+`"`) {
				return true
			}
		}
	}
	return false
}

// isPicture recognizes PNG and JPEG by their signature.
func isPicture(content string) bool {
	return strings.HasPrefix(content, "\x89PNG") || strings.HasPrefix(content, "\xff\xd8\xff")
}

func (s *Server) caption(p params) (string, []Entity, *apiError) {
	text, entities, err := s.marked(p, "caption", "caption_entities")
	if err == nil && length16(text) > maxCaption {
		err = bad("message caption is too long")
	}
	return text, entities, err
}

// Pictured reports whether a message has a picture.
func (m Message) Pictured() bool { return m.media["photo"] != nil }
