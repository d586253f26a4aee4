package bank

import (
	"encoding/csv"
	"errors"
	"io"
	"slices"
	"strings"
)

// columns are what the first line of a CSV bank may name, in any order. Accepted
// forms of an answer and tags are separated by "|".
var columns = []string{"question", "a", "b", "c", "d", "e", "f", "answer", "explanation", "tags"}

func (r *reader) csv(text string) {
	in := csv.NewReader(strings.NewReader(text))
	in.FieldsPerRecord, in.TrimLeadingSpace = -1, true
	head, err := in.Read()
	if errors.Is(err, io.EOF) {
		return
	}
	if err != nil {
		r.csvError(err)
		return
	}
	if !r.header(in, head) {
		return
	}
	for {
		row, err := in.Read()
		switch {
		case errors.Is(err, io.EOF):
			return
		case err != nil:
			r.csvError(err)
			return
		}
		r.row(in, head, row)
	}
}

func (r *reader) csvError(err error) {
	var at *csv.ParseError
	if errors.As(err, &at) {
		r.fault(at.Line, at.Column, "is not CSV: %v", at.Err)
		return
	}
	r.fault(1, 1, "is not CSV: %v", err)
}

// header brings the names of the columns into lower case.
func (r *reader) header(in *csv.Reader, head []string) bool {
	for i, name := range head {
		line, col := in.FieldPos(i)
		head[i] = strings.ToLower(strings.TrimSpace(name))
		switch {
		case !slices.Contains(columns, head[i]):
			r.fault(line, col, "there is no column %q; the first line names %s", name, strings.Join(columns, ", "))
		case slices.Contains(head[:i], head[i]):
			r.fault(line, col, "the column %q stands twice", name)
		}
	}
	for _, must := range []string{"question", "answer"} {
		if !slices.Contains(head, must) {
			r.fault(1, 1, "the first line names no column %q", must)
		}
	}
	return len(r.faults) == 0
}

func (r *reader) row(in *csv.Reader, head, row []string) {
	line, col := in.FieldPos(0)
	if len(row) > len(head) {
		line, col = in.FieldPos(len(head))
		r.fault(line, col, "there are more fields than the first line names; put a text with commas in double quotes")
		return
	}
	var q Question
	for i, field := range row {
		switch head[i] {
		case "question":
			q.Text = field
		case "answer":
			q.Answers = strings.Split(field, "|")
		case "explanation":
			q.Explanation = field
		case "tags":
			q.Tags = strings.Split(field, "|")
		default:
			q.Choices = append(q.Choices, field)
		}
	}
	if err := q.settle(); err != nil {
		r.fault(line, col, "%v", err)
		return
	}
	r.bank.Questions = append(r.bank.Questions, q)
}
