package telegram

import (
	"strings"
	"unicode/utf16"

	"github.com/go-json-experiment/json/jsontext"
	"github.com/go-telegram/bot/models"

	"github.com/stewardbot/steward/adapters/kit"
	"github.com/stewardbot/steward/adapters/loosely"
	"github.com/stewardbot/steward/bot"
)

// message returns a message, or a service message about the group. raw is its
// update.
func (d *decoder) message(m *message, edited bool, raw []byte) ([]bot.Event, bool) {
	switch {
	case m.Chat.ID == 0:
		return nil, false
	case m.MigrateTo != 0:
		return d.moved(m.Chat.ID, m.MigrateTo, m.Date)
	case m.MigrateFrom != 0:
		return d.moved(m.MigrateFrom, m.Chat.ID, m.Date)
	case len(m.NewMembers) > 0:
		return d.joined(m), true
	case m.LeftMember != nil:
		return d.left(m), true
	}
	said := d.said(m)
	if said.Text == "" && len(said.Media) == 0 && len(said.Parts) == 0 {
		return nil, onlyService(raw)
	}
	if said.ID == "0" {
		return nil, false
	}
	e := bot.Event{
		ID:      string(spacePlace(m.Chat.ID)) + "/m" + said.ID,
		Kind:    bot.KindMessage,
		At:      date(m.Date),
		Place:   placeOf(&m.origin),
		User:    d.sender(&m.origin),
		Message: said,
	}
	d.learnThread(m)
	if m.Chat.Title != "" {
		d.rooms.titles.Note(m.Chat.ID, m.Chat.Title)
	}
	said.Comment = m.ThreadID != 0 && !m.IsTopic && !m.AutoForward && d.rooms.comments(m.Chat.ID, m.ThreadID)
	if edited {
		e.Kind = bot.KindEdit
		e.At = date(m.EditDate)
		e.ID += "/e" + itoa(m.EditDate) + "-" + kit.Hash(said.Wording()...)
	}
	return []bot.Event{e}, true
}

func (d *decoder) said(m *message) *bot.Message {
	text, entities := m.Text, m.Entities
	if text == "" {
		text, entities = m.Caption, m.CaptionEntities
	}
	return &bot.Message{
		ID:       messageKey(m.ID, m.EphemeralID, idOf(m.From)),
		Text:     d.command(text),
		ReplyTo:  d.replied(m),
		Mentions: mentions(text, entities),
		Media:    m.kinds(),
		Files:    files(m.Photo, m.Document),
		Parts:    m.parts(text, entities),
		Album:    m.Album,
		Hidden:   m.EphemeralID != 0,
	}
}

// command removes our own name from "/command@name rest". A command for another
// bot keeps the name and is therefore not ours.
func (d *decoder) command(text string) string {
	if !strings.HasPrefix(text, "/") || d.self.Username == "" {
		return text
	}
	head, rest := text, ""
	if i := strings.IndexAny(text, " \n\t"); i >= 0 {
		head, rest = text[:i], text[i:]
	}
	if name, to, ok := strings.Cut(head, "@"); ok && strings.EqualFold(to, d.self.Username) {
		return name + rest
	}
	return text
}

// replied returns the message that m replies to. In a topic, messages that
// reply to nothing are sent as replies to the message that opened the topic:
// these don't count.
func (d *decoder) replied(m *message) *bot.Replied {
	r := m.ReplyTo
	if r == nil || m.IsTopic && r.ID == m.ThreadID {
		return nil
	}
	in := r.origin
	in.Chat = m.Chat // nested messages may omit it
	who := d.sender(&in)
	if r.ID <= 0 && r.EphemeralID == 0 {
		return nil
	}
	text := bot.Head(r.Text+r.Caption, bot.RepliedBytes) // a message has only one of them
	return &bot.Replied{ID: messageKey(r.ID, r.EphemeralID, idOf(m.From)), User: who, Text: text, Files: files(r.Photo, r.Document)}
}

// mentions returns the people mentioned: those without a handle by account,
// others only by handle. If Telegram found nothing in the text, it returns nil.
func mentions(text string, entities []models.MessageEntity) []bot.User {
	if len(entities) == 0 {
		return nil
	}
	out := []bot.User{}
	for _, e := range entities {
		switch e.Type {
		case "text_mention":
			if p := person(e.User); p != nil {
				out = append(out, *p)
			}
		case "mention":
			if name, ok := strings.CutPrefix(slice16(text, e.Offset, e.Length), "@"); ok && name != "" {
				out = append(out, bot.User{Handle: name})
			}
		}
	}
	return out
}

// slice16 cuts s by UTF-16 units; empty if that is not within s.
func slice16(s string, offset, length int) string {
	part, _ := cut16(s, offset, length)
	return part
}

// cut16 cuts s by UTF-16 units, and returns the byte offset of the piece.
func cut16(s string, offset, length int) (part string, from int) {
	if offset < 0 || length <= 0 || offset+length < offset {
		return "", 0
	}
	from, to, at := -1, -1, 0
	for i, r := range s {
		if at == offset {
			from = i
		}
		if at == offset+length {
			to = i
			break
		}
		at += max(utf16.RuneLen(r), 1)
	}
	if at == offset+length && to < 0 {
		to = len(s)
	}
	if from < 0 || to < from {
		return "", 0
	}
	return s[from:to], from
}

// learnThread records what kind of message a thread belongs to, if m shows it.
func (d *decoder) learnThread(m *message) {
	switch {
	case m.AutoForward:
		d.rooms.threads.Note(thread{m.Chat.ID, m.ID}, true)
	case m.IsTopic || m.ThreadID == 0 || m.ReplyTo == nil:
	case m.ReplyTo.AutoForward:
		d.rooms.threads.Note(thread{m.Chat.ID, m.ThreadID}, true)
	case m.ReplyTo.ID == m.ThreadID:
		d.rooms.threads.Note(thread{m.Chat.ID, m.ThreadID}, false)
	}
}

// onlyService reports whether a message without content is a service message or
// empty. Otherwise it has content of an unknown kind.
func onlyService(raw []byte) bool {
	var u struct {
		Message map[string]jsontext.Value `json:"message"`
		Edited  map[string]jsontext.Value `json:"edited_message"`
	}
	if !loosely.Parse(raw, &u) {
		return false
	}
	fields := u.Message
	if fields == nil {
		fields = u.Edited
	}
	for name := range fields {
		if !serviceFields[name] {
			return false
		}
	}
	return true
}

// serviceFields are the fields of a message that are not content.
var serviceFields = fieldSet(`
	message_id message_thread_id direct_messages_topic from sender_chat sender_boost_count sender_business_bot sender_tag
	receiver_user ephemeral_message_id date business_connection_id chat forward_origin is_topic_message is_automatic_forward
	reply_to_message external_reply quote reply_to_story reply_to_checklist_task_id via_bot edit_date has_protected_content
	is_from_offline is_paid_post media_group_id author_signature paid_star_count text entities link_preview_options
	suggested_post_info effect_id caption caption_entities show_caption_above_media has_media_spoiler reply_markup
	new_chat_members left_chat_member new_chat_title new_chat_photo delete_chat_photo group_chat_created
	supergroup_chat_created channel_chat_created message_auto_delete_timer_changed migrate_to_chat_id migrate_from_chat_id
	pinned_message successful_payment refunded_payment users_shared chat_shared gift unique_gift gift_upgrade_sent
	connected_website write_access_allowed passport_data proximity_alert_triggered boost_added chat_background_set
	checklist_tasks_done checklist_tasks_added direct_message_price_changed forum_topic_created forum_topic_edited
	forum_topic_closed forum_topic_reopened general_forum_topic_hidden general_forum_topic_unhidden giveaway_created
	giveaway_completed paid_message_price_changed chat_owner_left chat_owner_changed suggested_post_approved
	suggested_post_approval_failed suggested_post_declined suggested_post_paid suggested_post_refunded video_chat_scheduled
	video_chat_started video_chat_ended video_chat_participants_invited web_app_data poll_option_added poll_option_deleted
	community_chat_added community_chat_removed
	forward_from forward_from_chat forward_from_message_id forward_signature forward_sender_name forward_date
	new_chat_member new_chat_participant left_chat_participant`)

func fieldSet(names string) map[string]bool {
	set := map[string]bool{}
	for _, n := range strings.Fields(names) {
		set[n] = true
	}
	return set
}
