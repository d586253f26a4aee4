package bottest_test

import (
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stewardbot/steward/adapters/kit"
	"github.com/stewardbot/steward/adapters/telegram"
	fake "github.com/stewardbot/steward/adapters/telegram/faketelegram"
	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/bottest"
)

func TestScenariosOnTelegram(t *testing.T) {
	for _, pattern := range staged() {
		bottest.Run(t, pattern, bottest.Options{Wire: wiring, Update: *update, Venue: func() bottest.Venue {
			return newDuo("telegram", &telegramSide{}, &discordSide{})
		}})
	}
}

// quiet is how long an empty poll lasts on the bubble's clock; it is long so that a day needs only
// a few.
const quiet = 6 * time.Hour

// telegramSide is the Telegram side: spaces are supergroups, places in them topics. Every group has
// a linked channel, so that there are comments.
type telegramSide struct {
	tg       *fake.Server
	client   *http.Client
	owner    fake.User
	people   map[bot.UserID]fake.User
	guests   map[bot.UserID]bottest.Guest
	chats    map[bot.Place]spot // spaces and places
	posts    map[bot.Place]fake.Message
	channels map[bot.Place]fake.Chat
	admins   map[bot.Place][]fake.User

	messages map[bot.MessageID]fake.Message
	names    map[messageKey]bot.MessageID
	calls    int
	moved    fake.User         // who joined or left last
	ids      map[string]string // Telegram's id -> the scenario's
	failing  map[string]bool
}

// spot is a chat or one of its topics.
type spot struct {
	chat  fake.Chat
	topic int64
}

// messageKey identifies a message: its number in a chat, and the recipient if it is hidden.
type messageKey struct{ chat, id, hidden int64 }

func keyOf(m fake.Message) messageKey {
	k := messageKey{chat: m.Chat.ID, id: m.ID}
	if m.EphemeralID != 0 {
		k.id = m.EphemeralID
		if k.hidden = m.From.ID; m.ReceiverUser != nil && !m.ReceiverUser.IsBot {
			k.hidden = m.ReceiverUser.ID
		}
	}
	return k
}

func (s *telegramSide) open(name string, plan bottest.Plan) error {
	now := plan.Now
	plan = onPlatform(name, plan)
	s.tg = fake.New(fake.Options{Memory: true, Ephemeral: true, SeesBots: true, Now: now, After: patient})
	s.client = s.tg.Client()
	s.owner = s.tg.AddUser(fake.User{FirstName: "Founder"})
	s.people, s.guests = map[bot.UserID]fake.User{}, map[bot.UserID]bottest.Guest{}
	s.chats, s.posts, s.admins = map[bot.Place]spot{}, map[bot.Place]fake.Message{}, map[bot.Place][]fake.User{}
	s.messages, s.names, s.ids = map[bot.MessageID]fake.Message{}, map[messageKey]bot.MessageID{}, map[string]string{}
	s.failing, s.channels = map[string]bool{}, map[bot.Place]fake.Chat{}
	var seats []fake.User
	for _, g := range plan.People {
		if u := s.person(g); u.ID > 0 && !g.Absent && !g.Comes {
			seats = append(seats, u)
		}
	}
	spaces := slices.Clone(plan.Spaces)
	for _, p := range plan.Places {
		if !slices.Contains(spaces, p.Place.Space()) {
			spaces = append(spaces, p.Place.Space())
		}
	}
	for _, space := range spaces {
		forum := slices.ContainsFunc(plan.Places, func(p bottest.Spot) bool { return p.Place.Space() == space && p.Place.Sub() != "" })
		s.space(space, forum, seats)
	}
	for _, p := range plan.Places {
		if p.Place.Sub() != "" {
			in := s.chats[p.Place.Space()]
			in.topic = s.tg.OpenTopic(s.owner, in.chat, p.Place.Sub())
			s.chats[p.Place] = in
			s.know(p.Place, fmt.Sprintf("telegram:%d/%d", in.chat.ID, in.topic))
		}
	}
	return nil
}

// patient is the fake's timer; waits of 50 seconds or more, that is long polls, take as long as
// quiet.
func patient(d time.Duration) <-chan time.Time {
	if d >= 50*time.Second {
		d = quiet
	}
	return time.After(d)
}

// space creates a group and its linked channel.
func (s *telegramSide) space(space bot.Place, forum bool, seats []fake.User) {
	staff := fake.Staff(fake.Owner(s.owner), fake.Admin(s.tg.Me(), fake.AllRights()))
	chat := s.tg.AddChat(fake.Chat{Type: "supergroup", Title: space.Local(), IsForum: forum}, fake.Ordinary(seats...), staff)
	s.channels[space] = s.tg.Channel("News of "+space.Local(), fake.Staff(fake.Owner(s.owner)))
	s.tg.Link(s.channels[space], chat)
	s.chats[space] = spot{chat: chat}
	s.know(space, fmt.Sprintf("telegram:%d", chat.ID))
}

// know records Telegram's id for something.
func (s *telegramSide) know(id bot.Place, real string) { s.ids[real] = string(id) }

// person creates an account; those who speak as a group or channel have none.
func (s *telegramSide) person(g bottest.Guest) fake.User {
	if u, ok := s.people[g.ID]; ok {
		return u
	}
	u := fake.User{}
	switch g.Persona {
	case bot.Person, bot.Robot:
		u = s.tg.AddUser(fake.User{FirstName: g.Name, Username: g.Handle, LanguageCode: g.Language, IsBot: g.Persona == bot.Robot})
		if !u.IsBot {
			s.tg.Start(u)
		}
		s.know(bot.Place(g.ID), fmt.Sprintf("telegram:%d", u.ID))
	case bot.AnyOther:
		c := s.tg.Channel(g.Name)
		u.ID = c.ID
		s.know(bot.Place(g.ID), fmt.Sprintf("telegram:%d", u.ID))
	}
	s.people[g.ID], s.guests[g.ID] = u, g
	return u
}

func (s *telegramSide) who(u *bot.User) fake.User {
	return s.person(bottest.Guest{User: *u})
}

func (s *telegramSide) settings() string {
	return fmt.Sprintf("  telegram: {token: %q, api_url: %q}\n", s.tg.Token(), s.tg.URL())
}

func (s *telegramSide) adapter(spaces func() []bot.Place) bot.Adapter {
	return unhurried{telegram.New(telegram.Settings{Token: s.tg.Token(), APIURL: s.tg.URL()}, telegram.Options{
		Options: kit.Options{Client: s.client, Spaces: spaces}, PollTimeout: quiet,
	})}
}

// unhurried is Telegram without rate limits, so that simultaneous messages in a scenario are
// answered at once.
type unhurried struct{ *telegram.Adapter }

func (unhurried) Limits() bot.Limits { return bot.Limits{} }

func (s *telegramSide) close() {
	s.tg.Close()
	s.client.CloseIdleConnections()
}

func (s *telegramSide) real(id string) string {
	p := bot.Place(id)
	for real, known := range s.ids {
		if known == id {
			return real
		}
	}
	if space, ok := s.chats[p.Space()]; ok && p.Sub() != "" {
		return fmt.Sprintf("telegram:%d/%s", space.chat.ID, p.Sub())
	}
	if n, err := strconv.ParseInt(p.Local(), 10, 64); err == nil {
		return fmt.Sprintf("telegram:%d", n)
	}
	// An account that the scenario doesn't name, or one that speaks as the group.
	u := s.person(bottest.Guest{User: bot.User{ID: bot.UserID(id), Name: p.Local()}})
	return fmt.Sprintf("telegram:%d", u.ID)
}

var (
	telegramLink = regexp.MustCompile(`https://t\.me/c/(\d+)/(\d+/)?(\d+)`)
	telegramID   = regexp.MustCompile(`telegram:-?\d+(/\d+)?`)
	// nameless matches the placeholder names of accounts whose own name is empty.
	nameless = regexp.MustCompile(`#\d+`)
)

func (s *telegramSide) spoken(id string) string { return s.real(id) }

func (s *telegramSide) known(text string) string {
	text = telegramLink.ReplaceAllStringFunc(text, func(link string) string {
		m := telegramLink.FindStringSubmatch(link)
		if id, ok := s.names[messageKey{chat: number("-100" + m[1]), id: number(m[3])}]; ok {
			return bottest.Link(id)
		}
		return link
	})
	text = nameless.ReplaceAllStringFunc(text, func(name string) string {
		if known, ok := s.ids["telegram:"+name[1:]]; ok {
			return "#" + bot.Place(known).Local()
		}
		return name
	})
	return telegramID.ReplaceAllStringFunc(text, func(id string) string {
		if known, ok := s.ids[id]; ok {
			return known
		}
		return id
	})
}

func (s *telegramSide) again() error {
	if s.tg.Replay(1) != 1 {
		return fmt.Errorf("nothing has happened on Telegram")
	}
	return nil
}

// methods are the API methods behind what a scenario can refuse.
var methods = map[string]string{
	"tags": "setChatMemberTag", "mutes": "restrictChatMember", "kicks": "banChatMember", "bans": "banChatMember",
	"locks": "setChatPermissions", "pins": "pinChatMessage", "says": "sendMessage", "invites": "createChatInviteLink",
}

func (s *telegramSide) refuse(what string, yes bool) error {
	method, ok := methods[what]
	if !ok {
		return fmt.Errorf("there are no %s on Telegram", what)
	}
	s.failing[method] = yes
	s.tg.Heal()
	for method, yes := range s.failing {
		if yes {
			s.tg.FailSometimes(method, 1, 1, fake.Fault{Kind: fake.APIError, Status: http.StatusBadRequest, Reason: "Bad Request: not enough rights"})
		}
	}
	return nil
}

func (s *telegramSide) shut(who bot.UserID, yes bool) { s.tg.Block(s.people[who], yes) }

// at returns the place for a chat and a topic.
func (s *telegramSide) at(chat, topic int64) bot.Place {
	for p, c := range s.chats {
		if c.chat.ID == chat && c.topic == topic {
			return p
		}
	}
	for id, u := range s.people {
		if u.ID == chat {
			return bot.PrivatePlace(id)
		}
	}
	return bot.Place(strings.TrimSuffix(fmt.Sprintf("telegram:%d/%d", chat, topic), "/0"))
}

func (s *telegramSide) account(id int64) bot.UserID {
	real := fmt.Sprintf("telegram:%d", id)
	if known, ok := s.ids[real]; ok {
		return bot.UserID(known)
	}
	return bot.UserID(real)
}
