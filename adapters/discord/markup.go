package discord

import (
	"regexp"
	"strings"
	"unicode/utf8"

	"github.com/stewardbot/steward/bot"
)

// maxContent is the longest text of a message, in characters:
// https://discord.com/developers/docs/resources/message#create-message.
const maxContent = 2000

// links are shown as links where they stand, and a backslash would be part of
// their address.
var links = regexp.MustCompile(`https?://[^\s<>]+`)

// blocks begin a heading, a quotation or a list if they stand first in a line.
var blocks = regexp.MustCompile(`(?m)^([ \t]*)([-#>+]|\d+(?:[.)]))`)

var marks = strings.NewReplacer(
	`\`, `\\`, `*`, `\*`, `_`, `\_`, `~`, `\~`, "`", "\\`", `|`, `\|`, `[`, `\[`, `<`, `\<`,
)

// unmarked writes a text so that Discord shows it as it is, mentions and headings
// included: https://discord.com/developers/docs/reference#message-formatting.
// Where that makes it too long, it is left as it is.
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
	out := blocks.ReplaceAllStringFunc(b.String(), escapeBlock)
	if utf8.RuneCountInString(out) > maxContent {
		return text
	}
	return out
}

// written is a text as Discord is to show it. Steward's markup is a part of
// Discord's, so that one that grows too long is left as it is.
func written(text string, rich bool) string {
	if !rich {
		return unmarked(text)
	}
	if out := bot.FormatMarkup(bot.ParseMarkup(text)); utf8.RuneCountInString(out) <= maxContent {
		return out
	}
	return text
}

// escapeBlock puts the backslash before the last character: "#", but "1\.".
func escapeBlock(s string) string { return s[:len(s)-1] + `\` + s[len(s)-1:] }
