package faketelegram

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// maxText is the maximum length of a text in UTF-16 units, after parsing entities:
// https://core.telegram.org/bots/api#sendmessage.
const maxText = 4096

// sendMessage implements https://core.telegram.org/bots/api#sendmessage.
func (s *Server) sendMessage(p params) (any, *apiError) {
	r, err := s.speak(p)
	if err != nil {
		return nil, err
	}
	m := Message{From: &s.me, Chat: r.Chat}
	if r.Type == "channel" {
		chat := r.Chat
		m.From, m.SenderChat = nil, &chat
	}
	if m.Text, m.Entities, err = s.text(p, "message is too long"); err != nil {
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

// text returns the text of a request and its entities, whether given, parsed or detected.
func (s *Server) text(p params, tooLong string) (string, []Entity, *apiError) {
	text, entities, err := s.marked(p, "text", "entities")
	switch {
	case err != nil:
		return "", nil, err
	case text == "":
		return "", nil, bad("message text is empty")
	case length16(text) > maxText:
		return "", nil, bad(tooLong)
	}
	return text, entities, nil
}

// marked is like text but allows an empty text.
func (s *Server) marked(p params, field, marks string) (string, []Entity, *apiError) {
	text := p[field]
	if !utf8.ValidString(text) {
		return "", nil, bad("strings must be encoded in UTF-8")
	}
	var entities []Entity
	switch mode := strings.ToLower(p["parse_mode"]); mode {
	case "":
		if _, err := p.json(marks, &entities); err != nil {
			return "", nil, err
		}
		text, entities = trim(text, entities)
	case "html":
		var err *apiError
		if text, entities, err = s.parseHTML(text); err != nil {
			return "", nil, err
		}
	default:
		return "", nil, bad("unsupported parse_mode")
	}
	for _, e := range findEntities(text) {
		if !overlapsAny(e, entities) {
			entities = append(entities, e)
		}
	}
	return text, entities, nil
}

func overlapsAny(e Entity, in []Entity) bool {
	for _, o := range in {
		if e.overlaps(o) {
			return true
		}
	}
	return false
}

// trim removes surrounding white space and shifts the entities accordingly.
func trim(text string, entities []Entity) (string, []Entity) {
	left := strings.TrimLeft(text, " \t\n\r")
	cut := length16(text) - length16(left)
	out := strings.TrimRight(left, " \t\n\r")
	end := length16(out)
	var kept []Entity
	for _, e := range entities {
		from := max(e.Offset-cut, 0)
		to := min(e.Offset-cut+e.Length, end)
		if e.Offset, e.Length = from, to-from; e.Length > 0 {
			kept = append(kept, e)
		}
	}
	return out, kept
}

// Keyboard limits. The size of callback_data is documented at
// https://core.telegram.org/bots/api#inlinekeyboardbutton, the number of buttons at
// https://core.telegram.org/method/messages.sendMessage (REPLY_MARKUP_TOO_LONG).
const (
	maxCallbackData = 64
	maxButtons      = 100
	maxButtonsInRow = 8
)

// keyboard parses and validates reply_markup; nil if there is none. The first field that is set
// determines a button's kind.
func keyboard(p params) (*Keyboard, *apiError) {
	var k Keyboard
	has, err := p.json("reply_markup", &k)
	if err != nil {
		return nil, bad("can't parse reply keyboard markup JSON object")
	}
	if !has || len(k.Rows) == 0 {
		return nil, nil
	}
	n := 0
	for i, row := range k.Rows {
		n += len(row)
		if len(row) > maxButtonsInRow {
			return nil, bad("BUTTONS_TOO_MUCH")
		}
		for _, b := range row {
			if err := b.check(i); err != nil {
				return nil, err
			}
		}
	}
	if n > maxButtons {
		return nil, bad("REPLY_MARKUP_TOO_LONG")
	}
	if n == 0 {
		return nil, nil
	}
	return &k, nil
}

func (b Button) check(row int) *apiError {
	switch {
	case strings.TrimSpace(b.Text) == "":
		return bad("can't parse inline keyboard button: Field \"text\" must be non-empty")
	case b.URL != "" && !strings.Contains(b.URL, "."):
		return bad(fmt.Sprintf("inline keyboard button URL '%s' is invalid: Wrong HTTP URL", b.URL))
	case b.URL != "":
		return nil
	case b.CallbackData == "":
		return bad("can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard")
	case len(b.CallbackData) > maxCallbackData:
		return bad("BUTTON_DATA_INVALID")
	}
	return nil
}

// aim sets the topic and the message replied to:
// https://core.telegram.org/bots/api#replyparameters.
func (s *Server) aim(r *room, m *Message, p params) *apiError {
	if id := p.int("message_thread_id"); id != 0 {
		if err := s.topic(r, m, id); err != nil {
			return err
		}
	}
	var reply struct {
		ID       int64 `json:"message_id"`
		Optional bool  `json:"allow_sending_without_reply"`
	}
	has, err := p.json("reply_parameters", &reply)
	if err != nil {
		return err
	}
	if !has && p["reply_to_message_id"] != "" { // the deprecated form still works
		has, reply.ID, reply.Optional = true, p.int("reply_to_message_id"), p.bool("allow_sending_without_reply")
	}
	if !has || reply.ID == 0 {
		return nil
	}
	to := r.messages[reply.ID]
	switch {
	case to != nil && !to.deleted:
		m.ReplyTo = &to.Message
	case !reply.Optional:
		return bad("message to be replied not found")
	}
	return nil
}

// topic sets a forum topic, or elsewhere the thread below a message. The General topic has no id
// that can be sent to.
func (s *Server) topic(r *room, m *Message, id int64) *apiError {
	root := r.messages[id]
	switch {
	case r.Type != "supergroup", r.IsForum && r.topics[id] == "", root == nil || root.deleted:
		return bad("message thread not found")
	}
	m.ThreadID, m.IsTopicMessage = id, r.IsForum
	return nil
}
