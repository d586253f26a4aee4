package program_test

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"

	"github.com/stewardbot/steward/adapters/discord/fakediscord"
	"github.com/stewardbot/steward/adapters/telegram/faketelegram"
)

// pair is the built binary running for one community on both platforms, in real time.
type pair struct {
	t      *testing.T
	binary string
	dir    string
	bot    *process
	sides  []side
}

// side is one platform's group, whose owner olga gives commands.
type side interface {
	name() string
	config() string
	space() string
	closed() string      // another place where Steward can't speak
	add(person string)   // adds a member who has said nothing
	admin(person string) // makes a member an administrator
	ban(person string)   // by hand
	unban(person string)
	mention(person string) string
	say(person, text string, to ...string) (id string)
	shown(id string) bool
	said() []string // Steward's messages in the group, in order
	close()
}

// newPair starts steward. The community's lines may contain CLOSED-telegram, CLOSED-discord, and
// MODLOG for a channel on Discord.
func newPair(t *testing.T, community string) *pair {
	t.Helper()
	p := &pair{t: t, binary: buildForTests(t), dir: t.TempDir(), sides: []side{newTelegramSide(), newDiscordSide()}}
	var platforms, spaces []string
	for _, s := range p.sides {
		t.Cleanup(s.close)
		platforms, spaces = append(platforms, "  "+s.config()+"\n"), append(spaces, fmt.Sprintf("%q", s.space()))
		for word := "CLOSED-" + s.name(); strings.Contains(community, word); {
			community = strings.Replace(community, word, s.closed(), 1)
		}
	}
	community = strings.ReplaceAll(community, "MODLOG", p.sides[1].(*discordSide).modlog())
	config := fmt.Sprintf("store: {path: %q}\nplatforms:\n%scommunities:\n  - id: tea\n    timezone: UTC\n    spaces: [%s]\n%s",
		filepath.Join(p.dir, "steward.db"), strings.Join(platforms, ""), strings.Join(spaces, ", "), community)
	if err := os.WriteFile(p.path(), []byte(config), 0o600); err != nil {
		t.Fatal(err)
	}
	var err error
	if p.bot, err = launch(exec.Command(p.binary, "run", "-c", p.path())); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(p.bot.kill)
	if err := p.bot.awaitLog("msg=ready"); err != nil {
		t.Fatal(err)
	}
	return p
}

func (p *pair) path() string { return filepath.Join(p.dir, "steward.yaml") }

// each runs a subtest for each platform.
func (p *pair) each(test func(t *testing.T, s side)) {
	for _, s := range p.sides {
		p.t.Run(s.name(), func(t *testing.T) { test(t, s) })
	}
}

// tell sends a command and returns Steward's answer.
func (p *pair) tell(t *testing.T, s side, text string, to ...string) string {
	t.Helper()
	before := len(s.said())
	s.say("olga", text, to...)
	if err := await("an answer to "+text, func() bool { return len(s.said()) > before }); err != nil {
		t.Fatalf("%v\n%q\n%s", err, s.said(), p.bot.output())
	}
	return plain(s.said()[before])
}

// cases counts the cases.
func (p *pair) cases(t *testing.T) int {
	t.Helper()
	out, err := exec.Command(p.binary, "cases", "list", "--community", "tea", "--json", "-c", p.path()).Output()
	if err != nil {
		t.Fatal(err)
	}
	return strings.Count(string(out), "\n")
}

func (p *pair) leave() {
	p.t.Helper()
	if err := p.bot.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		p.t.Fatal(err)
	}
	if status, err := p.bot.awaitEnd(); err != nil || status != 0 {
		p.t.Errorf("exit status %d, %v", status, err)
	}
	if log := p.bot.output(); strings.Contains(log, "level=ERROR") {
		p.t.Errorf("log:\n%s", log)
	}
}

type telegramSide struct {
	*faketelegram.Server
	group faketelegram.Chat
	users map[string]faketelegram.User
	sent  map[string]faketelegram.Message
}

func newTelegramSide() *telegramSide {
	s := &telegramSide{Server: faketelegram.New(faketelegram.Options{Ephemeral: true}), users: map[string]faketelegram.User{}, sent: map[string]faketelegram.Message{}}
	olga := s.Person("olga")
	s.users["olga"] = olga
	s.group = s.AddChat(faketelegram.Chat{Type: "supergroup", Title: "Tea"}, faketelegram.Staff(faketelegram.Owner(olga), faketelegram.Admin(s.Me(), faketelegram.AllRights())))
	return s
}

func (*telegramSide) name() string { return "telegram" }
func (s *telegramSide) config() string {
	return fmt.Sprintf("telegram: {token: %q, api_url: %q}", s.Token(), s.URL())
}
func (s *telegramSide) space() string { return fmt.Sprintf("telegram:%d", s.group.ID) }
func (s *telegramSide) close()        { s.Close() }

// closed returns a topic that doesn't exist.
func (s *telegramSide) closed() string { return s.space() + "/999" }

func (s *telegramSide) person(name string) faketelegram.User {
	u, known := s.users[name]
	if !known {
		u = s.Person(name)
		s.users[name] = u
	}
	return u
}

func (s *telegramSide) add(name string)   { s.seat(name, "member") }
func (s *telegramSide) ban(name string)   { s.seat(name, "kicked") }
func (s *telegramSide) unban(name string) { s.seat(name, "left") }

func (s *telegramSide) seat(name, status string) {
	s.Seat(s.users["olga"], s.person(name), s.group, faketelegram.Member{Status: status})
}

func (s *telegramSide) admin(name string) {
	s.Promote(s.users["olga"], s.person(name), s.group, faketelegram.Rights{CanDeleteMessages: true})
}

func (s *telegramSide) mention(name string) string {
	return fmt.Sprintf("telegram:%d", s.person(name).ID)
}

func (s *telegramSide) say(name, text string, to ...string) string {
	var opts []faketelegram.SayOption
	for _, id := range to {
		opts = append(opts, faketelegram.ReplyTo(s.sent[id]))
	}
	m := s.Say(s.person(name), s.group, text, opts...)
	id := fmt.Sprint(m.ID)
	s.sent[id] = m
	return id
}

func (s *telegramSide) shown(id string) bool {
	_, there := s.Message(s.group, s.sent[id].ID)
	return there
}

func (s *telegramSide) said() (texts []string) {
	for _, c := range s.Calls("sendMessage") {
		if c.Params["chat_id"] == fmt.Sprint(s.group.ID) && c.Applied {
			texts = append(texts, c.Params["text"])
		}
	}
	return texts
}

type discordSide struct {
	*fakediscord.Server
	guild *fakediscord.Guild
	room  *fakediscord.Channel
	shut  []*fakediscord.Channel // to Steward
	log   *fakediscord.Channel
	users map[string]fakediscord.User
}

func newDiscordSide() *discordSide {
	s := &discordSide{Server: fakediscord.New(fakediscord.Options{}), users: map[string]fakediscord.User{}}
	s.users["olga"] = s.AddUser("olga")
	s.guild = s.AddGuild("Tea", s.users["olga"])
	s.room, s.log = s.guild.AddChannel("general"), s.guild.AddChannel("log")
	return s
}

func (*discordSide) name() string { return "discord" }
func (s *discordSide) config() string {
	return fmt.Sprintf("discord: {token: %q, api_url: %q}", s.Token(), s.URL())
}
func (s *discordSide) space() string { return "discord:" + s.guild.ID }
func (s *discordSide) close()        { s.Close() }

func (s *discordSide) modlog() string { return fmt.Sprintf("%q", s.space()+"/"+s.log.ID) }

func (s *discordSide) closed() string {
	room := s.guild.AddChannel("closed")
	room.SetOverwrite(s.guild.BotRole().ID, 0, 1<<11) // SEND_MESSAGES
	s.shut = append(s.shut, room)
	return s.space() + "/" + room.ID
}

func (s *discordSide) person(name string) fakediscord.User {
	u, known := s.users[name]
	if !known {
		u = s.AddUser(name)
		s.users[name] = u
	}
	return u
}

func (s *discordSide) add(name string)   { s.guild.AddMember(s.person(name)) }
func (s *discordSide) ban(name string)   { s.guild.Ban(s.person(name)) }
func (s *discordSide) unban(name string) { s.guild.Unban(s.person(name)) }

func (s *discordSide) admin(name string) {
	s.guild.AddMember(s.person(name), s.guild.AddRole("staff", 1<<3).ID)
}

func (s *discordSide) mention(name string) string { return "<@" + s.person(name).ID + ">" }

func (s *discordSide) say(name, text string, to ...string) string {
	var opts []fakediscord.SayOption
	for _, id := range to {
		opts = append(opts, fakediscord.ReplyTo(id))
	}
	return s.Say(s.person(name), s.room.ID, text, opts...)
}

func (s *discordSide) shown(id string) bool {
	return slices.ContainsFunc(s.Shown(s.room.ID), func(m fakediscord.Message) bool { return m.ID == id })
}

func (s *discordSide) said() []string { return s.in(s.room) }

// in returns Steward's messages in a channel.
func (s *discordSide) in(room *fakediscord.Channel) (texts []string) {
	for _, m := range slices.Concat(s.Sent(room.ID), s.Deleted(room.ID)) {
		if m.Author.ID == s.Bot().ID {
			texts = append(texts, m.Content)
		}
	}
	return texts
}
