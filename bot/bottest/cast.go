package bottest

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/goccy/go-yaml"

	"github.com/stewardbot/steward/bot"
)

// spaces returns the spaces of all configurations, the first configuration's first.
func (s *scenario) spaces() (list []bot.Place, err error) {
	names := slices.Sorted(maps.Keys(s.configs))
	if len(names) == 0 || names[0] != "" {
		names = append([]string{""}, names...)
	}
	for _, name := range names {
		for doc := range strings.SplitSeq(string(s.configs[name]), "\n---\n") {
			c := struct {
				Spaces []bot.Place `yaml:"spaces"`
			}{}
			if err := yaml.Unmarshal([]byte(doc), &c); err != nil {
				return nil, fmt.Errorf("config %s: %w", name, err)
			}
			if len(c.Spaces) == 0 {
				c.Spaces = []bot.Place{"test:lobby"}
			}
			for _, p := range c.Spaces {
				if !slices.Contains(list, p) {
					list = append(list, p)
				}
			}
		}
	}
	return list, nil
}

// joins matches a line in which somebody joins.
var joins = regexp.MustCompile(`^(crowd \d+|\S+) joins\b`)

// guests returns everyone who acts or is acted upon.
func (s *scenario) guests() (list []Guest) {
	seen := map[string]bool{}
	add := func(comes bool, names ...string) {
		for _, name := range names {
			if !seen[name] {
				seen[name] = true
				p := s.people[name]
				list = append(list, Guest{User: s.user(name), Absent: p.Joined != nil && !*p.Joined, Comes: comes})
			}
		}
	}
	for _, st := range s.steps {
		for _, p := range s.sentences {
			if m := p.pattern.FindStringSubmatch(st.action); m != nil && st.action != "" {
				add(joins.MatchString(st.action), p.whom(m[1:])...)
				break
			}
		}
	}
	add(false, slices.Sorted(maps.Keys(s.people))...)
	return list
}

// user is a person's account.
func (s *scenario) user(name string) bot.User {
	p := s.people[name]
	u := bot.User{ID: bot.UserID("test:" + name), Name: name, Handle: p.Handle, Language: p.Language, Persona: bot.Persona(p.Persona)}
	if p.ID != "" {
		u.ID = bot.UserID(p.ID)
	}
	if p.Name != "" {
		u.Name = p.Name
	}
	return u
}

// first returns the actor.
func first(args []string) []string { return args[:1] }

// firstAndThird returns the actor and their target.
func firstAndThird(args []string) []string { return []string{args[0], args[2]} }

// nobody is for actions without an actor.
func nobody([]string) []string { return nil }

// speaker returns the speaker and anyone they mention.
func speaker(args []string) []string {
	if args[4] != "" {
		return []string{args[0], args[4]}
	}
	return args[:1]
}

// crowd returns p1, p2, ...
func crowd(args []string) (names []string) {
	n, _ := strconv.Atoi(args[0])
	for i := range n {
		names = append(names, fmt.Sprintf("p%d", i+1))
	}
	return names
}

// ranked returns the names in "ann=owner, bob=admin".
func ranked(args []string) (names []string) {
	for pair := range strings.SplitSeq(args[0], ",") {
		name, _, _ := strings.Cut(strings.TrimSpace(pair), "=")
		names = append(names, name)
	}
	return names
}

// listed returns the names in "ann talks in room, bob is deaf in room".
func listed(args []string) (names []string) {
	for part := range strings.SplitSeq(args[0], ",") {
		if words := strings.Fields(part); len(words) > 0 {
			names = append(names, words[0])
		}
	}
	return names
}
