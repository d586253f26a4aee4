package schedule

import (
	"fmt"
	"net/url"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/template"
	"github.com/stewardbot/steward/bot/timing"
)

// Section is the key of the posts in a community's configuration.
const Section = "schedule"

// Settings are the posts of a community, in the order of the file.
type Settings []Post

// Post is what is posted and when.
type Post struct {
	Name        string `yaml:"name,required" doc:"what /schedule calls it; never change it"`
	timing.When `yaml:",inline"`
	Missed      string `yaml:"missed" doc:"what becomes of posts that were due while Steward was away: once makes the last of them" oneof:"skip once all"`

	To          []string      `yaml:"to,required,one" doc:"places, or names under places"`
	Text        bot.Text      `yaml:"text" doc:"what is posted; {date}, {time}, {weekday}, {community}, {member_count}, {days_until 12-31} and {days_since 2020-05-01} are filled in"`
	Texts       []bot.Text    `yaml:"texts" doc:"texts that take turns"`
	Picture     string        `yaml:"picture,raw" doc:"a file, or an https address"`
	Title       bot.Text      `yaml:"title" doc:"the title, which a forum needs"`
	Tags        []string      `yaml:"tags,one" doc:"the tags of a post in a forum"`
	Buttons     []Button      `yaml:"buttons" doc:"buttons with links below the text"`
	Pin         bool          `yaml:"pin" doc:"pin the post"`
	DeleteAfter time.Duration `yaml:"delete_after" doc:"delete the post so long after it was made; 0: never"`
}

// Button opens a page.
type Button struct {
	Label bot.Text `yaml:"label,required" doc:"what it says"`
	URL   string   `yaml:"url,required" doc:"an https address"`
}

// Bounds of what one firing may ask for: three effects a place fit into a turn.
const (
	maxPlaces  = 30
	maxButtons = 5
	maxName    = 40
	maxLabel   = 64 // characters
	maxTags    = 5
)

// Defaults are no posts.
func Defaults() *Settings { return &Settings{} }

// Validate calls fault for each thing that makes no sense, with the path below
// the section. The zone and calendars are those of the community.
func (s *Settings) Validate(zone *time.Location, c timing.Calendars, fault func(path, format string, args ...any)) {
	for i := range *s {
		p, path := &(*s)[i], fmt.Sprintf("[%d]", i)
		if slices.ContainsFunc((*s)[:i], func(other Post) bool { return strings.EqualFold(other.Name, p.Name) }) {
			fault(path+".name", "another post has this name; names must differ")
		}
		p.validate(path, fault)
		p.When.Validate(zone, c, func(key, format string, args ...any) {
			fault(strings.TrimSuffix(path+"."+key, "."), format, args...)
		})
	}
}

// Jobs are when the posts of a community are due.
func (s *Settings) Jobs(c *bot.Community) (jobs []timing.Job) {
	for i := range *s {
		p := &(*s)[i]
		if j, ok := timing.NewJob(c, p.Name, p.When); ok {
			if j.Missed = p.Missed; j.Missed == "" {
				j.Missed = "once"
			}
			jobs = append(jobs, j)
		}
	}
	return jobs
}

// post is the one of that name, which is there.
func (s *Settings) post(name string) *Post {
	return &(*s)[slices.IndexFunc(*s, func(p Post) bool { return p.Name == name })]
}

func (p *Post) validate(path string, fault func(path, format string, args ...any)) {
	switch n := utf8.RuneCountInString(p.Name); {
	case strings.TrimSpace(p.Name) == "" || strings.ContainsFunc(p.Name, func(r rune) bool { return r <= ' ' }):
		fault(path+".name", "wants a name without spaces, so that it can be said in chat")
	case n > maxName:
		fault(path+".name", "has %d characters; a name has at most %d", n, maxName)
	case slices.ContainsFunc(verbs, func(v bot.Choice) bool { return strings.EqualFold(v.Value, p.Name) }):
		fault(path+".name", "means something else behind /schedule; choose another name")
	}
	if n := len(p.To); n == 0 || n > maxPlaces {
		fault(path+".to", "wants 1 to %d places, got %d", maxPlaces, n)
	}
	switch {
	case p.Text.IsZero() && len(p.Texts) == 0 && p.Picture == "":
		fault(path, "says nothing; give it a text, texts or a picture")
	case !p.Text.IsZero() && len(p.Texts) > 0:
		fault(path+".texts", "stands beside text; leave one of them out")
	}
	if len(p.Tags) > maxTags {
		fault(path+".tags", "has %d tags; a post has at most %d", len(p.Tags), maxTags)
	}
	if p.DeleteAfter < 0 {
		fault(path+".delete_after", "can't be negative")
	}
	checkText(p.Text, path+".text", fault)
	checkText(p.Title, path+".title", fault)
	for i, t := range p.Texts {
		checkText(t, fmt.Sprintf("%s.texts[%d]", path, i), fault)
	}
	p.validateButtons(path, fault)
}

// checkText refuses what can't be filled in.
func checkText(text bot.Text, path string, fault func(path, format string, args ...any)) {
	template.Validate(text, template.Common(), func(format string, args ...any) { fault(path, format, args...) })
}

func (p *Post) validateButtons(path string, fault func(path, format string, args ...any)) {
	if len(p.Buttons) > maxButtons {
		fault(path+".buttons", "has %d buttons; a post has at most %d", len(p.Buttons), maxButtons)
	}
	for i, b := range p.Buttons {
		at := fmt.Sprintf("%s.buttons[%d]", path, i)
		if b.Label.IsZero() {
			fault(at+".label", "wants a text")
		}
		for _, label := range b.Label {
			if n := utf8.RuneCountInString(label); n > maxLabel {
				fault(at+".label", "has %d characters; a button has at most %d", n, maxLabel)
			}
		}
		checkText(b.Label, at+".label", fault)
		u, err := url.Parse(b.URL)
		if err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http" {
			fault(at+".url", "wants an address such as https://example.com/page")
		}
	}
}
