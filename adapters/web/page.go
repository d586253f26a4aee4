package web

import (
	"bytes"
	"cmp"
	"embed"
	"html/template"
	"net/http"
	"slices"
	"strings"

	"github.com/stewardbot/steward/adapters/console"
	"github.com/stewardbot/steward/bot"
)

//go:embed page.html
var pageFile embed.FS

func parsePage() (*template.Template, error) { return template.ParseFS(pageFile, "page.html") }

// page is the template's data.
type page struct {
	*tongue
	Title   string
	Assets  string // prefix of the files
	Tongues tongues
	Boot    boot
}

// boot is the initial data of the page's script.
type boot struct {
	Run      string            `json:"run"`
	Lang     string            `json:"lang"`
	Words    map[string]string `json:"words"`
	Zone     string            `json:"zone"` // an IANA name; empty: the browser's own
	Lobby    bot.Place         `json:"lobby"`
	Modlog   bot.Place         `json:"modlog"` // only those with authority see it
	Steward  bot.UserID        `json:"steward"`
	People   []person          `json:"people"`
	Speaker  bot.UserID        `json:"speaker"` // who speaks to begin with
	Commands []command         `json:"commands"`
}

type person struct {
	ID        bot.UserID `json:"id"`
	Name      string     `json:"name"`
	Handle    string     `json:"handle"`
	Authority string     `json:"authority,omitempty"` // "admin" or "owner"
	Place     bot.Place  `json:"place"`               // the private chat with Steward
	Newcomer  bool       `json:"newcomer,omitempty"`  // not in the lobby to begin with
}

type command struct {
	Name string `json:"name"`
	Help string `json:"help"`
	// Who may give it: "" everybody, else the least authority.
	Who string `json:"who,omitempty"`
	// Asks is the required argument: "member" or "text"; empty: none.
	Asks string `json:"asks,omitempty"`
}

// languageCookie remembers a choice of language.
const languageCookie = "steward_language"

func (d *Demo) serveChat(w http.ResponseWriter, r *http.Request) {
	asked := r.URL.Query().Get("lang")
	if asked != "" {
		http.SetCookie(w, &http.Cookie{
			Name: languageCookie, Value: d.tongues.choose(asked).Tag, Path: "/",
			MaxAge: 365 * 24 * 3600, HttpOnly: true, SameSite: http.SameSiteStrictMode,
		})
	}
	remembered := ""
	if c, err := r.Cookie(languageCookie); err == nil {
		remembered = c.Value
	}
	t := d.tongues.choose(asked, remembered, r.Header.Get("Accept-Language"))
	// While pages are open, the room's language changes only on request.
	if asked != "" || d.pages.Load() == 0 {
		if err := d.backend.Speak(t.Tag); err != nil {
			d.log.Error("give the community the page's language", "err", err)
		}
		d.room.Wake()
	}
	var out bytes.Buffer
	err := d.page.Execute(&out, page{tongue: t, Title: d.backend.Title(t.Tag), Assets: d.assets.prefix, Tongues: d.tongues, Boot: d.boot(t)})
	if err != nil {
		d.log.Error("render the demo's page", "err", err)
		http.Error(w, "The page could not be made.", http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	w.Write(out.Bytes())
}

func (d *Demo) boot(t *tongue) boot {
	b := boot{
		Run: d.run, Lang: t.Tag, Words: t.words, Zone: d.backend.Zone().String(),
		Lobby: console.Lobby, Modlog: console.Modlog, Steward: console.Steward,
		People: []person{}, Commands: []command{}, Speaker: d.speaker(t),
	}
	if b.Zone == "Local" {
		b.Zone = ""
	}
	for _, p := range d.room.People() {
		b.People = append(b.People, person{
			ID: p.User.ID, Name: p.User.Name, Handle: p.User.Handle, Authority: rank(p.Authority), Place: bot.PrivatePlace(p.User.ID), Newcomer: p.Away,
		})
	}
	for _, m := range d.backend.Commands(t.Tag) {
		c := command{Name: m.Name, Help: m.Description, Asks: asks(m)}
		switch m.Who {
		case bot.Helpers, bot.Moderators:
			c.Who = rank(bot.Admin)
		case bot.Operators:
			c.Who = rank(bot.Owner)
		}
		b.Commands = append(b.Commands, c)
	}
	return b
}

func asks(m bot.MenuEntry) string {
	switch {
	case len(m.Options) == 0 || !m.Options[0].Required:
		return ""
	case m.Options[0].Kind == bot.ParamMember || m.Options[0].Kind == bot.ParamMembers:
		return "member"
	}
	return "text"
}

// speaker returns the person to act as first: preferably one subject to the rules who speaks the
// page's language.
func (d *Demo) speaker(t *tongue) bot.UserID {
	people := d.room.People()
	slices.SortStableFunc(people, func(a, b console.Person) int {
		return cmp.Or(cmp.Compare(a.Authority, b.Authority), count(a.Away)-count(b.Away), count(foreign(a, t))-count(foreign(b, t)))
	})
	return people[0].User.ID
}

// foreign reports whether somebody speaks another language than the page, in
// whatever script.
func foreign(p console.Person, t *tongue) bool {
	own, _, _ := strings.Cut(p.Language, "-")
	shown, _, _ := strings.Cut(t.Tag, "-")
	return own != shown
}

func count(b bool) int {
	if b {
		return 1
	}
	return 0
}

func rank(a bot.Authority) string {
	switch a {
	case bot.Admin:
		return "admin"
	case bot.Owner:
		return "owner"
	}
	return ""
}
