package bottest

import (
	"regexp"
	"slices"
	"strings"
)

// act is an act that a file expects of Steward, with its continuation lines.
type act struct {
	tag   string // the venues that expect it, as written: {telegram}, {not discord}; empty: all
	lines []string
}

// at reports whether it is expected at a venue.
func (a act) at(venue string) bool {
	names := strings.Fields(strings.Trim(a.tag, "{}"))
	switch {
	case len(names) == 0:
		return true
	case names[0] == "not":
		return !slices.Contains(names[1:], venue)
	}
	return slices.Contains(names, venue)
}

// without returns the act without this venue; ok is false if no venue is left.
func (a act) without(venue string) (_ act, ok bool) {
	names := strings.Fields(strings.Trim(a.tag, "{}"))
	switch {
	case len(names) == 0:
		names = []string{"not", venue}
	case names[0] == "not":
		names = append(names, venue)
	default:
		names = slices.DeleteFunc(names, func(n string) bool { return n == venue })
	}
	a.tag = "{" + strings.Join(names, " ") + "}"
	return a, len(names) > 0
}

// seen returns its lines as visible at a venue, or nil if it is invisible there. Queries leave no
// trace on a real platform, and there a public message for one person looks like one for everyone.
func (a act) seen(venue Venue) []string {
	if !venue.Real() {
		return a.lines
	}
	if questions.MatchString(a.lines[0]) {
		return nil
	}
	lines := slices.Clone(a.lines)
	lines[0] = forOne.ReplaceAllString(lines[0], "$1$2")
	if !venue.Whispers() {
		lines[0] = onlyOne.ReplaceAllString(lines[0], "$1$2")
	}
	return lines
}

var (
	questions = regexp.MustCompile(`^< (looks up|asks) `)
	// answers matches a private answer to a message.
	answers = regexp.MustCompile(`^< [^:]+, only [^,:]+, re ([^,:]+):`)
	onlyOne = regexp.MustCompile(`^(< [^:]+), only [^,:]+([,:])`)
	forOne  = regexp.MustCompile(`^(< [^:]+), for [^,:]+([,:])`)
)

func (a act) write(b *strings.Builder) {
	head := a.lines[0]
	if a.tag != "" {
		head = a.tag + " " + head
	}
	b.WriteString("    " + strings.TrimRight(head, " ") + "\n")
	for _, line := range a.lines[1:] {
		b.WriteString("      " + strings.TrimRight(line, " ") + "\n")
	}
}

// actsOn returns the lines that are expected at a venue.
func (s *step) actsOn(venue Venue) (lines []string) {
	later := "" // the deletion of a command, after its publicly shown answer
	for _, a := range s.acts {
		if !a.at(venue.Name()) || a.lines[0] == later {
			continue
		}
		lines = append(lines, a.seen(venue)...)
		if m := answers.FindStringSubmatch(a.lines[0]); m != nil && !venue.Whispers() {
			later = "< deletes " + m[1]
		}
	}
	return lines
}

// blocks groups lines into acts with their continuation lines.
func blocks(lines []string) (list [][]string) {
	for _, line := range lines {
		if strings.HasPrefix(line, "|") && len(list) > 0 {
			list[len(list)-1] = append(list[len(list)-1], line)
			continue
		}
		list = append(list, []string{line})
	}
	return list
}

// became returns the acts to write into the file after these lines happened at a venue. Differences
// at a real platform are tagged with its name.
func (s *step) became(lines []string, venue Venue) []act {
	if slices.Equal(s.actsOn(venue), lines) {
		return s.acts
	}
	happened, name := blocks(lines), venue.Name()
	take := func(a act) bool {
		i := slices.IndexFunc(happened, func(b []string) bool { return slices.Equal(b, a.seen(venue)) })
		if i >= 0 {
			happened = slices.Delete(happened, i, i+1)
		}
		return i >= 0
	}
	var out []act
	if !venue.Real() {
		for _, b := range happened {
			out = append(out, act{s.tagOf(b, name), b})
		}
		for _, a := range s.acts {
			if !a.at(name) {
				out = append(out, a)
			}
		}
		return out
	}
	for _, a := range s.acts {
		if a.at(name) && len(a.seen(venue)) > 0 && !take(a) {
			var ok bool
			if a, ok = a.without(name); !ok {
				continue
			}
		}
		out = append(out, a)
	}
	for _, b := range happened {
		out = append(out, act{"{" + name + "}", b})
	}
	return out
}

// tagOf returns the tag that an act had in the file.
func (s *step) tagOf(lines []string, venue string) string {
	for _, a := range s.acts {
		if a.at(venue) && slices.Equal(a.lines, lines) {
			return a.tag
		}
	}
	return ""
}
