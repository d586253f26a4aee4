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
}

// Flaw is a mistake in an entry that stands in no file.
type Flaw struct {
	Path    string // within the entry: to, buttons[0].url; empty: the entry as a whole
	Message *phrase.Phrase
}
