package bot

import (
	"regexp"
	"slices"
	"strings"
)

// timeAhead takes a time from the front of the words if the command still wants one,
// and tells of how many words it is. It is not ok if it can't be kept to.
func (r *inputReader) timeAhead(words []string) (n int, ok bool) {
	if r.time == nil || r.in.Has(r.time.Name) {
		return 0, false
	}
	d, n := TakeDuration(words)
	if n > 0 {
		r.in.set(r.time.Name, Argument{Duration: max(d, ShortestDuration)})
		return n, true
	}
	return len(strings.Fields(UnreadDuration(words))), false
}

// forever are words for a time without an end, alone or behind "for".
var forever = []string{"forever", "ever", "good", "permanently", "permanent", "indefinitely", "永久", "永远", "永遠", "无限期", "無限期"}

// endless takes such a word from the front, where the command may be without an end;
// where not, it is misread.
func (r *inputReader) endless(words []string) int {
	if r.time == nil || r.in.Has(r.time.Name) || r.in.Misread != "" {
		return 0
	}
	n := 1
	if isFor(words[0]) && len(words) > 1 {
		n = 2
	}
	word := strings.TrimRight(plainWords(words[n-1:n]), punctuation)
	if !slices.Contains(forever, word) || n == 1 && (word == "ever" || word == "good") {
		return 0
	}
	if r.time.Endless {
		r.in.set(r.time.Name, Argument{})
	} else {
		r.in.Misread = strings.Join(words[:n], " ")
	}
	return n
}

// takeTime takes the time from what is left of a command, where it stands first or
// last. What is meant as a time and can't be read is noted: unless that were asked
// about, what was to last a moment would last for good.
func (r *inputReader) takeTime(text string) string {
	words := strings.Fields(text)
	if r.time == nil || r.in.Has(r.time.Name) || len(words) == 0 {
		return text
	}
	if n, ok := r.timeAhead(words); ok {
		return strings.Join(words[n:], " ")
	}
	if r.in.Misread = UnreadDuration(words); r.in.Misread != "" {
		return text
	}
	d, n := TakeLastDuration(words)
	if n == 0 {
		if r.in.Misread = UnreadLastDuration(words); r.in.Misread == "" {
			r.in.Misread = bareNumber(words)
		}
		return text
	}
	words, last := words[:len(words)-n], words[len(words)-n:]
	if r.text != nil && inPassing(last) {
		r.in.Misread = strings.Join(last, " ")
		return text
	}
	r.in.set(r.time.Name, Argument{Duration: max(d, ShortestDuration)})
	return strings.Join(words, " ")
}

// passing are words with which a time at the end of a text may belong to it: "posts
// twice a day".
var passing = strings.Fields("a an half one two three four five six seven eight nine ten twelve")

// inPassing tells whether a time behind a text may belong to it.
func inPassing(words []string) bool { return slices.Contains(passing, strings.ToLower(words[0])) }

// unitless is a number without a unit.
var unitless = regexp.MustCompile(`^[-+]?[0-9０-９]+([.,．，:][0-9０-９]+)?[,.;:!?，。；：！？、]*$`)

// bareNumber is the number that stands where a time is expected, before the text;
// empty: there is none.
func bareNumber(words []string) string {
	if len(words) == 2 && strings.EqualFold(words[0], "for") {
		words = words[1:]
	}
	if unitless.MatchString(words[0]) {
		return words[0]
	}
	return ""
}
