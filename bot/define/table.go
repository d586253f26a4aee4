package define

import (
	"strings"
	"unicode"

	"github.com/stewardbot/steward/bot/phrase"
	"github.com/stewardbot/steward/store"
)

// key is community, section, name with its case folded.
type key = store.Key3[string, string, string]

var shape = store.Shape3(store.Str[string]{}, store.Str[string]{}, store.Str[string]{})

// rows: community, section, folded name -> thing.
var rows = store.Rows("defined", shape, store.JSON[thing]())

// thing is what was made in the chat.
type thing struct {
	Version int    `json:"v"`
	Name    string `json:"name"`
	Entry   string `json:"entry"` // YAML, as the file would have it
	// Fault is why it is invalid, as last told; empty if it is valid.
	Fault phrase.Line `json:"fault,omitempty"`
	// Single: it is the section's value, no entry of a list.
	Single bool `json:"single,omitempty"`
}

// version is the version of the stored format.
const version = 1

// Tables lists the tables of the registry.
func Tables() []store.Declared { return []store.Declared{rows} }

func keyOf(community, section, name string) key { return store.K3(community, section, Fold(name)) }

// Fold maps names that differ only in case to the same text.
func Fold(name string) string {
	return strings.Map(func(r rune) rune {
		least := r
		for next := unicode.SimpleFold(r); next != r; next = unicode.SimpleFold(next) {
			least = min(least, next)
		}
		return least
	}, name)
}

// each calls fn with the things of a community's section; of all sections if it
// is empty.
func each(r store.Reader, community, section string, fn func(key, thing) error) error {
	prefix := store.AppendString(nil, community)
	if section != "" {
		prefix = store.AppendString(prefix, section)
	}
	return rows.ScanPrefix(r, prefix, false, 0, func(k key, x thing) (bool, error) { return true, fn(k, x) })
}

// Entry is a thing of the store.
type Entry struct {
	Section string      `json:"section"`
	Name    string      `json:"name"`
	Text    string      `json:"entry"`           // YAML, as the file would have it
	Fault   phrase.Line `json:"fault,omitempty"` // why it is invalid
	// Single: it is the section's value, no entry of a list.
	Single bool `json:"single,omitempty"`
}

// Entries returns a community's things in the store, valid or not, by section
// and name.
func Entries(r store.Reader, community string) (list []Entry, err error) {
	err = each(r, community, "", func(k key, x thing) error {
		list = append(list, Entry{k.B, x.Name, x.Entry, x.Fault, x.Single})
		return nil
	})
	return list, err
}

// In is a section of a community.
type In struct{ Community, Section string }

// Taken returns the names that the store has of a community or, with an empty
// id, of all, for loading a configuration.
func Taken(r store.Reader, community string) (map[In][]string, error) {
	names := map[In][]string{}
	var prefix []byte
	if community != "" {
		prefix = store.AppendString(nil, community)
	}
	err := rows.ScanPrefix(r, prefix, false, 0, func(k key, x thing) (bool, error) {
		of := In{k.A, k.B}
		names[of] = append(names[of], x.Name)
		return true, nil
	})
	return names, err
}
