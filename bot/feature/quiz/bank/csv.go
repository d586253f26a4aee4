package bank

import (
	"encoding/csv"
	"errors"
	"io"
	"path/filepath"
	"slices"
	"strings"
)

// columns are what the first line of a CSV bank may name, in any order. Accepted
// forms of an answer and tags are separated by "|".
var columns = []string{"question", "a", "b", "c", "d", "e", "f", "answer", "explanation", "tags"}

// separators that spreadsheets write.
const separators = ",;\t"

// isSheet tells CSV by the name or by what the first line names.
func isSheet(name, text string) bool {
	ending := strings.ToLower(filepath.Ext(name))
	_, known := separatorOf(text)
	return ending == ".csv" || ending == ".tsv" || known > 2 || known == 2 && ending != ".yaml" && ending != ".yml"
}

// separatorOf is the one with which the first line names most columns, and how many.
func separatorOf(text string) (sep rune, known int) {
	line, _, _ := strings.Cut(text, "\n")
	sep = ','
	for _, s := range separators {
		n := 0
		for _, name := range strings.Split(line, string(s)) {
			if slices.Contains(columns, strings.ToLower(strings.Trim(name, " \""))) {
				n++
			}
		}
		if n > known {
			sep, known = s, n
		}
	}
	return sep, known
}

// mostBroken rows are looked behind; a file with more is something else.
const mostBroken = 100

// sheet is CSV that is being read.
type sheet struct {
	*reader
	in    *csv.Reader
	above int      // lines above what in reads
	head  []string // the names of the columns, in lower case
}

func (r *reader) csv(text string) {
	s := sheet{reader: r}
	if first, rest, _ := strings.Cut(text, "\n"); strings.HasPrefix(strings.ToLower(first), "sep=") {
		s.above, text = 1, rest // a remark to spreadsheets
	}
	sep, _ := separatorOf(text)
	for broken := 0; broken < mostBroken; broken++ {
		s.in = csv.NewReader(strings.NewReader(text))
		s.in.Comma, s.in.FieldsPerRecord, s.in.TrimLeadingSpace = sep, -1, sep != '\t'
		bad := s.read()
		if bad == nil {
			return
		}
		s.leave(s.above+bad.Line, bad.Column, "is not CSV: %v", bad.Err)
		for range bad.StartLine { // what is behind it may be good
			_, text, _ = strings.Cut(text, "\n")
		}
		s.above += bad.StartLine
	}
	s.fault(1, 1, "is not CSV: more than %d lines can't be read", mostBroken)
}

// read reads up to the end, or up to a row that can't be read.
func (s *sheet) read() *csv.ParseError {
	for {
		row, err := s.in.Read()
		var bad *csv.ParseError
		switch {
		case errors.Is(err, io.EOF):
			return nil
		case errors.As(err, &bad):
			return bad
		case err != nil:
			s.fault(1, 1, "is not CSV: %v", err)
			return nil
		case s.head == nil:
			if !s.header(row) {
				return nil
			}
		default:
			s.row(row)
		}
	}
}

func (s *sheet) place(i int) (line, col int) {
	line, col = s.in.FieldPos(i)
	return line + s.above, col
}

// header brings the names of the columns into lower case.
func (s *sheet) header(head []string) bool {
	for i, name := range head {
		line, col := s.place(i)
		head[i] = strings.ToLower(strings.TrimSpace(name))
		switch {
		case head[i] == "": // a column that is empty, or a remark
		case !slices.Contains(columns, head[i]):
			s.fault(line, col, "there is no column %q; the first line names %s", name, strings.Join(columns, ", "))
		case slices.Contains(head[:i], head[i]):
			s.fault(line, col, "the column %q stands twice", name)
		}
	}
	for _, must := range []string{"question", "answer"} {
		if !slices.Contains(head, must) {
			s.fault(s.above+1, 1, "the first line names no column %q", must)
		}
	}
	s.head = head
	return len(s.faults) == 0
}

func (s *sheet) row(row []string) {
	for len(row) > 0 && strings.TrimSpace(row[len(row)-1]) == "" {
		row = row[:len(row)-1]
	}
	if len(row) == 0 {
		return
	}
	if len(row) > len(s.head) {
		line, col := s.place(len(s.head))
		s.leave(line, col, "there are more fields than the first line names; put a text with such a separator in double quotes")
		return
	}
	var q Question
	for i, field := range row {
		switch s.head[i] {
		case "":
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
	line, col := s.place(0)
	s.add(line, col, q)
}
