// Package define is the registry of what operators define: posts, items, draws,
// polls, badges. Each is an entry of a list in the community's configuration, or
// was made in the chat and lies in the store.
//
// A [Kind] is one such list. [Kind.All] returns the entries of the file and then
// the store's. What the file holds can only be changed there. A thing of the
// store is kept as the YAML of its entry, and each time it is read it is decoded
// and checked by the code that reads the file: one that a changed file makes
// invalid is left out until it is valid again, and [Review] says so once. A name
// is taken once in file and store together, whatever its case; see
// [Taken] for loading a file.
package define

import (
	"reflect"
	"slices"
	"strings"
	"sync"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/phrase"
	"github.com/stewardbot/steward/store"
)

// Bounds of what the store holds.
const (
	maxThings = 200      // of one kind in a community
	MaxEntry  = 16 << 10 // bytes of one
)

// Kind is one list of things. T is the type of an entry, or a pointer to it. It
// is safe for concurrent use.
type Kind[T any] struct {
	section string
	name    func(T) string
	list    func(settings any) []T
	refuses func(T) error // see Refuse

	mu     sync.Mutex
	lately map[key]decoded[T]
	dirty  map[string]bool // by community: see Changed
}

// decoded is what an entry was read as, in a configuration.
type decoded[T any] struct {
	by    *bot.Community
	entry string
	value T
	ok    bool
}

// Of returns the kind whose things are entries of a section, a list of type S.
// name returns the name of one, which stands in the file under id or name.
func Of[S ~[]T, T any](section string, name func(T) string) *Kind[T] {
	list := func(settings any) []T { return *settings.(*S) }
	return &Kind[T]{section: section, name: name, list: list, lately: map[key]decoded[T]{}, dirty: map[string]bool{}}
}

// All returns the things of the turn's community: the file's in its order, then
// the store's by name.
func (k *Kind[T]) All(t *bot.Turn) ([]T, error) { return k.In(t.Community, t.State()) }

// In is All for a community and a state; without a state, it returns the file's
// alone.
func (k *Kind[T]) In(c *bot.Community, s store.Reader) ([]T, error) {
	list := slices.Clip(k.list(c.Sections[k.section]))
	if s == nil {
		return list, nil
	}
	err := each(s, c.ID, k.section, func(at key, x thing) error {
		if v, ok := k.valid(c, at, x); ok {
			list = append(list, v)
		}
		return nil
	})
	return list, err
}

// valid returns the value of a thing; false if it isn't valid.
func (k *Kind[T]) valid(c *bot.Community, at key, x thing) (T, bool) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if d := k.lately[at]; d.by == c && d.entry == x.Entry {
		return d.value, d.ok
	}
	d := decoded[T]{by: c, entry: x.Entry}
	if flaw(c, k.section, x) == nil {
		list, _ := c.Entries.Entry(k.section, x.Entry)
		d.value = k.list(list)[0]
		d.ok = !slices.ContainsFunc(k.list(c.Sections[k.section]), func(v T) bool { return strings.EqualFold(k.name(v), x.Name) })
	}
	k.lately[at] = d
	return d.value, d.ok
}

// Find returns the thing with a name, whatever its case. managed reports that
// the file holds it.
func (k *Kind[T]) Find(t *bot.Turn, name string) (v T, managed, found bool, err error) {
	for _, v := range k.list(t.Community.Sections[k.section]) {
		if strings.EqualFold(k.name(v), name) {
			return v, true, true, nil
		}
	}
	at := keyOf(t.Community.ID, k.section, name)
	x, ok, err := rows.Get(t.State(), at)
	if err == nil && ok {
		v, found = k.valid(t.Community, at, x)
	}
	return v, false, found, err
}

// Has reports whether the file or the store has a thing of that name, valid or
// not.
func (k *Kind[T]) Has(t *bot.Turn, name string) (bool, error) {
	if _, managed, _, err := k.Find(t, name); managed || err != nil {
		return managed, err
	}
	_, ok, err := rows.Get(t.State(), keyOf(t.Community.ID, k.section, name))
	return ok, err
}

// Add stores a new thing. A *phrase.Phrase says why it is refused: the name is
// taken, or the thing is invalid.
func (k *Kind[T]) Add(t *bot.Turn, v T) error {
	_, ok, err := rows.Get(t.State(), keyOf(t.Community.ID, k.section, k.name(v)))
	switch {
	case err != nil:
		return err
	case ok:
		return phrase.New("define.taken", k.name(v))
	}
	return k.Put(t, v)
}

// Refuse sets what Put refuses beside what is invalid in the file, too: why
// returns a *phrase.Phrase, or nil. It is called before the first Put.
func (k *Kind[T]) Refuse(why func(T) error) { k.refuses = why }

// Put stores a thing in place of the one of its name, if any. A *phrase.Phrase
// says why it is refused: the file holds one of that name, the thing is invalid,
// or it gives a role of a space that the turn's user does not administer.
func (k *Kind[T]) Put(t *bot.Turn, v T) error {
	name, com := k.name(v), t.Community
	if err := k.unmanaged(t, name); err != nil {
		return err
	}
	if err := mayGive(t, v); err != nil {
		return err
	}
	x := thing{Version: version, Name: name, Entry: com.Entries.WriteEntry(v)}
	if wrong := flaw(com, k.section, x); wrong != nil {
		return wrong
	}
	if k.refuses != nil {
		if err := k.refuses(v); err != nil {
			return err
		}
	}
	at, n := keyOf(com.ID, k.section, name), 0
	err := each(t.State(), com.ID, k.section, func(other key, _ thing) error {
		if other != at {
			n++
		}
		return nil
	})
	if err == nil && n >= maxThings {
		return phrase.New("define.many", maxThings)
	}
	if err != nil {
		return err
	}
	k.touch(t)
	return rows.Put(t.State(), at, x)
}

// Check returns a thing as it would be if it were put: with names of places
// resolved. A *phrase.Phrase says why it would be refused.
func (k *Kind[T]) Check(t *bot.Turn, v T) (checked T, err error) {
	if err := k.unmanaged(t, k.name(v)); err != nil {
		return v, err
	}
	x := thing{Name: k.name(v), Entry: t.Community.Entries.WriteEntry(v)}
	if wrong := flaw(t.Community, k.section, x); wrong != nil {
		return v, wrong
	}
	list, _ := t.Community.Entries.Entry(k.section, x.Entry)
	return k.list(list)[0], nil
}

// Flaws returns what is wrong with a thing that is still being made; the paths
// tell which of its keys are concerned.
func (k *Kind[T]) Flaws(t *bot.Turn, v T) []bot.Flaw {
	_, flaws := t.Community.Entries.Entry(k.section, t.Community.Entries.WriteEntry(v))
	return flaws
}

// Change stores a thing of the store as change made it. The value is as it was
// put: names of places are not resolved. The name must stay. Errors are like
// those of Put.
func (k *Kind[T]) Change(t *bot.Turn, name string, change func(*T)) error {
	if err := k.unmanaged(t, name); err != nil {
		return err
	}
	x, ok, err := rows.Get(t.State(), keyOf(t.Community.ID, k.section, name))
	if err != nil {
		return err
	}
	if !ok {
		return phrase.New("define.unknown", name)
	}
	list, flaws := t.Community.Entries.UncheckedEntry(k.section, x.Entry)
	if len(flaws) > 0 {
		return invalid(flaws[0])
	}
	v := k.list(list)[0]
	change(&v)
	return k.Put(t, v)
}

// Drop removes a thing from the store, valid or not. A *phrase.Phrase says why
// it can't: the file holds it, or nothing does.
func (k *Kind[T]) Drop(t *bot.Turn, name string) error {
	if err := k.unmanaged(t, name); err != nil {
		return err
	}
	at := keyOf(t.Community.ID, k.section, name)
	if _, ok, err := rows.Get(t.State(), at); err != nil || !ok {
		if err != nil {
			return err
		}
		return phrase.New("define.unknown", name)
	}
	k.touch(t)
	return rows.Delete(t.State(), at)
}

// unmanaged returns a phrase if the file holds a thing of that name.
func (k *Kind[T]) unmanaged(t *bot.Turn, name string) error {
	if _, managed, _, err := k.Find(t, name); err != nil || !managed {
		return err
	}
	if line := t.Community.Entries.LineOf(k.section, name); line != "" {
		return phrase.New("define.managed_at", name, line)
	}
	return phrase.New("define.managed", name)
}

// flaw returns why a thing can't be used; nil if it is valid.
func flaw(c *bot.Community, section string, x thing) *phrase.Phrase {
	if line := c.Entries.LineOf(section, x.Name); line != "" {
		return phrase.New("define.managed_at", x.Name, line)
	}
	if len(x.Entry) > MaxEntry {
		return phrase.New("define.long", MaxEntry>>10)
	}
	list, flaws := c.Entries.Entry(section, x.Entry)
	if len(flaws) > 0 {
		return invalid(flaws[0])
	}
	if v := reflect.ValueOf(list).Elem(); !x.Single && v.Len() != 1 {
		return phrase.New("config.not_yaml")
	}
	return nil
}

func invalid(f bot.Flaw) *phrase.Phrase {
	if f.Path == "" {
		return f.Message
	}
	return phrase.New("define.flaw", f.Path, f.Message)
}
