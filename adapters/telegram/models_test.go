package telegram

import (
	"encoding/json"
	"testing"

	"github.com/go-telegram/bot/models"
	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// TestTypesAgreeWithLibrary encodes updates with the library's types and decodes them with ours:
// all shared fields must be equal.
func TestTypesAgreeWithLibrary(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		theirs := models.Update{ID: rapid.Int64Range(1, 1<<40).Draw(t, "id")}
		m := drawMessage(t)
		if rapid.Bool().Draw(t, "edited") {
			theirs.EditedMessage = m
		} else {
			theirs.Message = m
		}
		raw, err := json.Marshal(theirs)
		if err != nil {
			t.Fatal(err)
		}
		var ours update
		if err := json.Unmarshal(raw, &ours); err != nil {
			t.Fatal(err)
		}
		got := ours.Message
		if theirs.EditedMessage != nil {
			got = ours.EditedMessage
		}
		if diff := cmp.Diff(facts(m), ourFacts(got)); diff != "" || ours.ID != theirs.ID {
			t.Fatalf("%s\n%s", raw, diff)
		}
	})
}

// shared holds the fields that both types have, in one format.
type shared struct {
	ID, Thread, Date, Edited, Chat, From, SenderChat, Reply, ReplyFrom, MigrateTo, Left int64
	ChatType, Title, Text, Caption, First, Last, Handle, Language                       string
	Bot, Topic, Forward, Photo, Sticker                                                 bool
	Entities                                                                            []models.MessageEntity
	New                                                                                 []int64
}

func facts(m *models.Message) shared {
	s := shared{
		ID: int64(m.ID), Thread: int64(m.MessageThreadID), Date: int64(m.Date), Edited: int64(m.EditDate), Chat: m.Chat.ID,
		MigrateTo: m.MigrateToChatID, ChatType: string(m.Chat.Type), Title: m.Chat.Title, Text: m.Text, Caption: m.Caption,
		Topic: m.IsTopicMessage, Forward: m.IsAutomaticForward, Photo: m.Photo != nil, Sticker: m.Sticker != nil, Entities: m.Entities,
	}
	if u := m.From; u != nil {
		s.From, s.First, s.Last, s.Handle, s.Language, s.Bot = u.ID, u.FirstName, u.LastName, u.Username, u.LanguageCode, u.IsBot
	}
	if m.SenderChat != nil {
		s.SenderChat = m.SenderChat.ID
	}
	if r := m.ReplyToMessage; r != nil {
		s.Reply, s.ReplyFrom = int64(r.ID), r.From.ID
	}
	if m.LeftChatMember != nil {
		s.Left = m.LeftChatMember.ID
	}
	for _, u := range m.NewChatMembers {
		s.New = append(s.New, u.ID)
	}
	return s
}

func ourFacts(m *message) shared {
	s := shared{
		ID: m.ID, Thread: m.ThreadID, Date: m.Date, Edited: m.EditDate, Chat: m.Chat.ID, From: idOf(m.From), MigrateTo: m.MigrateTo,
		Left: idOf(m.LeftMember), ChatType: string(m.Chat.Type), Title: m.Chat.Title, Text: m.Text, Caption: m.Caption, Topic: m.IsTopic,
		Forward: m.AutoForward, Photo: m.Photo.There, Sticker: m.Sticker.There, Entities: m.Entities,
	}
	if u := m.From; u != nil {
		s.First, s.Last, s.Handle, s.Language, s.Bot = u.FirstName, u.LastName, u.Username, u.LanguageCode, u.IsBot
	}
	if m.SenderChat != nil {
		s.SenderChat = m.SenderChat.ID
	}
	if m.ReplyTo != nil {
		s.Reply, s.ReplyFrom = m.ReplyTo.ID, idOf(m.ReplyTo.From)
	}
	for _, u := range m.NewMembers {
		s.New = append(s.New, u.ID)
	}
	return s
}

func drawMessage(t *rapid.T) *models.Message {
	id := rapid.Int64Range(-1<<52, 1<<52)
	text := rapid.String()
	m := &models.Message{
		ID:              rapid.IntRange(0, 1<<31-1).Draw(t, "message"),
		MessageThreadID: rapid.IntRange(0, 1<<31-1).Draw(t, "thread"),
		Date:            rapid.IntRange(0, 1<<32).Draw(t, "date"),
		EditDate:        rapid.IntRange(0, 1<<32).Draw(t, "edit"),
		Chat:            models.Chat{ID: id.Draw(t, "chat"), Type: models.ChatTypeSupergroup, Title: text.Draw(t, "title")},
		Text:            text.Draw(t, "text"),
		Caption:         text.Draw(t, "caption"),
		IsTopicMessage:  rapid.Bool().Draw(t, "topic"),
		MigrateToChatID: id.Draw(t, "migrate"),
	}
	if rapid.Bool().Draw(t, "has from") {
		m.From = &models.User{
			ID: id.Draw(t, "from"), IsBot: rapid.Bool().Draw(t, "bot"), FirstName: text.Draw(t, "first"),
			LastName: text.Draw(t, "last"), Username: text.Draw(t, "handle"), LanguageCode: text.Draw(t, "language"),
		}
	}
	if rapid.Bool().Draw(t, "has sender") {
		m.SenderChat, m.IsAutomaticForward = &models.Chat{ID: id.Draw(t, "sender")}, true
	}
	if rapid.Bool().Draw(t, "has reply") {
		m.ReplyToMessage = &models.Message{ID: m.ID + 1, From: &models.User{ID: id.Draw(t, "replied")}}
	}
	if rapid.Bool().Draw(t, "has media") {
		m.Photo, m.Sticker = []models.PhotoSize{{FileID: "x"}}, &models.Sticker{}
	}
	if rapid.Bool().Draw(t, "has members") {
		m.NewChatMembers, m.LeftChatMember = []models.User{{ID: 5}, {ID: 6}}, &models.User{ID: id.Draw(t, "left")}
	}
	if rapid.Bool().Draw(t, "has entities") {
		m.Entities = []models.MessageEntity{
			{Type: models.MessageEntityTypeMention, Offset: rapid.IntRange(-9, 9).Draw(t, "offset"), Length: 4},
			{Type: models.MessageEntityTypeTextMention, Length: 2, User: &models.User{ID: 8}},
		}
	}
	return m
}

// benchUpdate is a message of typical size.
var benchUpdate = []byte(said("12", `"from":`+ann+`,"message_thread_id":5,"is_topic_message":true,"text":"good morning @bob, shall we have tea? 早上好",`+
	`"entities":[{"type":"mention","offset":13,"length":4}],"reply_to_message":{"message_id":9,"date":1699999000,"from":`+bob+`,"chat":`+group+`,"text":"who is up?"}`))

func BenchmarkDecode(b *testing.B) {
	d := testDecoder()
	b.ReportAllocs()
	b.SetBytes(int64(len(benchUpdate)))
	for b.Loop() {
		if _, events := d.decode(benchUpdate); len(events) != 1 {
			b.Fatal("not one event")
		}
	}
}

// BenchmarkDecodeLibrary is the baseline.
func BenchmarkDecodeLibrary(b *testing.B) {
	b.ReportAllocs()
	b.SetBytes(int64(len(benchUpdate)))
	for b.Loop() {
		var u models.Update
		if err := json.Unmarshal(benchUpdate, &u); err != nil {
			b.Fatal(err)
		}
	}
}
