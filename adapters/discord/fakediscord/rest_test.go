package fakediscord_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/bwmarrin/discordgo"

	fake "github.com/stewardbot/steward/adapters/discord/fakediscord"
)

// ok fails the test on an error.
func ok[T any](t *testing.T) func(v T, err error) T {
	return func(v T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

func TestNonceMakesOneMessage(t *testing.T) {
	c := newClock()
	h := open(t, fake.Options{Now: c.now})
	path := "/channels/" + h.channel.ID + "/messages"
	send := func(body string) string {
		t.Helper()
		a := h.raw("POST", path, body)
		if a.status != 200 {
			t.Fatalf("%d %s", a.status, a.body)
		}
		return decode[discordgo.Message](t, frame{Data: []byte(a.body)}).ID
	}
	enforced := `{"content":"x","nonce":"line-7","enforce_nonce":true}`
	first := send(enforced)
	if send(enforced) != first {
		t.Error("a second message within the window")
	}
	if send(`{"content":"x","nonce":"line-7"}`) == first || send(`{"content":"x","nonce":"line-8","enforce_nonce":true}`) == first {
		t.Error("the same message without enforce_nonce, or for another nonce")
	}
	c.advance(6 * time.Minute)
	if send(enforced) == first {
		t.Error("the same message after the window")
	}
}

func TestReadingBack(t *testing.T) {
	h := open(t, fake.Options{})
	var ids []string
	for i := range 10 {
		ids = append(ids, h.Say(h.ann, h.channel.ID, fmt.Sprint(i)))
	}
	tests := []struct {
		name                  string
		limit                 int
		before, after, around string
		want                  string
	}{
		{"the newest", 3, "", "", "", "987"},
		{"before", 3, ids[5], "", "", "432"},
		{"after", 3, "", ids[5], "", "876"},
		{"around", 3, "", "", ids[5], "654"},
		{"after what is not there", 2, "", fmt.Sprint(1), "", "10"},
		{"after the last", 5, "", ids[9], "", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var got strings.Builder
			for _, m := range ok[[]*discordgo.Message](t)(h.rest.ChannelMessages(h.channel.ID, tt.limit, tt.before, tt.after, tt.around)) {
				got.WriteString(m.Content)
			}
			if got.String() != tt.want {
				t.Errorf("%s, want %s", got.String(), tt.want)
			}
		})
	}
}

func TestOwnMessages(t *testing.T) {
	h := open(t, fake.Options{})
	to := h.Say(h.ann, h.channel.ID, "question")
	m := ok[*discordgo.Message](t)(h.rest.ChannelMessageSendComplex(h.channel.ID, &discordgo.MessageSend{
		Content:         "answer to <@" + h.bob.ID + ">",
		Reference:       &discordgo.MessageReference{MessageID: to},
		AllowedMentions: &discordgo.MessageAllowedMentions{},
		Components: []discordgo.MessageComponent{discordgo.ActionsRow{Components: []discordgo.MessageComponent{
			discordgo.Button{Label: "Undo", CustomID: "undo:1", Style: discordgo.DangerButton},
		}}},
		Files: []*discordgo.File{{Name: "a.png", ContentType: "image/png", Reader: strings.NewReader("png")}},
	}))
	if m.ReferencedMessage == nil || m.ReferencedMessage.ID != to || len(m.Mentions) != 0 || len(m.Attachments) != 1 || m.Attachments[0].Size != 3 {
		t.Errorf("%+v", m)
	}
	if got := h.Shown(h.channel.ID)[1].Buttons(); len(got) != 1 || got[0] != "undo:1" {
		t.Errorf("buttons %v", got)
	}
	edited := ok[*discordgo.Message](t)(h.rest.ChannelMessageEdit(h.channel.ID, m.ID, "better"))
	if edited.Content != "better" || edited.EditedTimestamp == nil || len(edited.Components) != 1 || len(edited.Attachments) != 1 {
		t.Errorf("%+v", edited)
	}
	if err := h.rest.ChannelMessageDelete(h.channel.ID, m.ID); err != nil {
		t.Error(err)
	}
	if err := h.rest.ChannelMessageDelete(h.channel.ID, m.ID); code(err) != 10008 {
		t.Errorf("deleting again: %v", err)
	}
	if sent := h.Sent(h.channel.ID); len(sent) != 1 || len(h.Shown(h.channel.ID)) != 1 {
		t.Errorf("sent %v", sent)
	}
}

func TestMissingReferenceThatMayBeMissing(t *testing.T) {
	h := open(t, fake.Options{})
	a := h.raw("POST", "/channels/"+h.channel.ID+"/messages", `{"content":"x","message_reference":{"message_id":"1","fail_if_not_exists":false}}`)
	if a.status != 200 || h.Shown(h.channel.ID)[0].Reference != nil {
		t.Errorf("%d %s", a.status, a.body)
	}
}

func TestReactions(t *testing.T) {
	h := open(t, fake.Options{})
	id := h.Say(h.ann, h.channel.ID, "x")
	for _, e := range []string{"👍", "🇨🇳", "1️⃣", "tea:123"} {
		if err := h.rest.MessageReactionAdd(h.channel.ID, id, e); err != nil {
			t.Errorf("%s: %v", e, err)
		}
	}
	h.React(h.bob, h.channel.ID, id, "👍")
	if got := ok[[]*discordgo.User](t)(h.rest.MessageReactions(h.channel.ID, id, "👍", 10, "", "")); len(got) != 2 {
		t.Errorf("%v", got)
	}
	if err := h.rest.MessageReactionRemove(h.channel.ID, id, "👍", "@me"); err != nil {
		t.Error(err)
	}
	if got := h.Shown(h.channel.ID)[0].Reactions; len(got) != 4 || got[0].Count != 1 || got[0].Me {
		t.Errorf("%+v", got)
	}
}

func TestModeration(t *testing.T) {
	h := open(t, fake.Options{})
	role := h.guild.AddRole("Regular", 0)
	r, g := h.rest, h.guild.ID
	steps := []struct {
		name string
		do   func() error
		want func() bool
	}{
		{"give a role", func() error { return r.GuildMemberRoleAdd(g, h.ann.ID, role.ID) }, func() bool { return h.has(h.ann, role.ID) }},
		{"give it again", func() error { return r.GuildMemberRoleAdd(g, h.ann.ID, role.ID) }, func() bool { return h.has(h.ann, role.ID) }},
		{"take it", func() error { return r.GuildMemberRoleRemove(g, h.ann.ID, role.ID) }, func() bool { return !h.has(h.ann, role.ID) }},
		{"mute", func() error { u := h.timeout(); return r.GuildMemberTimeout(g, h.ann.ID, &u) }, func() bool { return !h.maySpeak(h.ann) }},
		{"unmute", func() error { return r.GuildMemberTimeout(g, h.ann.ID, nil) }, func() bool { return h.maySpeak(h.ann) }},
		{"nick", func() error { return r.GuildMemberNickname(g, h.ann.ID, "Annie") }, func() bool { m, _ := h.guild.Member(h.ann); return *m.Nick == "Annie" }},
		{"kick", func() error { return r.GuildMemberDelete(g, h.ann.ID, discordgo.WithAuditLogReason("群规")) }, func() bool { _, in := h.guild.Member(h.ann); return !in }},
		{"ban", func() error { return h.put("/guilds/"+g+"/bans/"+h.bob.ID, `{"delete_message_seconds":86400}`) }, func() bool { return h.guild.Banned(h.bob) && !h.Says(h.channel.ID, "by bob") }},
		{"unban", func() error { return r.GuildBanDelete(g, h.bob.ID) }, func() bool { return !h.guild.Banned(h.bob) }},
	}
	h.Say(h.bob, h.channel.ID, "by bob")
	for _, s := range steps {
		if err := s.do(); err != nil || !s.want() {
			t.Errorf("%s: %v", s.name, err)
		}
	}
	log := ok[*discordgo.GuildAuditLog](t)(r.GuildAuditLog(g, "", "", 0, 10))
	if n := len(log.AuditLogEntries); n != 3 || log.AuditLogEntries[2].Reason != "群规" {
		t.Errorf("%d entries in the audit log, %+v", n, log.AuditLogEntries)
	}
}

func (h *house) put(path, body string) error {
	if a := h.raw("PUT", path, body); a.status != 204 {
		return fmt.Errorf("%d %s", a.status, a.body)
	}
	return nil
}

func (h *house) has(u fake.User, role string) bool {
	m, _ := h.guild.Member(u)
	return strings.Contains(strings.Join(m.Roles, " "), role)
}

func (h *house) maySpeak(u fake.User) bool {
	_, err := h.TrySay(u, h.channel.ID, "may I?")
	return err == nil
}

func TestMembersAndPlaces(t *testing.T) {
	h := open(t, fake.Options{})
	r, g := h.rest, h.guild.ID
	forum := h.guild.AddForum("questions")
	if list := ok[[]*discordgo.Member](t)(r.GuildMembers(g, "", 100)); len(list) != 4 {
		t.Errorf("%d members", len(list))
	}
	if list := ok[[]*discordgo.Member](t)(r.GuildMembersSearch(g, "bo", 5)); len(list) != 1 || list[0].User.ID != h.bob.ID {
		t.Errorf("%v", list)
	}
	thread := ok[*discordgo.Channel](t)(r.ForumThreadStart(forum.ID, "how?", 60, "like this"))
	if shown := h.Shown(thread.ID); len(shown) != 1 || shown[0].ID != thread.ID {
		t.Errorf("%+v", shown)
	}
	on := h.Say(h.ann, h.channel.ID, "x")
	if c := ok[*discordgo.Channel](t)(r.MessageThreadStart(h.channel.ID, on, "aside", 60)); c.ID != on || c.ParentID != h.channel.ID {
		t.Errorf("%+v", c)
	}
	if list := ok[*discordgo.ThreadsList](t)(r.GuildThreadsActive(g)); len(list.Threads) != 2 {
		t.Errorf("%+v", list)
	}
	if list := ok[[]*discordgo.Channel](t)(r.GuildChannels(g)); len(list) != 2 {
		t.Errorf("%+v", list)
	}
	archived := true
	ok[*discordgo.Channel](t)(r.ChannelEditComplex(on, &discordgo.ChannelEdit{Archived: &archived}))
	if list := ok[*discordgo.ThreadsList](t)(r.ThreadsArchived(h.channel.ID, nil, 10)); len(list.Threads) != 1 || list.HasMore {
		t.Errorf("%+v", list)
	}
	dm := ok[*discordgo.Channel](t)(r.UserChannelCreate(h.ann.ID))
	ok[*discordgo.Message](t)(r.ChannelMessageSend(dm.ID, "in private"))
	if !h.Says(h.PrivateChannel(h.ann), "in private") {
		t.Error("nothing in private")
	}
	guild := ok[*discordgo.Guild](t)(r.GuildWithCounts(g))
	if guild.ApproximateMemberCount != 4 || len(ok[[]*discordgo.Role](t)(r.GuildRoles(g))) != 2 {
		t.Errorf("%+v", guild)
	}
}

func TestBulkDelete(t *testing.T) {
	h := open(t, fake.Options{})
	var ids []string
	for range 3 {
		ids = append(ids, h.Say(h.ann, h.channel.ID, "spam"))
	}
	l := h.connect(everything)
	if err := h.rest.ChannelMessagesBulkDelete(h.channel.ID, ids); err != nil {
		t.Fatal(err)
	}
	d := decode[discordgo.MessageDeleteBulk](t, l.want(0, "MESSAGE_DELETE_BULK"))
	if len(d.Messages) != 3 || len(h.Shown(h.channel.ID)) != 0 || len(h.Deleted(h.channel.ID)) != 3 {
		t.Errorf("%+v", d)
	}
}
