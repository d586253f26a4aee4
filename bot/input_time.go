package bot

import (
	"cmp"
	"regexp"
	"slices"
	"strings"
)

// timeAhead takes a time from the front of the words if the command still wants one,
// and tells of how many words it is. It is not ok if it can't be kept to, or may belong
// to the text behind it, which is misread.
func (r *inputReader) timeAhead(words []string) (n int, ok bool) {
	if r.time == nil || r.in.Has(r.time.Name) {
		return 0, false
	}
	d, n := TakeDuration(words)
	if n > 0 && r.text != nil && n < len(words) {
		rest := words[n:]
		if goesOn(rest[0]) {
			r.in.Misread = strings.Join(words[:n+1], " ")
			return n + 1, false
		}
		_, more, _ := durationAhead(rest)
		if more == len(rest) || len(rest) == 1 && len(rest[0]) < leastID && unitless.MatchString(rest[0]) {
			r.in.Misread = strings.Join(words, " ")
			return len(words), false
		}
	}
	if n > 0 {
		r.in.set(r.time.Name, Argument{Duration: max(d, ShortestDuration)})
		return n, true
	}
	return len(strings.Fields(UnreadDuration(words))), false
}

// spans takes the span out of the words, wherever it stands. One that can't be kept to,
// a second one and one that is written otherwise (purge 1d) are misread.
func (r *inputReader) spans(words []string) []string {
	for i := 0; r.span != nil && i < len(words); i++ {
		name, given, ok := strings.Cut(plainWords(words[i:i+1]), ":")
		if !ok {
			name, given, ok = strings.Cut(name, "=")
		}
		if !slices.Contains(spanNames, name) {
			continue
		}
		n := 1
		d, isTime := ParseChatDuration(given)
		for more := 2; !isTime && more <= min(3, len(words)-i); more++ { // del:1 day, del 1 day
			n = more
			d, isTime = ParseChatDuration(given + " " + strings.Join(words[i+1:i+more], " "))
		}
		if !isTime {
			n = min(2, len(words)-i)
		}
		switch {
		case !ok && !isTime: // a word of the text
			continue
		case !ok || !isTime || name != r.span.Name || r.in.Has(r.span.Name):
			r.in.Misread = strings.Join(words[i:i+n], " ")
			return words
		}
		r.in.set(r.span.Name, Argument{Duration: d})
		words = slices.Concat(words[:i], words[i+n:])
		i--
	}
	return words
}

// spanNames are words for the span of what is deleted, of which one is its name.
var spanNames = []string{"del", "delete", "purge"}

// forever are words for a time without an end, alone or behind "for".
var forever = []string{"forever", "ever", "good", "permanently", "permanent", "indefinitely", "life", "lifetime", "perm", "perma", "infinite", "infinitely", "inf", "∞",
	"永久", "永远", "永遠", "无限期", "無限期", "永", "永封", "终身", "終身"}

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
	word := plainWord(words[n-1])
	if !slices.Contains(forever, word) || n == 1 && (word == "ever" || word == "good" || word == "life") {
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
	if r.in.Misread == "" {
		r.in.Misread = UnreadDuration(words)
	}
	if r.in.Misread != "" {
		return text
	}
	d, n := TakeLastDuration(words)
	if n == 0 {
		r.in.Misread = cmp.Or(UnreadLastDuration(words), bareNumber(words), unreadBetween(words))
		return text
	}
	words, last := words[:len(words)-n], words[len(words)-n:]
	if before := len(words) - 1; r.text != nil && before >= 0 && leadsTo(words[before]) {
		r.in.Misread = strings.Join(append(words[before:], last...), " ")
		return text
	}
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

// With these words a time at the front of a text goes on ("2 days ago he spammed"), or
// one at its end begins ("spams every 2 days"): it is no time that is ordered.
var (
	goingOn = append(strings.Fields("ago old late later early earlier before after back straight running in of since already now per apart from each every without"),
		"前", "以前", "之前", "后", "後", "以后", "以後", "之后", "之後", "内", "內", "以内", "以內", "之内", "之內", "来", "來", "以来", "以來", "了", "多")
	leading = append(strings.Fields("every each since after before in within last past per about over under than these those this that the first next almost nearly only another"),
		"每", "过去", "過去", "最近", "近", "连续", "連續", "已经", "已經", "超过", "超過", "第", "前", "这", "這", "上", "下")
)

func goesOn(word string) bool  { return slices.Contains(goingOn, plainWord(word)) }
func leadsTo(word string) bool { return slices.Contains(leading, plainWord(word)) }

// plainWord is a word in small letters without what stands behind it.
func plainWord(word string) string { return strings.TrimRight(plainWords([]string{word}), punctuation) }

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

// belongsToNumber tells whether the words behind a number may be a part of it, or stand in its place: 5 000, 5 -3, 5 10.
func belongsToNumber(words []string) bool {
	return len(words) > 0 && unitless.MatchString(words[0]) && (len(words) == 1 || grouped.MatchString(words[0]))
}

var grouped = regexp.MustCompile(`^([-+].*|[0-9０-９]{3}[,.，。]?)$`)
