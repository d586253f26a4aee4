package quiz

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/stewardbot/steward/bot/activity"
	"github.com/stewardbot/steward/bot/feature/quiz/bank"
	"github.com/stewardbot/steward/bot/phrase"
	"github.com/stewardbot/steward/bot/spelling"
	"github.com/stewardbot/steward/bot/timing"
)

// Section is the key of the settings in a community's configuration.
const Section = "quizzes"

// Settings are a community's quizzes in addition to the built-in ones.
type Settings []Quiz

// Quiz can be started by name.
type Quiz struct {
	Name string   `yaml:"name,required" doc:"what /quiz calls it: a word without spaces"`
	Bank string   `yaml:"bank,required" doc:"a file of questions in YAML, CSV or a collection's own format, relative to this file; or general, xiehouyu or xiehouyu-hant, which come with the program"`
	Tags []string `yaml:"tags,one" doc:"only questions with one of these tags; all, if left out"`
	// To are places; by the time that a quiz is started no longer names.
	To                  []string `yaml:"to,one" doc:"places, or names under places, in which one contest runs at once; left out, it runs where it is started"`
	timing.When         `yaml:",inline"`
	timing.Notes        `yaml:",inline"`
	Who                 string        `yaml:"who" doc:"who may start it; one with to only moderators" oneof:"members moderators"`
	Questions           int           `yaml:"questions" doc:"how many are asked" min:"1" max:"50"`
	Time                time.Duration `yaml:"time" doc:"for each question, from when its post is there" min:"5s" max:"10m"`
	Award               Award         `yaml:"award" doc:"points"`
	activity.Evaluation `yaml:",inline"`

	bank *bank.Bank
}

// Award is what a quiz pays.
type Award struct {
	Correct int64 `yaml:"correct" doc:"for each right answer" min:"0" max:"1000000" json:"correct,omitempty"`
	First   int64 `yaml:"first" doc:"beside that, for the first right answer to a question; those in the same second share it" min:"0" max:"1000000" json:"first,omitempty"`
	Winner  int64 `yaml:"winner" doc:"at the end, for most right answers; those who are equal share it" min:"0" max:"1000000" json:"winner,omitempty"`
}

// Open reports whether members may start the quiz.
func (q *Quiz) Open() bool { return q.mayStart(false) }

// Most returns the maximum that one member can be paid for one run.
func (q *Quiz) Most() int64 {
	return int64(q.Questions)*(q.Award.Correct+q.Award.First) + q.Award.Winner
}

// SetDefaults sets everything but the name.
func (q *Quiz) SetDefaults() {
	*q = Quiz{Who: "members", Questions: 10, Time: 30 * time.Second, Award: Award{Correct: 3, First: 5, Winner: 20}}
}

// Defaults are no quizzes.
func Defaults() *Settings { return &Settings{} }

// maxPlaces is the maximum number of places of one contest: an answer, and a
// post and an edit for each of them, must fit into a turn.
const maxPlaces = 20

// Validate calls fault for each invalid value, with its path within the
// section. The zone and calendars are those of the community.
func (s *Settings) Validate(zone *time.Location, c timing.Calendars, fault func(path, code string, args ...any)) {
	for i, q := range *s {
		at := fmt.Sprintf("[%d]", i)
		switch name := q.Name; {
		case name == "" || strings.ContainsFunc(name, isSpace):
			fault(at+".name", "quiz.word")
		case slices.Contains(stopWords, strings.ToLower(name)) || isCount(name):
			fault(at+".name", "quiz.taken_word")
		case slices.ContainsFunc((*s)[:i], func(o Quiz) bool { return strings.EqualFold(o.Name, name) }):
			fault(at+".name", "quiz.taken_name")
		}
		q.validatePlan(zone, c, func(key, code string, args ...any) {
			fault(strings.TrimSuffix(at+"."+key, "."), code, args...)
		})
		q.Notes.Validate(q.When, func(key, code string, args ...any) { fault(at+"."+key, code, args...) })
		if len(q.To) > maxPlaces {
			fault(at+".to", "quiz.places", len(q.To), maxPlaces)
		}
	}
}

// validatePlan checks the quiz's schedule.
func (q *Quiz) validatePlan(zone *time.Location, c timing.Calendars, fault func(key, code string, args ...any)) {
	if q.When.IsZero() {
		return
	}
	q.When.Validate(zone, c, fault)
	if len(q.To) == 0 {
		fault("to", "quiz.no_place")
	}
}

// Load reads the quizzes' banks with read, which returns the text of a file
// named by the value at a path within the section; its error continues a
// sentence after the file's name. Faults of a bank have their own line and
// column; so have the warnings about skipped questions.
func (s *Settings) Load(read func(path, name string) (string, error), fault, warn func(path, code string, args ...any)) {
	shipped, err := bank.Shipped()
	if err != nil {
		fault("", "as_is", err)
		return
	}
	banks := maps.Clone(shipped)
	for i := range *s {
		q := &(*s)[i]
		if q.Bank == "" {
			continue // its absence is a fault already
		}
		at := fmt.Sprintf("[%d].bank", i)
		if _, known := banks[q.Bank]; !known { // its faults are reported once
			banks[q.Bank] = load(q.Bank, at, shipped, read, fault, warn)
		}
		q.bank = banks[q.Bank]
		if q.bank != nil && len(q.bank.Tagged(q.Tags)) == 0 {
			fault(at[:len(at)-len("bank")]+"tags", "quiz.no_tag")
		}
	}
}

// load reads a bank; shipped has the built-in ones.
func load(name, at string, shipped map[string]*bank.Bank, read func(path, name string) (string, error), fault, warn func(path, code string, args ...any)) *bank.Bank {
	text, err := read(at, name)
	if err != nil {
		wrong := phrase.New("file.wrong", name, err)
		if known := spelling.Suggest(name, slices.Collect(maps.Keys(shipped))); known != "" {
			wrong = phrase.New("hint.meant", wrong, known)
		}
		fault(at, "as_is", wrong)
		return nil
	}
	b, left, err := bank.Parse(name, text)
	if err != nil {
		faults, _ := errors.AsType[bank.Faults](err)
		tell(faults, func(err error) { fault(at, "as_is", err) })
		return nil
	}
	tell(left, func(err error) { warn(at, "quiz.left_out", err) })
	return b
}

// mostTold bounds the reported mistakes of one bank.
const mostTold = 10

func tell(faults bank.Faults, one func(error)) {
	for _, f := range faults[:min(len(faults), mostTold)] {
		one(f)
	}
	if more := len(faults) - mostTold; more > 0 {
		one(phrase.New("quiz.more_faults", more))
	}
}
