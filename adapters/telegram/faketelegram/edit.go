package faketelegram

import "slices"

const notModified = "message is not modified: specified new message content and reply markup are exactly the same as a current content and reply markup of the message"

// editMessageText implements https://core.telegram.org/bots/api#editmessagetext.
func (s *Server) editMessageText(p params) (any, *apiError) {
	m, err := s.own(p)
	if err != nil {
		return nil, err
	}
	return s.rewrite(m, p)
}

// rewrite sets a message's text and keyboard from a request and returns the message; without
// reply_markup the keyboard is removed.
func (s *Server) rewrite(m *post, p params) (any, *apiError) {
	if m.Text == "" {
		return nil, bad("there is no text in the message to edit")
	}
	text, entities, err := s.text(p, "MESSAGE_TOO_LONG")
	if err != nil {
		return nil, err
	}
	k, err := keyboard(p)
	if err != nil {
		return nil, err
	}
	if text == m.Text && slices.EqualFunc(entities, m.Entities, Entity.equal) && k.equal(m.Keyboard) {
		return nil, bad(notModified)
	}
	m.Text, m.Entities, m.Keyboard, m.EditDate = text, entities, k, s.now().Unix()
	out := m.Message
	return &out, nil
}

// editMessageCaption implements https://core.telegram.org/bots/api#editmessagecaption.
func (s *Server) editMessageCaption(p params) (any, *apiError) {
	m, err := s.own(p)
	if err != nil {
		return nil, err
	}
	text, entities, err := s.caption(p)
	if err != nil {
		return nil, err
	}
	k, err := keyboard(p)
	switch {
	case err != nil:
		return nil, err
	case m.media == nil:
		return nil, bad("there is no caption in the message to edit")
	case text == m.Caption && slices.EqualFunc(entities, m.CaptionEntities, Entity.equal) && k.equal(m.Keyboard):
		return nil, bad(notModified)
	}
	m.Caption, m.CaptionEntities, m.Keyboard, m.EditDate = text, entities, k, s.now().Unix()
	out := m.Message
	return &out, nil
}

// editMessageReplyMarkup implements https://core.telegram.org/bots/api#editmessagereplymarkup.
func (s *Server) editMessageReplyMarkup(p params) (any, *apiError) {
	m, err := s.own(p)
	if err != nil {
		return nil, err
	}
	k, err := keyboard(p)
	if err != nil {
		return nil, err
	}
	if k.equal(m.Keyboard) {
		return nil, bad(notModified)
	}
	m.Keyboard, m.EditDate = k, s.now().Unix()
	out := m.Message
	return &out, nil
}

// own returns the message in a request, which must be the bot's own.
func (s *Server) own(p params) (*post, *apiError) {
	r, err := s.enter(p)
	if err != nil {
		return nil, err
	}
	m := r.messages[p.int("message_id")]
	switch {
	case m == nil || m.deleted:
		return nil, bad("message to edit not found")
	case !m.byBot:
		return nil, bad("message can't be edited")
	}
	return m, nil
}

func (k *Keyboard) equal(o *Keyboard) bool {
	if k == nil || o == nil {
		return k == o
	}
	return slices.EqualFunc(k.Rows, o.Rows, slices.Equal)
}
