package bottest_test

import (
	"encoding/json"
	"fmt"
	"slices"

	fake "github.com/stewardbot/steward/adapters/telegram/faketelegram"
	"github.com/stewardbot/steward/bot"
)

func (s *telegramSide) happen(e bot.Event) error {
	switch e.Kind {
	case bot.KindMessage:
		return s.says(e)
	case bot.KindEdit:
		m, err := s.message(e.Place, e.Message.ID)
		if err != nil {
			return err
		}
		s.tg.Edit(m, e.Message.Text)
	case bot.KindDelete:
		m, err := s.message(e.Place, e.Deleted[0])
		if err != nil {
			return err
		}
		s.tg.Erase(m)
	case bot.KindReaction:
		return s.reacts(e)
	case bot.KindPress:
		return s.presses(e)
	case bot.KindJoin:
		u := s.who(e.User)
		s.moved = u
		s.tg.Seat(u, u, s.chats[e.Place].chat, fake.Member{Status: "member"})
	case bot.KindLeave:
		u := s.who(e.User)
		s.moved = u
		if chat := s.chats[e.Place].chat; s.tg.Standing(chat, u).Status != "kicked" {
			s.tg.Seat(u, u, chat, fake.Member{Status: "left"})
		}
	case bot.KindSanction:
		s.byHand(e)
	case bot.KindNotice:
		s.notice(e)
	case bot.KindStanding:
		s.stands(e)
	default:
		return fmt.Errorf("on Telegram nobody is told of %q", e.Kind)
	}
	return nil
}

func (s *telegramSide) byHand(e bot.Event) {
	m := fake.Member{Status: "left", Until: e.ByHand.Until}
	switch e.ByHand.Act {
	case bot.ActBan:
		m.Status = "kicked"
	case bot.ActMute:
		m.Status, m.InChat, m.Permissions = "restricted", true, map[string]bool{}
	case bot.ActUnmute:
		m.Status = "member"
	}
	s.tg.Seat(s.who(&bot.User{ID: e.ByHand.By}), s.who(e.User), s.chats[e.Place].chat, m)
}

// notice posts the service message for a join or leave.
func (s *telegramSide) notice(e bot.Event) {
	chat := s.chats[e.Place].chat
	if e.Notice == bot.KindJoin {
		s.tg.Join(s.moved, chat)
	} else {
		s.tg.Leave(s.moved, chat)
	}
	all := s.tg.Messages(chat)
	s.keep(bot.MessageID{Place: e.Place, ID: e.Message.ID}, all[len(all)-1])
}

func (s *telegramSide) message(p bot.Place, id string) (fake.Message, error) {
	if m, ok := s.messages[bot.MessageID{Place: p, ID: id}]; ok {
		return m, nil
	}
	for known, m := range s.messages { // in another topic
		if known.ID == id && known.Place.Space() == p.Space() {
			return m, nil
		}
	}
	return fake.Message{}, fmt.Errorf("there is no message %s in %s on Telegram", id, p)
}

func (s *telegramSide) keep(id bot.MessageID, m fake.Message) {
	s.messages[id], s.names[keyOf(m)] = m, id
}

// says posts a message by a person, a bot, the group or a channel.
func (s *telegramSide) says(e bot.Event) error {
	m, u := e.Message, s.who(e.User)
	at, ok := s.chats[e.Place]
	if e.Place.Private() {
		at = spot{chat: s.tg.Private(u)}
	} else if !ok {
		return fmt.Errorf("there is no place %s on Telegram", e.Place)
	}
	opts, err := s.manner(e, at)
	if err != nil {
		return err
	}
	var sent fake.Message
	switch {
	case m.Hidden:
		sent = s.tg.SayToBot(u, at.chat, m.Text)
	case e.User.Persona == bot.TheGroup:
		sent = s.tg.SayAnonymously(at.chat, m.Text, opts...)
	case e.User.Persona == bot.AnyOther:
		sent = s.tg.SayAs(fake.Chat{ID: u.ID}, at.chat, m.Text, opts...)
	default:
		if sent, err = s.tg.TrySay(u, at.chat, m.Text, opts...); err != nil {
			return err
		}
	}
	s.keep(bot.MessageID{Place: e.Place, ID: m.ID}, sent)
	return nil
}

// manner returns the options for posting a message.
func (s *telegramSide) manner(e bot.Event, at spot) (opts []fake.SayOption, err error) {
	m := e.Message
	if at.topic != 0 {
		opts = append(opts, fake.InTopic(at.topic))
	}
	if m.ReplyTo != nil {
		to, err := s.message(e.Place, m.ReplyTo.ID)
		if err != nil {
			return nil, err
		}
		opts = append(opts, fake.ReplyTo(to))
	}
	if m.Comment {
		opts = append(opts, fake.ReplyTo(s.post(e.Place)))
	}
	if len(m.Mentions) > 0 {
		u := s.who(&m.Mentions[0])
		opts = append(opts, fake.Marked(fake.Entity{Type: "text_mention", Offset: 0, Length: 1, User: &u}))
	}
	for _, kind := range m.Media {
		opts = append(opts, fake.With(kind, content(kind)))
	}
	if m.Album != "" {
		opts = append(opts, fake.InAlbum(m.Album))
	}
	return opts, nil
}

// content returns content of a kind in Telegram's format.
func content(kind string) json.RawMessage {
	if kind == "photo" {
		return json.RawMessage(`[{"file_id":"a","file_unique_id":"a","width":90,"height":90}]`)
	}
	return json.RawMessage(`{"file_id":"a","file_unique_id":"a"}`)
}

// post returns the channel post that people comment on.
func (s *telegramSide) post(space bot.Place) fake.Message {
	if m, ok := s.posts[space]; ok {
		return m
	}
	_, forward := s.tg.Post(s.channels[space], "News.")
	s.posts[space] = forward
	return forward
}

func (s *telegramSide) reacts(e bot.Event) error {
	m, err := s.message(e.Place, e.Reaction.Message)
	if err != nil {
		return err
	}
	u := s.who(e.User)
	now := slices.DeleteFunc(s.tg.ReactionsOf(u, m), func(emoji string) bool { return slices.Contains(e.Reaction.Removed, emoji) })
	s.tg.React(u, m, append(now, e.Reaction.Added...)...)
	return nil
}

func (s *telegramSide) presses(e bot.Event) error {
	u := s.who(e.User)
	if e.Press.Message == "" {
		s.tg.PressInaccessible(u, s.tg.Private(u), 1, e.Press.Data)
		return nil
	}
	m, err := s.message(e.Place, e.Press.Message)
	if err != nil {
		return err
	}
	if _, err := s.tg.TryPress(u, m, e.Press.Data); err != nil {
		s.tg.PressForeign(u, m, e.Press.Data)
	}
	return nil
}

// stands sets the administrators to those in the event.
func (s *telegramSide) stands(e bot.Event) {
	chat := s.chats[e.Place].chat
	for _, u := range s.admins[e.Place] {
		s.tg.Demote(s.owner, u, chat)
	}
	s.admins[e.Place] = nil
	for _, id := range slices.Sorted(keysOf(e.Standing.Admins)) {
		u := s.people[id]
		s.admins[e.Place] = append(s.admins[e.Place], u)
		if e.Standing.Admins[id] == bot.Owner {
			s.tg.Seat(s.owner, u, chat, fake.Member{Status: "creator"})
			continue
		}
		s.tg.Promote(s.owner, u, chat, fake.AllRights())
	}
}
