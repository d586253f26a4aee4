package desk

import (
	"fmt"

	"github.com/stewardbot/steward/bot/insight"
)

// evaluationData is what came of each quiz, draw, poll and post that is over, newest first.
type evaluationData struct {
	Figure *insight.Figure
	List   []evaluated
	Now    *evaluated // shown below; nil: there is none
	Chart  *bars      // its marks; nil: nobody gave one
}

// evaluated is one of them: a row of the figure by its columns.
type evaluated struct {
	ID    string // kind and number
	SoFar bool   // its seven days are not over for everybody
	row   []any
	f     *insight.Figure
}

// Cell is the value of a column, in words.
func (e evaluated) Cell(v *view, name string) string {
	for i, c := range e.f.Columns {
		if c.Name == name {
			return v.Value(e.row[i], c.Type)
		}
	}
	return ""
}

// Satisfied says how many of those who answered liked it.
func (e evaluated) Satisfied(v *view) string {
	if answers := e.Cell(v, "answered"); answers != "0" {
		return e.Cell(v, "satisfied") + " / " + answers
	}
	return "–"
}

// Kind names its kind.
func (e evaluated) Kind(v *view) string { return v.T("cell." + e.row[1].(string)) }

// Columns are those that are told of one.
func (e evaluated) Columns() []insight.Column { return e.f.Columns[3:] }

func evaluation(v *Visit) (any, error) {
	f, err := insight.Compute(v.Figures(), insight.Query{Name: "evaluation"})
	if err != nil {
		return nil, err
	}
	data := &evaluationData{Figure: f}
	partial := map[int]bool{}
	for _, i := range f.Partial {
		partial[i] = true
	}
	for i := len(f.Rows) - 1; i >= 0; i-- {
		row := f.Rows[i]
		data.List = append(data.List, evaluated{fmt.Sprintf("%s-%d", row[1], row[0]), partial[i], row, f})
	}
	asked := v.Query("one")
	for i := range data.List {
		if data.List[i].ID == asked || asked == "" && i == 0 {
			data.Now = &data.List[i]
		}
	}
	switch {
	case data.Now == nil && asked != "":
		return nil, errNotFound
	case data.Now == nil:
		return data, nil
	}
	return data, data.marks(v)
}

// marks draws how often each mark was given.
func (d *evaluationData) marks(v *Visit) error {
	f, err := insight.Compute(v.Figures(), insight.Query{Name: "marks"})
	if err != nil {
		return err
	}
	for _, row := range f.Rows {
		if row[0] != d.Now.row[0] || row[1] != d.Now.row[1] {
			continue
		}
		var counts []int64
		for _, n := range row[3:8] {
			counts = append(counts, n.(int64))
		}
		d.Chart = newBars(v, v.T("evaluation.marks"), []string{"1", "2", "3", "4", "5"}, []string{v.T("evaluation.answers")}, counts)
	}
	return nil
}

// Notes are those of the figure, in words.
func (d *evaluationData) Notes(v *view) (list []string) {
	for _, n := range d.Figure.Notes {
		list = append(list, n.In(v.Tag))
	}
	return list
}

func evaluationTable(_ *Visit, data any) *Table {
	d, t := data.(*evaluationData), &Table{}
	for _, c := range d.Figure.Columns {
		t.Columns = append(t.Columns, c.Name)
	}
	t.Rows = d.Figure.Rows
	return t
}
