package bank

import (
	"bytes"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"
)

// Decode makes text of a file that some program or spreadsheet wrote, with "\n" at the
// end of lines. It is UTF-8, UTF-16 if it begins so, GBK if all that is not ASCII is
// pairs of bytes as there; else each line that is not UTF-8 is Windows-1252.
func Decode(data []byte) string {
	if bytes.HasPrefix(data, []byte("\xff\xfe")) || bytes.HasPrefix(data, []byte("\xfe\xff")) {
		data, _ = unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewDecoder().Bytes(data)
	}
	text := strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(strings.TrimPrefix(string(data), "\ufeff"))
	if utf8.ValidString(text) {
		return text
	}
	if inPairs(text) {
		if chinese, err := simplifiedchinese.GBK.NewDecoder().String(text); err == nil {
			return chinese
		}
	}
	lines := strings.Split(text, "\n")
	for i, line := range lines {
		if !utf8.ValidString(line) {
			lines[i], _ = charmap.Windows1252.NewDecoder().String(line)
		}
	}
	return strings.Join(lines, "\n")
}

// inPairs: accented letters of Windows-1252 stand alone between others.
func inPairs(text string) bool {
	run := 0
	for i := range len(text) {
		switch {
		case text[i] >= 0xa1:
			run++
		case text[i] >= 0x80 || run%2 == 1:
			return false
		default:
			run = 0
		}
	}
	return run%2 == 0
}
