package bottest

import (
	"fmt"
	"regexp"
	"strings"
	"time"

	"github.com/goccy/go-yaml"
	"github.com/rogpeppe/go-internal/txtar"
)

// scenario is a parsed scenario file.
type scenario struct {
	archive   *txtar.Archive
	configs   map[string][]byte // by name; "" is the initial one
	people    map[string]person
	places    map[string]place
	files     map[string][]byte // files that the configuration refers to
	notOn     map[string]string // venue -> why the scenario is not played there
	steps     []*step
	sentences []sentence
}

// person is an entry in "people".
type person struct {
	ID       string `yaml:"id"`
	Name     string `yaml:"name"`
	Handle   string `yaml:"handle"`
	Language string `yaml:"language"`
	Persona  string `yaml:"persona"`
	Joined   *bool  `yaml:"joined"` // what the platform answers when asked; default true
}

// place is an entry in "places".
type place struct {
	ID     string   `yaml:"id"`
	Cannot []string `yaml:"can't"`
}

// step is a line that does something, or a comment, with the results expected below it.
type step struct {
	number int    // line number in the section
	line   string // verbatim
	when   string // the time in brackets; empty: same as before
	ago    time.Duration
	action string // empty for a comment

	acts               []act
	happened           []string // the actual acts
	findings, balances []string
}

var stepPattern = regexp.MustCompile(`^(?:\[([^\]]*)\]\s*)?(?:\(([^)]*) ago\)\s*)?(.*)$`)

func parse(data []byte) (*scenario, error) {
	s := &scenario{
		archive: txtar.Parse(data), configs: map[string][]byte{},
		people: map[string]person{}, places: map[string]place{}, files: map[string][]byte{}, notOn: map[string]string{},
		sentences: sentences(),
	}
	for _, f := range s.archive.Files {
		if err := s.section(f.Name, f.Data); err != nil {
			return nil, fmt.Errorf("section %s: %w", f.Name, err)
		}
	}
	if _, ok := s.places["lobby"]; !ok {
		s.places["lobby"] = place{ID: "test:lobby"}
	}
	return s, nil
}

func (s *scenario) section(name string, data []byte) (err error) {
	switch {
	case name == "script":
		s.steps, err = parseSteps(string(data))
	case name == "people":
		err = yaml.UnmarshalWithOptions(data, &s.people, yaml.Strict())
	case name == "places":
		err = yaml.UnmarshalWithOptions(data, &s.places, yaml.Strict())
	case name == "config":
		s.configs[""] = data
	case strings.HasPrefix(name, "config "):
		s.configs[strings.TrimPrefix(name, "config ")] = data
	case strings.HasPrefix(name, "file "):
		s.files[strings.TrimPrefix(name, "file ")] = data
	case strings.HasPrefix(name, "not on "):
		s.notOn[strings.TrimPrefix(name, "not on ")] = strings.TrimSpace(string(data))
	default:
		err = fmt.Errorf("there is no such section")
	}
	return err
}

func parseSteps(text string) (steps []*step, err error) {
	for i, line := range strings.Split(strings.TrimRight(text, "\n"), "\n") {
		trimmed := strings.TrimSpace(line)
		indented := strings.HasPrefix(line, " ")
		if !indented {
			st := &step{number: i + 1, line: line}
			if trimmed != "" && trimmed[0] != '#' {
				m := stepPattern.FindStringSubmatch(trimmed)
				st.when, st.action = m[1], m[3]
				if m[2] != "" {
					if st.ago, err = time.ParseDuration(m[2]); err != nil {
						return nil, fmt.Errorf("line %d: %w", i+1, err)
					}
				}
			}
			steps = append(steps, st)
			continue
		}
		if len(steps) == 0 {
			return nil, fmt.Errorf("line %d: nothing has happened yet", i+1)
		}
		if err := steps[len(steps)-1].expect(trimmed); err != nil {
			return nil, fmt.Errorf("line %d: %w", i+1, err)
		}
	}
	return steps, nil
}

func (s *step) expect(line string) error {
	tag := ""
	if t, rest, ok := strings.Cut(line, "} "); ok && line[0] == '{' {
		if tag, line = t+"}", rest; len(strings.Fields(tag[1:])) == 0 || !strings.HasPrefix(line, "< ") {
			return fmt.Errorf("between braces stands where the act behind it is expected: %q", line)
		}
	}
	mark, rest, _ := strings.Cut(line, " ")
	switch n := len(s.acts); mark {
	case "<":
		s.acts = append(s.acts, act{tag, []string{line}})
	case "|":
		if n == 0 {
			return fmt.Errorf("there is no act that this line could belong to: %q", line)
		}
		s.acts[n-1].lines = append(s.acts[n-1].lines, line)
	case "?":
		s.findings = append(s.findings, line)
	case "=":
		for _, b := range strings.Split(rest, ",") {
			s.balances = append(s.balances, strings.TrimSpace(b))
		}
	default:
		return fmt.Errorf("an expectation begins with <, |, ? or =: %q", line)
	}
	return nil
}

// write writes the step as it appears in a file.
func (s *step) write(b *strings.Builder) {
	b.WriteString(s.line + "\n")
	for _, a := range s.acts {
		a.write(b)
	}
	for _, f := range s.findings {
		b.WriteString("    " + f + "\n")
	}
	if len(s.balances) > 0 {
		b.WriteString("    = " + strings.Join(s.balances, ", ") + "\n")
	}
}

// with returns the file with its steps replaced.
func (s *scenario) with(steps []*step) []byte {
	var b strings.Builder
	for _, st := range steps {
		st.write(&b)
	}
	a := *s.archive
	a.Files = append([]txtar.File(nil), a.Files...)
	for i := range a.Files {
		if a.Files[i].Name == "script" {
			a.Files[i].Data = []byte(b.String())
		}
	}
	return txtar.Format(&a)
}

// until returns the time of a step.
func (s *step) until(now time.Time) (time.Time, error) {
	at := now
	for word := range strings.FieldsSeq(s.when) {
		switch {
		case strings.HasPrefix(word, "+") && strings.HasSuffix(word, "d"):
			var days int
			if _, err := fmt.Sscanf(word, "+%dd", &days); err != nil {
				return at, fmt.Errorf("the time %q: %w", s.when, err)
			}
			at = at.AddDate(0, 0, days)
		case strings.HasPrefix(word, "+"):
			d, err := time.ParseDuration(word[1:])
			if err != nil {
				return at, fmt.Errorf("the time %q: %w", s.when, err)
			}
			at = at.Add(d)
		default:
			clock, err := time.Parse("15:04:05", (word + ":00:00")[:8])
			if err != nil {
				return at, fmt.Errorf("the time %q: %w", s.when, err)
			}
			at = time.Date(at.Year(), at.Month(), at.Day(), clock.Hour(), clock.Minute(), clock.Second(), 0, at.Location())
		}
	}
	if at.Before(now) {
		return at, fmt.Errorf("the time %q is past: it is %s", s.when, now.Format("Mon 15:04:05"))
	}
	return at, nil
}
