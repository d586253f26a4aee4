package discord

import (
	"reflect"
	"testing"

	"github.com/stewardbot/steward/adapters/loosely"
)

// TestLoose checks that fields in other JSON types are converted, and that an unusable value is
// dropped without affecting other fields.
func TestLoose(t *testing.T) {
	want := messageObject{
		messageRef: messageRef{ID: "1122334455667788990", Flags: 64, Author: &userObject{ID: "5", Username: "ann", Bot: true}},
		ChannelID:  "3344", Type: 19, Content: "hello",
		Member:    &memberObject{Nick: "Ann", Roles: []string{"7", "8"}, JoinedAt: "2020"},
		Reference: &messageReference{MessageID: "9"},
	}
	for name, text := range map[string]string{
		"Discord's own": `{"id":"1122334455667788990","flags":64,"author":{"id":"5","username":"ann","bot":true},"channel_id":"3344","type":19,
			"content":"hello","member":{"nick":"Ann","roles":["7","8"],"joined_at":"2020"},"message_reference":{"message_id":"9"}}`,
		"numbers and texts changed about": `{"id":1122334455667788990,"flags":"64","author":{"id":5,"username":"ann","bot":1},"channel_id":3344,"type":"19",
			"content":"hello","member":{"nick":"Ann","roles":[7,"8"],"joined_at":2020},"message_reference":{"message_id":9,"type":null}}`,
		"roles as objects": `{"id":"1122334455667788990","flags":64.0,"author":{"id":"5","username":"ann","bot":"true","public_flags":"0"},"channel_id":{"id":3344},"type":"19",
			"content":"hello","member":{"nick":"Ann","roles":[{"id":"7","name":"x"},{"id":8}],"joined_at":"2020"},"message_reference":{"message_id":{"id":"9"}}}`,
		"what has no place": `{"id":"1122334455667788990","flags":64,"author":{"id":"5","username":"ann","bot":true,"global_name":[],"system":{}},"channel_id":"3344","type":19,"guild_id":false,
			"content":"hello","member":{"nick":"Ann","roles":["7","8"],"joined_at":"2020","user":17.5},"message_reference":{"message_id":"9"},"mentions":"none","attachments":7,"poll":null,"referenced_message":[]}`,
	} {
		var got messageObject
		if !loosely.Parse([]byte(text), &got) {
			t.Errorf("%s: can't be read", name)
		} else if !reflect.DeepEqual(got, want) {
			t.Errorf("%s: %+v, want %+v", name, got, want)
		}
	}
	var ready readyObject
	if !loosely.Parse([]byte(`{"user":5,"session_id":9,"guilds":["1122",{"id":33}],"application":null}`), &ready) ||
		ready.User.ID != "5" || ready.SessionID != "9" || len(ready.Guilds) != 2 || ready.Guilds[0].ID != "1122" || ready.Guilds[1].ID != "33" {
		t.Errorf("ids for objects: %+v", ready)
	}
	var g guildObject
	if !loosely.Parse([]byte(`{"id":"1122","roles":{"7":{"id":"7","permissions":8}},"unavailable":"false"}`), &g) ||
		len(g.Roles) != 1 || g.Roles[0].Permissions != "8" || g.Unavailable {
		t.Errorf("a list by its ids: %+v", g)
	}
	for _, text := range []string{``, `{`, `"?"`, `[]`, `{"id":}`, "\x00"} {
		var m messageObject
		if loosely.Parse([]byte(text), &m) {
			t.Errorf("%q was read as a message", text)
		}
	}
}
