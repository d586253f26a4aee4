package bank

import (
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/stewardbot/steward/bot/phrase"
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
	case !utf8.ValidString(q.Text + q.Explanation + strings.Join(slices.Concat(q.Choices, q.Answers, q.Tags), "")):
		return phrase.New("bank.no_utf8")
	case q.Text == "":
		return phrase.New("bank.no_question")
	case utf8.RuneCountInString(q.Text) > maxText:
		return phrase.New("bank.long_question", maxText)
	case utf8.RuneCountInString(q.Explanation) > maxExplanation:
		return phrase.New("bank.long_explanation", maxExplanation)
	case len(q.Answers) == 0:
		return phrase.New("bank.no_answer")
	case len(q.Choices) > 0:
		return q.settleChoices()
	}
	return q.settleAnswers()
}

func (q *Question) settleAnswers() error {
	if len(q.Answers) > maxAnswers {
		return phrase.New("bank.many_answers", len(q.Answers), maxAnswers)
	}
	for _, a := range q.Answers {
		if utf8.RuneCountInString(a) > maxAnswer {
			return phrase.New("bank.long_answer", maxAnswer)
		}
		if formsOf(a)[0].text == "" {
			return phrase.New("bank.blank_answer", a)
		}
	}
	return nil
}

func (q *Question) settleChoices() error {
	if n := len(q.Choices); n < 2 || n > maxChoices {
		return phrase.New("bank.choice_count", maxChoices, n)
	}
	for i, c := range q.Choices {
		if c == "" {
			return phrase.New("bank.empty_choice", Letter(i))
		}
		if slices.Contains(q.Choices[:i], c) {
			return phrase.New("bank.repeated_choice", c)
		}
		if utf8.RuneCountInString(c) > maxChoice {
			return phrase.New("bank.long_choice", maxChoice)
		}
	}
	if len(q.Answers) > 1 {
		return phrase.New("bank.one_answer")
	}
	right := slices.Index(q.Choices, q.Answers[0])
	if letter := strings.ToUpper(q.Answers[0]); right < 0 && len(letter) == 1 {
		right = int(letter[0]) - 'A'
	}
	if right < 0 || right >= len(q.Choices) {
		return phrase.New("bank.foreign_answer", q.Answers[0])
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
