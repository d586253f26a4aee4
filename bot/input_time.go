package bot

import (
	"cmp"
	"regexp"
	"slices"
	"strings"

	"github.com/stewardbot/steward/bot/duration"
	"github.com/stewardbot/steward/bot/script"
)

// timeAhead takes a duration from the front of the words if the command still
// needs one, and returns the number of words it used. ok is false if it is
// misread: it can't be used as a duration, or may belong to the text after it.
func (r *inputReader) timeAhead(words []string) (n int, ok bool) {
	if r.time == nil || r.in.Has(r.time.Name) {
		return 0, false
	}
	d, n := duration.Take(words)
	if n > 0 && r.text != nil && n < len(words) {
		rest := words[n:]
		if duration.GoesOn(rest[0]) {
			r.in.Misread = strings.Join(words[:n+1], " ")
			return n + 1, false
		}
		_, more, _ := duration.Ahead(rest)
		if more == len(rest) || len(rest) == 1 && len(rest[0]) < leastID && duration.Unitless(rest[0]) {
			r.in.Misread = strings.Join(words, " ")
			return len(words), false
		}
	}
	if n > 0 {
		r.in.set(r.time.Name, Argument{Duration: max(d, duration.Shortest)})
		return n, true
	}
	return len(strings.Fields(duration.Unread(words))), false
}

// spans removes the span from the words, wherever it is. One that can't be
// used, a second one and one in another form (purge 1d) are misread.
func (r *inputReader) spans(words []string) []string {
	for i := 0; r.span != nil && i < len(words); i++ {
		name, given, ok := strings.Cut(script.Plain(words[i:i+1]), ":")
		if !ok {
			name, given, ok = strings.Cut(name, "=")
		}
		if !slices.Contains(spanNames, name) {
			continue
		}
		n := 1
		d, isTime := duration.ParseChat(given)
		for more := 2; !isTime && more <= min(3, len(words)-i); more++ { // del:1 day, del 1 day
			n = more
			d, isTime = duration.ParseChat(given + " " + strings.Join(words[i+1:i+more], " "))
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

// spanNames are the words for the span of messages to delete; one of them is
// the parameter's name.
var spanNames = []string{"del", "delete", "purge"}

// endless takes a word such as "forever" from the front if the command may be
// without an end; otherwise it is misread.
func (r *inputReader) endless(words []string) int {
	if r.time == nil || r.in.Has(r.time.Name) || r.in.Misread != "" {
		return 0
	}
	n := duration.Endless(words)
	if n == 0 {
		return 0
	}
	if r.time.Endless {
		r.in.set(r.time.Name, Argument{})
	} else {
		r.in.Misread = strings.Join(words[:n], " ")
	}
	return n
}

// takeTime takes the duration from the remaining words, if it is first or last.
// One that can't be parsed is recorded as misread: ignoring it would turn a
// short sanction into a permanent one.
func (r *inputReader) takeTime(text string) string {
	words := strings.Fields(text)
	if r.time == nil || r.in.Has(r.time.Name) || len(words) == 0 {
		return text
	}
	if n, ok := r.timeAhead(words); ok {
		return strings.Join(words[n:], " ")
	}
	if r.in.Misread == "" {
		r.in.Misread = duration.Unread(words)
	}
	if r.in.Misread != "" {
		return text
	}
	d, n := duration.TakeLast(words)
	if n == 0 {
		r.in.Misread = cmp.Or(duration.UnreadLast(words), duration.BareNumber(words), duration.UnreadBetween(words))
		return text
	}
	words, last := words[:len(words)-n], words[len(words)-n:]
	if before := len(words) - 1; r.text != nil && before >= 0 && duration.LeadsTo(words[before]) {
		r.in.Misread = strings.Join(append(words[before:], last...), " ")
		return text
	}
	if r.text != nil && duration.InPassing(last) {
		r.in.Misread = strings.Join(last, " ")
		return text
	}
	r.in.set(r.time.Name, Argument{Duration: max(d, duration.Shortest)})
	return strings.Join(words, " ")
}

// belongsToNumber reports whether the words after a number may be part of it or
// an alternative to it: 5 000, 5 -3, 5 10.
func belongsToNumber(words []string) bool {
	return len(words) > 0 && duration.Unitless(words[0]) && (len(words) == 1 || grouped.MatchString(words[0]))
}

var grouped = regexp.MustCompile(`^([-+].*|[0-9０-９]{3}[,.，。]?)$`)
