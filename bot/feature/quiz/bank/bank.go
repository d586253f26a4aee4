// Package bank reads collections of quiz questions.
//
// Parse reads a bank in YAML (yaml.go) or CSV (csv.go), and what others have
// collected (red.go, trivia.go, json.go). Each question is checked (check.go);
// one that can't be asked is left out and listed with its line. Accepts
// compares what people type with the answers (answer.go, tidy.go, numeral.go).
// Shipped are the banks that come with the program; Encode writes one.
package bank

import (
	"cmp"
	"errors"
	"fmt"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"github.com/stewardbot/steward/bot/phrase"
	"github.com/stewardbot/steward/rules"
)

// Bank is a collection of questions. It never changes.
type Bank struct {
	Title     string     `yaml:"title,omitempty"`  // subject; default: the file's name
	Source    string     `yaml:"source,omitempty"` // origin and licence
	Questions []Question `yaml:"questions"`
}

// Question has choices, one of which is right, or takes a typed answer.
type Question struct {
	Text    string   `yaml:"question" json:"text"`
	Choices []string `yaml:"choices,omitempty" json:"choices,omitempty"`
	// Answers are the accepted forms of a typed answer; the first is shown as
	// the solution. With choices, it is the right one.
	Answers     []string `yaml:"answer" json:"answers"`
	Explanation string   `yaml:"explanation,omitempty" json:"explanation,omitempty"`
	Tags        []string `yaml:"tags,omitempty" json:"tags,omitempty"`
}

// Right returns the index of the choice that is right.
func (q *Question) Right() int { return slices.Index(q.Choices, q.Answers[0]) }

// Tagged returns the questions with one of the tags; all of them if tags is
// empty.
func (b *Bank) Tagged(tags []string) []Question {
	if len(tags) == 0 {
		return b.Questions
	}
	var list []Question
	for _, q := range b.Questions {
		if slices.ContainsFunc(tags, func(t string) bool { return slices.Contains(q.Tags, t) }) {
			list = append(list, q)
		}
	}
	return list
}

// Fault is one mistake in a bank.
type Fault struct {
	File      string
	Line, Col int
	Message   *phrase.Phrase // what is wrong and what to do, without a full stop
}

// Error is In in English.
func (f *Fault) Error() string { return f.In(phrase.English) }

// In returns the fault with its place, in a language.
func (f *Fault) In(lang string) string {
	return fmt.Sprintf("%s:%d:%d: %s", f.File, f.Line, f.Col, f.Message.In(lang))
}

// Faults are those of one bank, in file order.
type Faults []*Fault

// Error has one line per fault.
func (fs Faults) Error() string { return errors.Join(fs.Unwrap()...).Error() }

// Unwrap returns the faults as errors.
func (fs Faults) Unwrap() (errs []error) {
	for _, f := range fs {
		errs = append(errs, f)
	}
	return errs
}

// Parse reads a bank in whichever of these formats it is:
//
//   - YAML, or JSON, of title, source and questions, as Encode writes it, or of the list of questions alone;
//   - CSV with a first line that names the columns, separated by commas, semicolons or
//     tabs;
//   - Red-DiscordBot's trivia lists: YAML of "question: [answer, ...]"
//     (https://docs.discord.red/en/stable/cog_guides/trivia.html);
//   - OpenTriviaQA: "#Q" question, "^" answer, a line a choice
//     (https://github.com/uberspot/OpenTriviaQA);
//   - what Open Trivia DB answers, in any of its encodings (https://opentdb.com/api_config.php);
//   - riddle sayings as JSON of "riddle" and "answer" (https://github.com/pwxcoo/chinese-xinhua).
//
// The name stands in faults, and its ending tells that a file is CSV which doesn't look
// so. left are the questions that are left out, in the order of the file. The error is
// Faults: one for each mistake in the file as a whole, or for each question if none is
// left.
func Parse(name, text string) (b *Bank, left Faults, err error) {
	r := &reader{file: name, first: map[string]int{}}
	switch head := strings.TrimSpace(text); {
	case strings.HasPrefix(head, "[") && others.MatchString(head), strings.HasPrefix(head, "{") && strings.Contains(head, `"results"`):
		r.json(text)
	case strings.HasPrefix(head, "#Q"), strings.Contains(head, "\n#Q"):
		r.openTrivia(text)
	case isSheet(name, text):
		r.csv(text)
	default:
		r.yaml(text)
	}
	if len(r.bank.Questions) == 0 && len(r.faults) == 0 {
		if r.faults = r.left; len(r.left) == 0 {
			r.fault(1, 1, "bank.empty")
		}
		r.left = nil
	}
	if r.bank.Title == "" {
		base := filepath.Base(name)
		r.bank.Title = strings.TrimSuffix(base, filepath.Ext(base))
	}
	all := append(r.left, r.faults...)
	slices.SortStableFunc(all, func(a, b *Fault) int { return cmp.Compare(a.Line, b.Line) })
	if len(r.faults) == 0 {
		return &r.bank, all, nil
	}
	return nil, nil, all
}

// others is a key of Open Trivia DB's questions, or of riddles.
var others = regexp.MustCompile(`"(?:correct_answer|riddle)"`)

// reader collects a bank and its faults.
type reader struct {
	file   string
	bank   Bank
	faults Faults         // of the whole
	left   Faults         // of questions that are left out
	first  map[string]int // by what is asked, the line on which it is
}

func (r *reader) fault(line, col int, code string, args ...any) {
	r.faults = append(r.faults, &Fault{File: r.file, Line: line, Col: col, Message: phrase.New(code, args...)})
}

// leave lists a question that is left out.
func (r *reader) leave(line, col int, code string, args ...any) {
	r.left = append(r.left, &Fault{File: r.file, Line: line, Col: col, Message: phrase.New(code, args...)})
}

// add takes a question in, or lists why not.
func (r *reader) add(line, col int, q Question) {
	if err := q.settle(); err != nil {
		r.leave(line, col, "as_is", err)
		return
	}
	asked := rules.Normalize(q.Text)
	if len(q.Choices) > 0 { // "Which is a river?" may be asked with others to choose from
		asked += "\x00" + q.Answers[0]
	}
	if at, twice := r.first[asked]; twice {
		r.leave(line, col, "bank.repeated", at)
		return
	}
	r.first[asked] = line
	r.bank.Questions = append(r.bank.Questions, q)
}
