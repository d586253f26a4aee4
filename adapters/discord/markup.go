package discord

import (
	"regexp"
	"strings"
	"unicode/utf8"

	"github.com/stewardbot/steward/bot/markup"
)

// maxContent is the longest text of a message, in characters:
// https://discord.com/developers/docs/resources/message#create-message.
const maxContent = 2000

// links are shown as links verbatim, so a backslash would become part of the
// address.
var links = regexp.MustCompile(`https?://[^\s<>]+`)

// blocks begin a heading, a quotation or a list at the start of a line, after
// optional blanks.
var blocks = regexp.MustCompile(`(?:^|[\n\r\x{2028}\x{2029}])[\s\p{Z}\p{Cf}]*(?:[-#>+]|\d+(?:[.)]))`)

// marked are the characters that change how a text looks.
const marked = "\\*_~`|[<"

var marks = func() *strings.Replacer {
	var pairs []string
	for _, c := range marked {
		pairs = append(pairs, string(c), `\`+string(c))
	}
	return strings.NewReplacer(pairs...)
}()

// unmarked escapes a text so that Discord shows it verbatim, including mentions
// and headings:
// https://discord.com/developers/docs/reference#message-formatting.
func unmarked(text string) string {
	var b strings.Builder
	rest := text
	for _, at := range links.FindAllStringIndex(text, -1) {
		begin, end := at[0]-(len(text)-len(rest)), at[1]-(len(text)-len(rest))
		b.WriteString(marks.Replace(rest[:begin]))
		b.WriteString(rest[begin:end])
		rest = rest[end:]
	}
	b.WriteString(marks.Replace(rest))
	return blocks.ReplaceAllStringFunc(b.String(), escapeBlock)
}

// written returns a text in Discord's markup. It normally fits (see Capabilities.Escaped); if
// not, it is cut.
func written(text string, rich bool) string {
	out := unmarked(text)
	if rich {
		out = markup.Format(markup.Parse(text))
	}
	for utf8.RuneCountInString(out) > maxContent {
		_, last := utf8.DecodeLastRuneInString(out)
		out = strings.TrimRight(out[:len(out)-last], `\`)
	}
	return out
}

// escapeBlock puts the backslash before the last character: "#", but "1\.".
func escapeBlock(s string) string { return s[:len(s)-1] + `\` + s[len(s)-1:] }
