package discord

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/stewardbot/steward/bot"
)

// saidBy returns the events for a message with these additional fields.
func saidBy(fields string) []bot.Event {
	return decodeOne("MESSAGE_CREATE", `{"id":"1477659119000000002","channel_id":"`+talk+`","guild_id":"`+tea+`","author":{"id":"300000000000000002","username":"ann"},`+fields+`}`)
}

// TestParts checks that everything people can see in a message, or open, is one of its parts.
func TestParts(t *testing.T) {
	part := func(kind bot.PartKind, text, url string) bot.Part { return bot.Part{Kind: kind, Text: text, URL: url} }
	box := `{"title":"Win","url":"https://evil.app","description":"free [casino](https://a.app)","author":{"name":"Max","url":"https://b.app"},` +
		`"footer":{"text":"below"},"provider":{"name":"Site"},"fields":[{"name":"When","value":"now"}],"image":{"url":"https://pictures.app/1.png"}}`
	boxed := []bot.Part{
		part(bot.PartEmbed, "Max", "https://b.app"), part(bot.PartEmbed, "Win", "https://evil.app"), part(bot.PartEmbed, "free [casino](https://a.app)", ""),
		part(bot.PartEmbed, "When\nnow", ""), part(bot.PartEmbed, "below", ""), part(bot.PartEmbed, "Site", ""),
	}
	for _, c := range []struct {
		name, fields string
		want         []bot.Part
	}{
		{"embed", `"content":"hi","embeds":[` + box + `]`, boxed},
		{"poll", `"poll":{"question":{"text":"Casino?"},"answers":[{"answer_id":1,"poll_media":{"text":"t.me/+x","emoji":{"name":"x"}}},{"poll_media":{"text":"no"}}]}`,
			[]bot.Part{part(bot.PartPoll, "Casino?", ""), part(bot.PartPoll, "t.me/+x", ""), part(bot.PartPoll, "no", "")}},
		{"files", `"attachments":[{"content_type":"image/png","filename":"casino.png","title":"Casino","description":"see https://evil.app"}]`,
			[]bot.Part{part(bot.PartFile, "casino.png", ""), part(bot.PartFile, "Casino", ""), part(bot.PartFile, "see https://evil.app", "")}},
		{"stickers", `"sticker_items":[{"id":"1","name":"casino","format_type":1}]`, []bot.Part{part(bot.PartSticker, "casino", "")}},
		{"buttons", `"components":[{"type":1,"components":[{"type":2,"label":"Go","url":"https://evil.app"},{"type":3,"placeholder":"Choose","options":[{"label":"casino","description":"win"}]}]}]`,
			[]bot.Part{part(bot.PartButton, "Go", "https://evil.app"), part(bot.PartButton, "Choose", ""), part(bot.PartButton, "casino", ""), part(bot.PartButton, "win", "")}},
		{"boxes of components", `"components":[{"type":17,"components":[{"type":9,"components":[{"type":10,"content":"free casino"}],"accessory":{"type":2,"label":"In","url":"https://a.app"}}]}]`,
			[]bot.Part{part(bot.PartEmbed, "free casino", ""), part(bot.PartButton, "In", "https://a.app")}},
		{"forwarded", `"message_reference":{"type":1,"message_id":"5"},"message_snapshots":[{"message":{"content":"look ` + "`@here`" + `","embeds":[` + box + `],"attachments":[{"filename":"casino.apk"}]}}]`,
			slices.Concat([]bot.Part{part(bot.PartFile, "casino.apk", "")}, boxed, []bot.Part{{Kind: bot.PartCode, Text: "`@here`", At: 5}})},
		{"forwarded twice", `"message_reference":{"type":1,"message_id":"5"},"message_snapshots":[{"message":{"content":"","message_snapshots":[{"message":{"content":"inner","embeds":[` + box + `]}}]}},{"message":{"content":"second","sticker_items":[{"name":"casino"}]}}]`,
			append(slices.Clone(boxed), part(bot.PartSticker, "casino", ""))},
		{"pictures and files in boxes", `"flags":32768,"components":[{"type":12,"items":[{"media":{"url":"https://pictures.app/1.png"},"description":"free casino"}]},{"type":13,"file":{"url":"attachment://a"},"name":"casino.apk"},{"type":9,"components":[{"type":10,"content":"[in](https://evil.app)"}],"accessory":{"type":11,"description":"a cup"}}]`,
			[]bot.Part{part(bot.PartButton, "free casino", ""), part(bot.PartFile, "casino.apk", ""), part(bot.PartEmbed, "[in](https://evil.app)", ""), part(bot.PartButton, "a cup", "")}},
		{"a poll behind much code", `"content":"` + strings.Repeat("`a` ", 300) + `","poll":{"question":{"text":"Casino?"}}`,
			append([]bot.Part{part(bot.PartPoll, "Casino?", "")}, code(strings.Repeat("`a` ", 300))...)},
		{"a thread from a message", `"content":"hi","thread":{"id":"1477659119000000002","name":"Free casino"}`, []bot.Part{part(bot.PartThread, "Free casino", "")}},
		{"a thread", `"type":18,"content":"Free casino","message_reference":{"channel_id":"5"}`, []bot.Part{part(bot.PartThread, "Free casino", "")}},
		{"a thread's new name", `"type":4,"content":"Free casino"`, []bot.Part{part(bot.PartThread, "Free casino", "")}},
		{"other forms", `"content":"hi","embeds":{"a":1},"poll":7,"components":"x","thread":[]`, nil},
	} {
		events := saidBy(c.fields)
		if len(events) != 1 || events[0].Kind != bot.KindMessage {
			t.Errorf("%s: %+v", c.name, events)
			continue
		}
		if diff := cmp.Diff(c.want, events[0].Message.Parts); diff != "" {
			t.Errorf("%s:\n%s", c.name, diff)
		}
		if strings.Contains(c.name, "thread") && events[0].Message.Text == "Free casino" {
			t.Errorf("%s: the name is no text", c.name)
		}
	}
}

// TestPostTitle checks that the first message of a forum post has the title as a part.
func TestPostTitle(t *testing.T) {
	d := testDecoder()
	const post = "1477659119000000003"
	d.guilds.learnChannel(tea, &channelObject{ID: post, Type: channelPublicThread, ParentID: talk, Name: "Free casino"})
	for id, want := range map[string]int{post: 1, "1477659119000000004": 0} {
		events := d.decode(&dispatch{session: "abc", seq: 8, kind: "MESSAGE_CREATE", raw: []byte(`{"id":"` + id + `","channel_id":"` + post + `","guild_id":"` + tea +
			`","author":{"id":"300000000000000002","username":"ann"},"content":"hi"}`)})
		if len(events) != 1 || len(events[0].Message.Parts) != want || want == 1 && events[0].Message.Parts[0].Text != "Free casino" {
			t.Errorf("%s: %+v", id, events[0].Message)
		}
	}
}

// TestNobodyMentioned checks that an empty list of mentions stays distinct from a missing one.
func TestNobodyMentioned(t *testing.T) {
	if m := saidBy(`"content":"@media","mentions":[]`)[0].Message.Mentions; m == nil || len(m) > 0 {
		t.Errorf("mentions %#v", m)
	}
	if m := saidBy(`"content":"@media"`)[0].Message.Mentions; m != nil {
		t.Errorf("mentions %#v, and Discord said nothing", m)
	}
}

func TestCode(t *testing.T) {
	for text, want := range map[string]string{
		"no code":                            "",
		"a `b` c `d e`":                      "`b`|`d e`",
		"``a ` b`` c":                        "``a ` b``",
		"```java\n@Override\nvoid x();``` y": "```java\n@Override\nvoid x();```",
		"```a `b` c``` d":                    "```a `b` c```",
		"`open @here":                        "",
		"``open ` @here":                     "",
		"```open `a` b":                      "`a`",
		"a\\`@here` b":                       "",
		"`a\\` b":                            "`a\\`",
		"` ` ``":                             "` `",
		"``````":                             "",
		"````a````":                          "````a```",
		"\\":                                 "",
	} {
		var got []string
		for _, p := range code(text) {
			got = append(got, p.Text)
		}
		if strings.Join(got, "|") != want {
			t.Errorf("%q: code %q, want %q", text, got, want)
		}
	}
}

// FuzzCode checks that code parts appear in the text in order, without overlap, and enclosed in
// backticks.
func FuzzCode(f *testing.F) {
	for _, s := range []string{"a `b` ``c ` d`` ```e``` \\`", "````` ` `` ``` `"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		end := 0
		for _, p := range code(text) {
			if p.At < end || !strings.HasPrefix(text[p.At:], p.Text) || len(p.Text) < 3 || p.Text[0] != '`' || p.Text[len(p.Text)-1] != '`' || p.Kind != bot.PartCode {
				t.Fatalf("%q: %q", text, p.Text)
			}
			end = p.At + len(p.Text)
		}
	})
}

// TestOwnAddress checks a guild's vanity URL, including a change of it.
func TestOwnAddress(t *testing.T) {
	d := testDecoder()
	events := d.decode(&dispatch{session: "abc", seq: 9, kind: "GUILD_CREATE", raw: []byte(`{"id":"5500000000000000001","owner_id":"300000000000000009",` +
		`"joined_at":"2020-01-01T00:00:00Z","vanity_url_code":"tea","roles":[],"channels":[],"threads":[],"members":[]}`)})
	for _, e := range events {
		if e.Kind == bot.KindStanding && len(e.Standing.Invites) == 1 && e.Standing.Invites[0] == "discord.gg/tea" {
			return
		}
	}
	t.Errorf("%+v", events)
}
