package telegram

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/stewardbot/steward/bot"
)

// TestParts checks that everything people can see in a message, or open, is one of its parts.
func TestParts(t *testing.T) {
	part := func(kind bot.PartKind, text, url string) bot.Part { return bot.Part{Kind: kind, Text: text, URL: url} }
	for _, c := range []struct {
		name, fields string
		want         []bot.Part
	}{
		{"a link behind a text", `"text":"🎉 click here","entities":[{"type":"text_link","offset":3,"length":10,"url":"https://evil.app/x"}]`,
			[]bot.Part{part(bot.PartLink, "click here", "https://evil.app/x")}},
		{"a link in a caption", `"photo":[{}],"caption":"see evil.app","caption_entities":[{"type":"url","offset":4,"length":8}]`,
			[]bot.Part{part(bot.PartLink, "evil.app", "")}},
		{"code", `"text":"run echo \"$@here\" or\n@media x","entities":[{"type":"code","offset":4,"length":13},{"type":"pre","offset":21,"length":8,"language":"css"}]`,
			[]bot.Part{{Kind: bot.PartCode, Text: `echo "$@here"`, At: 4}, {Kind: bot.PartCode, Text: "@media x", At: 21}}},
		{"code as it stands before", `"text":"🎉 é @everyone e","entities":[{"type":"code","offset":15,"length":1}]`, []bot.Part{{Kind: bot.PartCode, Text: "e", At: 18}}},
		{"buttons", `"text":"hi","reply_markup":{"inline_keyboard":[[{"text":"Go","url":"https://evil.app"},{"text":"In","login_url":{"url":"https://a.app"}}],[{"text":"App","web_app":{"url":"https://b.app"}},{"text":"Copy","copy_text":{"text":"t.me/+x"}},{"text":"Press","callback_data":"x"}]]}`,
			[]bot.Part{
				part(bot.PartButton, "Go", "https://evil.app"), part(bot.PartButton, "In", "https://a.app"), part(bot.PartButton, "App", "https://b.app"),
				part(bot.PartButton, "Copy", ""), part(bot.PartButton, "t.me/+x", ""), part(bot.PartButton, "Press", ""),
			}},
		{"contact", `"contact":{"phone_number":"+155","first_name":"Free","last_name":"Casino","vcard":"URL:https://evil.app"}`,
			[]bot.Part{part(bot.PartContact, "Free Casino", ""), part(bot.PartContact, "+155", ""), part(bot.PartContact, "URL:https://evil.app", "")}},
		{"venue", `"location":{"latitude":1,"longitude":2},"venue":{"location":{},"title":"Casino","address":"evil.app"}`,
			[]bot.Part{part(bot.PartVenue, "Casino", ""), part(bot.PartVenue, "evil.app", "")}},
		{"poll", `"poll":{"id":"1","question":"Casino?","options":[{"text":"evil.app","text_entities":[{"type":"url","offset":0,"length":8}]},{"text":"no"}],"explanation":"here","explanation_entities":[{"type":"text_link","offset":0,"length":4,"url":"https://a.app"}]}`,
			[]bot.Part{
				part(bot.PartPoll, "Casino?", ""), part(bot.PartPoll, "evil.app", ""), part(bot.PartLink, "evil.app", ""), part(bot.PartPoll, "no", ""),
				part(bot.PartPoll, "here", ""), part(bot.PartLink, "here", "https://a.app"),
			}},
		{"files", `"document":{"file_name":"casino.apk"}`, []bot.Part{part(bot.PartFile, "casino.apk", "")}},
		{"music", `"audio":{"title":"Casino","performer":"t.me/x","file_name":"a.mp3"}`,
			[]bot.Part{part(bot.PartFile, "Casino", ""), part(bot.PartFile, "a.mp3", ""), part(bot.PartFile, "t.me/x", "")}},
		{"sticker", `"sticker":{"set_name":"casino_by_x"}`, []bot.Part{part(bot.PartSticker, "casino_by_x", "")}},
		{"checklist", `"checklist":{"title":"Casino","tasks":[{"id":1,"text":"evil.app"},{"id":2,"text":"here","text_entities":[{"type":"text_link","offset":0,"length":4,"url":"https://b.app"}]}]}`,
			[]bot.Part{part(bot.PartChecklist, "Casino", ""), part(bot.PartChecklist, "evil.app", ""), part(bot.PartChecklist, "here", ""), part(bot.PartLink, "here", "https://b.app")}},
		{"boxes", `"game":{"title":"Casino","description":"win","text":"now"}`,
			[]bot.Part{part(bot.PartEmbed, "Casino", ""), part(bot.PartEmbed, "now", ""), part(bot.PartEmbed, "win", "")}},
		{"story", `"story":{"chat":{"id":-1,"type":"channel","title":"Free Casino","username":"casino"},"id":3}`,
			[]bot.Part{part(bot.PartEmbed, "Free Casino @casino", "")}},
		{"giveaway", `"giveaway":{"prize_description":"evil.app"}`, []bot.Part{part(bot.PartEmbed, "evil.app", "")}},
		{"preview of something else", `"text":"hi","link_preview_options":{"url":"https://evil.app"}`, []bot.Part{part(bot.PartEmbed, "", "https://evil.app")}},
		{"quote", `"text":"this","quote":{"text":"casino here","position":0,"entities":[{"type":"text_link","offset":7,"length":4,"url":"https://evil.app"}]}`,
			[]bot.Part{part(bot.PartQuote, "casino here", ""), part(bot.PartLink, "here", "https://evil.app")}},
		{"answer to elsewhere", `"text":"this","external_reply":{"origin":{"type":"channel","chat":{"id":-1,"title":"Casino"}},"document":{"file_name":"casino.apk"}}`,
			[]bot.Part{part(bot.PartQuote, "Casino", ""), part(bot.PartFile, "casino.apk", "")}},
		{"forwarded from a channel", `"text":"this","forward_origin":{"type":"channel","chat":{"id":-1,"title":"Casino","username":"free"},"author_signature":"Max"}`,
			[]bot.Part{part(bot.PartQuote, "Casino @free", ""), part(bot.PartQuote, "Max", "")}},
		{"forwarded from somebody", `"text":"this","forward_origin":{"type":"hidden_user","sender_user_name":"t.me/+x"}`, []bot.Part{part(bot.PartQuote, "t.me/+x", "")}},
		{"answer to elsewhere, by its place", `"text":"this","external_reply":{"origin":{"type":"hidden_user","sender_user_name":"Max"},"chat":{"id":-5,"title":"Casino","username":"free"},"poll":{"question":"t.me/+x","options":[]}}`,
			[]bot.Part{part(bot.PartQuote, "Max", ""), part(bot.PartQuote, "Casino @free", ""), part(bot.PartPoll, "t.me/+x", "")}},
		{"what a giveaway wants joined", `"giveaway":{"chats":[{"id":-5,"title":"Free","username":"casino"},{"id":-6,"title":"t.me/+x"}]}`,
			[]bot.Part{part(bot.PartEmbed, "Free @casino", ""), part(bot.PartEmbed, "t.me/+x", "")}},
		{"tasks that were added", `"checklist_tasks_added":{"tasks":[{"id":3,"text":"see evil.app","text_entities":[{"type":"url","offset":4,"length":8}]}]}`,
			[]bot.Part{part(bot.PartChecklist, "see evil.app", ""), part(bot.PartLink, "evil.app", "")}},
		{"an answer that was added", `"poll_option_added":{"option_text":"the casino"}`, []bot.Part{part(bot.PartPoll, "the casino", "")}},
		{"a caption", `"voice":{"file_id":"x"},"caption":"here","caption_entities":[{"type":"text_link","offset":0,"length":4,"url":"https://evil.app"}]`,
			[]bot.Part{part(bot.PartLink, "here", "https://evil.app")}},
		{"a tag", `"text":"hi","sender_tag":"t.me/x"`, []bot.Part{part(bot.PartName, "t.me/x", "")}},
		{"a topic", `"message_thread_id":12,"is_topic_message":true,"forum_topic_created":{"name":"Free casino","icon_color":1}`, []bot.Part{part(bot.PartThread, "Free casino", "")}},
		{"a topic's new name", `"message_thread_id":5,"is_topic_message":true,"forum_topic_edited":{"name":"Free casino"}`, []bot.Part{part(bot.PartThread, "Free casino", "")}},
		{"rich text", `"rich_message":{"blocks":[{"type":"paragraph","text":["cas",{"type":"bold","text":"ino"},{"type":"url","text":" here","url":"https://evil.app"}]}]}`,
			[]bot.Part{part(bot.PartText, "casino here", ""), part(bot.PartLink, "", "https://evil.app")}},
		{"other forms", `"text":"hi","reply_markup":7,"quote":[],"poll":{"question":7},"contact":"x","forward_origin":false,"rich_message":5`,
			[]bot.Part{part(bot.PartPoll, "7", "")}},
	} {
		_, events := testDecoder().decode([]byte(said("12", `"from":`+ann+`,`+c.fields)))
		if len(events) != 1 || events[0].Kind != bot.KindMessage {
			t.Errorf("%s: %+v", c.name, events)
			continue
		}
		if diff := cmp.Diff(c.want, events[0].Message.Parts); diff != "" {
			t.Errorf("%s:\n%s", c.name, diff)
		}
	}
}

// TestEditOfParts checks that an edit that only changes a link's target is an event.
func TestEditOfParts(t *testing.T) {
	ids := map[string]bool{}
	for _, url := range []string{"https://a.app", "https://b.app", "https://a.app"} {
		text := said("12", `"from":`+ann+`,"edit_date":1700000009,"text":"hi","entities":[{"type":"text_link","offset":0,"length":2,"url":"`+url+`"}]`)
		_, events := testDecoder().decode([]byte(strings.Replace(text, `"message":`, `"edited_message":`, 1)))
		if len(events) != 1 || events[0].Kind != bot.KindEdit {
			t.Fatalf("%+v", events)
		}
		ids[events[0].ID] = true
	}
	if len(ids) != 2 {
		t.Errorf("%d edits, want 2", len(ids))
	}
}
