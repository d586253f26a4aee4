package define

import (
	"strings"
	"sync"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/phrase"
)

// Single is a section with one value, such as the welcome: what the file holds
// can only be changed there, otherwise the chat may set it. As a List it has one
// thing at most, with the name of the section. T is the section's type. It is
// safe for concurrent use.
type Single[T any] struct {
	section string

	mu     sync.Mutex
	lately map[string]decoded[*T] // by community
}

// SingleOf returns the value of a section.
func SingleOf[T any](section string) *Single[T] {
	return &Single[T]{section: section, lately: map[string]decoded[*T]{}}
}

// Value returns what is in force in the turn's community.
func (x *Single[T]) Value(t *bot.Turn) (*T, error) {
	com := t.Community
	in := com.Sections[x.section].(*T)
	row, ok, err := rows.Get(t.State(), keyOf(com.ID, x.section, x.section))
	if err != nil || !ok {
		return in, err
	}
	x.mu.Lock()
	defer x.mu.Unlock()
	d := x.lately[com.ID]
	if d.by != com || d.entry != row.Entry {
		d = decoded[*T]{by: com, entry: row.Entry}
		if flaw(com, x.section, row) == nil {
			v, _ := com.Entries.Entry(x.section, row.Entry)
			d.value, d.ok = v.(*T), true
		}
		x.lately[com.ID] = d
	}
	if !d.ok {
		return in, nil
	}
	return d.value, nil
}

// Section implements List.
func (x *Single[T]) Section() string { return x.section }

// PutText implements List.
func (x *Single[T]) PutText(t *bot.Turn, text string) (name string, err error) {
	_, entry := x.Normal(t.Community, text)
	if entry == "" {
		_, flaws := t.Community.Entries.UncheckedEntry(x.section, strings.TrimSpace(text))
		return "", invalid(flaws[0])
	}
	row := thing{Version: version, Name: x.section, Entry: entry, Single: true}
	if wrong := flaw(t.Community, x.section, row); wrong != nil {
		return "", wrong
	}
	return x.section, rows.Put(t.State(), keyOf(t.Community.ID, x.section, x.section), row)
}

// Drop implements List.
func (x *Single[T]) Drop(t *bot.Turn, name string) error {
	if line := x.line(t.Community); line != "" {
		return phrase.New("define.managed_at", x.section, line)
	}
	if text, err := x.Text(t, name); err != nil || text == "" {
		if err != nil {
			return err
		}
		return phrase.New("define.unknown", name)
	}
	return rows.Delete(t.State(), keyOf(t.Community.ID, x.section, x.section))
}

func (x *Single[T]) line(c *bot.Community) string { return c.Entries.LineOf(x.section, x.section) }

// Names implements List.
func (x *Single[T]) Names(t *bot.Turn) (file, made []string, err error) {
	things, err := x.Things(t)
	for _, one := range things {
		if one.File {
			file = append(file, one.Name)
		} else {
			made = append(made, one.Name)
		}
	}
	return file, made, err
}

// Things implements List.
func (x *Single[T]) Things(t *bot.Turn) (list []Thing, err error) {
	com := t.Community
	if line := x.line(com); line != "" {
		list = append(list, Thing{Name: x.section, File: true, Line: line, Single: true})
	}
	row, ok, err := rows.Get(t.State(), keyOf(com.ID, x.section, x.section))
	if ok {
		list = append(list, Thing{Name: x.section, Entry: row.Entry, Fault: flaw(com, x.section, row), Single: true})
	}
	return list, err
}

// Text implements List.
func (x *Single[T]) Text(t *bot.Turn, name string) (string, error) {
	if !strings.EqualFold(name, x.section) {
		return "", nil
	}
	row, _, err := rows.Get(t.State(), keyOf(t.Community.ID, x.section, x.section))
	return row.Entry, err
}

// Normal implements List.
func (x *Single[T]) Normal(c *bot.Community, text string) (name, entry string) {
	text = strings.TrimSpace(text)
	if _, flaws := c.Entries.UncheckedEntry(x.section, text); len(flaws) > 0 {
		return "", ""
	}
	return x.section, text
}

// ListsOf returns what a feature lets operators define.
func ListsOf(feature bot.Feature) []List {
	switch f := feature.(type) {
	case interface{ Definitions() List }:
		return []List{f.Definitions()}
	case interface{ Singles() []List }:
		return f.Singles()
	}
	return nil
}

// AsYAML returns an entry of a section as the file has it below the section's
// key, with a newline at the end.
func AsYAML(single bool, entry string) string {
	if single {
		return "  " + strings.ReplaceAll(entry, "\n", "\n  ") + "\n"
	}
	return "  - " + strings.ReplaceAll(entry, "\n", "\n    ") + "\n"
}
