package discord

import (
	stdjson "encoding/json"
	"strconv"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/bwmarrin/discordgo"
	"github.com/go-json-experiment/json/jsontext"
	"github.com/google/go-cmp/cmp"

	"github.com/stewardbot/steward/adapters/kit"
	"github.com/stewardbot/steward/adapters/loosely"
	"github.com/stewardbot/steward/bot"
)

// sampleMessage is a gateway message with all the fields that Steward ignores.
const sampleMessage = `{"type":19,"tts":false,"timestamp":"2026-03-01T12:34:56.789000+00:00","referenced_message":{"type":0,"tts":false,` +
	`"timestamp":"2026-03-01T12:30:00.123000+00:00","pinned":false,"mentions":[],"mention_roles":[],"mention_everyone":false,"id":"1477658880000000001",` +
	`"flags":0,"embeds":[],"edited_timestamp":null,"content":"Who knows a good oolong?","components":[],"channel_id":"1122334455667788001",` +
	`"author":{"username":"bob","public_flags":0,"primary_guild":null,"id":"300000000000000001","global_name":"Bob","display_name_styles":null,` +
	`"discriminator":"0","collectibles":null,"clan":null,"avatar_decoration_data":null,"avatar":"0f1e2d3c4b5a69788796a5b4c3d2e1f0"},"attachments":[]},` +
	`"pinned":false,"nonce":"1477658999","message_reference":{"type":0,"message_id":"1477658880000000001","guild_id":"1122334455667788000",` +
	`"channel_id":"1122334455667788001"},"mentions":[{"username":"bob","public_flags":0,"member":{"roles":["1122334455667788555"],` +
	`"premium_since":null,"pending":false,"nick":"bobby","mute":false,"joined_at":"2024-01-02T03:04:05.678000+00:00","flags":0,` +
	`"deaf":false,"communication_disabled_until":null,"banner":null,"avatar":null},"id":"300000000000000001","global_name":"Bob",` +
	`"discriminator":"0","avatar_decoration_data":null,"avatar":"0f1e2d3c4b5a69788796a5b4c3d2e1f0"}],"mention_roles":[],"mention_everyone":false,` +
	`"member":{"roles":["1122334455667788555","1122334455667788556"],"premium_since":null,"pending":false,"nick":"安",` +
	`"mute":false,"joined_at":"2023-05-06T07:08:09.123000+00:00","flags":0,"deaf":false,"communication_disabled_until":null,"banner":null,` +
	`"avatar":null},"id":"1477659119000000002","flags":0,"embeds":[],"edited_timestamp":null,` +
	`"content":"<@300000000000000001> 试试铁观音, \"Iron Goddess\", from the shop at the corner: they roast it themselves every Saturday","components":[],` +
	`"channel_type":0,"channel_id":"1122334455667788001","author":{"username":"ann","public_flags":64,"primary_guild":null,"id":"300000000000000002",` +
	`"global_name":"Ann","display_name_styles":null,"discriminator":"0","collectibles":null,"clan":null,"avatar_decoration_data":null,` +
	`"avatar":"a1b2c3d4e5f60718293a4b5c6d7e8f90"},"attachments":[{"id":"1477659119000000009","filename":"tea.jpg","size":123456,` +
	`"url":"https://cdn.discordapp.com/attachments/1/2/tea.jpg?ex=1&is=2&hm=3","proxy_url":"https://media.discordapp.net/attachments/1/2/tea.jpg",` +
	`"width":1024,"height":768,"content_type":"image/jpeg","placeholder":"abc","placeholder_version":1}],"guild_id":"1122334455667788000"}`

const (
	selfID = "400000000000000001"
	tea    = "1122334455667788000"
	talk   = "1122334455667788001"
)

func testDecoder() *decoder {
	g := newGuilds()
	g.setSelf(selfID, "400000000000000002")
	g.learn(&guildObject{
		ID: tea, OwnerID: "300000000000000009", Roles: []roleObject{{ID: tea, Permissions: "1024"}},
		Channels: []channelObject{{ID: talk}},
		Threads:  []channelObject{{ID: "1122334455667788002", Type: channelPublicThread, ParentID: talk}},
	})
	d := newDecoder(g)
	d.began = time.Unix(0, 0)
	return d
}

func decodeOne(kind, raw string) []bot.Event {
	return testDecoder().decode(&dispatch{session: "abc", seq: 7, kind: kind, raw: jsontext.Value(raw)})
}

func TestSample(t *testing.T) {
	want := []bot.Event{{
		ID: "discord:" + tea + "/m1477659119000000002", Kind: bot.KindMessage,
		At: snowflake(1477659119000000002).at(), Place: "discord:" + tea + "/" + talk,
		User: &bot.User{ID: "discord:300000000000000002", Name: "安", Handle: "ann", Roles: []string{"1122334455667788555", "1122334455667788556"}},
		Message: &bot.Message{
			ID:    "1477659119000000002",
			Text:  `<@300000000000000001> 试试铁观音, "Iron Goddess", from the shop at the corner: they roast it themselves every Saturday`,
			Media: []string{"photo"}, Parts: []bot.Part{{Kind: bot.PartFile, Text: "tea.jpg"}},
			Files: []bot.File{{ID: "cdn.discordapp.com/attachments/1/2/tea.jpg?ex=1&is=2&hm=3", Kind: "photo", Type: "image/jpeg", Name: "tea.jpg", Size: 123456, Until: time.Unix(1, 0).UTC()}},
			ReplyTo: &bot.Replied{ID: "1477658880000000001", Text: "Who knows a good oolong?", User: &bot.User{
				ID: "discord:300000000000000001", Name: "Bob", Handle: "bob",
			}},
			Mentions: []bot.User{{ID: "discord:300000000000000001", Name: "bobby", Handle: "bob", Roles: []string{"1122334455667788555"}}},
		},
	}}
	if diff := cmp.Diff(want, decodeOne("MESSAGE_CREATE", sampleMessage)); diff != "" {
		t.Error(diff)
	}
}

// TestDecode covers messages that the fake server can't produce.
func TestDecode(t *testing.T) {
	const where = `"id":"1477659119000000002","channel_id":"` + talk + `","guild_id":"` + tea + `"`
	const ann = `"author":{"id":"300000000000000002","username":"ann"}`
	for name, c := range map[string]struct {
		kind, raw string
		want      string // the expected event, abbreviated
	}{
		"a thread":             {"MESSAGE_CREATE", `{"id":"5","channel_id":"1122334455667788002","guild_id":"` + tea + `",` + ann + `}`, "message discord:" + tea + "/" + talk + "/1122334455667788002"},
		"ourselves":            {"MESSAGE_CREATE", `{` + where + `,"author":{"id":"` + selfID + `"}}`, ""},
		"no author":            {"MESSAGE_CREATE", `{` + where + `}`, "parked "},
		"no channel":           {"MESSAGE_CREATE", `{"id":"5",` + ann + `}`, "parked "},
		"an id that is a path": {"MESSAGE_CREATE", `{"id":"5","channel_id":"5/6","guild_id":"7",` + ann + `}`, "parked "},
		"the platform":         {"MESSAGE_CREATE", `{` + where + `,"author":{"id":"643945264868098049","system":true}}`, "message discord:" + tea + "/" + talk + " platform"},
		"a join":               {"MESSAGE_CREATE", `{` + where + `,"type":7,` + ann + `}`, "notice discord:" + tea + "/" + talk + " of join"},
		"a thread's beginning": {"MESSAGE_CREATE", `{` + where + `,"type":21,` + ann + `}`, ""},
		"a voice message":      {"MESSAGE_CREATE", `{` + where + `,"flags":8192,"attachments":[{"content_type":"audio/ogg"}],` + ann + `}`, "message discord:" + tea + "/" + talk + " [voice]"},
		"a poll":               {"MESSAGE_CREATE", `{` + where + `,"poll":{"question":{}},` + ann + `}`, "message discord:" + tea + "/" + talk + " [poll]"},
		"forwarded": {"MESSAGE_CREATE", `{` + where + `,"message_reference":{"type":1,"message_id":"8"},"message_snapshots":[{"message":{"content":"spam","attachments":[{"content_type":"image/gif"}]}}],` + ann + `}`,
			"message discord:" + tea + "/" + talk + " \"spam\" [animation]"},
		"a preview":               {"MESSAGE_UPDATE", `{` + where + `,"embeds":[{}]}`, ""},
		"an edit without a time":  {"MESSAGE_UPDATE", `{` + where + `,"edited_timestamp":"yesterday",` + ann + `}`, "edit discord:" + tea + "/" + talk},
		"bad text":                {"MESSAGE_CREATE", `{` + where + `,"content":"a` + "\xff" + `b",` + ann + `}`, "message discord:" + tea + "/" + talk + " \"a\uFFFDb\""},
		"a custom emoji":          {"MESSAGE_REACTION_ADD", `{"user_id":"5","message_id":"6","channel_id":"` + talk + `","guild_id":"` + tea + `","emoji":{"id":"99","name":"tea"}}`, "reaction discord:" + tea + "/" + talk + " +tea:99"},
		"our own reaction":        {"MESSAGE_REACTION_ADD", `{"user_id":"` + selfID + `","message_id":"6","channel_id":"` + talk + `","guild_id":"` + tea + `","emoji":{"name":"x"}}`, ""},
		"deleted in private":      {"MESSAGE_DELETE", `{"id":"5","channel_id":"6"}`, ""},
		"a private call":          {"VOICE_STATE_UPDATE", `{"user_id":"5","channel_id":"6"}`, ""},
		"a guild that is away":    {"GUILD_DELETE", `{"id":"` + tea + `","unavailable":true}`, ""},
		"a guild that is gone":    {"GUILD_DELETE", `{"id":"` + tea + `"}`, "removed discord:" + tea},
		"somebody else's roles":   {"GUILD_MEMBER_UPDATE", `{"guild_id":"` + tea + `","user":{"id":"5","username":"x"},"roles":["7"]}`, "member discord:" + tea},
		"muted by somebody":       {"GUILD_MEMBER_UPDATE", `{"guild_id":"` + tea + `","user":{"id":"5","username":"x"},"communication_disabled_until":"2099-01-02T03:04:05+00:00"}`, "member discord:" + tea + " mute 2099-01-02T03:04:05Z"},
		"unmuted by somebody":     {"GUILD_MEMBER_UPDATE", `{"guild_id":"` + tea + `","user":{"id":"5","username":"x"},"communication_disabled_until":null}`, "member discord:" + tea + " unmute"},
		"a mute that has ended":   {"GUILD_MEMBER_UPDATE", `{"guild_id":"` + tea + `","user":{"id":"5","username":"x"},"communication_disabled_until":"2020-01-02T03:04:05+00:00"}`, "member discord:" + tea + " unmute"},
		"banned by somebody":      {"GUILD_BAN_ADD", `{"guild_id":"` + tea + `","user":{"id":"5","username":"x"}}`, "sanction discord:" + tea + " ban"},
		"unbanned by somebody":    {"GUILD_BAN_REMOVE", `{"guild_id":"` + tea + `","user":{"id":"5","username":"x"}}`, "sanction discord:" + tea + " unban"},
		"unbanned, named by id":   {"GUILD_BAN_REMOVE", `{"guild_id":"` + tea + `","user_id":5}`, "sanction discord:" + tea + " unban"},
		"a ban of nobody":         {"GUILD_BAN_ADD", `{"guild_id":"` + tea + `"}`, "parked "},
		"what is not known":       {"SOUNDBOARD_SOUNDS", `{"x":[]}`, ""},
		"a selection":             {"INTERACTION_CREATE", `{"id":"5","type":3,"token":"t","channel_id":"` + talk + `","guild_id":"` + tea + `","member":{"user":{"id":"6"}},"message":{"id":"8"},"data":{"custom_id":"pick:","values":["b"]}}`, "press discord:" + tea + "/" + talk + " 5:t 8 pick:b"},
		"a button that one sees":  {"INTERACTION_CREATE", `{"id":"5","type":3,"token":"t","channel_id":"` + talk + `","guild_id":"` + tea + `","member":{"user":{"id":"6"}},"message":{"id":"8","flags":64},"data":{"custom_id":"ok"}}`, "press discord:" + tea + "/" + talk + " 5:t e:t:8 ok"},
		"a press of nobody":       {"INTERACTION_CREATE", `{"id":"5","type":3,"token":"t","channel_id":"` + talk + `","guild_id":"` + tea + `"}`, "parked "},
		"a press in one channel":  {"INTERACTION_CREATE", `{"id":"5","type":3,"token":"t","channel":{"id":"` + talk + `"},"guild_id":"` + tea + `","member":null,"user":{"id":"6"},"data":{"custom_id":"ok"}}`, "press discord:" + tea + "/" + talk + " 5:t  ok"},
		"a private command":       {"INTERACTION_CREATE", `{"id":"5","type":2,"token":"t","channel_id":"6","user":null,"member":{"user":{"id":"6"}},"data":{"name":"x"}}`, "message discord:dm/6"},
		"a question for nothing":  {"INTERACTION_CREATE", `{"id":"5","type":4}`, ""},
		"a question for a word":   {"INTERACTION_CREATE", `{"id":"5","type":4,"token":"t","channel_id":"6","user":{"id":"6"},"data":{"name":"x","options":[{"name":"y","value":{"a":[]},"focused":true}]}}`, "typing discord:dm/6"},
		"a form":                  {"INTERACTION_CREATE", `{"id":"5","type":5,"token":"t","channel_id":"6","user":{"id":"6"},"message":{"id":"8"},"data":{"custom_id":"a:","components":[{"type":1,"components":[{"type":4,"custom_id":"0","value":"Tea Street"}]},{"type":18,"component":{"type":4,"custom_id":"1","value":7}}]}}`, "press discord:dm/6 5:t 8 a: 0=Tea Street 1=7"},
		"an empty form":           {"INTERACTION_CREATE", `{"id":"5","type":5,"token":"t","channel_id":"6","user":{"id":"6"},"data":{"custom_id":"a:","components":"x"}}`, "press discord:dm/6 5:t  a: nothing"},
		"a form of nobody":        {"INTERACTION_CREATE", `{"id":"5","type":5,"token":"t","channel_id":"6","data":{"custom_id":"a:"}}`, ""},
		"a form of nowhere":       {"INTERACTION_CREATE", `{"id":"5","type":5,"token":"t","guild_id":"x","user":{"id":"6"},"data":{"custom_id":"a:"}}`, ""},
		"numbers and subcommands": {"INTERACTION_CREATE", `{"id":"5","type":2,"token":"t","channel_id":"6","user":{"id":"6"},"data":{"name":"x","options":[{"name":"sub","type":1,"options":[{"type":4,"value":1e3},{"type":10,"value":0.5},{"type":5,"value":true},{"type":8,"value":"9"}]}]}}`, "message discord:dm/6 \"sub 1000 0.5 true <@&9>\""},
	} {
		t.Run(name, func(t *testing.T) {
			var got []string
			for _, e := range decodeOne(c.kind, c.raw) {
				got = append(got, brief(e))
			}
			if strings.Join(got, "; ") != c.want {
				t.Errorf("%q, want %q", got, c.want)
			}
		})
	}
}

func brief(e bot.Event) string {
	s := string(e.Kind) + " " + string(e.Place)
	switch {
	case e.Notice != "":
		s += " of " + string(e.Notice)
	case e.Message != nil:
		if e.User.Persona != "" {
			s += " " + string(e.User.Persona)
		}
		if e.Message.Text != "" {
			s += " " + strconv.Quote(e.Message.Text)
			s = strings.ReplaceAll(s, "\\ufffd", "\uFFFD")
		}
		if len(e.Message.Media) > 0 {
			s += " [" + strings.Join(e.Message.Media, " ") + "]"
		}
	case e.Reaction != nil:
		s += " +" + strings.Join(e.Reaction.Added, " ")
	case e.ByHand != nil:
		s += " " + string(e.ByHand.Act)
		if !e.ByHand.Until.IsZero() {
			s += " " + e.ByHand.Until.Format(time.RFC3339)
		}
	case e.Press != nil:
		s += " " + e.Press.ID + " " + e.Press.Message + " " + e.Press.Data
		for _, g := range e.Press.Filled {
			s += " " + g.Name + "=" + g.Value
		}
		if e.Press.Filled != nil && len(e.Press.Filled) == 0 {
			s += " nothing"
		}
	}
	return s
}

func TestParkedTextIsBounded(t *testing.T) {
	got := decodeOne("MESSAGE_CREATE", `["`+strings.Repeat("签", kit.MaxParked)+`"]`)[0].Raw
	if len(got) > kit.MaxParked+100 || len(got) < kit.MaxParked-4 || strings.Contains(got, "\uFFFD") {
		t.Errorf("kept %d bytes ending in %q", len(got), got[len(got)-6:])
	}
}

func TestPlaces(t *testing.T) {
	for place, want := range map[bot.Place]destination{
		"discord:1122":           {guild: "1122"},
		"discord:1122/3344":      {guild: "1122", channel: "3344"},
		"discord:1122/3344/5566": {guild: "1122", channel: "5566", parent: "3344"},
		"discord:dm/42":          {user: "42"},
	} {
		if got, ok := parsePlace(place); !ok || got != want {
			t.Errorf("%s: %+v, %v", place, got, ok)
		}
	}
	for _, place := range []bot.Place{"", "discord", "discord:", "discord:dm", "discord:dm/", "discord:dm/x", "discord:dm/1/2", "discord:0",
		"discord:01", "discord:+1", "discord:1/", "discord:1/x", "discord:1/2/3/4", "telegram:5", "discord:99999999999999999999999"} {
		if got, ok := parsePlace(place); ok {
			t.Errorf("%q is read as %+v", place, got)
		}
	}
}

func TestHighestRole(t *testing.T) {
	g := &guild{id: "1", own: []string{"5", "6", "9"}, roles: map[string]role{
		"1": {id: "1"}, "5": {id: "5", position: 2}, "6": {id: "6", position: 2}, "7": {id: "7", position: 3},
	}}
	if top := g.highest(); top.id != "5" {
		t.Errorf("the highest is %s, want the older of two at the same position", top.id)
	}
}

var kinds = []string{
	"MESSAGE_CREATE", "MESSAGE_UPDATE", "MESSAGE_DELETE", "MESSAGE_DELETE_BULK", "MESSAGE_REACTION_ADD", "MESSAGE_REACTION_REMOVE",
	"VOICE_STATE_UPDATE", "INTERACTION_CREATE", "GUILD_MEMBER_ADD", "GUILD_MEMBER_UPDATE", "GUILD_MEMBER_REMOVE", "GUILD_BAN_ADD", "GUILD_BAN_REMOVE", "GUILD_CREATE",
	"GUILD_UPDATE", "GUILD_DELETE", "GUILD_ROLE_CREATE", "GUILD_ROLE_DELETE", "CHANNEL_CREATE", "THREAD_UPDATE", "THREAD_LIST_SYNC", "HOLOGRAM",
}

// FuzzDispatch checks that any dispatch produces distinct, storable events, and always the same
// ones.
func FuzzDispatch(f *testing.F) {
	for i := range kinds {
		f.Add(uint8(i), []byte(sampleMessage))
	}
	f.Add(uint8(7), []byte(`{"id":"5","type":2,"token":"t","channel_id":"6","user":{"id":"6"},"data":{"name":"x","options":[{"type":1,"options":[{"type":4,"value":1}]}]}}`))
	f.Add(uint8(11), []byte(`{"id":"5","owner_id":"6","joined_at":"2026-01-01T00:00:00Z","roles":[{"id":"5","permissions":"8"}],"members":[{"user":{"id":"7"}}],"voice_states":[{"user_id":"7","channel_id":"8"}]}`))
	f.Fuzz(func(t *testing.T, kind uint8, raw []byte) {
		k := kinds[int(kind)%len(kinds)]
		events, again := decodeOne(k, string(raw)), decodeOne(k, string(raw))
		if diff := cmp.Diff(events, again); diff != "" {
			t.Error("the same dispatch came out differently:", diff)
		}
		for _, e := range events {
			if e.ID == "" || e.Kind == "" {
				t.Errorf("an event without id or kind: %+v", e)
			}
			if _, ok := parsePlace(e.Place); !ok && e.Kind != bot.KindParked {
				t.Errorf("%s in %q", e.Kind, e.Place)
			}
			if _, err := stdjson.Marshal(e); err != nil {
				t.Errorf("an event that can't be stored: %v", err)
			}
		}
	})
}

// FuzzDecode compares the slim types with the library's in all shared fields.
func FuzzDecode(f *testing.F) {
	f.Add([]byte(sampleMessage))
	f.Add([]byte(`{"id":"1","edited_timestamp":"2026-01-01T00:00:00+08:00","webhook_id":"5","author":null,"mentions":[null],"poll":null,"content":"\ud800"}`))
	f.Add([]byte(`{"type":0,"flags":8192,"sticker_items":[{}],"poll":{},"member":{"nick":null,"roles":["1",null]},"message_reference":{}}`))
	f.Add([]byte(`{"message_reference":{"type":1},"message_snapshots":[{"message":{"content":"x","flags":4}}]}`))
	f.Fuzz(func(t *testing.T, raw []byte) {
		var theirs discordgo.Message
		if !comparable(raw) || stdjson.Unmarshal(raw, &theirs) != nil {
			return
		}
		var ours messageObject
		if !loosely.Parse(raw, &ours) {
			t.Fatalf("the library reads what we can't: %s", raw)
		}
		if diff := cmp.Diff(ofLibrary(&theirs), ofOurs(&ours)); diff != "" {
			t.Errorf("%s\n%s", raw, diff)
		}
	})
}

// comparable excludes input that the two JSON packages treat differently by design: invalid UTF-8,
// duplicate names, and names that differ only in case.
func comparable(raw []byte) bool {
	if !utf8.Valid(raw) || !jsontext.Value(raw).IsValid() {
		return false
	}
	d := jsontext.NewDecoder(strings.NewReader(string(raw)))
	for {
		tok, err := d.ReadToken()
		if err != nil {
			return true
		}
		kind, n := d.StackIndex(d.StackDepth())
		isName := tok.Kind() == '"' && kind == '{' && n%2 == 1
		if isName && strings.ContainsFunc(tok.String(), func(r rune) bool { return r >= utf8.RuneSelf || r >= 'A' && r <= 'Z' }) {
			return false
		}
	}
}

// read holds the fields that are compared.
type read struct {
	ID, Channel, Guild, Webhook, Content string
	Type, Flags                          int
	Author, Referenced                   string
	Nick                                 string
	Roles, Mentions, Files               []string
	Stickers, RefType                    int
	Poll                                 bool
	RefID, Forwarded                     string
	Edited                               time.Time
}

func ofLibrary(m *discordgo.Message) read {
	r := read{
		ID: m.ID, Channel: m.ChannelID, Guild: m.GuildID, Webhook: m.WebhookID, Content: m.Content,
		Type: int(m.Type), Flags: int(m.Flags), Author: libraryUser(m.Author), Stickers: len(m.StickerItems), Poll: m.Poll != nil,
	}
	if m.Member != nil {
		r.Nick, r.Roles = m.Member.Nick, append([]string{}, m.Member.Roles...)
	}
	for _, u := range m.Mentions {
		r.Mentions = append(r.Mentions, libraryUser(u))
	}
	for _, a := range m.Attachments {
		if a == nil {
			a = &discordgo.MessageAttachment{}
		}
		r.Files = append(r.Files, a.ContentType)
	}
	if m.MessageReference != nil {
		r.RefType, r.RefID = int(m.MessageReference.Type), m.MessageReference.MessageID
	}
	if m.ReferencedMessage != nil {
		r.Referenced = m.ReferencedMessage.ID + libraryUser(m.ReferencedMessage.Author)
	}
	if len(m.MessageSnapshots) > 0 && m.MessageSnapshots[0].Message != nil {
		r.Forwarded = m.MessageSnapshots[0].Message.Content
	}
	if m.EditedTimestamp != nil && m.EditedTimestamp.Year() > 0 {
		r.Edited = m.EditedTimestamp.UTC()
	}
	return r
}

func libraryUser(u *discordgo.User) string {
	if u == nil {
		return userText(&userObject{})
	}
	return userText(&userObject{ID: u.ID, Username: u.Username, GlobalName: u.GlobalName, Bot: u.Bot, System: u.System})
}

func userText(u *userObject) string {
	if u == nil {
		u = &userObject{}
	}
	return strings.Join([]string{u.ID, u.Username, u.GlobalName, strconv.FormatBool(u.Bot), strconv.FormatBool(u.System)}, "|")
}

func ofOurs(m *messageObject) read {
	r := read{
		ID: m.ID, Channel: m.ChannelID, Guild: m.GuildID, Webhook: m.WebhookID, Content: m.Content,
		Type: m.Type, Flags: m.Flags, Author: userText(m.Author), Stickers: len(m.Stickers), Poll: m.Poll.There,
	}
	if m.Member != nil {
		r.Nick, r.Roles = m.Member.Nick, append([]string{}, m.Member.Roles...)
	}
	for i := range m.Mentions {
		r.Mentions = append(r.Mentions, userText(&m.Mentions[i].userObject))
	}
	for _, a := range m.Attachments {
		r.Files = append(r.Files, a.ContentType)
	}
	if m.Reference != nil {
		r.RefType, r.RefID = m.Reference.Type, m.Reference.MessageID
	}
	if m.Referenced != nil {
		r.Referenced = m.Referenced.ID + userText(m.Referenced.Author)
	}
	if len(m.Snapshots) > 0 {
		r.Forwarded = m.Snapshots[0].Message.Content
	}
	if t := parseTime(loosely.Scalar(m.Edited)); !t.IsZero() {
		r.Edited = t
	}
	return r
}

// BenchmarkDecode compares decoding a message into our type, and further into an event, with
// decoding it into the library's type. The three take turns, so that all run under the same
// conditions.
func BenchmarkDecode(b *testing.B) {
	const round = 50
	d, x := testDecoder(), &dispatch{session: "abc", seq: 7, kind: "MESSAGE_CREATE", raw: jsontext.Value(sampleMessage)}
	ways := []struct {
		name string
		read func() bool
		took time.Duration
	}{
		{"discordgo", func() bool { return stdjson.Unmarshal(x.raw, new(discordgo.Message)) == nil }, 0},
		{"slim", func() bool { return loosely.Parse(x.raw, new(messageObject)) }, 0},
		{"event", func() bool { return d.decode(x)[0].Kind == bot.KindMessage }, 0},
	}
	n := 0
	for b.Loop() {
		for i := range ways {
			start := time.Now()
			for range round {
				if !ways[i].read() {
					b.Fatal("not read")
				}
			}
			ways[i].took += time.Since(start)
		}
		n += round
	}
	b.ReportMetric(0, "ns/op")
	for _, w := range ways {
		b.ReportMetric(float64(w.took.Nanoseconds())/float64(n), w.name+"-ns/msg")
	}
	b.ReportMetric(float64(ways[0].took)/float64(ways[1].took), "ratio")
	b.ReportMetric(float64(ways[0].took)/float64(ways[2].took), "event-ratio")
}
