package engine

import (
	"slices"
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/rules"
)

// speaker implements rules.Speaker for a turn's user. Read errors are logged
// and count as unknown.
type speaker struct {
	d *decider
	t *bot.Turn
}

// Recent implements rules.Speaker.
func (s speaker) Recent(within time.Duration) []bot.Said { return s.d.Recent(within) }

// Age implements rules.Speaker.
func (s speaker) Age() (time.Duration, bool) {
	if s.d.member == nil {
		return 0, false
	}
	return s.d.at.Sub(s.d.member.Since), true
}

// Level implements rules.Speaker.
func (s speaker) Level() (int, bool) {
	if s.d.member == nil || s.d.e.opt.Level == nil {
		return 0, false
	}
	level, err := s.d.e.opt.Level(s.t)
	if err != nil {
		s.d.e.log.Error("the level of a speaker can't be read", "user", s.t.Event.User.ID, "err", err)
		return 0, false
	}
	s.d.read.Level = &level
	return level, level >= 0
}

// Own implements rules.Speaker.
func (s speaker) Own(invite string) bool {
	for _, space := range s.d.com.Spaces {
		if standing, _ := s.d.e.standingOf(space); standing != nil && slices.Contains(standing.Invites, invite) {
			return true
		}
	}
	return false
}

// FindList returns the list of words of a name in a turn's community; nil if there
// is none.
type FindList func(t *bot.Turn, name string) (*rules.List, error)

// List implements rules.Speaker.
func (s speaker) List(name string) *rules.List {
	if s.d.e.opt.List == nil {
		return nil
	}
	l, err := s.d.e.opt.List(s.t, name)
	if err != nil {
		s.d.e.log.Error("a list of words can't be read", "list", name, "err", err)
	}
	return l
}

// HasRole implements rules.Speaker. It checks each role separately, to record
// which of them the user had.
func (s speaker) HasRole(roles []string) bool {
	if s.d.e.opt.HasRole == nil {
		return false
	}
	for _, role := range roles {
		yes, err := s.d.e.opt.HasRole(s.t, []string{role})
		if err != nil {
			s.d.e.log.Error("the roles of a speaker can't be read", "user", s.t.Event.User.ID, "err", err)
			continue
		}
		if s.d.read.Roles == nil {
			s.d.read.Roles = map[string]bool{}
		}
		if s.d.read.Roles[role] = yes; yes {
			return true
		}
	}
	return false
}
