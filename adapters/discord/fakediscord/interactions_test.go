package fakediscord_test

import (
	"strings"
	"testing"
	"time"

	"github.com/bwmarrin/discordgo"

	fake "github.com/stewardbot/steward/adapters/discord/fakediscord"
)

// desk is a house with commands, a clock and a connection.
type desk struct {
	*house
	*clock
	link *link
}

func openDesk(t *testing.T) *desk {
	t.Helper()
	c := newClock()
	h := open(t, fake.Options{Now: c.now})
	h.register(`[
		{"name":"points","description":"x"},
		{"name":"mute","description":"x","options":[{"type":6,"name":"who","description":"x"},{"type":3,"name":"why","description":"x","autocomplete":true}]},
		{"name":"quiz","description":"x","options":[{"type":2,"name":"bank","description":"x","options":[{"type":1,"name":"add","description":"x","options":[{"type":3,"name":"title","description":"x"}]}]}]},
		{"name":"Report","type":3},{"name":"Profile","type":2}]`)
	return &desk{h, c, h.connect(everything)}
}

func (d *desk) next() *discordgo.Interaction {
	d.t.Helper()
	i := decode[discordgo.InteractionCreate](d.t, d.link.want(0, "INTERACTION_CREATE"))
	return i.Interaction
}

func (d *desk) respond(i *discordgo.Interaction, kind discordgo.InteractionResponseType, text string, flags discordgo.MessageFlags) error {
	return d.rest.InteractionRespond(i, &discordgo.InteractionResponse{
		Type: kind, Data: &discordgo.InteractionResponseData{Content: text, Flags: flags},
	})
}

func TestAnswerThatOneAloneSees(t *testing.T) {
	d := openDesk(t)
	i := d.Slash(d.ann, d.channel.ID, "points", fake.InLocale("zh-CN"))
	in := d.next()
	if in.ID != i.ID || in.Member.User.ID != d.ann.ID || in.Locale != "zh-CN" || in.GuildID != d.guild.ID || i.Acked() || i.AckedIn() >= 0 {
		t.Errorf("%+v", in)
	}
	d.advance(time.Second)
	if err := d.respond(in, discordgo.InteractionResponseChannelMessageWithSource, "12 leaves", discordgo.MessageFlagsEphemeral); err != nil {
		t.Fatal(err)
	}
	if i.Says() != "12 leaves" || i.AckedIn() != time.Second || i.Deferred() {
		t.Errorf("%+v after %s", i.Response(), i.AckedIn())
	}
	if d.Says(d.channel.ID, "leaves", d.bob) || !d.Says(d.channel.ID, "leaves", d.ann) {
		t.Error("seen by bob, or not by ann")
	}
	if a := d.raw("GET", "/channels/"+d.channel.ID+"/messages", ""); a.body != "[]" {
		t.Errorf("the channel shows %s", a.body)
	}
	edited, err := d.rest.InteractionResponseEdit(in, &discordgo.WebhookEdit{Content: ptr("13 leaves")})
	if err != nil || i.Says() != "13 leaves" || edited.ID != i.Response().Message.ID {
		t.Errorf("%v, %q", err, i.Says())
	}
	if got, err := d.rest.InteractionResponse(in); err != nil || got.Content != "13 leaves" {
		t.Errorf("%v, %+v", err, got)
	}
	if err := d.rest.InteractionResponseDelete(in); err != nil || i.Response().Message != nil {
		t.Errorf("%v", err)
	}
}

func ptr[T any](v T) *T { return &v }

func TestAcknowledging(t *testing.T) {
	d := openDesk(t)
	message := discordgo.InteractionResponseChannelMessageWithSource
	i := d.SlashDM(d.ann, "points")
	in := d.next()
	if in.User == nil || in.Member != nil || in.GuildID != "" {
		t.Errorf("%+v", in)
	}
	if err := d.respond(in, message, strings.Repeat("x", 2001), 0); code(err) != 50035 || i.Acked() {
		t.Errorf("too long: %v", err)
	}
	if _, err := d.rest.FollowupMessageCreate(in, true, &discordgo.WebhookParams{Content: "x"}); code(err) != 10015 {
		t.Errorf("a follow-up before an answer: %v", err)
	}
	if err := d.respond(in, message, "x", 0); err != nil {
		t.Error(err)
	}
	if err := d.respond(in, message, "x", 0); code(err) != 40060 || len(d.Violations()) != 1 {
		t.Errorf("twice: %v, %v", err, d.Violations())
	}
	if _, err := d.rest.FollowupMessageCreate(in, true, &discordgo.WebhookParams{Content: "more"}); err != nil || len(i.Response().Followups) != 1 {
		t.Errorf("a follow-up: %v, %+v", err, i.Response())
	}
	d.Slash(d.ann, d.channel.ID, "points")
	late := d.next()
	d.advance(3001 * time.Millisecond)
	if err := d.respond(late, message, "x", 0); code(err) != 10062 {
		t.Errorf("too late: %v", err)
	}
	d.advance(15 * time.Minute)
	if _, err := d.rest.InteractionResponseEdit(in, &discordgo.WebhookEdit{Content: ptr("x")}); code(err) != 50027 {
		t.Errorf("after 15 minutes: %v", err)
	}
}

func TestDeferral(t *testing.T) {
	d := openDesk(t)
	for name, later := range map[string]func(in *discordgo.Interaction) error{
		"edited": func(in *discordgo.Interaction) error {
			_, err := d.rest.InteractionResponseEdit(in, &discordgo.WebhookEdit{Content: ptr("done")})
			return err
		},
		"followed": func(in *discordgo.Interaction) error {
			_, err := d.rest.FollowupMessageCreate(in, true, &discordgo.WebhookParams{Content: "done"})
			return err
		},
	} {
		i := d.Slash(d.ann, d.channel.ID, "points")
		in := d.next()
		err := d.rest.InteractionRespond(in, &discordgo.InteractionResponse{Type: discordgo.InteractionResponseDeferredChannelMessageWithSource})
		if r := i.Response(); err != nil || !i.Deferred() || r.Message == nil || r.Message.Flags&fake.FlagLoading == 0 {
			t.Fatalf("%s: %v, %+v", name, err, r)
		}
		d.advance(10 * time.Second)
		if err := later(in); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if r := i.Response(); r.Message.Content != "done" || r.Message.Flags != 0 || len(r.Followups) != 0 {
			t.Errorf("%s: %+v", name, r.Message)
		}
	}
}

func TestOptionsAndMenus(t *testing.T) {
	d := openDesk(t)
	id := d.Say(d.bob, d.channel.ID, "spam")
	d.Slash(d.ann, d.channel.ID, "mute", fake.Arg("who", d.bob), fake.Arg("why", "spam"))
	data := d.next().ApplicationCommandData()
	if data.Options[0].Value != d.bob.ID || data.Options[1].StringValue() != "spam" || data.Resolved.Users[d.bob.ID] == nil || data.Resolved.Members[d.bob.ID] == nil {
		t.Errorf("%+v", data)
	}
	d.Slash(d.ann, d.channel.ID, "quiz", fake.Sub("bank", "add"), fake.Arg("title", "tea"))
	data = d.next().ApplicationCommandData()
	if in := data.Options[0].Options[0]; data.Options[0].Name != "bank" || in.Name != "add" || in.Options[0].StringValue() != "tea" {
		t.Errorf("%+v", data.Options[0])
	}
	d.MessageMenu(d.ann, d.channel.ID, "Report", id)
	if data = d.next().ApplicationCommandData(); data.TargetID != id || data.Resolved.Messages[id].Content != "spam" {
		t.Errorf("%+v", data)
	}
	d.UserMenu(d.ann, d.channel.ID, "Profile", d.bob)
	if data = d.next().ApplicationCommandData(); data.TargetID != d.bob.ID || data.Resolved.Users[d.bob.ID] == nil {
		t.Errorf("%+v", data)
	}
	i := d.Autocomplete(d.ann, d.channel.ID, "mute", "why", fake.Arg("why", "sp"))
	in := d.next()
	if o := in.ApplicationCommandData().Options[0]; !o.Focused || o.StringValue() != "sp" {
		t.Errorf("%+v", o)
	}
	if err := d.respond(in, discordgo.InteractionResponseChannelMessageWithSource, "x", 0); code(err) != 50035 {
		t.Errorf("a message for a completion: %v", err)
	}
	err := d.rest.InteractionRespond(in, &discordgo.InteractionResponse{Type: 8, Data: &discordgo.InteractionResponseData{
		Choices: []*discordgo.ApplicationCommandOptionChoice{{Name: "spam", Value: "spam"}},
	}})
	if err != nil || len(i.Response().Choices) != 1 {
		t.Errorf("%v, %+v", err, i.Response())
	}
}

func TestButtons(t *testing.T) {
	d := openDesk(t)
	m := ok[*discordgo.Message](t)(d.rest.ChannelMessageSendComplex(d.channel.ID, &discordgo.MessageSend{Content: "sure?", Components: []discordgo.MessageComponent{
		discordgo.ActionsRow{Components: []discordgo.MessageComponent{
			discordgo.Button{Label: "Yes", CustomID: "yes"}, discordgo.Button{Label: "No", CustomID: "no", Disabled: true},
		}},
	}}))
	if _, err := d.TryPress(d.ann, d.channel.ID, m.ID, "no"); err == nil {
		t.Error("a disabled button was pressed")
	}
	d.PressForeign(d.bob, d.channel.ID, m.ID, "gone")
	if in := d.next(); in.MessageComponentData().CustomID != "gone" {
		t.Errorf("%+v", in)
	}
	i := d.Press(d.ann, d.channel.ID, m.ID, "yes")
	in := d.next()
	if in.Message == nil || in.Message.ID != m.ID || in.Member.User.ID != d.ann.ID {
		t.Errorf("%+v", in)
	}
	if err := d.respond(in, discordgo.InteractionResponseUpdateMessage, "done", 0); err != nil {
		t.Fatal(err)
	}
	if shown := d.Shown(d.channel.ID); len(shown) != 1 || shown[0].Content != "done" || i.Says() != "done" || len(shown[0].Buttons()) != 2 {
		t.Errorf("%+v", shown)
	}
	i = d.Press(d.ann, d.channel.ID, m.ID, "yes")
	in = d.next()
	err := d.rest.InteractionRespond(in, &discordgo.InteractionResponse{Type: discordgo.InteractionResponseModal, Data: &discordgo.InteractionResponseData{
		CustomID: "why", Title: "Why?", Components: []discordgo.MessageComponent{discordgo.ActionsRow{Components: []discordgo.MessageComponent{
			discordgo.TextInput{CustomID: "reason", Label: "Reason", Style: discordgo.TextInputShort},
		}}},
	}})
	if err != nil {
		t.Fatal(err)
	}
	d.Submit(i, "why", map[string]string{"reason": "because"})
	if in := d.next(); in.ModalSubmitData().CustomID != "why" {
		t.Errorf("%+v", in)
	}
}
