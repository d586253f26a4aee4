package faketelegram

import (
	"fmt"
	"slices"
	"strings"
)

// The platform's service accounts, which speak on behalf of others.
const (
	ServiceAccount = 777000     // forwards channel posts into linked groups
	AnonymousAdmin = 1087968824 // speaks for a group
	ChannelBot     = 136817688  // speaks for a channel
)

// account is a user and the state of their chat with the bot.
type account struct {
	User
	started     bool // has written to the bot, which may reply
	blocked     bool
	deactivated bool
}

// room is a chat and its contents.
type room struct {
	Chat
	members    map[int64]*Member
	messages   map[int64]*post
	order      []int64 // message ids, oldest first
	lastID     int64   // in supergroups and channels
	linked     int64   // a channel's discussion group, or a group's channel
	invite     string  // its invite link, if the bot may invite users
	topics     map[int64]string
	migratedTo int64
	reactions  []string // permitted emoji; nil: all
	anonymous  bool     // reactors are hidden
	ephemeral  map[ephemeralKey]*post
	lastHidden int64
	permitted  map[string]bool // default permissions; nil: all
	banned     map[int64]bool  // channels banned from speaking here
	pinned     []int64         // message ids, latest last
	links      []string        // the bot's invite links that are open
	commands   map[int64]int64 // time of each user's last ephemeral command, in Unix nanoseconds
}

// post is a message in a chat.
type post struct {
	Message
	deleted   bool
	byBot     bool
	reactions map[int64][]Reaction // by user, or by chat for anonymous reactors
}

type ephemeralKey struct{ user, id int64 }

// Seat is a user's status in a chat that is being set up.
type Seat struct {
	user   User
	member Member
}

// Owner returns the seat of the chat's creator.
func Owner(u User) Seat { return Seat{u, Member{Status: "creator"}} }

// Admin returns the seat of an administrator with these rights.
func Admin(u User, r Rights) Seat { return Seat{u, Member{Status: "administrator", Rights: r}} }

// Ordinary returns the seats of members without rights.
func Ordinary(users ...User) []Seat {
	var out []Seat
	for _, u := range users {
		out = append(out, Seat{u, Member{Status: "member"}})
	}
	return out
}

// AddUser adds an account, with a new id unless it has one.
func (s *Server) AddUser(u User) User {
	s.mu.Lock()
	defer s.mu.Unlock()
	if u.ID == 0 {
		s.nextID++
		u.ID = s.nextID
	}
	s.users[u.ID] = &account{User: u}
	return u
}

// Person adds a user whose username matches the first name.
func (s *Server) Person(name string) User {
	return s.AddUser(User{FirstName: name, Username: strings.ToLower(name)})
}

// Robot adds another bot.
func (s *Server) Robot(name string) User {
	return s.AddUser(User{FirstName: name, Username: strings.ToLower(name) + "_bot", IsBot: true})
}

func (s *Server) addServiceAccounts() {
	for _, u := range []User{
		{ID: ServiceAccount, FirstName: "Telegram"},
		{ID: AnonymousAdmin, IsBot: true, FirstName: "Group", Username: "GroupAnonymousBot"},
		{ID: ChannelBot, IsBot: true, FirstName: "Channel", Username: "Channel_Bot"},
	} {
		s.users[u.ID] = &account{User: u}
	}
}

// Group adds a basic group.
func (s *Server) Group(title string, seats ...[]Seat) Chat {
	return s.AddChat(Chat{Type: "group", Title: title}, seats...)
}

// Supergroup adds a supergroup.
func (s *Server) Supergroup(title string, seats ...[]Seat) Chat {
	return s.AddChat(Chat{Type: "supergroup", Title: title}, seats...)
}

// Forum adds a supergroup with topics; only General exists.
func (s *Server) Forum(title string, seats ...[]Seat) Chat {
	return s.AddChat(Chat{Type: "supergroup", Title: title, IsForum: true}, seats...)
}

// Channel adds a channel.
func (s *Server) Channel(title string, seats ...[]Seat) Chat {
	return s.AddChat(Chat{Type: "channel", Title: title}, seats...)
}

// Staff lists the owner and administrators of a chat.
func Staff(seats ...Seat) []Seat { return seats }

// AddChat adds a chat without sending updates, with a new id unless it has one.
func (s *Server) AddChat(c Chat, seats ...[]Seat) Chat {
	s.mu.Lock()
	defer s.mu.Unlock()
	r := s.addRoom(c)
	for _, seat := range slices.Concat(seats...) {
		m := seat.member
		r.members[seat.user.ID] = &m
	}
	return r.Chat
}

func (s *Server) addRoom(c Chat) *room {
	if c.ID == 0 {
		s.nextID++
		c.ID = -s.nextID
		if c.Type != "group" {
			c.ID -= 1_000_000_000_000
		}
	}
	r := &room{
		Chat:      c,
		members:   map[int64]*Member{},
		messages:  map[int64]*post{},
		topics:    map[int64]string{},
		ephemeral: map[ephemeralKey]*post{},
		commands:  map[int64]int64{},
		banned:    map[int64]bool{},
		anonymous: c.Type == "channel",
	}
	s.chats[c.ID] = r
	return r
}

// Link makes group the discussion group of channel: the channel's posts are forwarded there.
func (s *Server) Link(channel, group Chat) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.room(channel).linked, s.room(group).linked = group.ID, channel.ID
}

// Invite sets a chat's invite link.
func (s *Server) Invite(c Chat, link string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.room(c).invite = link
}

// AllowReactions restricts a chat's reactions to these emoji; with none, reactions are disabled.
func (s *Server) AllowReactions(c Chat, emoji ...string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.room(c).reactions = append([]string{}, emoji...)
}

// Permit sets a chat's default permissions to exactly these names from
// https://core.telegram.org/bots/api#chatpermissions.
func (s *Server) Permit(c Chat, names ...string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	r := s.room(c)
	r.permitted = map[string]bool{}
	for _, name := range names {
		r.permitted[name] = true
	}
}

// permissions returns the default permissions.
func (r *room) permissions() map[string]bool {
	out := map[string]bool{}
	for _, name := range permissionNames() {
		out[name] = r.permitted == nil || r.permitted[name]
	}
	return out
}

// HideReactors makes a chat report only reaction counts, not who reacted.
func (s *Server) HideReactors(c Chat) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.room(c).anonymous = true
}

// Start lets the bot write to a user, as if they had pressed Start long ago, and returns their
// private chat.
func (s *Server) Start(u User) Chat {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.account(u).started = true
	return s.private(u).Chat
}

// Private returns a user's private chat with the bot.
func (s *Server) Private(u User) Chat {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.private(u).Chat
}

func (s *Server) private(u User) *room {
	if r := s.chats[u.ID]; r != nil {
		return r
	}
	return s.addRoom(Chat{ID: u.ID, Type: "private", FirstName: u.FirstName, LastName: u.LastName, Username: u.Username})
}

// Deactivate deletes a user's account.
func (s *Server) Deactivate(u User) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.account(u).deactivated = true
}

func (s *Server) room(c Chat) *room {
	r := s.chats[c.ID]
	if r == nil {
		panic(fmt.Sprintf("faketelegram: there is no chat %d", c.ID))
	}
	return r
}

func (s *Server) account(u User) *account {
	a := s.users[u.ID]
	if a == nil {
		panic(fmt.Sprintf("faketelegram: there is no user %d", u.ID))
	}
	return a
}
