package rules

import (
	"fmt"
	"slices"
	"strings"

	"github.com/stewardbot/steward/bot"
)

// Except lists the places, people and bots exempt from a rule. Moderators are always exempt.
type Except struct {
	Places []string `yaml:"places,one" doc:"spaces, places and names under places"`
	Roles  []string `yaml:"roles,one" doc:"whoever has one of these roles, such as discord:1122/role/9"`
	Bots   []string `yaml:"bots,one" doc:"bots and webhooks by their accounts, such as discord:42"`
	// Webhooks only exist on Discord.
	Webhooks bool `yaml:"webhooks" doc:"true: whatever a webhook posts"`
	Level    int  `yaml:"level" doc:"whoever is at this level or higher, counted from 0" min:"1"`
}

func (e Except) validate(at string, fault func(path, code string, args ...any)) {
	for i, account := range e.Bots {
		if p := bot.Place(account); p.Platform() == "" || p.Sub() != "" {
			fault(fmt.Sprintf("%s.bots[%d]", at, i), "rules.bot")
		}
	}
	for i, role := range e.Roles {
		id, ok := strings.CutPrefix(bot.Place(role).Sub(), "role/")
		if !ok || id == "" || bot.Place(role).Platform() == "" {
			fault(fmt.Sprintf("%s.roles[%d]", at, i), "rules.role")
		}
	}
}

// Spares reports whether the rule exempts a place, or an account that is not a person.
func (r *Rule) Spares(p bot.Place, u *bot.User) bool {
	if u.Webhook && r.except.Webhooks || u.Persona == bot.Robot && slices.Contains(r.except.Bots, string(u.ID)) {
		return true
	}
	return slices.ContainsFunc(r.except.Places, func(e string) bool { return p.In(bot.Place(e)) })
}

// SparesSpeaker reports whether the rule exempts the author.
func (r *Rule) SparesSpeaker(s Speaker) bool {
	if len(r.except.Roles) > 0 && s.HasRole(r.except.Roles) {
		return true
	}
	if r.except.Level == 0 {
		return false
	}
	level, ok := s.Level()
	return ok && level >= r.except.Level
}
