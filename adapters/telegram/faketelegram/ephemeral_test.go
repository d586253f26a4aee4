package faketelegram_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	fake "github.com/stewardbot/steward/adapters/telegram/faketelegram"
)

// whisper sends a message only to Ann; more holds further parameters.
func (r *room) whisper(t *testing.T, more string) answer {
	t.Helper()
	return raw(t, r.Server, "sendMessage", fmt.Sprintf(
		`{"chat_id":%d,"text":"12 points","ephemeral_message_parameters":{"receiver_user_id":%d%s}}`, r.chat.ID, r.ann.ID, more))
}

func TestMessagesThatOnePersonSees(t *testing.T) {
	r := newRoom(t, fake.Options{Ephemeral: true})
	a := r.whisper(t, "")
	var m fake.Message
	if err := json.Unmarshal(a.Result, &m); err != nil || !strings.Contains(string(a.Result), `"message_id":0`) {
		t.Fatalf("%s (%v)", a.Result, err)
	}
	if m.EphemeralID == 0 || m.ReceiverUser.ID != r.ann.ID || m.From.ID != r.Me().ID {
		t.Errorf("sent %+v", m)
	}
	if len(r.Sent(r.chat)) != 0 || len(r.Whispers(r.chat, r.ann)) != 1 || len(r.Whispers(r.chat, r.owner)) != 0 {
		t.Error("it is not for Ann alone")
	}
	of := fmt.Sprintf(`{"chat_id":%d,"receiver_user_id":%d,"ephemeral_message_id":%d`, r.chat.ID, r.ann.ID, m.EphemeralID)
	if a := raw(t, r.Server, "deleteMessage", fmt.Sprintf(`{"chat_id":%d,"message_id":0}`, r.chat.ID)); !strings.Contains(a.Description, "message to delete not found") {
		t.Errorf("deleted as another message: %+v", a)
	}
	if a := raw(t, r.Server, "editEphemeralMessageText", of+`,"text":"13"}`); string(a.Result) != "true" || r.Whispers(r.chat, r.ann)[0].Text != "13" {
		t.Errorf("edited: %s %s", a.Result, a.Description)
	}
	for _, want := range []string{"", "Bad Request: message to delete not found"} {
		if a := raw(t, r.Server, "deleteEphemeralMessage", of+"}"); a.Description != want {
			t.Errorf("deleted: %q, want %q", a.Description, want)
		}
	}
	if len(r.Whispers(r.chat, r.ann)) != 0 {
		t.Error("it is still there")
	}
}

func TestAnOldServerMakesItPublic(t *testing.T) {
	r := newRoom(t, fake.Options{})
	if a := r.whisper(t, ""); !a.OK || strings.Contains(string(a.Result), "ephemeral") || len(r.Sent(r.chat)) != 1 {
		t.Errorf("%+v", a)
	}
}

func TestWithoutRightsOnlyAnAnswerMayBePrivate(t *testing.T) {
	clock := newClock()
	r := newWatchedRoom(t, fake.Options{Ephemeral: true, Now: clock.now})
	r.Demote(r.owner, r.Me(), r.chat)
	refused := func(when, more string) {
		t.Helper()
		if a := r.whisper(t, more); a.Code != 400 || a.Description != "Bad Request: MESSAGE_NOT_COMMAND" {
			t.Errorf("%s: %+v", when, a)
		}
	}
	taken := func(when, more string) {
		t.Helper()
		if a := r.whisper(t, more); !a.OK {
			t.Errorf("%s: %s", when, a.Description)
		}
	}
	refused("unasked", "")
	m := r.Say(r.ann, r.chat, "hi")
	query := `,"callback_query_id":"` + r.PressForeign(r.ann, m, "x") + `"`
	others := `,"callback_query_id":"` + r.PressForeign(r.owner, m, "x") + `"`
	taken("after her press", query)
	refused("after another's press", others)
	clock.advance(16 * time.Second)
	refused("too late after her press", query)
	r.heard(t)
	command := r.SayToBot(r.ann, r.chat, "/points")
	taken("after her command", "")
	got := r.heard(t)
	if u := got[0].Message; u.ID != 0 || u.Text != "/points" || u.Entities[0].Type != "bot_command" || command.EphemeralID == 0 {
		t.Errorf("heard %+v", u)
	}
	if len(r.Messages(r.chat)) != 1 {
		t.Error("a command for the bot alone is in the chat")
	}
}
