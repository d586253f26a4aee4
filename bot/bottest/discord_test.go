package bottest_test

import (
	"cmp"
	"encoding/json"
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stewardbot/steward/adapters/discord"
	fake "github.com/stewardbot/steward/adapters/discord/fakediscord"
	"github.com/stewardbot/steward/adapters/kit"
	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/bottest"
)

func TestScenariosOnDiscord(t *testing.T) {
	for _, pattern := range staged() {
		bottest.Run(t, pattern, bottest.Options{Wire: wiring, Update: *update, Venue: func() bottest.Venue {
			return newDuo("discord", &discordSide{}, &telegramSide{})
		}})
	}
}

// discordSide is the Discord side: spaces are guilds, places in them channels. A message to a space
// goes to its first channel. Commands are plain text or slash commands.
type discordSide struct {
	dc     *fake.Server
	client *http.Client
	owner  fake.User
	guilds map[bot.Place]*fake.Guild
	rooms  map[bot.Place]*fake.Channel
	people map[bot.UserID]fake.User
	roles  map[string]*fake.Role // by "space/role/N"
	staff  map[bot.Place]*fake.Role
	admins map[bot.Place][]fake.User
	ids    map[string]string // Discord's id -> the scenario's

	messages map[bot.MessageID]string
	names    map[string]bot.MessageID
	calls    int
	inviting map[string]bot.Place // by code
	failing  map[string]bool
	pressed  bot.MessageID // the message whose button was pressed last
	presser  bot.UserID    // and by whom
	opened   *fake.Interaction
	opener   string // Discord's id of who pressed
	// forms maps interactions to the slash commands they sent; nil: commands are plain text.
	forms map[string]bot.Event
}

func (s *discordSide) open(name string, plan bottest.Plan) error {
	now := plan.Now
	plan = onPlatform(name, plan)
	s.dc = fake.New(fake.Options{Memory: true, Now: now, HeartbeatInterval: quiet})
	s.client = s.dc.Client()
	s.owner = s.dc.AddUser("Founder")
	s.guilds, s.rooms, s.people = map[bot.Place]*fake.Guild{}, map[bot.Place]*fake.Channel{}, map[bot.UserID]fake.User{}
	s.roles, s.staff, s.admins = map[string]*fake.Role{}, map[bot.Place]*fake.Role{}, map[bot.Place][]fake.User{}
	s.ids, s.messages, s.names = map[string]string{}, map[bot.MessageID]string{}, map[string]bot.MessageID{}
	s.failing, s.inviting = map[string]bool{}, map[string]bot.Place{}
	spaces := slices.Clone(plan.Spaces)
	for _, p := range plan.Places {
		if !slices.Contains(spaces, p.Place.Space()) {
			spaces = append(spaces, p.Place.Space())
		}
	}
	for _, space := range spaces {
		g := s.dc.AddGuild(space.Local(), s.owner)
		s.guilds[space], s.rooms[space] = g, g.AddChannel("general")
		s.ids["discord:"+g.ID] = string(space)
		s.ids["discord:"+g.ID+"/"+s.rooms[space].ID] = string(space)
		s.staff[space] = g.AddRole("Admins", fake.PermAdministrator)
	}
	for _, p := range plan.Places {
		if sub := p.Place.Sub(); sub != "" {
			g := s.guilds[p.Place.Space()]
			s.rooms[p.Place] = g.AddChannel(sub)
			s.ids["discord:"+g.ID+"/"+s.rooms[p.Place].ID] = string(p.Place)
		}
	}
	for _, guest := range plan.People {
		u := s.person(guest.User)
		for _, g := range s.guilds {
			if u.ID != "" && !guest.Absent && !guest.Comes && guest.Persona == bot.Person {
				g.AddMember(u)
			}
		}
	}
	return nil
}

func (s *discordSide) person(u bot.User) fake.User {
	if known, ok := s.people[u.ID]; ok {
		return known
	}
	var made fake.User
	switch u.Persona {
	case bot.Person:
		made = s.dc.AddUser(cmp.Or(u.Handle, u.Name))
		if made.GlobalName != u.Name {
			made = s.dc.Rename(made, u.Name)
		}
	case bot.Robot:
		made = s.dc.AddBot(u.Name)
	}
	s.people[u.ID] = made
	s.ids["discord:"+made.ID] = string(u.ID)
	return made
}

func (s *discordSide) settings() string {
	return fmt.Sprintf("  discord: {token: %q, api_url: %q}\n", s.dc.Token(), s.dc.URL())
}

// calm is Discord without rate limits; it is what unhurried is for Telegram.
type calm struct{ *discord.Adapter }

func (calm) Limits() bot.Limits { return bot.Limits{Apart: true} }

func (s *discordSide) adapter(spaces func() []bot.Place) bot.Adapter {
	return calm{discord.New(discord.Settings{Token: s.dc.Token(), APIURL: s.dc.URL(), Pages: "https://discord.com"}, discord.Options{
		Options: kit.Options{Client: s.client, Spaces: spaces}, InvalidWait: func() time.Duration { return 0 },
	})}
}

func (s *discordSide) close() {
	s.dc.Close()
	s.client.CloseIdleConnections()
}

func (s *discordSide) real(id string) string {
	p := bot.Place(id)
	if g, ok := s.guilds[p]; ok {
		return "discord:" + g.ID
	}
	if c, ok := s.rooms[p]; ok {
		return "discord:" + s.guilds[p.Space()].ID + "/" + c.ID
	}
	if g, ok := s.guilds[p.Space()]; ok && strings.HasPrefix(p.Sub(), "role/") {
		if s.roles[id] == nil {
			s.roles[id] = g.AddRole(p.Sub(), 0)
			s.ids["discord:"+g.ID+"/role/"+s.roles[id].ID] = id
		}
		return "discord:" + g.ID + "/role/" + s.roles[id].ID
	}
	return "discord:" + s.person(bot.User{ID: bot.UserID(id), Name: p.Local()}).ID
}

// spoken returns the channel for a message to a whole space.
func (s *discordSide) spoken(id string) string {
	if g, ok := s.guilds[bot.Place(id)]; ok {
		return "discord:" + g.ID + "/" + s.rooms[bot.Place(id)].ID
	}
	return s.real(id)
}

var discordLink = regexp.MustCompile(`https://discord\.com/channels/\d+/\d+/(\d+)`)

var discordID = regexp.MustCompile(`discord:\d+(/role)?(/\d+)?`)

func (s *discordSide) known(text string) string {
	text = discordLink.ReplaceAllStringFunc(text, func(link string) string {
		if id, ok := s.names[discordLink.FindStringSubmatch(link)[1]]; ok {
			return bottest.Link(id)
		}
		return link
	})
	return discordID.ReplaceAllStringFunc(text, func(id string) string {
		if known, ok := s.ids[id]; ok {
			return known
		}
		return id
	})
}

func (s *discordSide) room(p bot.Place, u fake.User) (string, error) {
	if p.Private() {
		return s.dc.PrivateChannel(u), nil
	}
	if c, ok := s.rooms[p]; ok {
		return c.ID, nil
	}
	return "", fmt.Errorf("there is no place %s on Discord", p)
}

func (s *discordSide) message(p bot.Place, id string) (string, error) {
	if m, ok := s.messages[bot.MessageID{Place: p, ID: id}]; ok {
		return m, nil
	}
	return "", fmt.Errorf("there is no message %s in %s on Discord", id, p)
}

func (s *discordSide) happen(e bot.Event) (err error) {
	var u fake.User
	if e.User != nil {
		u = s.person(*e.User)
	}
	room, m := "", ""
	if e.Kind != bot.KindJoin && e.Kind != bot.KindLeave && e.Kind != bot.KindMember && e.Kind != bot.KindSanction && e.Kind != bot.KindStanding && e.Kind != bot.KindVoice {
		if room, err = s.room(e.Place, u); err != nil {
			return err
		}
	}
	switch e.Kind {
	case bot.KindMessage:
		return s.says(e, u, room)
	case bot.KindEdit:
		if m, err = s.message(e.Place, e.Message.ID); err == nil {
			s.dc.Edit(u, room, m, e.Message.Text)
		}
	case bot.KindDelete:
		if m, err = s.message(e.Place, e.Deleted[0]); err == nil {
			s.dc.Delete(room, m)
		}
	case bot.KindReaction:
		if m, err = s.message(e.Place, e.Reaction.Message); err != nil {
			return err
		}
		for _, emoji := range e.Reaction.Added {
			s.dc.React(u, room, m, emoji)
		}
		for _, emoji := range e.Reaction.Removed {
			s.dc.Unreact(u, room, m, emoji)
		}
	case bot.KindPress:
		if m, err = s.message(e.Place, e.Press.Message); err == nil {
			s.pressed = bot.MessageID{Place: e.Place, ID: e.Press.Message}
			s.presser = e.User.ID
			if e.Press.Filled != nil {
				return s.submits(u, room, m, e.Press)
			}
			s.opener = u.ID
			if s.opened, err = s.dc.TryPress(u, room, m, e.Press.Data); err != nil {
				s.opened, err = s.dc.PressForeign(u, room, m, e.Press.Data), nil
			}
		}
	case bot.KindJoin:
		s.guilds[e.Place].AddMember(u)
	case bot.KindLeave:
		s.guilds[e.Place].RemoveMember(u)
	case bot.KindMember:
		var roles []string
		for _, n := range e.User.Roles {
			roles = append(roles, s.real(string(e.Place) + "/role/" + n)[len("discord:"+s.guilds[e.Place].ID+"/role/"):])
		}
		s.guilds[e.Place].SetMemberRoles(u, roles...)
	case bot.KindSanction:
		g, by := s.guilds[e.Place], s.person(bot.User{ID: e.ByHand.By})
		switch e.ByHand.Act {
		case bot.ActBan:
			g.Ban(u, by)
		case bot.ActUnban:
			g.Unban(u, by)
		default:
			g.SetTimeout(u, e.ByHand.Until)
		}
	case bot.KindStanding:
		s.stands(e)
	case bot.KindVoice:
		return fmt.Errorf("voice is not played on Discord")
	default:
		return fmt.Errorf("on Discord nobody is told of %q", e.Kind)
	}
	return err
}

// submits sends the form that the latest press opened, or one that was made up.
func (s *discordSide) submits(u fake.User, room, m string, p *bot.Press) error {
	values := map[string]string{}
	for _, g := range p.Filled {
		values[g.Name] = g.Value
	}
	var shown struct {
		ID string `json:"custom_id"`
	}
	if r := s.opened.Response(); r.Data != nil && json.Unmarshal(r.Data, &shown) == nil && shown.ID == p.Data && s.opener == u.ID {
		s.dc.Submit(s.opened, p.Data, values)
		return nil
	}
	s.dc.SubmitForeign(u, room, m, p.Data, values)
	return nil
}

func (s *discordSide) says(e bot.Event, u fake.User, room string) error {
	m := e.Message
	var opts []fake.SayOption
	if e.User.Persona != bot.Person {
		opts = append(opts, fake.Webhook(e.User.Name))
	}
	if m.ReplyTo != nil {
		to, err := s.message(e.Place, m.ReplyTo.ID)
		if err != nil {
			return err
		}
		opts = append(opts, fake.ReplyTo(to))
	}
	for i := range m.Mentions {
		opts = append(opts, fake.Mentions(s.person(m.Mentions[i])))
	}
	for _, kind := range m.Media {
		switch kind {
		case "sticker":
			opts = append(opts, fake.WithSticker("wave"))
		case "photo":
			opts = append(opts, fake.WithAttachment("a.png", "image/png"))
		default:
			opts = append(opts, fake.WithAttachment("a.bin", "application/octet-stream"))
		}
	}
	if m.Hidden || m.Comment {
		return fmt.Errorf("that is said by a command from the menu on Discord, and not below posts")
	}
	if name, ok := strings.CutPrefix(m.Text, "/"); ok && s.forms != nil && m.ReplyTo == nil && !strings.Contains(name, " ") {
		form, err := s.dc.TrySlash(u, room, name, fake.Forced())
		if err == nil {
			s.forms[form.ID] = e
		}
		return err
	}
	id, err := s.dc.TrySay(u, room, m.Text, opts...)
	if err != nil {
		return err
	}
	s.keep(bot.MessageID{Place: e.Place, ID: m.ID}, id)
	return nil
}

func (s *discordSide) keep(id bot.MessageID, m string) { s.messages[id], s.names[m] = m, id }

func (s *discordSide) stands(e bot.Event) {
	g := s.guilds[e.Place]
	for _, u := range s.admins[e.Place] {
		g.SetMemberRoles(u)
	}
	s.admins[e.Place] = nil
	for _, id := range slices.Sorted(keysOf(e.Standing.Admins)) {
		u := s.people[id]
		if e.Standing.Admins[id] == bot.Owner {
			g.SetOwner(u)
			continue
		}
		s.admins[e.Place] = append(s.admins[e.Place], u)
		g.SetMemberRoles(u, s.staff[e.Place].ID)
	}
}

func (s *discordSide) again() error {
	s.dc.Duplicate(1)
	return nil
}

func (s *discordSide) refuse(what string, _ bool) error {
	return fmt.Errorf("Discord refuses %s by its roles", what)
}

func (s *discordSide) shut(who bot.UserID, yes bool) { s.dc.RefuseDMs(s.people[who], yes) }

// at returns the place for a channel, a guild or a DM.
func (s *discordSide) at(channel string) bot.Place {
	for p, c := range s.rooms {
		if c.ID == channel {
			return p
		}
	}
	for p, g := range s.guilds {
		if g.ID == channel {
			return p
		}
	}
	for id, u := range s.people {
		if u.ID != "" && !u.Bot && s.dc.PrivateChannel(u) == channel {
			return bot.PrivatePlace(id)
		}
	}
	return bot.Place("discord:" + channel)
}
