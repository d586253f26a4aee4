package bank

import (
	"encoding/csv"
	"errors"
	"html"
	"io"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"github.com/stewardbot/steward/bot/phrase"
)

// separators that spreadsheets write.
const separators = ",;\t"

// isSheet tells CSV by the name or by what the first line names.
func isSheet(name, text string) bool {
	if strings.HasPrefix(text, ankiHead) {
		return true
	}
	ending := strings.ToLower(filepath.Ext(name))
	_, known := separatorOf(text)
	return ending == ".csv" || ending == ".tsv" || known > 2 || known == 2 && ending != ".yaml" && ending != ".yml"
}

// separatorOf returns the one with which the first line names most columns, and
// how many.
func separatorOf(text string) (sep rune, known int) {
	line, _, _ := strings.Cut(text, "\n")
	sep = ','
	for _, s := range separators {
		n := 0
		for _, name := range strings.Split(line, string(s)) {
			if column, ok := columnOf(name); ok && column != "" {
				n++
			}
		}
		if n > known {
			sep, known = s, n
		}
	}
	return sep, known
}

// ankiHead begins the notes that Anki exports: lines of "#key:value", then rows of question and answer in HTML.
const ankiHead = "#separator:"

var tag = regexp.MustCompile(`<[^<>]*>`)

// anki makes a sheet with a first line of what Anki exports, with as many lines, one of them left out in above.
func anki(text string) (sheet string, above int) {
	sep := "\t"
	for strings.HasPrefix(text, "#") {
		var head string
		head, text, _ = strings.Cut(text, "\n")
		above++
		switch strings.ToLower(strings.TrimPrefix(head, ankiHead)) {
		case "comma", ",":
			sep = ","
		case "semicolon", ";":
			sep = ";"
		}
	}
	return "question" + sep + "answer" + sep + "tags\n" + html.UnescapeString(tag.ReplaceAllString(text, "")), above - 1
}

// mostBroken rows are looked behind; a file with more is something else.
const mostBroken = 100

// sheet is CSV that is being read.
type sheet struct {
	*reader
	in    *csv.Reader
	above int      // lines above what in reads
	head  []string // the columns
	// numbered: the choices have numbers, by which the right one may be named.
	numbered bool
}

func (r *reader) csv(text string) {
	s := sheet{reader: r}
	if first, rest, _ := strings.Cut(text, "\n"); strings.HasPrefix(strings.ToLower(first), "sep=") {
		s.above, text = 1, rest // a remark to spreadsheets
	} else if strings.HasPrefix(text, ankiHead) {
		text, s.above = anki(text)
	}
	sep, _ := separatorOf(text)
	for broken := 0; broken < mostBroken; broken++ {
		s.in = csv.NewReader(strings.NewReader(text))
		s.in.Comma, s.in.FieldsPerRecord, s.in.TrimLeadingSpace = sep, -1, sep != '\t'
		bad := s.read()
		if bad == nil {
			return
		}
		line := ""
		for range bad.StartLine { // what is behind it may be good
			line, text, _ = strings.Cut(text, "\n")
		}
		s.above += bad.StartLine
		if sep == '\t' && s.head != nil && errors.Is(bad.Err, csv.ErrBareQuote) { // between tabs they need not be in quotes
			s.row(strings.Split(line, "\t"), func(int) (int, int) { return s.above, 1 })
			broken--
			continue
		}
		s.leave(s.above-bad.StartLine+bad.Line, bad.Column, "bank.not_csv", csvFault(bad.Err))
	}
	s.fault(1, 1, "bank.broken_csv", mostBroken)
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
			s.fault(1, 1, "bank.not_csv", csvFault(err))
			return nil
		case s.head == nil:
			if !s.header(row) {
				return nil
			}
		default:
			s.row(row, s.place)
		}
	}
}

// csvFault puts the parser's message into words for people.
func csvFault(err error) *phrase.Phrase {
	switch {
	case errors.Is(err, csv.ErrBareQuote):
		return phrase.New("csv.bare_quote")
	case errors.Is(err, csv.ErrQuote):
		return phrase.New("csv.open_quote")
	}
	return phrase.New("csv.broken")
}

func (s *sheet) place(i int) (line, col int) {
	line, col = s.in.FieldPos(i)
	return line + s.above, col
}

// header finds the columns.
func (s *sheet) header(head []string) bool {
	for i, name := range head {
		line, col := s.place(i)
		known := false
		s.numbered = s.numbered || numberedChoice.MatchString(strings.ToLower(strings.TrimSpace(name))) && strings.ContainsAny(name, "123456")
		switch head[i], known = columnOf(name); {
		case !known:
			s.fault(line, col, "bank.unknown_column", name, columns)
		case head[i] != "" && slices.Contains(head[:i], head[i]):
			s.fault(line, col, "bank.repeated_column", name)
		}
	}
	for _, must := range []string{"question", "answer"} {
		if !slices.Contains(head, must) {
			s.fault(s.above+1, 1, "bank.missing_column", must)
		}
	}
	s.head = head
	return len(s.faults) == 0
}

// row makes a question of a row; place is where each of its fields begins.
func (s *sheet) row(row []string, place func(field int) (line, col int)) {
	for len(row) > 0 && strings.TrimSpace(row[len(row)-1]) == "" {
		row = row[:len(row)-1]
	}
	if len(row) == 0 {
		return
	}
	if len(row) > len(s.head) {
		line, col := place(len(s.head))
		s.leave(line, col, "bank.many_fields")
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
	line, col := place(0)
	if s.numbered && !byNumber(&q) {
		s.leave(line, col, "bank.ambiguous_answer", q.Answers[0])
		return
	}
	s.add(line, col, q)
}
