package bank

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"
)

// What one post on every platform has room for, in characters.
const (
	maxText        = 800
	maxChoice      = 150
	maxAnswer      = 200
	maxExplanation = 800
	maxChoices     = 6
	maxAnswers     = 50
)

// Letter names a choice: A for the first.
func Letter(i int) string { return string(rune('A' + i)) }

// settle makes a question whole: it trims its texts, and finds the right one among
// the choices, which may be named by its letter. The error is a clause for people.
func (q *Question) settle() error {
	q.Text, q.Explanation = strings.TrimSpace(q.Text), strings.TrimSpace(q.Explanation)
	q.Choices, q.Answers, q.Tags = lettered(q.Choices), trimmed(q.Answers), trimmed(q.Tags)
	switch {
	case q.Text == "":
		return errors.New("wants a text under question")
	case utf8.RuneCountInString(q.Text) > maxText:
		return fmt.Errorf("the question has more than %d characters", maxText)
	case utf8.RuneCountInString(q.Explanation) > maxExplanation:
		return fmt.Errorf("the explanation has more than %d characters", maxExplanation)
	case len(q.Answers) == 0:
		return errors.New("wants the right one under answer")
	case len(q.Choices) > 0:
		return q.settleChoices()
	}
	return q.settleAnswers()
}

func (q *Question) settleAnswers() error {
	if len(q.Answers) > maxAnswers {
		return fmt.Errorf("has %d accepted answers; at most %d are compared", len(q.Answers), maxAnswers)
	}
	for _, a := range q.Answers {
		if utf8.RuneCountInString(a) > maxAnswer {
			return fmt.Errorf("an answer has more than %d characters, which nobody types", maxAnswer)
		}
		if formsOf(a)[0].text == "" {
			return fmt.Errorf("the answer %q has nothing in it that could be compared", a)
		}
	}
	return nil
}

func (q *Question) settleChoices() error {
	if n := len(q.Choices); n < 2 || n > maxChoices {
		return fmt.Errorf("wants 2 to %d choices, got %d", maxChoices, n)
	}
	for i, c := range q.Choices {
		if c == "" {
			return fmt.Errorf("the choice %s is empty", Letter(i))
		}
		if slices.Contains(q.Choices[:i], c) {
			return fmt.Errorf("the choice %q stands twice", c)
		}
		if utf8.RuneCountInString(c) > maxChoice {
			return fmt.Errorf("a choice has more than %d characters", maxChoice)
		}
	}
	if len(q.Answers) > 1 {
		return errors.New("has choices, so that one answer is right; leave choices out to have several forms accepted")
	}
	right := slices.Index(q.Choices, q.Answers[0])
	if letter := strings.ToUpper(q.Answers[0]); right < 0 && len(letter) == 1 {
		right = int(letter[0]) - 'A'
	}
	if right < 0 || right >= len(q.Choices) {
		return fmt.Errorf("the answer %q is none of the choices; write one of them, or its letter", q.Answers[0])
	}
	q.Answers = []string{q.Choices[right]}
	return nil
}

func trimmed(list []string) (out []string) {
	for _, s := range list {
		if s = strings.TrimSpace(s); s != "" {
			out = append(out, s)
		}
	}
	return out
}

// lettered trims choices, and drops empty ones at the end: those before others
// keep their letter.
func lettered(list []string) []string {
	var out []string
	for _, s := range list {
		out = append(out, strings.TrimSpace(s))
	}
	for len(out) > 0 && out[len(out)-1] == "" {
		out = out[:len(out)-1]
	}
	if len(out) == 0 {
		return nil
	}
	return out
}
