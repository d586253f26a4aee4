package config

import (
	"bytes"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"unicode/utf8"

	"github.com/stewardbot/steward/bot/phrase"
	"github.com/stewardbot/steward/bot/textfile"
)

const (
	// MaxFile bounds a YAML file, in bytes.
	MaxFile     = 4 << 20
	maxNamed    = 1 << 20 // bytes of a file named with file:, and of .env
	maxIncludes = 256     // number of included files
)

// source is a file's text, with uniform line ends and without a byte order
// mark.
type source struct {
	name  string // for messages: relative to Load's working directory if the given path was
	text  string
	lines []string // at least one
	// below and behind are the lines and columns before the text in the file
	// that name is; own is what it is called elsewhere, if that differs.
	below, behind int
	own           string

	widths []int // of the lines, in characters; -1 if not counted yet
}

// dir returns the directory to which names in this file are relative.
func (s *source) dir() string { return filepath.Dir(s.name) }

// within returns the nearest line number that exists.
func (s *source) within(line int) int { return min(max(line, 1), len(s.lines)) }

// width returns the number of characters of a line. The cache matters for a
// file with a hundred thousand values on one line.
func (s *source) width(line int) int {
	for len(s.widths) < len(s.lines) {
		s.widths = append(s.widths, -1)
	}
	if s.widths[line-1] < 0 {
		s.widths[line-1] = utf8.RuneCountInString(s.lines[line-1])
	}
	return s.widths[line-1]
}

func newSource(name, text string) *source {
	return &source{name: name, text: text, lines: strings.Split(strings.TrimSuffix(text, "\n"), "\n")}
}

// readFile reads a text file of at most limit bytes. Its error is a sentence
// for people that does not repeat the name. It also returns the raw bytes, for
// the hash; nil if the file could not be read.
func readFile(name string, limit int64, decode func([]byte) (string, error)) (text string, raw []byte, err error) {
	raw, err = ReadPlain(name, limit)
	if err != nil {
		return "", nil, err
	}
	text, err = decode(raw)
	return text, raw, err
}

// ReadPlain reads a file of at most limit bytes that is no folder, pipe or
// device. The error is a phrase.
func ReadPlain(name string, limit int64) ([]byte, error) {
	// Only regular files are opened: a pipe or a device could block, or never
	// end.
	info, err := os.Stat(name)
	if err != nil {
		return nil, explain(err)
	}
	if info.IsDir() {
		return nil, phrase.New("file.directory")
	}
	if !info.Mode().IsRegular() {
		return nil, phrase.New("file.not_plain")
	}
	f, err := os.Open(name)
	if err != nil {
		return nil, explain(err)
	}
	defer f.Close()
	raw, err := io.ReadAll(io.LimitReader(f, limit+1))
	if err != nil {
		return nil, explain(err)
	}
	if int64(len(raw)) > limit {
		return nil, phrase.New("file.large", limit>>20)
	}
	return raw, nil
}

// explain turns a file-system error into a clause with a hint.
func explain(err error) error {
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return absent
	case errors.Is(err, fs.ErrPermission):
		return forbidden
	}
	var pe *fs.PathError
	if errors.As(err, &pe) {
		err = pe.Err
	}
	return phrase.New("file.unreadable", err)
}

var absent = phrase.New("file.none")

// forbidden is fs.ErrPermission as a sentence.
var forbidden = phrase.New("file.forbidden", fs.ErrPermission)

// encodingError is where a file stops being UTF-8.
type encodingError struct {
	*phrase.Phrase
	line, col int
}

// decodeText decodes a file: UTF-8, with or without byte order mark, any line
// ends.
func decodeText(raw []byte) (string, error) {
	if wide := textfile.Wide(raw); wide != nil {
		code := "file.utf16"
		if !wide.Marked {
			code = "file.utf16_unmarked"
		}
		return "", &encodingError{phrase.New(code, convert(wide.Iconv)), 1, 1}
	}
	raw = bytes.TrimPrefix(raw, []byte("\ufeff"))
	raw = bytes.ReplaceAll(raw, []byte("\r\n"), []byte("\n"))
	raw = bytes.ReplaceAll(raw, []byte("\r"), []byte("\n"))
	if bytes.HasPrefix(raw, []byte("BEGIN:VCALENDAR")) && !utf8.Valid(raw) { // its lines may be folded within a character
		raw = folded.ReplaceAll(raw, nil)
	}
	if utf8.Valid(raw) {
		return string(raw), nil
	}
	at := 0
	for at < len(raw) {
		r, size := utf8.DecodeRune(raw[at:])
		if r == utf8.RuneError && size == 1 {
			break
		}
		at += size
	}
	line, col := lineCol(raw[:at])
	message := phrase.New("file.not_utf8")
	if likely := textfile.Guess(raw); likely != nil {
		message = phrase.New("file.encoding", likely.Name, convert(likely.Iconv))
	}
	return "", &encodingError{message, line, col}
}

var folded = regexp.MustCompile(`\n[ \t]`)

// lineCol returns the position just after head.
func lineCol(head []byte) (line, col int) {
	line = bytes.Count(head, []byte("\n")) + 1
	return line, utf8.RuneCount(head[bytes.LastIndexByte(head, '\n')+1:]) + 1
}

func convert(from string) string { return "iconv -f " + from + " -t UTF-8 OLD > NEW" }
