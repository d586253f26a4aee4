package define

import (
	"strings"

	"github.com/stewardbot/steward/bot"
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
