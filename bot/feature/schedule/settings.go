package schedule

import (
	"fmt"
	"net/url"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/activity"
	"github.com/stewardbot/steward/bot/template"
	"github.com/stewardbot/steward/bot/timing"
)

// Section is the key of the posts in a community's configuration.
const Section = "schedule"

// Settings are the posts of a community, in the order of the file.
type Settings []Post

// Post is a scheduled post.
type Post struct {
	Name         string `yaml:"name,required" doc:"what /schedule calls it; never change it"`
	timing.When  `yaml:",inline"`
	timing.Notes `yaml:",inline"`
	Missed       string `yaml:"missed" doc:"what becomes of posts that were due while Steward was away: once makes the last of them" oneof:"skip once all"`

	To                  []string   `yaml:"to,required,one" doc:"places, or names under places"`
	Text                bot.Text   `yaml:"text" doc:"what is posted; {date}, {time}, {weekday}, {community}, {member_count}, {days_until 12-31} and {days_since 2020-05-01} are filled in"`
	Texts               []bot.Text `yaml:"texts" doc:"texts that take turns"`
	Picture             string     `yaml:"picture,raw" doc:"a file, or an https address"`
	Title               bot.Text   `yaml:"title" doc:"the title, which a forum needs"`
	Tags                []string   `yaml:"tags,one" doc:"the tags of a post in a forum"`
	Buttons             []Button   `yaml:"buttons" doc:"buttons with links below the text"`
	Pin                 bool       `yaml:"pin" doc:"pin the post"`
	activity.Evaluation `yaml:",inline"`
	DeleteAfter         time.Duration `yaml:"delete_after" doc:"delete the post so long after it was made; 0: never"`
}

// Button opens a page.
type Button struct {
	Label bot.Text `yaml:"label,required" doc:"what it says"`
	URL   string   `yaml:"url,required" doc:"an https address"`
}

// Bounds of one firing: three effects per place must fit into a turn.
const (
	maxPlaces  = 30
	maxButtons = 5
	maxName    = 40
	maxLabel   = 64 // characters
	maxTags    = 5
)

// Defaults are no posts.
func Defaults() *Settings { return &Settings{} }

// Validate calls fault for each invalid value, with its path within the
// section. The zone and calendars are those of the community.
func (s *Settings) Validate(zone *time.Location, c timing.Calendars, fault func(path, code string, args ...any)) {
	for i := range *s {
		p, path := &(*s)[i], fmt.Sprintf("[%d]", i)
		if slices.ContainsFunc((*s)[:i], func(other Post) bool { return strings.EqualFold(other.Name, p.Name) }) {
			fault(path+".name", "schedule.taken_name")
		}
		p.validate(path, fault)
		p.When.Validate(zone, c, func(key, code string, args ...any) {
			fault(strings.TrimSuffix(path+"."+key, "."), code, args...)
		})
		p.Notes.Validate(p.When, func(key, code string, args ...any) { fault(path+"."+key, code, args...) })
	}
}

// jobs returns when posts of a community are due.
func jobs(c *bot.Community, posts []Post) (jobs []timing.Job) {
	for _, p := range posts {
		if j, ok := timing.NewJob(c, p.Name, p.When); ok {
			if j.Missed = p.Missed; j.Missed == "" {
				j.Missed = "once"
			}
			jobs = append(jobs, j.Annotated(c, p.Notes, p))
		}
	}
	return jobs
}

func (p *Post) validate(path string, fault func(path, code string, args ...any)) {
	switch n := utf8.RuneCountInString(p.Name); {
	case strings.TrimSpace(p.Name) == "" || strings.ContainsFunc(p.Name, func(r rune) bool { return r <= ' ' }):
		fault(path+".name", "schedule.spaced_name")
	case n > maxName:
		fault(path+".name", "schedule.long_name", n, maxName)
	case slices.ContainsFunc(verbs, func(v bot.Choice) bool { return strings.EqualFold(v.Value, p.Name) }):
		fault(path+".name", "schedule.taken_word")
	}
	if n := len(p.To); n == 0 || n > maxPlaces {
		fault(path+".to", "schedule.places", maxPlaces, n)
	}
	switch {
	case p.Text.IsZero() && len(p.Texts) == 0 && p.Picture == "":
		fault(path, "schedule.silent")
	case !p.Text.IsZero() && len(p.Texts) > 0:
		fault(path+".texts", "schedule.text_twice")
	}
	if len(p.Tags) > maxTags {
		fault(path+".tags", "schedule.tags", len(p.Tags), maxTags)
	}
	if p.DeleteAfter < 0 {
		fault(path+".delete_after", "setting.negative")
	}
	checkText(p.Text, path+".text", fault)
	checkText(p.Title, path+".title", fault)
	for i, t := range p.Texts {
		checkText(t, fmt.Sprintf("%s.texts[%d]", path, i), fault)
	}
	p.validateButtons(path, fault)
}

// checkText reports invalid placeholders.
func checkText(text bot.Text, path string, fault func(path, code string, args ...any)) {
	template.Validate(text, template.Common(), func(code string, args ...any) { fault(path, code, args...) })
}

func (p *Post) validateButtons(path string, fault func(path, code string, args ...any)) {
	if len(p.Buttons) > maxButtons {
		fault(path+".buttons", "schedule.buttons", len(p.Buttons), maxButtons)
	}
	for i, b := range p.Buttons {
		at := fmt.Sprintf("%s.buttons[%d]", path, i)
		if b.Label.IsZero() {
			fault(at+".label", "setting.wants_text")
		}
		for _, label := range b.Label {
			if n := utf8.RuneCountInString(label); n > maxLabel {
				fault(at+".label", "schedule.long_button", n, maxLabel)
			}
		}
		checkText(b.Label, at+".label", fault)
		u, err := url.Parse(b.URL)
		if err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http" {
			fault(at+".url", "setting.address")
		}
	}
}
