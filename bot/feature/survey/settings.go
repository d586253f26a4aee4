package survey

import (
	"fmt"
	"hash/fnv"
	"maps"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/require"
)

// Section is the key of the surveys in a community's configuration.
const Section = "surveys"

// Settings are the surveys of a community, in the order of the file.
type Settings []Survey

// Survey is some questions that members answer once.
type Survey struct {
	Name      string             `yaml:"name,required" doc:"what commands call it: a word without spaces"`
	Title     bot.Text           `yaml:"title" doc:"what members see; the name if left out"`
	Questions []Question         `yaml:"questions,required" doc:"five at most; if one changes, the survey begins anew"`
	Require   *require.Condition `yaml:"require" doc:"who may answer"`
}

// Question is one question of a survey.
type Question struct {
	Text    bot.Text   `yaml:"text,required" doc:"what is asked"`
	Options []bot.Text `yaml:"options,required" doc:"the answers, 2 to 10; one of them is chosen"`
}

// Defaults are no surveys.
func Defaults() *Settings { return &Settings{} }

// The bounds of surveys.
const (
	mostQuestions = 5
	mostOptions   = 10
	rowsMost      = 5 // of buttons
	maxName       = 40
	maxText       = 300
	maxOption     = 60
)

// Validate calls fault for each invalid value but the conditions, with its path within the section.
func (s *Settings) Validate(fault func(path, code string, args ...any)) {
	for i, x := range *s {
		at := fmt.Sprintf("[%d]", i)
		switch {
		case x.Name == "" || strings.ContainsFunc(x.Name, func(r rune) bool { return r <= ' ' }) || utf8.RuneCountInString(x.Name) > maxName || !bot.IsName(x.Name):
			fault(at+".name", "surveys.word", maxName)
		case slices.ContainsFunc((*s)[:i], func(o Survey) bool { return strings.EqualFold(o.Name, x.Name) }):
			fault(at+".name", "surveys.same_name")
		}
		if !x.Title.IsZero() {
			check(x.Title, at+".title", maxOption, fault)
		}
		if n := len(x.Questions); n == 0 || n > mostQuestions {
			fault(at+".questions", "surveys.questions", mostQuestions, n)
		}
		for j, q := range x.Questions {
			at := fmt.Sprintf("%s.questions[%d]", at, j)
			check(q.Text, at+".text", maxText, fault)
			if n := len(q.Options); n < 2 || n > mostOptions {
				fault(at+".options", "surveys.options", mostOptions, n)
			}
			for k, o := range q.Options {
				check(o, fmt.Sprintf("%s.options[%d]", at, k), maxOption, fault)
			}
		}
	}
}

func check(text bot.Text, path string, most int, fault func(path, code string, args ...any)) {
	if text.IsZero() {
		fault(path, "setting.wants_text")
	}
	for _, s := range text {
		if s != "" && bot.Blank(s) {
			fault(path, "setting.wants_text")
		}
		if n := utf8.RuneCountInString(s); n > most {
			fault(path, "polls.long", n, most)
		}
	}
}

func (s *Survey) title(language string) string {
	if title := s.Title.In(language); title != "" {
		return title
	}
	return s.Name
}

// version identifies the survey with its questions: "q1/1a2b3c4d".
func (s *Survey) version() string { return s.Name + "/" + s.hash() }

// hash covers the name, the questions and the options.
func (s *Survey) hash() string {
	h := fnv.New32a()
	add := func(text bot.Text) {
		for _, language := range slices.Sorted(maps.Keys(text)) {
			fmt.Fprintf(h, "%s=%s\n", language, text[language])
		}
		fmt.Fprintln(h)
	}
	fmt.Fprintln(h, s.Name)
	for _, q := range s.Questions {
		add(q.Text)
		for _, o := range q.Options {
			add(o)
		}
	}
	return fmt.Sprintf("%08x", h.Sum32())
}
