package bank

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/goccy/go-yaml"
	"golang.org/x/text/encoding/charmap"
)

// Skipped is a question of a foreign collection that was left out.
type Skipped struct {
	Line int // where it begins; 0: that is not known
	Why  string
}

// Import makes a bank of what others have collected, whichever of these it is:
//
//   - OpenTriviaQA: "#Q" question, "^" answer, a line a choice
//     (https://github.com/uberspot/OpenTriviaQA);
//   - Red-DiscordBot's trivia lists: YAML of "question: [answer, ...]"
//     (https://docs.discord.red/en/stable/cog_guides/trivia.html);
//   - riddle sayings as JSON of "riddle" and "answer"
//     (https://github.com/pwxcoo/chinese-xinhua).
//
// Questions that make no sense are left out and listed. The error says that the
// collection is none of these; the name stands in it.
func Import(name string, data []byte) (*Bank, []Skipped, error) {
	text := decode(data)
	r := &importer{reader: reader{file: name}}
	switch head := strings.TrimSpace(text); {
	case strings.HasPrefix(head, "["):
		if err := r.riddles(head); err != nil {
			return nil, nil, fmt.Errorf("%s: %w", name, err)
		}
	case strings.HasPrefix(head, "#Q"), strings.Contains(head, "\n#Q"):
		r.openTrivia(text)
	default:
		r.red(text)
	}
	if len(r.faults) > 0 {
		return nil, nil, r.faults[0]
	}
	if len(r.bank.Questions) == 0 {
		return nil, r.skipped, fmt.Errorf("%s: there is no question in it of OpenTriviaQA, Red-DiscordBot or chinese-xinhua", name)
	}
	return &r.bank, r.skipped, nil
}

// Encode writes a bank as YAML, as Parse reads it.
func Encode(b *Bank) ([]byte, error) {
	out, err := yaml.MarshalWithOptions(b, yaml.IndentSequence(true))
	if err != nil {
		return nil, fmt.Errorf("write a bank: %w", err)
	}
	return out, nil
}

// decode makes text of data; a line that is not UTF-8 is taken for Windows-1252,
// in which parts of such collections are.
func decode(data []byte) string {
	text := strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(strings.TrimPrefix(string(data), "\ufeff"))
	if utf8.ValidString(text) {
		return text
	}
	lines := strings.Split(text, "\n")
	for i, line := range lines {
		if !utf8.ValidString(line) {
			lines[i], _ = charmap.Windows1252.NewDecoder().String(line)
		}
	}
	return strings.Join(lines, "\n")
}

type importer struct {
	reader
	skipped []Skipped
}

// add takes a question in, or lists why not.
func (r *importer) add(line int, q Question) {
	if err := q.settle(); err != nil {
		r.skipped = append(r.skipped, Skipped{line, err.Error()})
		return
	}
	r.bank.Questions = append(r.bank.Questions, q)
}

// openTrivia reads paragraphs that begin with #Q; a question may have several
// lines.
func (r *importer) openTrivia(text string) {
	r.bank.Source = "OpenTriviaQA, https://github.com/uberspot/OpenTriviaQA, CC BY-SA 4.0"
	var q *Question
	begun, asking := 0, false
	end := func() {
		if q != nil {
			r.add(begun, *q)
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

// red reads a list of Red-DiscordBot's. What it says of itself is in upper case.
func (r *importer) red(text string) {
	body := r.parseYAML(text)
	if body == nil {
		return
	}
	entries, ok := entriesOf(body)
	if !ok {
		r.at(body, "is no list of questions that can be imported")
		return
	}
	for _, e := range entries {
		key := textOf(e.Key)
		if key == strings.ToUpper(key) && slices.Contains([]string{"AUTHOR", "DESCRIPTION", "CONFIG"}, key) {
			if key == "AUTHOR" && e.Value != nil {
				r.bank.Source = "a trivia list by " + strings.Join(r.list(e.Value), ", ")
			}
			continue
		}
		q := Question{Text: key}
		if e.Value != nil {
			q.Answers = r.list(e.Value)
		}
		r.add(e.Key.GetToken().Position.Line, q)
	}
}

// riddles reads sayings of two halves. Nobody types the second one exactly, so it
// is one of four choices, the others being those of other riddles.
func (r *importer) riddles(text string) error {
	var list []struct{ Riddle, Answer string }
	if err := json.Unmarshal([]byte(text), &list); err != nil {
		return fmt.Errorf("read riddles: %w", err)
	}
	r.bank.Title = "歇后语"
	r.bank.Source = "pwxcoo/chinese-xinhua, https://github.com/pwxcoo/chinese-xinhua, MIT"
	for i, x := range list {
		q := Question{Text: x.Riddle + "——", Choices: []string{x.Answer}, Answers: []string{x.Answer}}
		for step := 1; len(q.Choices) < 4 && step < min(len(list), 50); step++ {
			other := list[(i+step*stride)%len(list)].Answer
			if !slices.Contains(q.Choices, other) && other != "" {
				q.Choices = append(q.Choices, other)
			}
		}
		if x.Riddle == "" || len(q.Choices) < 2 {
			r.skipped = append(r.skipped, Skipped{0, fmt.Sprintf("riddle %d has not both halves, or there is no other", i+1)})
			continue
		}
		r.add(0, q)
	}
	return nil
}

// stride leads to riddles that are not about the same thing.
const stride = 1009
