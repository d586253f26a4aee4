package bot

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/stewardbot/steward/bot/markup"
	"github.com/stewardbot/steward/bot/script"
)

// On platforms without buttons (Capabilities.Numbered), buttons are numbered
// lines below the text. Answering with a number presses one.

// choices are a message's text and buttons.
type choices interface{ buttons() [][]Button }

func (e Say) buttons() [][]Button  { return e.Buttons }
func (e Edit) buttons() [][]Button { return e.Buttons }

// ChoicesOf returns the data of an effect's buttons in the order of their
// numbers; nil if it has none.
func ChoicesOf(e Effect) (data []string) {
	c, ok := e.(choices)
	if !ok {
		return nil
	}
	for _, row := range c.buttons() {
		for _, b := range row {
			if b.URL == "" {
				data = append(data, b.Data)
			}
		}
	}
	return data
}

// WithData returns the effect with the data of its buttons, or of its form, changed.
func WithData(e Effect, change func(data string) string) Effect {
	changed := func(rows [][]Button) [][]Button {
		var out [][]Button
		for _, row := range rows {
			row = slices.Clone(row)
			for i := range row {
				if row[i].URL == "" {
					row[i].Data = change(row[i].Data)
				}
			}
			out = append(out, row)
		}
		return out
	}
	switch e := e.(type) {
	case Say:
		e.Buttons = changed(e.Buttons)
		return e
	case Edit:
		e.Buttons = changed(e.Buttons)
		return e
	case Form:
		e.Data = change(e.Data)
		return e
	}
	return e
}

// numbered appends buttons to a text as lines; a link button shows its address.
func numbered(text string, rich bool, rows [][]Button) string {
	var b strings.Builder
	b.WriteString(strings.TrimRight(text, "\n"))
	n := 0
	for _, row := range rows {
		for _, button := range row {
			line := button.Label + " " + button.URL
			if button.URL == "" {
				n++
				line = fmt.Sprintf("%d. %s", n, button.Label)
			}
			if rich {
				line = markup.Format([]markup.Span{{Text: line}})
			}
			b.WriteString("\n" + line)
		}
	}
	return b.String()
}

// numberAlone returns the number that a text consists of, from 1; 0 if it is
// none or is not written the way it was shown.
func numberAlone(text string) int {
	text = strings.TrimSuffix(script.Plain([]string{strings.TrimSpace(text)}), ".")
	n, err := strconv.Atoi(text)
	if err != nil || n < 1 || strconv.Itoa(n) != text { // "+1" is no choice
		return 0
	}
	return n
}

// pressReply prefixes the id of a press that was made by answering; the id of
// the message follows, which the press's notice replies to.
const pressReply = "reply:"

// NumberedPress returns the press that a message makes by answering a message
// with numbered lines, whose data are given; nil if it chooses none of them.
func NumberedPress(m *Message, answered string, data []string) *Press {
	n := numberAlone(m.Text)
	if n == 0 || n > len(data) {
		return nil
	}
	return &Press{ID: pressReply + m.ID, Message: answered, Data: data[n-1]}
}
