package console

import (
	"regexp"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/markup"
)

// written is a person's text as an app sends it.
type written struct {
	text  string // what is seen
	spans []markup.Span
	parts []bot.Part
}

// parted matches what becomes a part: a code block, inline code, a text with a link.
var parted = regexp.MustCompile("```\n?((?s:.+?))\n?```|`([^`\n]+)`|" + `\[([^\[\]\n]*[^\[\]\s][^\[\]\n]*)\]\((https?://[^\s()<>]+)\)`)

// read parses a typed text: code and links as in Steward's markup, everything else, and whole
// commands, verbatim.
func read(typed string) (w written) {
	add := func(s markup.Span) {
		if s.Text != "" {
			w.text += s.Text
			w.spans = append(w.spans, s)
		}
	}
	rest := typed
	command, _, _ := bot.ParseCall(typed)
	for command == "" {
		at := parted.FindStringSubmatchIndex(rest)
		if at == nil {
			break
		}
		group := func(n int) string { return rest[max(at[2*n], 0):max(at[2*n+1], 0)] }
		add(markup.Span{Text: rest[:at[0]]})
		switch block, code, link := group(1), group(2), group(4); {
		case link != "":
			w.parts = append(w.parts, bot.Part{Kind: bot.PartLink, Text: group(3), URL: link})
			add(markup.Span{Text: group(3), Link: link})
		case block != "":
			w.parts = append(w.parts, bot.Part{Kind: bot.PartCode, Text: block, At: len(w.text)})
			add(markup.Span{Text: block, Look: markup.Block})
		default:
			w.parts = append(w.parts, bot.Part{Kind: bot.PartCode, Text: code, At: len(w.text)})
			add(markup.Span{Text: code, Look: markup.Code})
		}
		rest = rest[at[1]:]
	}
	add(markup.Span{Text: rest})
	return w
}
