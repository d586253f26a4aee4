package bank_test

import (
	"encoding/base64"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"github.com/stewardbot/steward/bot/feature/quiz/bank"
	"github.com/stewardbot/steward/bot/textfile"
)

const tea = `title: Tea
source: ours
questions:
  - question: Where is it from?
    choices: [India, China, Japan]
    answer: b
    explanation: The oldest trees stand in Yunnan.
    tags: [history]
  - {question: How many legs has a table?, answer: [4, four], tags: furniture}
  - question: Is it wet?
    choices: [yes, no]
    answer: yes
`

func TestParse(t *testing.T) {
	want := &bank.Bank{Title: "Tea", Source: "ours", Questions: []bank.Question{
		{Text: "Where is it from?", Choices: []string{"India", "China", "Japan"}, Answers: []string{"China"}, Explanation: "The oldest trees stand in Yunnan.", Tags: []string{"history"}},
		{Text: "How many legs has a table?", Answers: []string{"4", "four"}, Tags: []string{"furniture"}},
		{Text: "Is it wet?", Choices: []string{"yes", "no"}, Answers: []string{"yes"}},
	}}
	got, _, err := bank.Parse("tea.yaml", tea)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	sheet := "Question,A,B,C,Answer,Explanation,Tags\n" +
		"Where is it from?,India,China,Japan,b,The oldest trees stand in Yunnan.,history\n" +
		"How many legs has a table?,,,,4|four,,furniture\n" +
		"Is it wet?,yes,no,,yes\n"
	if got, _, err = bank.Parse("banks/Tea.CSV", sheet); err != nil {
		t.Fatal(err)
	}
	want.Source = ""
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestFaultsTellWhere(t *testing.T) {
	for _, c := range []struct{ name, text, want string }{
		{"a.yaml", "", "a.yaml:1:1: has no questions"},
		{"a.yaml", "questions: []", "a.yaml:1:1: has no questions"},
		{"a.yaml", "[]", "a.yaml:1:1: has no questions"},
		{"a.yaml", "words", "a.yaml:1:1: wants a group of keys: title, source, questions"},
		{"a.yaml", "questions:\n  - qestion: x\n    answer: y", `a.yaml:2:5: unknown key "qestion"; there are question, choices, answer, explanation, tags`},
		{"a.yaml", "questions:\n  - {}", "a.yaml:2:5: wants a text under question"},
		{"a.yaml", "questions:\n  - question: x", "wants the right one under answer"},
		{"a.yaml", "questions:\n  - question: x\n    choices: [a, b]\n    answer: c", `a.yaml:2:5: the answer "c" is none of the choices`},
		{"a.yaml", "questions:\n  - question: x\n    choices: [a, a]\n    answer: a", `the choice "a" is there twice`},
		{"a.yaml", "questions:\n  - question: x\n    choices: [a, '', c]\n    answer: c", "the choice B is empty"},
		{"a.yaml", "questions:\n  - question: x\n    choices: [a]\n    answer: a", "wants 2 to 6 choices, got 1"},
		{"a.yaml", "questions:\n  - question: {x: y}\n    answer: a", "a.yaml:2:15: wants a text"},
		{"a.yaml", "questions:\n  - question: &q x\n    answer: *q", "a.yaml:2:15: wants a text"},
		{"a.yaml", "questions:\n  - question: 'x\n", "is not YAML"},
		{"a.csv", "", "a.csv:1:1: has no questions"},
		{"a.csv", "question,answer,hint\nx,y,z", `a.csv:1:17: there is no column "hint"`},
		{"a.csv", "question\nx", `a.csv:1:1: the first line names no column "answer"`},
		{"a.csv", "question,answer\n,z\n", "a.csv:2:1: wants a text under question"},
		{"a.csv", "question,answer\nx,y,z\n", "a.csv:2:5: there are more fields"},
		{"a.csv", "question,answer\n\"x,y\n", "a.csv:2:6: is not CSV"},
	} {
		_, _, err := bank.Parse(c.name, c.text)
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %q\n got %v\nwant %s", c.name, c.text, err, c.want)
		}
	}
}

func TestEveryFaultIsTold(t *testing.T) {
	_, _, err := bank.Parse("a.yaml", "questions:\n  - {question: x}\n  - {answer: y}\nauthor: z\n")
	if n := strings.Count(err.Error(), "a.yaml:"); n != 3 {
		t.Errorf("%d faults, want 3: %v", n, err)
	}
	var f *bank.Fault
	if !errors.As(err, &f) || f.Line != 2 {
		t.Errorf("the first fault is %+v", f)
	}
}

func TestShippedBanks(t *testing.T) {
	banks, err := bank.Shipped()
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"general", "xiehouyu", "xiehouyu-hant"} {
		b := banks[name]
		if b == nil || len(b.Questions) < 40 || b.Source == "" {
			t.Errorf("%s: %+v", name, b)
			continue
		}
		var texts []string
		for _, q := range b.Questions {
			if slices.Contains(texts, q.Text) {
				t.Errorf("%s: %q stands twice", name, q.Text)
			}
			texts = append(texts, q.Text)
		}
	}
}

const (
	openTrivia = "#Q Finish the proverb:\r\n\r\nPoets are born, ____.\r\n^ ...not made.\r\nA ...not made.\r\nB ...rich.\r\n\n#Q Café?\n^ Yes\nA Yes\nB No\n\n#Q Nothing right\n^ C\nA x\nB y\n"
	redList    = "AUTHOR: somebody\nCONFIG:\n  delay: 5\nWhat is 6 x 7?:\n- 42\n- forty-two\nIs it so?: [yes]\nNobody knows: []\nWhat is 6 x 7?: [43]\n"
	redBroken  = "AUTHOR: somebody\nWhat is 6 x 7?: [42]\nWhat: is: that?\n- it\nWhat is 6 x 7?:\n- 42\nThe last?:\n- yes\n"
	riddles    = `[{"riddle": "飞机上观天", "answer": "目空一切"}, {"riddle": "腊月里的梅花", "answer": "傲霜斗雪"}, {"riddle": "", "answer": "x"}]`
)

func TestImport(t *testing.T) {
	for _, c := range []struct {
		name, text string
		want       []bank.Question
		left       string // lines that are reported
	}{
		{"openTrivia", openTrivia, []bank.Question{
			{Text: "Finish the proverb:\n\nPoets are born, ____.", Choices: []string{"...not made.", "...rich."}, Answers: []string{"...not made."}},
			{Text: "Café?", Choices: []string{"Yes", "No"}, Answers: []string{"Yes"}},
		}, "13"},
		{"red", redList, []bank.Question{
			{Text: "What is 6 x 7?", Answers: []string{"42", "forty-two"}},
			{Text: "Is it so?", Answers: []string{"yes"}},
		}, "8 9"},
		{"red, not YAML as a whole", redBroken, []bank.Question{
			{Text: "What is 6 x 7?", Answers: []string{"42"}},
			{Text: "The last?", Answers: []string{"yes"}},
		}, "3 5"},
		{"riddles", riddles, []bank.Question{
			{Text: "飞机上观天——", Choices: []string{"目空一切", "x", "傲霜斗雪"}, Answers: []string{"目空一切"}},
			{Text: "腊月里的梅花——", Choices: []string{"傲霜斗雪", "x", "目空一切"}, Answers: []string{"傲霜斗雪"}},
		}, "1"},
		{"openTDB", openDB, entities, "5 6"},
		{"openTDB, a list", openDB[strings.Index(openDB, "["):strings.LastIndex(openDB, "}")], entities, "5 6"},
		{"openTDB, url3986", encoded(url.PathEscape), entities, ""},
		{"openTDB, urlLegacy", encoded(url.QueryEscape), entities, ""},
		{"openTDB, base64", encoded(func(s string) string { return base64.StdEncoding.EncodeToString([]byte(s)) }), entities, ""},
		{"semicolons.csv", "\ufeffsep=;\r\nQuestion;A;B;Answer;\r\nTea, or what?;Yes;No;a;\r\n;;;;\r\nNo answer;Yes;No;;\r\n\"Split\nin two\";x;y;B\r\nTea, or what?;Yes;No;a\r\n;;;\r\n;\r\n", sheet, "5 8"},
		{"tabs.txt", "Question\tA\tB\tAnswer\tTags\nTea, or what?\tYes\tNo\ta\t\n\"Split\nin two\"\tx\ty\tB\n\t\t\t\t\n", sheet, ""},
		{"broken.csv", "Question,A,B,Answer\n\"Tea, or what?\",Yes,No,a\n5\" long,x,y,A\n\"Split\nin two\",x,y,B\nz,x,y,A,more\n\"never closed,x,y,A\n", sheet, "3 6 7"},
	} {
		for _, form := range []string{"\n", "\r\n"} {
			text := strings.ReplaceAll(strings.ReplaceAll(c.text, "\r\n", "\n"), "\n", form)
			b, left, err := bank.Parse(c.name, strings.ReplaceAll(strings.TrimPrefix(text, "\ufeff"), "\r\n", "\n"))
			if err != nil {
				t.Errorf("%s: %v", c.name, err)
				continue
			}
			var lines []string
			for _, f := range left {
				lines = append(lines, strconv.Itoa(f.Line))
			}
			sorted := cmp.Transformer("sorted", func(s []string) []string { return slices.Sorted(slices.Values(s)) })
			if diff := cmp.Diff(c.want, b.Questions, sorted); diff != "" || strings.Join(lines, " ") != c.left {
				t.Errorf("%s: left out %v\n%s", c.name, left, diff)
			}
			roundTrip(t, c.name, b)
		}
	}
	if _, _, err := bank.Parse("x", "just a text"); err == nil {
		t.Error("a text was imported")
	}
	if _, _, err := bank.Parse("x", `{"response_code":5,"results":[]}`); err == nil || !strings.Contains(err.Error(), "code 5") {
		t.Errorf("no questions, and Open Trivia DB says why: %v", err)
	}
}

var (
	sheet = []bank.Question{
		{Text: "Tea, or what?", Choices: []string{"Yes", "No"}, Answers: []string{"Yes"}},
		{Text: "Split\nin two", Choices: []string{"x", "y"}, Answers: []string{"y"}},
	}
	entities = []bank.Question{
		{Text: "Who sang \"¿Qué?\" & more?", Choices: []string{"Beyoncé", "A+B", "100%"}, Answers: []string{"Beyoncé"}, Tags: []string{"Entertainment: Music", "easy"}},
		{Text: "1 < 2?", Choices: []string{"True", "False"}, Answers: []string{"False"}, Tags: []string{"Mathematics", "hard"}},
	}
)

const openDB = `{"response_code":0,"results":[
{"type":"multiple","difficulty":"easy","category":"Entertainment: Music","question":"Who sang &quot;&iquest;Qu&eacute;?&quot; &amp; more?","correct_answer":"Beyonc&eacute;","incorrect_answers":["A+B","100%"]},
{"type":"boolean","difficulty":"hard","category":"Mathematics",
 "question":"1 &lt; 2?","correct_answer":"False","incorrect_answers":["True"]},
{"type":"multiple","question":"No other?","correct_answer":"x","incorrect_answers":[]},
{"type":"multiple","question":"No list?","correct_answer":"x","incorrect_answers":"y"}
]}`

// encoded returns an Open Trivia DB response in another encoding.
func encoded(by func(string) string) string {
	var items []string
	for i, q := range entities {
		kind := []string{"multiple", "boolean"}[i]
		if strings.HasSuffix(by("multiple"), "=") { // base64 encodes every field
			kind = by(kind)
		}
		var wrong []string
		for _, c := range q.Choices {
			if c != q.Answers[0] {
				wrong = append(wrong, strconv.Quote(by(c)))
			}
		}
		items = append(items, fmt.Sprintf(`{"type":%q,"difficulty":%q,"category":%q,"question":%q,"correct_answer":%q,"incorrect_answers":[%s]}`,
			kind, by(q.Tags[1]), by(q.Tags[0]), by(q.Text), by(q.Answers[0]), strings.Join(wrong, ",")))
	}
	return `{"response_code":0,"results":[` + strings.Join(items, ",") + `]}`
}

// roundTrip checks that an encoded bank parses to the same bank.
func roundTrip(t *testing.T, name string, b *bank.Bank) {
	t.Helper()
	out, err := bank.Encode(b)
	if err != nil {
		t.Fatal(err)
	}
	again, _, err := bank.Parse(name+".yaml", string(out))
	if err != nil {
		t.Fatalf("%s: %v\n%s", name, err, out)
	}
	again.Title = b.Title
	if diff := cmp.Diff(b, again); diff != "" {
		t.Fatalf("%s: %s\n%s", name, diff, out)
	}
}

// TestBrokenEncoding: a text that is no UTF-8 once it is decoded is left out and told.
func TestBrokenEncoding(t *testing.T) {
	text := strings.Replace(encoded(url.QueryEscape), "%3F", "%cc%3F", 1)
	b, left, err := bank.Parse("x", text)
	if err != nil || len(b.Questions) != len(entities)-1 || len(left) != 1 || !strings.Contains(left[0].Error(), "can't be read") {
		t.Errorf("%+v, %v, %v", b, left, err)
	}
}

func FuzzYAML(f *testing.F) {
	f.Add(tea)
	f.Add("questions: [{question: x, answer: [y]}]")
	f.Fuzz(func(t *testing.T, text string) { parses(t, "x.yaml", text) })
}

func FuzzCSV(f *testing.F) {
	f.Add("question,A,B,answer\nx,1,2,B\n")
	f.Add("question,answer,tags\nx,y|z,a|b\n")
	f.Fuzz(func(t *testing.T, text string) { parses(t, "x.csv", text) })
}

// parses checks that parsing gives a bank or faults, and that every question of a bank can be
// asked.
func parses(t *testing.T, name, text string) {
	b, _, err := bank.Parse(name, text)
	if err != nil {
		return
	}
	for _, q := range b.Questions {
		if q.Text == "" || len(q.Answers) == 0 || len(q.Choices) > 0 && q.Right() < 0 || len(q.Choices) == 0 && !q.Accepts(q.Answers[0]) {
			t.Fatalf("%+v", q)
		}
	}
}

func FuzzImport(f *testing.F) {
	for _, text := range []string{openTrivia, redList, redBroken, riddles, openDB, encoded(url.QueryEscape), "sep=\t\nquestion\tanswer\nx\ty", "question;answer\n\"x;y\nz;w"} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		text, err := textfile.Decode(data)
		if err != nil {
			return
		}
		b, left, err := bank.Parse("x", text)
		for _, l := range left {
			if l.Line < 1 || l.Line > strings.Count(text, "\n")+1 {
				t.Fatalf("%v is behind the end", l)
			}
		}
		if err != nil {
			return
		}
		for _, q := range b.Questions {
			if !utf8.ValidString(q.Text) || q.Text == "" || len(q.Answers) == 0 {
				t.Fatalf("%+v", q)
			}
		}
	})
}
