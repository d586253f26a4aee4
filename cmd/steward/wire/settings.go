package wire

import (
	"cmp"
	"fmt"
	"net"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/answer"
	"github.com/stewardbot/steward/bot/config"
	"github.com/stewardbot/steward/bot/engine"
	"github.com/stewardbot/steward/bot/feature/moderation"
	"github.com/stewardbot/steward/bot/feature/privacy"
	"github.com/stewardbot/steward/bot/sanction"
	"github.com/stewardbot/steward/bot/staff"
	"github.com/stewardbot/steward/rules"
	"github.com/stewardbot/steward/store"
)

// The sections that belong to the program itself.

// StoreSettings are the section store.
type StoreSettings struct {
	Path string        `yaml:"path" doc:"the store's file, relative to where steward is started"`
	URL  config.Secret `yaml:"url" doc:"a database instead of a file: postgres://steward@db.example.org/steward"`
}

const defaultStore = "steward.db"

func newStoreSettings() *StoreSettings { return &StoreSettings{Path: defaultStore} }

// Place is the URL or path to open the store with. It may hold a password.
func (s *StoreSettings) Place() string { return cmp.Or(s.URL.Reveal(), s.Path) }

func (s *StoreSettings) validate(r *config.Report) {
	fault, key := r.Fault, "path"
	switch {
	case s.URL != "":
		key = "url"
	case r.Has("url"): // such as a variable without a value: it would be a new, empty file
		fault("url", "store.no_url")
		return
	}
	b, err := store.Find(s.Place())
	if err != nil {
		fault(key, "as_is", err)
		return
	}
	switch shared, local := store.As[store.SharedBackend](b); {
	case s.URL != "" && s.Path != defaultStore:
		fault("path", "store.two")
	case s.URL != "" && local != nil:
		fault("url", "store.is_file")
	case s.URL == "" && local == nil: // it would be shown, with its password
		fault("path", "store.is_database")
	case s.URL != "":
		if err := shared.Valid(s.Place()); err != nil {
			fault("url", "as_is", err)
		}
	}
}

// WebSettings are the section web.
type WebSettings struct {
	Listen string `yaml:"listen" doc:"host:port for /healthz, /readyz and /metrics"`
}

func newWebSettings() *WebSettings { return &WebSettings{} }

func (s *WebSettings) validate(fault func(path, code string, args ...any)) {
	if s.Listen == "" {
		return
	}
	if _, _, err := net.SplitHostPort(s.Listen); err != nil {
		fault("listen", "web.listen")
	}
}

// DeskSettings are the section desk of the file.
type DeskSettings struct {
	Listen  string `yaml:"listen" doc:"host:port for the pages; not that of web"`
	Address string `yaml:"address" doc:"what people type to reach them: https://desk.example.org; without it only steward dashboard gives links"`
}

func newDeskSettings() *DeskSettings { return &DeskSettings{} }

func (s *DeskSettings) validate(fault, warn func(path, code string, args ...any)) {
	if _, _, err := net.SplitHostPort(s.Listen); s.Listen != "" && err != nil {
		fault("listen", "web.listen")
	}
	if s.Address == "" {
		return
	}
	u, err := url.Parse(s.Address)
	if err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Hostname() == "" || strings.Trim(u.Path, "/") != "" || u.RawQuery != "" || u.Fragment != "" || u.User != nil {
		fault("address", "desk.address")
		return
	}
	if s.Listen == "" {
		fault("listen", "desk.no_listen")
	}
	if u.Scheme == "http" && u.Hostname() != "localhost" {
		warn("address", "desk.plain")
	}
}

type journalSettings struct {
	Keep   time.Duration `yaml:"keep" doc:"how long events are kept; 0 switches the journal off"`
	Except []string      `yaml:"except,one" doc:"spaces and places not recorded; telegram:dm means private chats"`
}

func newJournalSettings() *journalSettings { return &journalSettings{Keep: 7 * 24 * time.Hour} }

func (s *journalSettings) validate(fault func(path, code string, args ...any)) {
	for i, p := range s.Except {
		if bot.Place(p).Platform() == "" {
			fault(fmt.Sprintf("except[%d]", i), "journal.except")
		}
	}
}

// ownPlaces resolves names under places, and reports places that are not the
// community's or are a moderators' log in a separate group.
func ownPlaces(r *config.Report, path string, names []string) (places []string) {
	log := r.Community().Places[bot.Modlog]
	for i, name := range names {
		at := fmt.Sprintf("%s[%d]", path, i)
		found := r.Resolve(at, name)
		if slices.ContainsFunc(found, func(p string) bool { return !r.Community().Owns(p) && slices.Contains(log, p) }) {
			r.Fault(at, "places.modlog")
		}
		places = append(places, found...)
	}
	return places
}

// ownRoles reports roles in foreign spaces, and on platforms without roles.
func ownRoles(r *config.Report, path string, roles []string) {
	for i, role := range roles {
		ownRole(r, fmt.Sprintf("%s[%d]", path, i), role)
	}
}

func ownRole(r *config.Report, path, role string) {
	p := bot.Place(role)
	_, isRole := p.Role()
	of, known := platform(p)
	switch {
	case known && !of.Capabilities(p.Space()).Roles:
		r.Fault(path, "levels.no_roles", of.Title)
	case isRole && !r.Community().Owns(role):
		r.Fault(path, "places.foreign_role", p.Space())
	}
}

// ownStaff reports roles in foreign spaces.
func ownStaff(r *config.Report, path string, names []string) {
	for i, n := range names {
		if _, isRole := bot.Place(n).Role(); isRole && !r.Community().Owns(n) {
			r.Fault(fmt.Sprintf("%s[%d]", path, i), "places.foreign_role", bot.Place(n).Space())
		}
	}
}

// helpersSection is one group of helpers, or a list of such.
func helpersSection() config.Section {
	s := section(config.ScopeCommunity, staff.SectionHelpers, "who may give some of the moderators' commands; one group of people, or a list of such", staff.DefaultHelpers,
		func(s *staff.Helpers, r *config.Report) {
			for i, g := range *s {
				part := r
				if at := fmt.Sprintf("[%d]", i); r.Has(at) {
					part = r.At(at)
				}
				g.Validate(moderation.HelperCommands(), part.Fault)
				ownStaff(part, "who", g.Who)
				ownSpaces(part, "in", g.In)
			}
		})
	s.One = true
	return s
}

// ownSpaces reports what is none of the community's spaces.
func ownSpaces(r *config.Report, path string, spaces []string) {
	for i, space := range spaces {
		if !slices.Contains(r.Community().Spaces, space) {
			r.Fault(fmt.Sprintf("%s[%d]", path, i), "places.foreign_space", space, r.Community().Spaces)
		}
	}
}

// EngineConfig is the loaded file as the engine knows it.
func EngineConfig(f *config.File) engine.Config { return (&Forms{}).Config(f) }

// Forms are communities as the engine knows them, each made once.
type Forms struct {
	sections []config.Section
	journal  *journalSettings
	kept     *privacy.Kept
	made     map[*config.Community]*bot.Community
	plain    map[string]any // the sections of all communities without any of their own
}

// Config is the loaded file as the engine knows it. A community that was in the
// file of the call before has the same form again.
func (x *Forms) Config(f *config.File) engine.Config {
	j := f.Root("journal").(*journalSettings)
	if x.journal != j {
		*x = Forms{sections: Sections(), journal: j, kept: &privacy.Kept{Journal: j.Keep, Except: j.Except}}
	}
	made := make(map[*config.Community]*bot.Community, len(f.Communities))
	c := engine.Config{Journal: engine.Journal{Keep: j.Keep, Except: j.Except}}
	for _, com := range f.Communities {
		own := x.made[com]
		if own == nil {
			own = x.form(com)
		}
		made[com] = own
		c.Communities = append(c.Communities, own)
	}
	x.made = made
	return c
}

func (x *Forms) form(com *config.Community) *bot.Community {
	own := community(com)
	own.Entries, own.File = com, com
	if own.Sections = x.plain; !com.Plain() || x.plain == nil {
		own.Sections = sectionsOf(com, x.sections)
		own.Sections[privacy.Section] = x.kept
	}
	if com.Plain() {
		x.plain = own.Sections
	}
	return own
}

func community(c *config.Community) *bot.Community {
	com := &bot.Community{
		ID: c.ID, Name: c.Name, Language: c.Language, Zone: c.Timezone,
		Places: map[string][]bot.Place{}, Shadow: *c.Section(rules.ModeSection).(*rules.CommunityMode) == rules.Shadow,
		Replies: c.Section(answer.Section).(*answer.Settings).Replies(),
	}
	for _, s := range c.Spaces {
		com.Spaces = append(com.Spaces, bot.Place(s))
	}
	for place, lang := range c.Languages {
		if com.Languages == nil {
			com.Languages = map[bot.Place]string{}
		}
		com.Languages[bot.Place(place)] = lang
	}
	for name, places := range c.Places {
		for _, p := range places {
			com.Places[name] = append(com.Places[name], bot.Place(p))
		}
	}
	return com
}

// sectionsOf returns a community's sections, with its presets' rules after its
// own, and their ladder if it has none.
func sectionsOf(c *config.Community, sections []config.Section) map[string]any {
	own := map[string]any{}
	for _, s := range sections {
		if s.Scope == config.ScopeCommunity {
			own[s.Key] = c.Section(s.Key)
		}
	}
	presets := *own[rules.PresetSection].(*rules.Presets)
	all := own[rules.Section].(*rules.Settings).With(presets)
	own[rules.Section] = &all
	if c.Has(sanction.LadderSection) {
		return own
	}
	var steps sanction.Ladder
	for _, r := range presets.Ladder() {
		steps = append(steps, sanction.Step(r))
	}
	own[sanction.LadderSection] = &steps
	return own
}

func commandNames(list []bot.Feature) (names []string) {
	for _, f := range list {
		for _, c := range f.Routes().Commands {
			names = append(names, c.Name)
		}
	}
	return names
}

// SpacesOn returns the configured spaces of one platform.
func SpacesOn(file *config.File, platform string) (list []bot.Place) {
	for _, c := range file.Communities {
		for _, s := range c.Spaces {
			if p := bot.Place(s); p.Platform() == platform {
				list = append(list, p)
			}
		}
	}
	return list
}
