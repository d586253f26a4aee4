package fakediscord

import (
	"regexp"
	"strings"
)

// account is a user and the state of their DM with the bot.
type account struct {
	User
	dm      *room // nil: none yet
	refuses bool  // rejects the bot's DMs
}

var plainName = regexp.MustCompile(`^[a-z0-9_.]{2,32}$`)

// AddUser adds a user. A name that is not a valid username becomes the display name only:
// https://discord.com/developers/docs/resources/user#usernames-and-nicknames.
func (s *Server) AddUser(name string) User { return s.addAccount(name, false) }

// AddBot adds another bot.
func (s *Server) AddBot(name string) User { return s.addAccount(name, true) }

func (s *Server) addAccount(name string, bot bool) (u User) {
	s.act(func() {
		id := s.newID()
		u = User{ID: id, Username: strings.ToLower(name), GlobalName: name, Discriminator: "0", Bot: bot}
		if !plainName.MatchString(u.Username) {
			u.Username = "user" + id
		}
		s.users[id] = &account{User: u}
	})
	return u
}

// Rename changes a user's display name. The bot gets a member update for each shared guild.
func (s *Server) Rename(u User, name string) User {
	s.act(func() {
		a := s.account(u.ID)
		a.GlobalName = name
		u = a.User
		for _, g := range s.guilds {
			if m := g.members[u.ID]; m != nil {
				m.user = u
				s.memberChanged(g, m)
			}
		}
	})
	return u
}

// RefuseDMs sets whether a user rejects the bot's DMs.
func (s *Server) RefuseDMs(u User, refuse bool) {
	s.act(func() { s.account(u.ID).refuses = refuse })
}

// account panics for an unknown user; s.mu must be held.
func (s *Server) account(id string) *account {
	a := s.users[id]
	if a == nil {
		impossible("no user %q", id)
	}
	return a
}

// guild panics for an unknown guild; s.mu must be held.
func (s *Server) guild(id string) *guild {
	g := s.findGuild(id)
	if g == nil {
		impossible("no guild %q", id)
	}
	return g
}

// findGuild returns nil for a guild that the bot is not in; s.mu must be held.
func (s *Server) findGuild(id string) *guild {
	for _, g := range s.guilds {
		if g.id == id {
			return g
		}
	}
	return nil
}

// room panics for an unknown channel; s.mu must be held.
func (s *Server) room(id string) *room {
	r := s.rooms[id]
	if r == nil {
		impossible("no channel %q", id)
	}
	return r
}
