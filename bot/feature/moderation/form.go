package moderation

import (
	"cmp"
	"strconv"
	"strings"

	"github.com/stewardbot/steward/bot"
)

// readForm takes each option of a form for what it is: nothing in a reason is a
// time, a number or somebody.
func (o *order) readForm(t *bot.Turn) {
	whom := *o
	whom.Command = "" // takes neither a time nor a number
	whom.readLeading(t, strings.Fields(t.Call.Option("member")))
	o.Targets = whom.Targets
	o.Reason = reason(cmp.Or(t.Call.Option("reason"), t.Call.Option("text")))
	number := cmp.Or(t.Call.Option("number"), t.Call.Option("count"), t.Call.Option("amount"))
	o.Number, _ = strconv.ParseUint(number, 10, 32)
	o.readTime(t.Call.Option("time"))
}

// readTime reads a time that stands alone. What can't be read as one is asked
// about.
func (o *order) readTime(text string) {
	words := strings.Fields(text)
	switch {
	case len(words) == 0:
	case o.Command == "slow":
		if rest := o.readPlace("", words); rest != "" {
			o.Misread, o.Every, o.Off = text, 0, false
		}
	default:
		if n, ok := o.timeAhead(words); !ok || n < len(words) {
			o.For, o.Misread = 0, text
		}
	}
}
