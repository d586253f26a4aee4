package bank_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"github.com/stewardbot/steward/bot/feature/quiz/bank"
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
	got, err := bank.Parse("tea.yaml", tea)
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
	if got, err = bank.Parse("banks/Tea.CSV", sheet); err != nil {
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
		{"a.yaml", "[]", "a.yaml:1:1: wants a group of keys: title, source, questions"},
		{"a.yaml", "questions:\n  - qestion: x\n    answer: y", `a.yaml:2:5: unknown key "qestion"; there are question, choices, answer, explanation, tags`},
		{"a.yaml", "questions:\n  - {}", "a.yaml:2:5: wants a text under question"},
		{"a.yaml", "questions:\n  - question: x", "wants the right one under answer"},
		{"a.yaml", "questions:\n  - question: x\n    answer: y\n  - question: x\n    choices: [a, b]\n    answer: c", `a.yaml:4:5: the answer "c" is none of the choices`},
		{"a.yaml", "questions:\n  - question: x\n    choices: [a, a]\n    answer: a", `the choice "a" stands twice`},
		{"a.yaml", "questions:\n  - question: x\n    choices: [a, '', c]\n    answer: c", "the choice B is empty"},
		{"a.yaml", "questions:\n  - question: x\n    choices: [a]\n    answer: a", "wants 2 to 6 choices, got 1"},
		{"a.yaml", "questions:\n  - question: {x: y}\n    answer: a", "a.yaml:2:15: wants a text"},
		{"a.yaml", "questions:\n  - question: &q x\n    answer: *q", "a.yaml:2:15: wants a text"},
		{"a.yaml", "questions:\n  - question: 'x\n", "is not YAML"},
		{"a.csv", "", "a.csv:1:1: has no questions"},
		{"a.csv", "question,answer,hint\nx,y,z", `a.csv:1:17: there is no column "hint"`},
		{"a.csv", "question\nx", `a.csv:1:1: the first line names no column "answer"`},
		{"a.csv", "question,answer\nx,y\n,z\n", "a.csv:3:1: wants a text under question"},
		{"a.csv", "question,answer\nx,y,z\n", "a.csv:2:5: there are more fields"},
		{"a.csv", "question,answer\n\"x,y\n", "a.csv:2:6: is not CSV"},
	} {
		_, err := bank.Parse(c.name, c.text)
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %q\n got %v\nwant %s", c.name, c.text, err, c.want)
		}
	}
}

func TestEveryFaultIsTold(t *testing.T) {
	_, err := bank.Parse("a.yaml", "questions:\n  - {question: x}\n  - {answer: y}\nauthor: z\n")
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
	openTrivia = "#Q Finish the proverb:\r\n\r\nPoets are born, ____.\r\n^ ...not made.\r\nA ...not made.\r\nB ...rich.\r\n\n#Q Caf\xe9?\n^ Yes\nA Yes\nB No\n\n#Q Nothing right\n^ C\nA x\nB y\n"
	redList    = "AUTHOR: somebody\nCONFIG:\n  delay: 5\nWhat is 6 x 7?:\n- 42\n- forty-two\nIs it so?: [yes]\nNobody knows: []\n"
	riddles    = `[{"riddle": "飞机上观天", "answer": "目空一切"}, {"riddle": "腊月里的梅花", "answer": "傲霜斗雪"}, {"riddle": "", "answer": "x"}]`
)

func TestImport(t *testing.T) {
	for _, c := range []struct {
		name, text string
		want       []bank.Question
		skipped    int
	}{
		{"openTrivia", openTrivia, []bank.Question{
			{Text: "Finish the proverb:\n\nPoets are born, ____.", Choices: []string{"...not made.", "...rich."}, Answers: []string{"...not made."}},
			{Text: "Café?", Choices: []string{"Yes", "No"}, Answers: []string{"Yes"}},
		}, 1},
		{"red", redList, []bank.Question{
			{Text: "What is 6 x 7?", Answers: []string{"42", "forty-two"}},
			{Text: "Is it so?", Answers: []string{"yes"}},
		}, 1},
		{"riddles", riddles, []bank.Question{
			{Text: "飞机上观天——", Choices: []string{"目空一切", "x", "傲霜斗雪"}, Answers: []string{"目空一切"}},
			{Text: "腊月里的梅花——", Choices: []string{"傲霜斗雪", "x", "目空一切"}, Answers: []string{"傲霜斗雪"}},
		}, 1},
	} {
		b, skipped, err := bank.Import(c.name, []byte(c.text))
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		sorted := cmp.Transformer("sorted", func(s []string) []string { return slices.Sorted(slices.Values(s)) })
		if diff := cmp.Diff(c.want, b.Questions, sorted); diff != "" || len(skipped) != c.skipped {
			t.Errorf("%s: skipped %v\n%s", c.name, skipped, diff)
		}
		roundTrip(t, c.name, b)
	}
	if _, _, err := bank.Import("x", []byte("just a text")); err == nil {
		t.Error("a text was imported")
	}
}

// roundTrip: what is written as a bank reads as it was.
func roundTrip(t *testing.T, name string, b *bank.Bank) {
	t.Helper()
	out, err := bank.Encode(b)
	if err != nil {
		t.Fatal(err)
	}
	again, err := bank.Parse(name+".yaml", string(out))
	if err != nil {
		t.Fatalf("%s: %v\n%s", name, err, out)
	}
	again.Title = b.Title
	if diff := cmp.Diff(b, again); diff != "" {
		t.Fatalf("%s: %s\n%s", name, diff, out)
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

// parses: a bank or faults, and every question of a bank can be asked.
func parses(t *testing.T, name, text string) {
	b, err := bank.Parse(name, text)
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
	f.Add([]byte(openTrivia))
	f.Add([]byte(redList))
	f.Add([]byte(riddles))
	f.Fuzz(func(t *testing.T, data []byte) {
		b, _, err := bank.Import("x", data)
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
