package bot

import "github.com/stewardbot/steward/bot/phrase"

// Entries decodes entries of the lists in a community's configuration that stand
// elsewhere than in the file, such as in the store. Package config implements it.
type Entries interface {
	// Entry decodes the YAML text of one entry and checks it as if it stood in
	// the file. list is a pointer to the section's type with this entry alone.
	// Without flaws it is valid.
	Entry(section, text string) (list any, flaws []Flaw)
	// UncheckedEntry only decodes it: names of places are not resolved.
	UncheckedEntry(section, text string) (list any, flaws []Flaw)
	// WriteEntry returns the text of an entry. It panics if its type can't be
	// written.
	WriteEntry(v any) string
	// LineOf returns where the file has the entry with a name, as FILE:LINE,
	// relative to the main file's folder; empty if it has none. Case is ignored.
	LineOf(section, name string) string
	// Fields returns the keys of an entry of a section, in their order, with the
	// values that a text gives them; none if the section has no entries with keys.
	Fields(section, text string) []EntryField
	// FillEntry returns the text of an entry with these values, a key a line.
	FillEntry(fields []EntryField) string
}

// EntryField is one key of an entry, for forms.
type EntryField struct {
	Key, Doc          string
	Form              FieldForm
	Value             string // empty: the entry does not have the key
	Required          bool
	Min, Max, Default string   // as the file has them; empty: none
	Choices           []string // the words that Value may be; empty: any
}

// FieldForm is how a field's value is written in a form.
type FieldForm string

// The forms of values.
const (
	FieldText     FieldForm = "text"     // the text itself
	FieldLines    FieldForm = "lines"    // a text on each line
	FieldSwitch   FieldForm = "switch"   // true or false
	FieldNumber   FieldForm = "number"   // a number
	FieldDuration FieldForm = "duration" // 90m, 2d
	FieldYAML     FieldForm = "yaml"     // YAML, on one line
)

// FieldForms lists them.
func FieldForms() []FieldForm {
	return []FieldForm{FieldText, FieldLines, FieldSwitch, FieldNumber, FieldDuration, FieldYAML}
}

// Flaw is a mistake in an entry that stands in no file.
type Flaw struct {
	Path    string // within the entry: to, buttons[0].url; empty: the entry as a whole
	Message *phrase.Phrase
}
