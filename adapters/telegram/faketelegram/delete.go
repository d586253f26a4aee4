package faketelegram

import "time"

// deletable is the maximum age of a message that a bot may delete:
// https://core.telegram.org/bots/api#deletemessage.
const deletable = 48 * time.Hour

// deleteMessage implements https://core.telegram.org/bots/api#deletemessage.
func (s *Server) deleteMessage(p params) (any, *apiError) {
	r, err := s.enter(p)
	if err != nil {
		return nil, err
	}
	m := r.messages[p.int("message_id")]
	switch {
	case m == nil || m.deleted:
		return nil, bad("message to delete not found")
	case !s.mayDelete(r, m):
		return nil, bad("message can't be deleted")
	}
	m.deleted = true
	return true, nil
}

// deleteMessages accepts 1 to 100 ids and skips messages that don't exist:
// https://core.telegram.org/bots/api#deletemessages.
func (s *Server) deleteMessages(p params) (any, *apiError) {
	r, err := s.enter(p)
	if err != nil {
		return nil, err
	}
	var ids []int64
	if has, err := p.json("message_ids", &ids); err != nil || !has || len(ids) == 0 {
		return nil, bad("message identifiers are not specified")
	}
	if len(ids) > 100 {
		return nil, bad("too many message identifiers specified")
	}
	for _, id := range ids {
		if m := r.messages[id]; m != nil && !m.deleted && !s.mayDelete(r, m) {
			return nil, bad("message can't be deleted")
		}
	}
	for _, id := range ids {
		if m := r.messages[id]; m != nil {
			m.deleted = true
		}
	}
	return true, nil
}

func (s *Server) mayDelete(r *room, m *post) bool {
	switch {
	case s.now().Sub(time.Unix(m.Date, 0)) > deletable, m.TopicCreated != nil:
		return false
	case r.Type == "private":
		return true
	case r.Type == "channel":
		return s.bot(r).may(func(r Rights) bool { return r.CanDeleteMessages || m.byBot && r.CanPostMessages })
	case m.byBot:
		return true
	}
	return s.bot(r).may(func(r Rights) bool { return r.CanDeleteMessages })
}
