package desk

import (
	"github.com/stewardbot/steward/bot/inspect"
)

// surveysData are the surveys with what was answered.
type surveysData struct{ List []*surveyRows }

// surveyRows is one survey.
type surveyRows struct {
	Name      string
	Done      int // members who answered all of it
	Questions []*question
}

type question struct {
	Number  int
	Text    string
	Answers int
	Options []option
}

type option struct {
	Text    string
	Answers int
	Share   int  // of the question's answers, in percent
	Shown   bool // there are enough answers to tell the share
}

// leastAnswers is how many answers make a share worth telling.
const leastAnswers = 30

func surveys(v *Visit) (any, error) {
	list, err := inspect.SurveyResults(v.Turn)
	d := &surveysData{}
	for _, r := range list {
		n := len(d.List)
		if n == 0 || d.List[n-1].Name != r.Survey {
			d.List = append(d.List, &surveyRows{Name: r.Survey, Done: r.Done})
		}
		s := d.List[len(d.List)-1]
		if len(s.Questions) < r.Question {
			s.Questions = append(s.Questions, &question{Number: r.Question, Text: r.Text})
		}
		q := s.Questions[r.Question-1]
		q.Options = append(q.Options, option{Text: r.Option, Answers: r.Answers})
		q.Answers += r.Answers
	}
	for _, s := range d.List {
		for _, q := range s.Questions {
			for i := range q.Options {
				o := &q.Options[i]
				o.Share, o.Shown = portion(int64(o.Answers), int64(q.Answers)), q.Answers >= leastAnswers
			}
		}
	}
	return d, err
}

func surveysTable(_ *Visit, data any) *Table {
	t := &Table{Columns: []string{"survey", "question", "text", "option", "answers", "done"}}
	for _, s := range data.(*surveysData).List {
		for _, q := range s.Questions {
			for _, o := range q.Options {
				t.Rows = append(t.Rows, []any{s.Name, q.Number, q.Text, o.Text, o.Answers, s.Done})
			}
		}
	}
	return t
}
