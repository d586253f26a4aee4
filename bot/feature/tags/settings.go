package tags

import (
	"fmt"
	"hash/fnv"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/stewardbot/steward/bot"
)

// Section is the key of the tags in a community's configuration.
const Section = "tags"

// Settings are the tags of a community, in the order in which they are shown.
type Settings []Tag

// Tag is a word that members or staff choose from.
type Tag struct {
	Name  string   `yaml:"name,required" doc:"what conditions and commands call it: a word without spaces; never change it"`
	Label bot.Text `yaml:"label" doc:"what is shown; the name if left out"`
	Staff bool     `yaml:"staff" doc:"moderators give it with /tag, and only they and the member see it; members choose the others with /tags"`
}

// Defaults are no tags.
func Defaults() *Settings { return &Settings{} }

// The bounds of tags.
const (
	most     = 25 // of each sort: as many as every platform has buttons for
	maxName  = 40 // characters
	maxLabel = 30
	rowsMost = 5 // of buttons
)

// Validate calls fault for each invalid value, with its path within the section.
func (s *Settings) Validate(fault func(path, code string, args ...any)) {
	count := map[bool]int{}
	for i, tag := range *s {
		at := func(key string) string { return fmt.Sprintf("[%d].%s", i, key) }
		switch {
		case tag.Name == "" || strings.ContainsFunc(tag.Name, func(r rune) bool { return r <= ' ' }) || utf8.RuneCountInString(tag.Name) > maxName || !bot.IsName(tag.Name):
			fault(at("name"), "tags.word", maxName)
		case slices.ContainsFunc((*s)[:i], func(o Tag) bool { return strings.EqualFold(o.Name, tag.Name) || o.key() == tag.key() }):
			fault(at("name"), "tags.same_name")
		}
		for _, text := range tag.Label {
			if n := utf8.RuneCountInString(text); n > maxLabel || !bot.IsName(text) {
				fault(at("label"), "tags.label", maxLabel)
				break
			}
		}
		if count[tag.Staff]++; count[tag.Staff] == most+1 {
			fault("", "tags.many", most)
		}
	}
}

// in returns how a tag is shown in a language.
func (tag *Tag) in(language string) string {
	if label := tag.Label.In(language); label != "" {
		return label
	}
	return tag.Name
}

// key stands for the name in buttons.
func (tag *Tag) key() string {
	h := fnv.New32a()
	_, _ = h.Write([]byte(tag.Name))
	return fmt.Sprintf("%08x", h.Sum32())
}

// sort returns those tags that members choose, or that staff gives.
func (f *Feature) sort(t *bot.Turn, staff bool) ([]Tag, error) {
	all, err := f.kind.All(t)
	list := slices.DeleteFunc(slices.Clone(all), func(tag Tag) bool { return tag.Staff != staff })
	return list[:min(len(list), most)], err // the chat may add to the file's
}

// LabelOf returns how a tag is shown in the turn's language; empty for one that members don't learn of.
func (f *Feature) LabelOf(t *bot.Turn, name string) string {
	tag, _, found, err := f.kind.Find(t, name)
	switch {
	case err != nil || !found:
		return name
	case tag.Staff:
		return ""
	}
	return tag.in(t.Language())
}
