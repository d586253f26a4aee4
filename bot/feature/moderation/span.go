package moderation

import (
	"regexp"
	"slices"
	"strings"

	"github.com/stewardbot/steward/bot"
)

// timeAhead takes a time from the front of the words if the command still wants one,
// and tells of how many words it is. It is not ok if it can't be kept to.
func (o *order) timeAhead(words []string) (n int, ok bool) {
	if !o.lasts() || o.For > 0 {
		return 0, false
	}
	d, n := bot.TakeDuration(words)
	if n > 0 {
		o.For = max(d, bot.ShortestDuration)
		return n, true
	}
	return len(strings.Fields(bot.UnreadDuration(words))), false
}

// takeTime takes the time from what is left of a command, where it stands first or
// last. What is meant as a time and can't be read is noted: unless that were asked
// about, what was to last a moment would last for good.
func (o *order) takeTime(text string) string {
	words := strings.Fields(text)
	if !o.lasts() || o.For > 0 || len(words) == 0 {
		return text
	}
	if n, ok := o.timeAhead(words); ok {
		return strings.Join(words[n:], " ")
	}
	if o.Misread = bot.UnreadDuration(words); o.Misread != "" {
		return text
	}
	d, n := bot.TakeLastDuration(words)
	if n == 0 {
		if o.Misread = bot.UnreadLastDuration(words); o.Misread == "" {
			o.Misread = bareNumber(words)
		}
		return text
	}
	words, last := words[:len(words)-n], words[len(words)-n:]
	if inPassing(last) {
		o.Misread = strings.Join(last, " ")
		return text
	}
	o.For = max(d, bot.ShortestDuration)
	return strings.Join(words, " ")
}

// passing are words with which a time at the end of a reason may belong to it: "posts
// twice a day".
var passing = strings.Fields("a an half one two three four five six seven eight nine ten twelve")

// inPassing tells whether a time behind a reason may belong to the reason.
func inPassing(words []string) bool { return slices.Contains(passing, strings.ToLower(words[0])) }

// bare is a number without a unit.
var bare = regexp.MustCompile(`^[-+]?[0-9０-９]+([.,．，:][0-9０-９]+)?[,.;:!?，。；：！？、]*$`)

// bareNumber is the number that stands where a time is expected, before the reason;
// empty: there is none.
func bareNumber(words []string) string {
	if len(words) == 2 && strings.EqualFold(words[0], "for") {
		words = words[1:]
	}
	if bare.MatchString(words[0]) {
		return words[0]
	}
	return ""
}
