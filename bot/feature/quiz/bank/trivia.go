package bank

import "strings"

// openTrivia reads paragraphs that begin with #Q; a question may have several
// lines.
func (r *reader) openTrivia(text string) {
	r.bank.Source = "OpenTriviaQA, https://github.com/uberspot/OpenTriviaQA, CC BY-SA 4.0"
	var q *Question
	begun, asking := 0, false
	end := func() {
		if q != nil {
			r.add(begun, 1, *q)
		}
	}
	for i, line := range strings.Split(text, "\n") {
		mark, rest, _ := strings.Cut(strings.TrimSpace(line), " ")
		switch {
		case mark == "#Q":
			end()
			q, begun, asking = &Question{Text: rest}, i+1, true
		case q == nil:
		case mark == "^":
			q.Answers, asking = append(q.Answers, rest), false
		case asking:
			q.Text += "\n" + strings.TrimSpace(line)
		case len(mark) == 1 && mark[0] >= 'A' && mark[0] <= 'Z':
			q.Choices = append(q.Choices, rest)
		}
	}
	end()
}
