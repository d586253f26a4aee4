package define

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/phrase"
)

// List is a Kind, whatever its things are.
type List interface {
	// Section is the key in the configuration.
	Section() string
	// PutText is Put for an entry as the file would have it. It returns the name.
	PutText(t *bot.Turn, text string) (name string, err error)
	Drop(t *bot.Turn, name string) error
	// Names returns those of the file's things, and of the store's, valid or not.
	Names(t *bot.Turn) (file, store []string, err error)
	// Things returns the file's things, then the store's, valid or not.
	Things(t *bot.Turn) ([]Thing, error)
	// Text returns the entry of a thing of the store; empty if there is none.
	Text(t *bot.Turn, name string) (string, error)
	// Normal returns an entry as the store would hold it, and its name; both are
	// empty if it can't be read.
	Normal(c *bot.Community, text string) (name, entry string)
}

// Thing is one thing of a List.
type Thing struct {
	Name  string
	File  bool   // the file holds it, and it can only be changed there
	Line  string // where: FILE:LINE; may be empty
	Entry string // YAML, of a thing of the store
	Fault *phrase.Phrase
	// Single: it is the section's value, no entry of a list.
	Single bool
}

// Print identifies the text of an entry: a form that was made of another text is
// out of date.
func Print(entry string) string {
	sum := sha256.Sum256([]byte(entry))
	return hex.EncodeToString(sum[:8])
}

// Section implements List.
func (k *Kind[T]) Section() string { return k.section }

// PutText implements List.
func (k *Kind[T]) PutText(t *bot.Turn, text string) (name string, err error) {
	list, flaws := t.Community.Entries.UncheckedEntry(k.section, strings.TrimSpace(text))
	if len(flaws) > 0 {
		return "", invalid(flaws[0])
	}
	v := k.list(list)[0]
	return k.name(v), k.Put(t, v)
}

// Names implements List.
func (k *Kind[T]) Names(t *bot.Turn) (file, store []string, err error) {
	for _, v := range k.list(t.Community.Sections[k.section]) {
		file = append(file, k.name(v))
	}
	err = each(t.State(), t.Community.ID, k.section, func(_ key, x thing) error {
		store = append(store, x.Name)
		return nil
	})
	return file, store, err
}

// Things implements List.
func (k *Kind[T]) Things(t *bot.Turn) (list []Thing, err error) {
	com := t.Community
	for _, v := range k.list(com.Sections[k.section]) {
		name := k.name(v)
		list = append(list, Thing{Name: name, File: true, Line: com.Entries.LineOf(k.section, name)})
	}
	err = each(t.State(), com.ID, k.section, func(_ key, x thing) error {
		list = append(list, Thing{Name: x.Name, Entry: x.Entry, Fault: flaw(com, k.section, x)})
		return nil
	})
	return list, err
}

// Text implements List.
func (k *Kind[T]) Text(t *bot.Turn, name string) (string, error) {
	x, _, err := rows.Get(t.State(), keyOf(t.Community.ID, k.section, name))
	return x.Entry, err
}

// Normal implements List.
func (k *Kind[T]) Normal(c *bot.Community, text string) (name, entry string) {
	list, flaws := c.Entries.UncheckedEntry(k.section, strings.TrimSpace(text))
	if len(flaws) > 0 {
		return "", ""
	}
	v := k.list(list)[0]
	return k.name(v), c.Entries.WriteEntry(v)
}

// Changed reports, once, whether things of the turn's community were put or
// dropped since the last call. A feature with timers for its things asks in
// Routes.After.
func (k *Kind[T]) Changed(t *bot.Turn) bool {
	k.mu.Lock()
	defer k.mu.Unlock()
	changed := k.dirty[t.Community.ID]
	delete(k.dirty, t.Community.ID)
	return changed
}

// touch notes a change, unless it is rolled back.
func (k *Kind[T]) touch(t *bot.Turn) {
	set := func(dirty bool) {
		k.mu.Lock()
		defer k.mu.Unlock()
		if delete(k.dirty, t.Community.ID); dirty {
			k.dirty[t.Community.ID] = true
		}
	}
	set(true)
	t.OnRollback(func() { set(false) })
}
