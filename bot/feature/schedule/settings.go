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
)

// Section and CalendarSection are the keys in a community's configuration.
const (
	Section         = "schedule"
	CalendarSection = "calendars"
)

// Settings are the posts of a community, in the order of the file.
type Settings []Job

// Job is one post and when it is made. Exactly one of Cron, Daily, Weekly, Every
// and At says when.
type Job struct {
	Name   string        `yaml:"name,required" doc:"what /schedule calls it; never change it"`
	Cron   string        `yaml:"cron" doc:"minute, hour, day of the month, month, day of the week: 0 9 * * MON-FRI"`
	Daily  string        `yaml:"daily" doc:"the local time: 09:00"`
	Weekly string        `yaml:"weekly" doc:"a day, or several, and the local time: SAT 20:00"`
	Every  time.Duration `yaml:"every" doc:"again and again after so long, at even times of the local clock: 6h"`
	At     string        `yaml:"at" doc:"once, at a local time: 2026-12-24T18:00"`
	On     string        `yaml:"on" doc:"workdays: not at weekends and on holidays of the calendars" oneof:"workdays"`
	Until  string        `yaml:"until" doc:"the last local day or time: 2026-12-31"`
	Missed string        `yaml:"missed" doc:"what becomes of posts that were due while Steward was away: once makes the last of them" oneof:"skip once all"`

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
)

// Defaults are no posts.
func Defaults() *Settings { return &Settings{} }

// Validate calls fault for each thing that makes no sense, with the path below
// the section. The zone and calendars are those of the community.
func (s *Settings) Validate(zone *time.Location, c Calendars, fault func(path, format string, args ...any)) {
	days, _ := c.days()
	for i := range *s {
		j, path := &(*s)[i], fmt.Sprintf("[%d]", i)
		if slices.ContainsFunc((*s)[:i], func(other Job) bool { return strings.EqualFold(other.Name, j.Name) }) {
			fault(path+".name", "another post has this name; names must differ")
		}
		j.validate(path, fault)
		if w, key, err := j.timing(zone, days); err != nil {
			fault(strings.TrimSuffix(path+"."+key, "."), "%v", err)
		} else if key != "at" && w.until.IsZero() && w.next(reference(zone)).At.IsZero() {
			fault(path+"."+key, "never comes: no day of the next years is like that")
		}
	}
}

// reference is a day from which a schedule must come again some time.
func reference(zone *time.Location) time.Time { return time.Date(2024, 1, 1, 0, 0, 0, 0, zone) }

func (j *Job) validate(path string, fault func(path, format string, args ...any)) {
	switch n := utf8.RuneCountInString(j.Name); {
	case strings.TrimSpace(j.Name) == "" || strings.ContainsFunc(j.Name, func(r rune) bool { return r <= ' ' }):
		fault(path+".name", "wants a name without spaces, so that it can be said in chat")
	case n > maxName:
		fault(path+".name", "has %d characters; a name has at most %d", n, maxName)
	}
	if n := len(j.To); n == 0 || n > maxPlaces {
		fault(path+".to", "wants 1 to %d places, got %d", maxPlaces, n)
	}
	switch {
	case j.Text.IsZero() && len(j.Texts) == 0 && j.Picture == "":
		fault(path, "says nothing; give it a text, texts or a picture")
	case !j.Text.IsZero() && len(j.Texts) > 0:
		fault(path+".texts", "stands beside text; leave one of them out")
	}
	if j.DeleteAfter < 0 {
		fault(path+".delete_after", "can't be negative")
	}
	checkText(j.Text, path+".text", fault)
	checkText(j.Title, path+".title", fault)
	for i, t := range j.Texts {
		checkText(t, fmt.Sprintf("%s.texts[%d]", path, i), fault)
	}
	j.validateButtons(path, fault)
}

// checkText refuses what can't be filled in.
func checkText(text bot.Text, path string, fault func(path, format string, args ...any)) {
	template.Validate(text, template.Common(), func(format string, args ...any) { fault(path, format, args...) })
}

func (j *Job) validateButtons(path string, fault func(path, format string, args ...any)) {
	if len(j.Buttons) > maxButtons {
		fault(path+".buttons", "has %d buttons; a post has at most %d", len(j.Buttons), maxButtons)
	}
	for i, b := range j.Buttons {
		at := fmt.Sprintf("%s.buttons[%d]", path, i)
		if b.Label.IsZero() {
			fault(at+".label", "wants a text")
		}
		checkText(b.Label, at+".label", fault)
		u, err := url.Parse(b.URL)
		if err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http" {
			fault(at+".url", "wants an address such as https://example.com/page")
		}
	}
}
