// Package bank reads collections of quiz questions.
//
// In the order in which it works: Parse reads a bank that somebody wrote, in YAML
// (yaml.go) or CSV (csv.go), strictly: every fault is told with its line and
// column. Each question is checked (check.go). Accepts compares what people type with
// the answers (answer.go, tidy.go, numeral.go). Shipped are the banks that come with the
// program; Import makes a bank of what others have collected (import.go).
package bank

import (
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
)

// Bank is a collection of questions. It never changes.
type Bank struct {
	Title     string     `yaml:"title,omitempty"`  // what it is about; the file's name unless told
	Source    string     `yaml:"source,omitempty"` // where it is from, and its licence
	Questions []Question `yaml:"questions"`
}

// Question is asked with choices, of which one is right, or for a typed answer.
type Question struct {
	Text    string   `yaml:"question" json:"text"`
	Choices []string `yaml:"choices,omitempty" json:"choices,omitempty"`
	// Answers are the accepted forms of a typed answer, the first of which is
	// shown as the right one; of a question with choices, the one that is right.
	Answers     []string `yaml:"answer" json:"answers"`
	Explanation string   `yaml:"explanation,omitempty" json:"explanation,omitempty"`
	Tags        []string `yaml:"tags,omitempty" json:"tags,omitempty"`
}

// Right is the index of the choice that is right.
func (q *Question) Right() int { return slices.Index(q.Choices, q.Answers[0]) }

// Tagged are the questions that have one of the tags; all of them if there are
// no tags.
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
	Message   string // what is wrong and what to do, without a full stop
}

func (f *Fault) Error() string {
	return fmt.Sprintf("%s:%d:%d: %s", f.File, f.Line, f.Col, f.Message)
}

// Parse reads a bank. The name tells whether it is CSV, by its ending, and stands
// in faults. The error joins one *Fault for each mistake.
func Parse(name, text string) (*Bank, error) {
	r := &reader{file: name}
	if strings.EqualFold(filepath.Ext(name), ".csv") {
		r.csv(text)
	} else {
		r.yaml(text)
	}
	if len(r.bank.Questions) == 0 && len(r.faults) == 0 {
		r.fault(1, 1, "has no questions")
	}
	if r.bank.Title == "" {
		base := filepath.Base(name)
		r.bank.Title = strings.TrimSuffix(base, filepath.Ext(base))
	}
	if len(r.faults) > 0 {
		return nil, errors.Join(r.faults...)
	}
	return &r.bank, nil
}

// reader collects a bank and its faults.
type reader struct {
	file   string
	bank   Bank
	faults []error
}

func (r *reader) fault(line, col int, format string, args ...any) {
	r.faults = append(r.faults, &Fault{File: r.file, Line: line, Col: col, Message: fmt.Sprintf(format, args...)})
}
