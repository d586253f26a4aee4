package faketelegram

import (
	"fmt"
	"slices"
	"time"
)

// query is a button press, which can be answered for a while.
type query struct {
	from    User
	chat    int64
	at      time.Time
	answers []Notice
}

// Notice is what a user saw after a press.
type Notice struct {
	Text  string
	Alert bool
}

// maxQueries limits the presses kept in memory.
const maxQueries = 100_000

// Press presses the button with this label or data below a message, and returns the query's id. It
// panics if there is no such button.
func (s *Server) Press(u User, m Message, button string) string {
	id, err := s.TryPress(u, m, button)
	if err != nil {
		panic("faketelegram: " + err.Error())
	}
	return id
}

// TryPress is like Press but returns an error if there is no such button.
func (s *Server) TryPress(u User, m Message, button string) (string, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	defer s.notify()
	r := s.room(m.Chat)
	p := r.messages[m.ID]
	if m.EphemeralID != 0 {
		p = r.ephemeral[ephemeralKey{u.ID, m.EphemeralID}]
	}
	if p == nil || p.deleted {
		return "", fmt.Errorf("chat %d has no message %d that user %d sees", r.ID, m.ID, u.ID)
	}
	if p.Keyboard != nil {
		for _, b := range slices.Concat(p.Keyboard.Rows...) {
			if b.Text == button || b.CallbackData == button {
				return s.press(r, u, p.Message, b.CallbackData), nil
			}
		}
	}
	return "", fmt.Errorf("message %d in chat %d has no button %q", m.ID, r.ID, button)
}

// PressForeign sends data that no button has, as a modified client can:
// https://core.telegram.org/bots/api#callbackquery.
func (s *Server) PressForeign(u User, m Message, data string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	defer s.notify()
	return s.press(s.room(m.Chat), u, m, data)
}

// PressInaccessible presses a button on a message that the bot can no longer access:
// https://core.telegram.org/bots/api#inaccessiblemessage.
func (s *Server) PressInaccessible(u User, c Chat, message int64, data string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	defer s.notify()
	r := s.room(c)
	return s.press(r, u, map[string]any{"chat": r.Chat, "message_id": message, "date": 0}, data)
}

func (s *Server) press(r *room, u User, message any, data string) string {
	s.nextID++
	id := fmt.Sprintf("%d%013d", s.me.ID, s.nextID)
	if len(s.queries) >= maxQueries {
		clear(s.queries)
	}
	s.queries[id] = &query{from: u, chat: r.ID, at: s.now()}
	s.push("callback_query", map[string]any{
		"id": id, "from": u, "message": message, "chat_instance": itoa(r.ID), "data": data,
	})
	return id
}

// Notices returns the answers to a press so far.
func (s *Server) Notices(query string) []Notice {
	s.mu.Lock()
	defer s.mu.Unlock()
	if q := s.queries[query]; q != nil {
		return slices.Clone(q.answers)
	}
	return nil
}

// answerCallbackQuery implements https://core.telegram.org/bots/api#answercallbackquery.
func (s *Server) answerCallbackQuery(p params) (any, *apiError) {
	q := s.queries[p["callback_query_id"]]
	switch {
	case q == nil, s.now().Sub(q.at) > s.opts.QueryLife:
		return nil, bad("query is too old and response timeout expired or query ID is invalid")
	case length16(p["text"]) > 200:
		return nil, bad("MESSAGE_TOO_LONG")
	}
	q.answers = append(q.answers, Notice{p["text"], p.bool("show_alert")})
	return true, nil
}
