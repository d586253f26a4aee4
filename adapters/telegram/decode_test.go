package telegram

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/go-telegram/bot/models"
	"github.com/google/go-cmp/cmp"

	"github.com/stewardbot/steward/adapters/kit"
	"github.com/stewardbot/steward/bot"
)

const (
	ann   = `{"id":42,"is_bot":false,"first_name":"Ann","last_name":"Lee","username":"ann","language_code":"en"}`
	bob   = `{"id":43,"is_bot":false,"first_name":"Bob"}`
	group = `{"id":-100123,"type":"supergroup","title":"Tea"}`
)

var (
	annUser = &bot.User{ID: "telegram:42", Name: "Ann Lee", Handle: "ann", Language: "en"}
	bobUser = &bot.User{ID: "telegram:43", Name: "Bob"}
	at      = time.Unix(1700000000, 0).UTC()
)

func testDecoder() *decoder {
	return &decoder{self: models.User{ID: 7, IsBot: true, Username: "steward_bot"}, rooms: newRooms(), changed: func(int64) {}}
}

// said returns the update for a message in the group with these additional fields.
func said(id, fields string) string {
	return `{"update_id":5,"message":{"message_id":` + id + `,"date":1700000000,"chat":` + group + `,` + fields + `}}`
}

func event(id string, kind bot.Kind) bot.Event {
	return bot.Event{ID: id, Kind: kind, At: at, Place: "telegram:-100123"}
}

// one returns the event for message 12 by Ann in the group, after change.
func one(change func(*bot.Event)) []bot.Event {
	e := event("telegram:-100123/m12", bot.KindMessage)
	e.User, e.Message = annUser, &bot.Message{ID: "12", Text: "hi"}
	if change != nil {
		change(&e)
	}
	return []bot.Event{e}
}

func TestDecode(t *testing.T) {
	hi := `"from":` + ann + `,"text":"hi"`
	tests := []struct {
		name, update string
		want         []bot.Event
	}{
		{"message", said("12", hi), one(nil)},
		{"caption and media", said("12", `"from":`+ann+`,"caption":"hi","photo":[{"file_id":"small"},{"file_id":"x","file_size":9}]`),
			one(func(e *bot.Event) {
				e.Message.Media, e.Message.Files = []string{"photo"}, []bot.File{{ID: "x", Kind: "photo", Type: "image/jpeg", Size: 9}}
			})},
		{"animation is no document", said("12", `"from":`+ann+`,"caption":"hi","animation":{},"document":{}`),
			one(func(e *bot.Event) { e.Message.Media = []string{"animation"} })},
		{"topic", said("12", hi+`,"message_thread_id":5,"is_topic_message":true,"reply_to_message":{"message_id":5,"from":`+bob+`,"forum_topic_created":{}}`),
			one(func(e *bot.Event) { e.Place = "telegram:-100123/5" })},
		{"a thread is no topic", said("12", hi+`,"message_thread_id":5`), one(nil)},
		{"reply in a topic", said("12", hi+`,"message_thread_id":5,"is_topic_message":true,"reply_to_message":{"message_id":9,"from":`+bob+`}`),
			one(func(e *bot.Event) {
				e.Place, e.Message.ReplyTo = "telegram:-100123/5", &bot.Replied{ID: "9", User: bobUser}
			})},
		{"reply to the group itself", said("12", hi+`,"reply_to_message":{"message_id":9,"from":{"id":1087968824,"is_bot":true},"sender_chat":`+group+`}`),
			one(func(e *bot.Event) {
				e.Message.ReplyTo = &bot.Replied{ID: "9", User: &bot.User{ID: "telegram:-100123", Name: "Tea", Persona: bot.TheGroup}}
			})},
		{"private", `{"update_id":5,"message":{"message_id":12,"date":1700000000,"chat":{"id":42,"type":"private"},` + hi + `}}`,
			[]bot.Event{{ID: "telegram:42/m12", Kind: bot.KindMessage, At: at, Place: "telegram:dm/42", User: annUser, Message: &bot.Message{ID: "12", Text: "hi"}}}},
		{"mentions", said("12", `"from":`+ann+`,"text":"🎉签 @bob Bob","entities":[{"type":"mention","offset":4,"length":4},{"type":"text_mention","offset":9,"length":3,"user":`+bob+`}]`),
			one(func(e *bot.Event) {
				e.Message.Text, e.Message.Mentions = "🎉签 @bob Bob", []bot.User{{Handle: "bob"}, *bobUser}
			})},
		{"mentions out of bounds", said("12", `"from":`+ann+`,"text":"hi","entities":[{"type":"mention","offset":-1,"length":4},{"type":"mention","offset":1,"length":9223372036854775807},{"type":"text_mention","offset":0,"length":1}]`),
			one(func(e *bot.Event) { e.Message.Mentions = []bot.User{} })},
		{"our command", said("12", `"from":`+ann+`,"text":"/top@Steward_Bot 5"`), one(func(e *bot.Event) { e.Message.Text = "/top 5" })},
		{"another's command", said("12", `"from":`+ann+`,"text":"/top@other 5"`), one(func(e *bot.Event) { e.Message.Text = "/top@other 5" })},
		{"ephemeral command", `{"update_id":5,"message":{"message_id":0,"ephemeral_message_id":3,"date":1700000000,"chat":` + group + `,` + hi + `}}`,
			one(func(e *bot.Event) {
				e.ID, e.Message.ID, e.Message.Hidden = "telegram:-100123/me3:42", "e3:42", true
			})},
		{"edit", strings.Replace(said("12", hi+`,"edit_date":1700000060`), `"message"`, `"edited_message"`, 1),
			one(func(e *bot.Event) {
				e.Kind, e.At, e.ID = bot.KindEdit, at.Add(time.Minute), "telegram:-100123/m12/e1700000060-"+kit.Hash("hi")
			})},
		{"anonymous administrator", said("12", `"from":{"id":1087968824,"is_bot":true,"first_name":"Group"},"sender_chat":`+group+`,"text":"hi"`),
			one(func(e *bot.Event) { e.User = &bot.User{ID: "telegram:-100123", Name: "Tea", Persona: bot.TheGroup} })},
		{"channel post", said("12", `"from":{"id":777000,"first_name":"Telegram"},"sender_chat":{"id":-100777,"title":"News"},"is_automatic_forward":true,"text":"hi"`),
			one(func(e *bot.Event) {
				e.User = &bot.User{ID: "telegram:-100777", Name: "News", Persona: bot.TheGroup}
			})},
		{"Telegram itself", said("12", `"from":{"id":777000,"first_name":"Telegram"},"text":"hi"`),
			one(func(e *bot.Event) {
				e.User = &bot.User{ID: "telegram:777000", Name: "Telegram", Persona: bot.ThePlatform}
			})},
		{"a bot", said("12", `"from":{"id":9,"is_bot":true,"first_name":"Other"},"text":"hi"`),
			one(func(e *bot.Event) { e.User = &bot.User{ID: "telegram:9", Name: "Other", Persona: bot.Robot} })},
		{"a channel before ours is known", said("12", `"from":{"id":136817688,"is_bot":true},"sender_chat":{"id":-100666},"text":"hi"`),
			one(func(e *bot.Event) { e.User = &bot.User{ID: "telegram:-100666", Persona: bot.Unknown} })},
		{"nobody", said("12", `"text":"hi"`), one(func(e *bot.Event) { e.User = nil })},
		{"a date out of reach", strings.Replace(said("12", hi), "1700000000", "9000000000000", 1), one(func(e *bot.Event) { e.At = time.Time{} })},
		{"joined by service message", said("12", `"from":`+ann+`,"new_chat_members":[`+bob+`,{"id":7,"is_bot":true}]`), []bot.Event{joined(), noticed(bot.KindJoin)}},
		{"joined by chat_member", `{"update_id":6,"chat_member":{"chat":` + group + `,"from":` + ann + `,"date":1700000000,"old_chat_member":{"status":"left","user":` + bob + `},"new_chat_member":{"status":"restricted","is_member":true,"can_send_messages":true,"user":` + bob + `}}}`,
			[]bot.Event{joined()}},
		{"banned while away", `{"update_id":6,"chat_member":{"chat":` + group + `,"date":1700000000,"old_chat_member":{"status":"restricted","user":` + bob + `},"new_chat_member":{"status":"kicked","user":` + bob + `}}}`,
			[]bot.Event{byHand("/ban0", bot.ByHand{Act: bot.ActBan})}},
		{"banned until a day by hand", `{"update_id":6,"chat_member":{"chat":` + group + `,"from":` + ann + `,"date":1700000000,"old_chat_member":{"status":"kicked","user":` + bob + `},"new_chat_member":{"status":"kicked","until_date":1700086400,"user":` + bob + `}}}`,
			[]bot.Event{byHand("/ban1700086400", bot.ByHand{Act: bot.ActBan, By: "telegram:42", Until: time.Unix(1700086400, 0).UTC()})}},
		{"banned by Steward", `{"update_id":6,"chat_member":{"chat":` + group + `,"from":{"id":7,"is_bot":true},"date":1700000000,"old_chat_member":{"status":"left","user":` + bob + `},"new_chat_member":{"status":"kicked","user":` + bob + `}}}`, nil},
		{"unbanned by hand", `{"update_id":6,"chat_member":{"chat":` + group + `,"from":` + ann + `,"date":1700000000,"old_chat_member":{"status":"kicked","user":` + bob + `},"new_chat_member":{"status":"left","user":` + bob + `}}}`,
			[]bot.Event{byHand("/unban0", bot.ByHand{Act: bot.ActUnban, By: "telegram:42"})}},
		{"a ban changed into a mute", `{"update_id":6,"chat_member":{"chat":` + group + `,"from":` + ann + `,"date":1700000000,"old_chat_member":{"status":"kicked","user":` + bob + `},"new_chat_member":{"status":"restricted","can_send_messages":false,"user":` + bob + `}}}`,
			[]bot.Event{byHand("/unban0", bot.ByHand{Act: bot.ActUnban, By: "telegram:42"}), byHand("/mute0", bot.ByHand{Act: bot.ActMute, By: "telegram:42"})}},
		{"unmuted by hand", `{"update_id":6,"chat_member":{"chat":` + group + `,"from":` + ann + `,"date":1700000000,"old_chat_member":{"status":"restricted","is_member":true,"user":` + bob + `},"new_chat_member":{"status":"member","user":` + bob + `}}}`,
			[]bot.Event{byHand("/unmute0", bot.ByHand{Act: bot.ActUnmute, By: "telegram:42"})}},
		{"left", said("12", `"from":`+ann+`,"left_chat_member":`+bob), []bot.Event{change(joined(), func(e *bot.Event) {
			e.ID, e.Kind = "telegram:-100123/leave43/1700000000", bot.KindLeave
		}), noticed(bot.KindLeave)}},
		{"Steward added by service message", said("12", `"from":`+ann+`,"new_chat_members":[{"id":7,"is_bot":true}]`), nil},
		{"added", `{"update_id":6,"my_chat_member":{"chat":` + group + `,"from":` + ann + `,"date":1700000000,"old_chat_member":{"status":"left","user":{"id":7}},"new_chat_member":{"status":"member","user":{"id":7}}}}`,
			[]bot.Event{change(event("telegram:-100123/self/1700000000/left>member", bot.KindAdded), func(e *bot.Event) { e.User = annUser })}},
		{"blocked in private", `{"update_id":6,"my_chat_member":{"chat":{"id":42,"type":"private"},"from":` + ann + `,"date":1700000000,"old_chat_member":{"status":"member","user":{"id":7}},"new_chat_member":{"status":"kicked","user":{"id":7}}}}`, nil},
		{"moved", `{"update_id":6,"message":{"message_id":1,"date":1700000000,"chat":{"id":-5,"type":"group"},"migrate_to_chat_id":-100123}}`, []bot.Event{moved()}},
		{"moved, the other half", said("12", `"migrate_from_chat_id":-5`), []bot.Event{moved()}},
		{"a pin", said("12", `"from":`+ann+`,"pinned_message":{"message_id":3,"date":0,"chat":`+group+`}`), nil},
		{"reaction counts", `{"update_id":6,"message_reaction_count":{"chat":` + group + `,"message_id":3,"date":1,"reactions":[]}}`, nil},
		{"press", `{"update_id":6,"callback_query":{"id":"99","from":` + ann + `,"data":"x","message":{"message_id":8,"date":1,"chat":` + group + `}}}`,
			[]bot.Event{{ID: "telegram:cb99", Kind: bot.KindPress, Place: "telegram:-100123", User: annUser, Press: &bot.Press{ID: "99", Message: "8", Data: "x"}}}},
		{"press on a message that is gone", `{"update_id":6,"callback_query":{"id":"99","from":` + ann + `,"data":"x","message":{"message_id":8,"date":0,"chat":` + group + `}}}`,
			[]bot.Event{{ID: "telegram:cb99", Kind: bot.KindPress, Place: "telegram:-100123", User: annUser, Press: &bot.Press{ID: "99", Data: "x"}}}},
		{"press on a hidden message", `{"update_id":6,"callback_query":{"id":"99","from":` + ann + `,"data":"x","message":{"message_id":0,"ephemeral_message_id":4,"date":1,"chat":` + group + `}}}`,
			[]bot.Event{{ID: "telegram:cb99", Kind: bot.KindPress, Place: "telegram:-100123", User: annUser, Press: &bot.Press{ID: "99", Message: "e4:42", Data: "x", Hidden: true}}}},
		{"press with no message", `{"update_id":6,"callback_query":{"id":"99","from":` + ann + `,"inline_message_id":"q"}}`,
			[]bot.Event{{ID: "telegram:cb99", Kind: bot.KindPress, Place: "telegram:dm/42", User: annUser, Press: &bot.Press{ID: "99"}}}},
		{"reaction", `{"update_id":6,"message_reaction":{"chat":` + group + `,"message_id":8,"user":` + ann + `,"date":1700000000,"old_reaction":[{"type":"emoji","emoji":"👎"},{"type":"paid"}],"new_reaction":[{"type":"paid"},{"type":"emoji","emoji":"👍"},{"type":"custom_emoji","custom_emoji_id":"5"},{"type":"future"}]}}`,
			[]bot.Event{change(event("telegram:-100123/r8/telegram:42/1700000000/"+kit.Hash("👎 paid", "paid 👍 custom:5 future"), bot.KindReaction), func(e *bot.Event) {
				e.User, e.Reaction = annUser, &bot.Reaction{Message: "8", Added: []string{"👍", "custom:5", "future"}, Removed: []string{"👎"}}
			})}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, got := testDecoder().decode([]byte(tt.update))
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("%s\n%s", tt.update, diff)
			}
		})
	}
}

// noticed returns the event for a service message.
func noticed(of bot.Kind) bot.Event {
	return change(event("telegram:-100123/m12", bot.KindNotice), func(e *bot.Event) {
		e.Notice, e.Message = of, &bot.Message{ID: "12"}
	})
}

func change(e bot.Event, f func(*bot.Event)) bot.Event {
	f(&e)
	return e
}

func joined() bot.Event {
	return change(event("telegram:-100123/join43/1700000000", bot.KindJoin), func(e *bot.Event) { e.User = bobUser })
}

func byHand(id string, h bot.ByHand) bot.Event {
	return change(event("telegram:-100123/sanction43/1700000000"+id, bot.KindSanction), func(e *bot.Event) { e.User, e.ByHand = bobUser, &h })
}

func moved() bot.Event {
	return bot.Event{ID: "telegram:-5/moved/-100123", Kind: bot.KindMoved, At: at, Place: "telegram:-5", Moved: "telegram:-100123"}
}

func TestParks(t *testing.T) {
	for name, tt := range map[string]struct {
		raw string
		id  int64
	}{
		"unknown kind":      {`{"update_id":5,"hologram":{"a":1}}`, 5},
		"no kind":           {`{"update_id":5}`, 5},
		"null":              {`{"update_id":5,"message":null}`, 5},
		"no chat":           {`{"update_id":5,"message":{"message_id":1,"text":"x"}}`, 5},
		"no message id":     {said("0", `"text":"x"`), 5},
		"unknown content":   {said("12", `"hologram":{}`), 5},
		"wrong type":        {`{"update_id":5,"message":{"message_id":"one"}}`, 5},
		"number too large":  {said("99999999999999999999", `"text":"x"`), 5},
		"press without id":  {`{"update_id":5,"callback_query":{"data":"x"}}`, 5},
		"reaction nowhere":  {`{"update_id":5,"message_reaction":{}}`, 5},
		"member who":        {`{"update_id":5,"chat_member":{"chat":` + group + `}}`, 5},
		"member how":        {`{"update_id":5,"chat_member":{"chat":` + group + `,"old_chat_member":{"status":"hologram","user":` + bob + `}}}`, 5},
		"cut short":         {`{"update_id":5,"message":{"mess`, 5},
		"cut in the number": {`{"update_id":5`, 0},
		"no number":         {`{"message":{`, 0},
		"not an object":     {`"update"`, 0},
	} {
		t.Run(name, func(t *testing.T) {
			id, events := testDecoder().decode([]byte(tt.raw))
			if id != tt.id {
				t.Errorf("id %d, want %d", id, tt.id)
			}
			if len(events) != 1 || events[0].Kind != bot.KindParked || events[0].Raw != tt.raw || events[0].ID == "" {
				t.Errorf("got %+v, want it parked", events)
			}
		})
	}
}

func TestParkedTextIsBounded(t *testing.T) {
	raw := []byte(`{"update_id":5,"hologram":"` + strings.Repeat("签", kit.MaxParked) + `"}`)
	_, events := testDecoder().decode(raw)
	if got := events[0].Raw; len(got) > kit.MaxParked || len(got) < kit.MaxParked-4 || strings.Contains(got, "\uFFFD") {
		t.Errorf("kept %d bytes ending in %q", len(got), got[len(got)-6:])
	}
}

// TestLinkedChannel checks that once the group's linked channel is known, other channels are
// foreign.
func TestLinkedChannel(t *testing.T) {
	d := testDecoder()
	var asked []int64
	d.changed = func(g int64) { asked = append(asked, g) }
	persona := func(channel string) bot.Persona {
		_, e := d.decode([]byte(said("12", `"sender_chat":{"id":`+channel+`},"text":"hi"`)))
		return e[0].User.Persona
	}
	if p := persona("-100777"); p != bot.Unknown {
		t.Errorf("before: %q", p)
	}
	if diff := cmp.Diff([]int64{-100123}, asked); diff != "" {
		t.Error("the group was not asked about:", diff)
	}
	d.rooms.linked.Note(-100123, -100777)
	if p := persona("-100777"); p != bot.TheGroup {
		t.Errorf("the group's channel: %q", p)
	}
	if p := persona("-100666"); p != bot.AnyOther {
		t.Errorf("another channel: %q", p)
	}
}

func TestComments(t *testing.T) {
	d := testDecoder()
	comment := func(id, fields string) bool {
		_, e := d.decode([]byte(said(id, `"from":`+ann+`,"text":"hi",`+fields)))
		return e[0].Message.Comment
	}
	const thread = `"message_thread_id":20`
	if comment("21", thread) {
		t.Error("a thread in a group without a channel")
	}
	if comment("20", `"sender_chat":{"id":-100777},"is_automatic_forward":true,"message_thread_id":20`) {
		t.Error("the post itself")
	}
	if !comment("22", thread) {
		t.Error("below the post")
	}
	if comment("31", `"message_thread_id":30,"reply_to_message":{"message_id":30}`) || comment("32", `"message_thread_id":30`) {
		t.Error("below an ordinary message")
	}
	if !comment("41", `"message_thread_id":40,"reply_to_message":{"message_id":40,"is_automatic_forward":true}`) {
		t.Error("answering a post not seen before")
	}
	if !comment("51", `"message_thread_id":50`) {
		t.Error("a thread not seen before, in a group with a channel")
	}
	if comment("61", `"message_thread_id":50,"is_topic_message":true`) {
		t.Error("a topic")
	}
}

func TestPlaces(t *testing.T) {
	for place, want := range map[bot.Place]destination{
		"telegram:-100123":   {chat: -100123},
		"telegram:-100123/5": {chat: -100123, thread: 5},
		"telegram:dm/42":     {chat: 42, private: true},
	} {
		if got, ok := parsePlace(place); !ok || got != want {
			t.Errorf("%s: %+v, %v", place, got, ok)
		}
	}
	for _, place := range []bot.Place{"", "telegram", "telegram:", "telegram:dm", "telegram:dm/", "telegram:dm/-5", "telegram:0",
		"telegram:-1/", "telegram:-1/x", "telegram:-1/0", "telegram:-1/2/3", "discord:5", "telegram:9999999999999999999999"} {
		if got, ok := parsePlace(place); ok {
			t.Errorf("%q is read as %+v", place, got)
		}
	}
}

func FuzzUpdate(f *testing.F) {
	for _, s := range []string{
		said("12", `"from":`+ann+`,"text":"🎉 @bob","entities":[{"type":"mention","offset":3,"length":4}]`),
		said("12", `"new_chat_members":[`+bob+`]`),
		`{"update_id":6,"callback_query":{"id":"99","from":` + ann + `}}`,
		`{"update_id":6,"message_reaction":{"chat":` + group + `,"message_id":8,"new_reaction":[{"type":"paid"}]}}`,
		`{"update_id":6,"my_chat_member":{"chat":` + group + `,"new_chat_member":{"status":"member"}}}`,
		`[]`, `{`, "\x00\xff",
	} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		_, events := testDecoder().decode(raw)
		_, again := testDecoder().decode(raw)
		if diff := cmp.Diff(events, again); diff != "" {
			t.Error("the same update came out differently:", diff)
		}
		for _, e := range events {
			if e.ID == "" || e.Kind == "" {
				t.Errorf("an event without id or kind: %+v", e)
			}
			if e.Kind != bot.KindParked && e.Place.Platform() != Platform {
				t.Errorf("%s in %q", e.Kind, e.Place)
			}
			if _, err := json.Marshal(e); err != nil {
				t.Errorf("an event that can't be stored: %v", err)
			}
		}
	})
}
