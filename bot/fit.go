package bot

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Fit makes an effect one that the place can do: it shortens what may be
// shortened, splits what is too long, and refuses the rest with a sentence for
// people. The first effect of the result stands for the whole: its buttons
// are with the last part.
func Fit(e Effect, c Capabilities) ([]Effect, error) {
	switch e := e.(type) {
	case Say:
		return fitSay(e, c)
	case Edit:
		if !c.Edit {
			return nil, fmt.Errorf("messages can't be edited here")
		}
		if e.Rich {
			e.Text = SplitMarkup(e.Text, c.TextLength)[0]
		} else {
			e.Text = cut(e.Text, c.TextLength)
		}
		return []Effect{e}, checkButtons(e.Buttons, c)
	case React:
		if !c.React {
			return nil, fmt.Errorf("Steward can't react to messages here")
		}
	case Role:
		if !c.Roles {
			return nil, fmt.Errorf("there are no roles here that Steward could give")
		}
	case Tag:
		if c.TagLength == 0 {
			return nil, fmt.Errorf("members have no tags here")
		}
		e.Tag = cutRunes(e.Tag, c.TagLength)
		return []Effect{e}, nil
	case Mute:
		if !c.Mute {
			return nil, fmt.Errorf("nobody can be kept from speaking here")
		}
	case Kick, Ban:
		if !c.Remove {
			return nil, fmt.Errorf("nobody can be removed from here")
		}
	case Pin:
		if !c.Pin {
			return nil, fmt.Errorf("messages can't be pinned here")
		}
	case Slow:
		if !c.Slow {
			return nil, fmt.Errorf("there is no slow mode here that Steward could set")
		}
		if c.SlowLongest > 0 {
			e.Every = min(e.Every, c.SlowLongest)
		}
		return []Effect{e}, nil
	case Permissions, Lock:
		if !c.Lock {
			return nil, fmt.Errorf("Steward can't lock this place by itself")
		}
	case Ack:
		e.Text = cutRunes(e.Text, c.AckLength)
		return []Effect{e}, nil
	}
	return []Effect{e}, nil
}

func fitSay(e Say, c Capabilities) ([]Effect, error) {
	if e.Picture == "" && strings.TrimSpace(e.Plain()) == "" {
		return nil, fmt.Errorf("there is no text to send")
	}
	if e.Picture != "" && !c.Pictures {
		return nil, fmt.Errorf("there are no pictures here")
	}
	if err := checkButtons(e.Buttons, c); err != nil {
		return nil, err
	}
	if e.Title != "" && !c.Titles {
		e = titled(e)
	}
	texts := splitSay(e, c.TextLength)
	if c.Titles && len(texts) > 1 {
		return nil, fmt.Errorf("the text is too long for one post: at most %d characters fit here", c.TextLength)
	}
	if e.Picture != "" && c.CaptionLength > 0 && !fitsUTF16(e.Text, c.CaptionLength) {
		texts = append([]string{""}, texts...)
	}
	out := make([]Effect, len(texts))
	for i, text := range texts {
		part := e
		part.Text = text
		if i > 0 {
			part.ReplyTo, part.Picture = "", ""
		}
		if i < len(texts)-1 {
			part.Buttons = nil
		}
		out[i] = part
	}
	return out, nil
}

// splitSay is the text in parts that fit, one of them even if it is empty.
func splitSay(e Say, max int) []string {
	if e.Rich {
		return SplitMarkup(e.Text, max)
	}
	return splitText(e.Text, max)
}

// titled puts the title above the text.
func titled(e Say) Say {
	title := FormatMarkup([]Span{{Text: strings.TrimSpace(e.Title), Look: Bold}})
	text := e.Text
	if !e.Rich {
		text = FormatMarkup([]Span{{Text: text}})
	}
	e.Title, e.Tags, e.Rich = "", nil, true
	e.Text = strings.TrimRight(title+"\n"+text, "\n")
	return e
}

func checkButtons(rows [][]Button, c Capabilities) error {
	if len(rows) > c.ButtonRows {
		return fmt.Errorf("%d rows of buttons, at most %d fit here", len(rows), c.ButtonRows)
	}
	for _, row := range rows {
		if len(row) > c.ButtonsInRow {
			return fmt.Errorf("%d buttons in a row, at most %d fit here", len(row), c.ButtonsInRow)
		}
		for _, b := range row {
			if len(b.Data) > c.ButtonData {
				return fmt.Errorf("the button %q carries %d bytes, at most %d fit here", b.Label, len(b.Data), c.ButtonData)
			}
		}
	}
	return nil
}

// splitText cuts a text into parts of at most max UTF-16 units, at the end of a
// line or a word where one is in the last quarter. Max 0 means no limit. Parts
// with nothing to see are left out: no platform takes them.
func splitText(s string, max int) []string {
	var parts []string
	for {
		n := prefixUTF16(s, max)
		if n == len(s) {
			return append(parts, s)
		}
		at := n
		if i := strings.LastIndexByte(s[:n], '\n'); i > n*3/4 {
			at = i
		} else if i := strings.LastIndexByte(s[:n], ' '); i > n*3/4 {
			at = i
		} else if n == 0 { // max is 1 and the character takes two
			_, at = utf8.DecodeRuneInString(s)
		}
		if strings.TrimSpace(s[:at]) != "" {
			parts = append(parts, s[:at])
		}
		if s = strings.TrimLeftFunc(s[at:], unicode.IsSpace); s == "" {
			return parts
		}
	}
}

// prefixUTF16 is the length in bytes of the longest prefix of at most max
// UTF-16 units that does not cut a character.
func prefixUTF16(s string, max int) int {
	if max <= 0 {
		return len(s)
	}
	units := 0
	for i, r := range s {
		units++
		if r > 0xFFFF {
			units++
		}
		if units > max {
			return i
		}
	}
	return len(s)
}

func cut(s string, max int) string {
	if prefixUTF16(s, max) == len(s) {
		return s
	}
	if max == 1 {
		return "…"
	}
	return s[:prefixUTF16(s, max-1)] + "…"
}

func cutRunes(s string, max int) string {
	if max <= 0 || utf8.RuneCountInString(s) <= max {
		return s
	}
	r := []rune(s)
	return string(r[:max-1]) + "…"
}
