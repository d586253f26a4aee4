package discord_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	fake "github.com/stewardbot/steward/adapters/discord/fakediscord"
	"github.com/stewardbot/steward/bot"
)

func account(u fake.User) bot.UserID { return bot.UserID("discord:" + u.ID) }

func (r *run) of(kind bot.Kind) (out []bot.Event) {
	for _, e := range r.Events() {
		if e.Kind == kind {
			out = append(out, e)
		}
	}
	return out
}

// last waits until the latest event of a kind satisfies fits, and returns it.
func (r *run) last(kind bot.Kind, what string, fits func(bot.Event) bool) (e bot.Event) {
	r.t.Helper()
	r.Until(r.t, what, func() bool {
		all := r.of(kind)
		if len(all) > 0 {
			e = all[len(all)-1]
		}
		return len(all) > 0 && fits(e)
	})
	return e
}

func TestWhoSpeaks(t *testing.T) {
	s := newScene(t, fake.Options{})
	robot := s.AddBot("helper")
	s.guild.AddMember(robot)
	role := s.guild.AddRole("Regular", 0)
	s.guild.SetMemberRoles(s.ann, role.ID)
	s.guild.SetNick(s.ann, "安")
	r := s.start(nil)
	s.Say(s.ann, s.channel.ID, "a person")
	s.Say(s.bob, s.channel.ID, "another")
	s.Say(robot, s.channel.ID, "a bot")
	s.Say(s.ann, s.channel.ID, "a webhook", fake.Webhook("Ann"))
	s.DM(s.ann, "in private")
	s.Say(s.bob, s.channel.ID, "a pin", fake.System(6))
	s.Say(s.bob, s.channel.ID, "the end")
	r.hear("the end")
	want := map[string]*bot.User{
		"a person":   {ID: account(s.ann), Name: "安", Handle: "ann", Roles: []string{role.ID}},
		"another":    {ID: account(s.bob), Name: "Bob", Handle: "bob", Roles: []string{}},
		"a bot":      {ID: account(robot), Name: "helper", Handle: "helper", Roles: []string{}, Persona: bot.Robot},
		"in private": {ID: account(s.ann), Name: "Ann", Handle: "ann"},
	}
	for text, who := range want {
		e := r.hear(text)
		if diff := cmp.Diff(who, e.User); diff != "" {
			t.Errorf("%s: %s", text, diff)
		}
		if d := e.At.Sub(s.clock.now()).Abs(); d > time.Minute {
			t.Errorf("%s: at %s", text, e.At)
		}
	}
	if e := r.hear("a webhook"); e.User.Persona != bot.Robot || e.User.ID == account(s.ann) {
		t.Errorf("a webhook speaks as %+v", e.User)
	}
	if e := r.hear("in private"); e.Place != bot.PrivatePlace(account(s.ann)) {
		t.Errorf("in private at %s", e.Place)
	}
	if slices.ContainsFunc(r.of(bot.KindMessage), func(e bot.Event) bool { return e.Message.Text == "a pin" }) {
		t.Error("a note of Discord's own passed for something said")
	}
}

func TestWhatIsSaid(t *testing.T) {
	s := newScene(t, fake.Options{})
	r := s.start(nil)
	first := s.Say(s.bob, s.channel.ID, "first")
	s.Say(s.ann, s.channel.ID, "ask <@"+s.owner.ID+"> or <@!"+s.bob.ID+">", fake.ReplyTo(first), fake.Mentions(s.bob, s.owner))
	e := r.last(bot.KindMessage, "the answer", func(e bot.Event) bool { return e.Message.ReplyTo != nil })
	if e.Message.ReplyTo.ID != first || e.Message.ReplyTo.User == nil || e.Message.ReplyTo.User.ID != account(s.bob) {
		t.Errorf("answers %+v", e.Message.ReplyTo)
	}
	var named []bot.UserID
	for _, u := range e.Message.Mentions {
		named = append(named, u.ID)
	}
	if diff := cmp.Diff([]bot.UserID{account(s.owner), account(s.bob)}, named); diff != "" {
		t.Error("mentions:", diff)
	}
	s.Say(s.ann, s.channel.ID, "look", fake.WithAttachment("a.png", "image/png"), fake.WithAttachment("b.png", "image/png"),
		fake.WithAttachment("c.mp4", "video/mp4"), fake.WithAttachment("d.zip", "application/zip"), fake.WithSticker("wave"))
	if diff := cmp.Diff([]string{"photo", "video", "document", "sticker"}, r.hear("look").Message.Media); diff != "" {
		t.Error("media:", diff)
	}

	s.Embed(s.channel.ID, first)
	s.Edit(s.bob, s.channel.ID, first, "first, edited")
	s.Delete(s.channel.ID, first)
	gone := r.AwaitKind(t, bot.KindDelete)
	if diff := cmp.Diff([]string{first}, gone.Deleted); diff != "" || gone.Place != s.place(s.channel) {
		t.Error(gone.Place, diff)
	}
	if edits := r.of(bot.KindEdit); len(edits) != 1 || edits[0].Message.Text != "first, edited" || edits[0].Message.ID != first {
		t.Errorf("edits: %+v", edits)
	}
	ids := []string{s.Say(s.ann, s.channel.ID, "x"), s.Say(s.ann, s.channel.ID, "y")}
	s.BulkDelete(s.channel.ID, ids...)
	r.last(bot.KindDelete, "many deletions", func(e bot.Event) bool { return len(e.Deleted) == 2 })
	r.once()
}

func TestReactions(t *testing.T) {
	s := newScene(t, fake.Options{})
	r := s.start(nil)
	id := s.Say(s.ann, s.channel.ID, "look")
	s.React(s.bob, s.channel.ID, id, "👍")
	s.Unreact(s.bob, s.channel.ID, id, "👍")
	s.React(s.bob, s.channel.ID, id, "👍")
	s.Say(s.ann, s.channel.ID, "end")
	r.hear("end")
	all := r.of(bot.KindReaction)
	if len(all) != 3 {
		t.Fatalf("%d reactions, want 3", len(all))
	}
	want := &bot.Reaction{Message: id, Added: []string{"👍"}, Author: account(s.ann)}
	if diff := cmp.Diff(want, all[0].Reaction); diff != "" {
		t.Error(diff)
	}
	if all[1].User.ID != account(s.bob) || len(all[1].Reaction.Removed) != 1 {
		t.Errorf("taken back: %+v", all[1])
	}
	r.once()
}

func TestMembers(t *testing.T) {
	s := newScene(t, fake.Options{})
	role := s.guild.AddRole("Regular", 0)
	nora := s.AddUser("Nora")
	r := s.start(nil)
	s.guild.AddMember(nora)
	s.guild.SetMemberRoles(nora, role.ID)
	s.guild.SetNick(nora, "N")
	s.guild.RemoveMember(nora)
	joined, left := r.AwaitKind(t, bot.KindJoin), r.AwaitKind(t, bot.KindLeave)
	if joined.User.ID != account(nora) || joined.At.IsZero() || joined.Place != s.space() {
		t.Errorf("joined: %+v", joined)
	}
	if left.User.ID != account(nora) || left.Place != s.space() {
		t.Errorf("left: %+v", left)
	}
	changes := r.of(bot.KindMember)
	if len(changes) == 0 {
		t.Fatal("no changes were told")
	}
	if diff := cmp.Diff(&bot.User{ID: account(nora), Name: "N", Handle: "nora", Roles: []string{role.ID}}, changes[len(changes)-1].User); diff != "" {
		t.Error(diff)
	}
	r.once()
}

func TestStandingOfGuild(t *testing.T) {
	s := newScene(t, fake.Options{})
	mods, plain := s.guild.AddRole("Moderators", fake.PermManageMessages), s.guild.AddRole("Tea", 0)
	r := s.start(nil)
	first := r.AwaitKind(t, bot.KindStanding)
	if diff := cmp.Diff(map[bot.UserID]bot.Authority{account(s.owner): bot.Owner}, first.Standing.Admins); diff != "" {
		t.Error(diff)
	}
	if first.Standing.Roles[mods.ID] != bot.Admin || first.Standing.Roles[plain.ID] != bot.Ordinary {
		t.Errorf("roles %v", first.Standing.Roles)
	}
	if !first.Standing.Self["send_messages"] || first.Standing.Self["administrator"] {
		t.Errorf("our own rights: %v", first.Standing.Self)
	}
	// A role moved above ours can't be given any more.
	give := func(n int) func(bot.Event) bool {
		return func(e bot.Event) bool { return e.Standing.Self[fmt.Sprintf("give_%d_roles", n)] }
	}
	if !give(2)(first) {
		t.Errorf("our own rights: %v, want two roles to give", first.Standing.Self)
	}
	plain.SetPosition(100)
	r.last(bot.KindStanding, "a role above ours", give(1))
	s.SetBotPermissions(s.guild, fake.PermAdministrator)
	r.last(bot.KindStanding, "our new rights", func(e bot.Event) bool { return e.Standing.Self["ban_members"] })
	s.guild.SetOwner(s.bob)
	r.last(bot.KindStanding, "the new owner", func(e bot.Event) bool { return e.Standing.Admins[account(s.bob)] == bot.Owner })
	s.guild.Rename("Coffee")
	s.Say(s.ann, s.channel.ID, "end")
	r.hear("end")
	if n := len(r.of(bot.KindStanding)); n != 4 {
		t.Errorf("%d snapshots, want 4", n)
	}
	r.once()
}

func TestVoices(t *testing.T) {
	s := newScene(t, fake.Options{})
	lounge := s.guild.AddVoice("lounge")
	s.Voice(s.ann, lounge.ID, false)
	r := s.start(nil)
	all := r.AwaitKind(t, bot.KindVoice)
	in := s.place(lounge)
	ann := bot.User{ID: account(s.ann), Name: "Ann", Handle: "ann", Roles: []string{}}
	want := &bot.Voice{All: true, States: []bot.VoiceState{{User: ann, Channel: in}}}
	if diff := cmp.Diff(want, all.Voice); diff != "" {
		t.Error(diff)
	}
	state := func(who bot.UserID, channel bot.Place, deaf bool) {
		t.Helper()
		r.last(bot.KindVoice, "a change", func(e bot.Event) bool {
			v := e.Voice.States
			return !e.Voice.All && len(v) == 1 && v[0].User.ID == who && v[0].Channel == channel && v[0].Deaf == deaf
		})
	}
	s.Voice(s.bob, lounge.ID, false)
	state(account(s.bob), in, false)
	s.Voice(s.bob, lounge.ID, true)
	state(account(s.bob), in, true)
	s.Voice(s.ann, "", false)
	state(account(s.ann), "", false)
}

func TestComingAndGoing(t *testing.T) {
	s := newScene(t, fake.Options{})
	r := s.start(nil)
	r.AwaitKind(t, bot.KindStanding)
	_ = s.clock.sleep(t.Context(), time.Hour)
	other := s.AddGuild("Coffee", s.owner)
	place := bot.Place("discord:" + other.ID)
	r.Await(t, "the new guild", func(e bot.Event) bool { return e.Kind == bot.KindAdded && e.Place == place })
	s.guild.SetOutage(true)
	s.guild.SetOutage(false)
	other.Kick()
	r.Await(t, "the guild that is left", func(e bot.Event) bool { return e.Kind == bot.KindRemoved && e.Place == place })
	if n := len(r.of(bot.KindRemoved)); n != 1 {
		t.Errorf("%d guilds were left, want 1", n)
	}
}

func TestCommands(t *testing.T) {
	s := newScene(t, fake.Options{})
	thread := s.channel.StartThread("aside", s.ann)
	r := s.start(nil)
	target := s.Say(s.bob, s.channel.ID, "hello")
	i := s.Slash(s.ann, thread.ID, "award", fake.Forced(), fake.InLocale("zh-CN"),
		fake.Arg("member", s.bob), fake.Arg("amount", 5), fake.Arg("reason", "well done"))
	e := r.last(bot.KindMessage, "the command", func(e bot.Event) bool { return e.Message.Command == "award" })
	m := e.Message
	if m.Text != "<@"+s.bob.ID+"> 5 well done" || m.Press != i.ID+":"+i.Token || m.ID != i.ID {
		t.Errorf("%+v", m)
	}
	if len(m.Mentions) != 1 || m.Mentions[0].ID != account(s.bob) {
		t.Errorf("mentions %+v", m.Mentions)
	}
	if e.Place != s.place(s.channel)+bot.Place("/"+thread.ID) || e.User.Language != "zh-Hans" || e.User.ID != account(s.ann) || e.User.Roles == nil {
		t.Errorf("%s by %+v", e.Place, e.User)
	}

	s.UserMenu(s.ann, s.channel.ID, "Points", s.bob, fake.Forced())
	e = r.last(bot.KindMessage, "the menu of a member", func(e bot.Event) bool { return e.Message.Command == "Points" })
	if len(e.Message.Mentions) != 1 || e.Message.Mentions[0].ID != account(s.bob) {
		t.Errorf("mentions %+v", e.Message.Mentions)
	}
	s.MessageMenu(s.ann, s.channel.ID, "Report", target, fake.Forced())
	e = r.last(bot.KindMessage, "the menu of a message", func(e bot.Event) bool { return e.Message.Command == "Report" })
	if to := e.Message.ReplyTo; to == nil || to.ID != target || to.User == nil || to.User.ID != account(s.bob) {
		t.Errorf("about %+v", to)
	}
	s.SlashDM(s.ann, "points", fake.Forced())
	e = r.last(bot.KindMessage, "a command in private", func(e bot.Event) bool { return e.Message.Command == "points" })
	if e.Place != bot.PrivatePlace(account(s.ann)) || e.User.Roles != nil {
		t.Errorf("%s by %+v", e.Place, e.User)
	}
	s.Autocomplete(s.ann, s.channel.ID, "award", "reason", fake.Forced(), fake.Arg("whom", s.bob), fake.Arg("reason", "we"))
	e = r.last(bot.KindTyping, "what is being typed", func(e bot.Event) bool { return true })
	if e.Typing.Command != "award" || e.Typing.Option != "reason" || e.Typing.Text != "we" || e.User.ID != account(s.ann) || e.Place != s.place(s.channel) {
		t.Errorf("typing %+v by %+v in %s", e.Typing, e.User, e.Place)
	}
	s.Autocomplete(s.ann, s.channel.ID, "quiz", "n", fake.Forced(), fake.Sub("bank", "add"), fake.Arg("n", "7\u202e\x00"+strings.Repeat("界", 500)))
	e = r.last(bot.KindTyping, "what is typed below a group", func(e bot.Event) bool { return e.Typing.Option == "n" })
	if len(e.Typing.Text) > 400 || !strings.HasPrefix(e.Typing.Text, "7") {
		t.Errorf("%d bytes typed: %.20q", len(e.Typing.Text), e.Typing.Text)
	}
	s.Say(s.ann, s.channel.ID, "end")
	r.hear("end")
	if n := len(slices.DeleteFunc(r.of(bot.KindMessage), func(e bot.Event) bool { return e.Message.Command == "" })); n != 4 {
		t.Errorf("%d commands, want 4", n)
	}
	if p := parked(r); len(p) > 0 || strings.Contains(r.log.String(), "parked") {
		t.Errorf("parked: %v", p)
	}
}
