package desk

import (
	"fmt"
	"slices"
	"strings"

	"github.com/stewardbot/steward/bot/staff"
)

// Section is the key of the settings in a community's configuration.
const Section = "desk"

// Settings are who may do what at the desk, and which of its pages everybody may see.
type Settings struct {
	Roles  Roles    `yaml:"roles" doc:"who else may use which pages: accounts, or roles such as discord:1122/role/7"`
	Public []string `yaml:"public,one" doc:"pages for members and visitors: standings, shop, me"`
}

// Roles list accounts and roles by the power that they have. Owners and administrators have all; moderators have
// moderator, and fulfilment if nobody is named for it.
type Roles struct {
	Analyst    []string `yaml:"analyst,one" doc:"sees figures"`
	Editor     []string `yaml:"editor,one" doc:"sees the calendar and what can be defined"`
	Fulfilment []string `yaml:"fulfilment,one" doc:"sees orders, as those listed under fulfilment do"`
	Moderator  []string `yaml:"moderator,one" doc:"sees members, cases and reports"`
	Operator   []string `yaml:"operator,one" doc:"sees everything"`
}

// The public pages.
const (
	PublicStandings = "standings"
	PublicShop      = "shop"
	PublicMe        = "me"
)

// PublicPages lists them.
func PublicPages() []string { return []string{PublicStandings, PublicShop, PublicMe} }

// Defaults name nobody and open nothing.
func Defaults() *Settings { return &Settings{} }

// Shows reports whether a page is public.
func (s *Settings) Shows(page string) bool { return slices.Contains(s.Public, page) }

// Each calls fn for each list with its power and its key.
func (r *Roles) Each(fn func(p Powers, key string, names []string)) {
	fn(Analyst, "analyst", r.Analyst)
	fn(Editor, "editor", r.Editor)
	fn(Fulfilment, "fulfilment", r.Fulfilment)
	fn(Moderator, "moderator", r.Moderator)
	fn(Operator, "operator", r.Operator)
}

// Validate calls fault for each invalid value, with its path within the section.
func (s *Settings) Validate(fault func(path, code string, args ...any)) {
	s.Roles.Each(func(_ Powers, key string, names []string) {
		list := staff.Moderators(names)
		list.Validate(func(path, code string, args ...any) { fault("roles."+key+path, code, args...) })
	})
	for i, p := range s.Public {
		if !slices.Contains(PublicPages(), p) {
			fault(fmt.Sprintf("public[%d]", i), "desk.public", p, strings.Join(PublicPages(), ", "))
		}
	}
}
