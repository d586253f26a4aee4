package bank

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"html"
	"io"
	"net/url"
	"regexp"
	"slices"
	"strings"
)

// item is a question of Open Trivia DB, or a riddle of chinese-xinhua.
type item struct {
	Type       string   `json:"type"` // multiple or boolean
	Difficulty string   `json:"difficulty"`
	Category   string   `json:"category"`
	Question   string   `json:"question"`
	Correct    string   `json:"correct_answer"`
	Incorrect  []string `json:"incorrect_answers"`
	Riddle     string   `json:"riddle"`
	Answer     string   `json:"answer"`

	line int
}

// json reads a list of items, or Open Trivia DB's answer around it.
func (r *reader) json(text string) {
	list := text
	if strings.HasPrefix(strings.TrimSpace(text), "{") {
		var answer struct {
			Code    int             `json:"response_code"`
			Results json.RawMessage `json:"results"`
		}
		switch err := json.Unmarshal([]byte(text), &answer); {
		case err != nil:
			r.notJSON(text, err)
			return
		case answer.Code != 0:
			r.fault(1, 1, "bank.opentdb_refused", answer.Code)
			return
		}
		list = string(answer.Results)
	}
	items := r.items(list, strings.Count(text[:max(strings.Index(text, list), 0)], "\n")+1)
	if slices.ContainsFunc(items, func(x item) bool { return x.Riddle != "" }) {
		r.riddles(items)
	} else {
		r.openDB(items)
	}
}

// items reads a list whose first character is on the given line.
func (r *reader) items(list string, line int) (items []item) {
	in, at := json.NewDecoder(strings.NewReader(list)), 0
	if _, err := in.Token(); err != nil {
		r.notJSON(list, err)
		return nil
	}
	for in.More() {
		next := int(in.InputOffset())
		next += strings.IndexFunc(list[next:], func(c rune) bool { return !strings.ContainsRune(" ,\t\n", c) })
		line, at = line+strings.Count(list[at:next], "\n"), next
		x := item{line: line}
		err := in.Decode(&x)
		var wrong *json.UnmarshalTypeError
		switch {
		case errors.As(err, &wrong):
			r.leave(line, 1, "bank.not_opentdb", wrong.Field)
		case err != nil:
			r.notJSON(list, err)
			return nil
		default:
			items = append(items, x)
		}
	}
	if _, err := in.Token(); err != nil { // the bracket that ends the list
		r.notJSON(list, err)
		return nil
	}
	if rest := list[in.InputOffset():]; strings.TrimSpace(rest) != "" {
		behind := len(rest) - len(strings.TrimLeft(rest, " \t\r\n"))
		r.leave(line+strings.Count(list[at:int(in.InputOffset())+behind], "\n"), 1, "bank.behind_list")
	}
	return items
}

func (r *reader) notJSON(text string, err error) {
	line := 1
	var at *json.SyntaxError
	if errors.As(err, &at) {
		line += strings.Count(text[:min(int(at.Offset), len(text))], "\n")
	} else if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		line += strings.Count(text, "\n")
	}
	r.fault(line, 1, "bank.broken_json")
}

// openDB makes questions of what Open Trivia DB answers.
func (r *reader) openDB(items []item) {
	r.bank.Source = "Open Trivia Database, https://opentdb.com, CC BY-SA 4.0"
	read := encodingOf(items)
	for _, x := range items {
		q := Question{Text: read(x.Question), Answers: []string{read(x.Correct)}, Tags: []string{read(x.Category), read(x.Difficulty)}}
		for _, c := range x.Incorrect {
			q.Choices = append(q.Choices, read(c))
		}
		if q.Choices = append(q.Choices, q.Answers[0]); read(x.Type) == "boolean" {
			slices.SortFunc(q.Choices, func(a, b string) int { return strings.Compare(b, a) }) // True first
		}
		r.add(x.line, 1, q)
	}
}

// encodingOf finds how Open Trivia DB wrote all of its texts. It writes HTML's entities
// unless it is asked for another encoding, with which no text has a space.
func encodingOf(items []item) func(string) string {
	var texts []string
	plain := true // the type is a word as it is
	for _, x := range items {
		texts = append(append(texts, x.Question, x.Correct, x.Category), x.Incorrect...)
		plain = plain && (x.Type == "" || x.Type == "multiple" || x.Type == "boolean")
	}
	all := strings.Join(texts, "")
	switch {
	case !plain && all64(texts):
		return func(s string) string { b, _ := base64.StdEncoding.DecodeString(s); return string(b) }
	case strings.Contains(all, " "):
	case allRead(texts, url.PathUnescape) && escaped.MatchString(all) && (strings.Contains(all, "%20") || !strings.Contains(all, "+")):
		return func(s string) string { s, _ = url.PathUnescape(s); return s }
	case allRead(texts, url.QueryUnescape) && strings.Contains(all, "+") && strings.Contains(all, "%"):
		return func(s string) string { s, _ = url.QueryUnescape(s); return html.UnescapeString(s) }
	}
	return html.UnescapeString
}

// escaped is a space, a question mark, a quote or a comma in an address.
var escaped = regexp.MustCompile(`%(?:20|3F|22|27|2C)`)

func all64(texts []string) bool {
	return allRead(texts, func(s string) (string, error) { b, err := base64.StdEncoding.DecodeString(s); return string(b), err })
}

func allRead(texts []string, read func(string) (string, error)) bool {
	return !slices.ContainsFunc(texts, func(s string) bool { _, err := read(s); return err != nil })
}

// riddles are sayings of two halves. Nobody types the second one exactly, so it
// is one of four choices, the others being those of other riddles.
func (r *reader) riddles(list []item) {
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
		if x.Riddle == "" || x.Answer == "" || len(q.Choices) < 2 {
			r.leave(x.line, 1, "bank.half_riddle")
			continue
		}
		r.add(x.line, 1, q)
	}
}

// stride leads to riddles that are not about the same thing.
const stride = 1009
