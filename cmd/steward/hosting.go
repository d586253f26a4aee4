package main

import (
	"context"
	"fmt"
	"log/slog"
	"maps"
	"slices"
	"sync"
	"time"

	"github.com/stewardbot/steward/bot/config"
	"github.com/stewardbot/steward/bot/inspect"
	"github.com/stewardbot/steward/bot/phrase"
	"github.com/stewardbot/steward/cmd/steward/wire"
	"github.com/stewardbot/steward/store"
	"github.com/stewardbot/steward/store/pgstore"
	"github.com/stewardbot/steward/store/texts"
)

// hosting are the communities that are kept in the store. Its methods may be called from any
// goroutine.
type hosting struct {
	rows texts.Texts
	view func(func(store.Reader) error) error // of what the communities have in the store
	// use puts a file with the communities in force, and tells the faults of those that stay as
	// they were; nil: nothing runs. It is not called concurrently.
	use func(ctx context.Context, f *config.File, faults map[string]config.Faults) error
	// turn waits until no other process changes communities, and keeps them from it until done is called; nil: no other process can.
	turn func(ctx context.Context) (done func(used bool), err error)

	mu       sync.Mutex
	file     *config.File
	host     *config.Host // nil: not read yet
	versions map[string]uint64
	faulty   map[string]config.Faults // of those in the store that are not in force
}

// hostingIn are the communities in a store that this process alone writes to.
func hostingIn(s store.Store, update func(context.Context, func(store.Tx) error) error) *hosting {
	return &hosting{rows: inspect.Hosted.In(s.View, update), view: s.View}
}

// hostedBy are the communities that the partitions of a database share.
func hostedBy(s *pgstore.Server) *hosting {
	all := s.Others(-1)
	return &hosting{
		rows: s.Communities(), view: func(fn func(store.Reader) error) error { return fn(all) },
		turn: func(ctx context.Context) (func(bool), error) { return s.Turns(changeTime, 0).Turn(ctx, changeTurn) },
	}
}

const (
	changeTurn = -1          // no bucket of the platforms' sessions
	changeTime = time.Minute // as long others wait for a process that died in its turn
)

// edit is a change of communities, all of it or nothing.
type edit struct {
	Put    []config.Entry `json:"put,omitempty"`
	Remove []string       `json:"remove,omitempty"`
	// Version is the one that the only community must have; 0: any.
	Version uint64 `json:"version,omitempty"`
}

// edited is the answer.
type edited struct {
	Faults []string    `json:"faults,omitempty"` // as check prints them, of what was done, too
	Done   []texts.Row `json:"done,omitempty"`   // without texts; empty: nothing was done
	// Idle: they are not in force, since the file has communities of its own.
	Idle bool `json:"idle,omitempty"`
}

// load reads the communities for a file that says that they are in the store, and returns it with
// them. Another file is returned as it is.
func (h *hosting) load(ctx context.Context, f *config.File) (*config.File, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.loadLocked(ctx, f)
}

func (h *hosting) loadLocked(ctx context.Context, f *config.File) (*config.File, error) {
	if !f.Hosted {
		h.file, h.host, h.faulty = f, nil, nil
		return f, nil
	}
	if err := h.read(ctx, f); err != nil {
		return nil, err
	}
	return h.host.File(), nil
}

// follow loads the communities for a file, and puts it in force.
func (h *hosting) follow(ctx context.Context, f *config.File) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	f, err := h.loadLocked(ctx, f)
	if err != nil {
		return err
	}
	return h.use(ctx, f, h.faulty)
}

// read reads all communities. One with faults stays as it was.
func (h *hosting) read(ctx context.Context, f *config.File) error {
	var all []texts.Row
	there := map[string]bool{}
	err := h.rows.List(ctx, func(r texts.Row) error {
		all, there[r.ID] = append(all, r), true
		return nil
	})
	if err != nil {
		return err
	}
	h.file, h.host, h.versions, h.faulty = f, f.Host(h.host), map[string]uint64{}, map[string]config.Faults{}
	h.take(all, slices.DeleteFunc(h.host.IDs(), func(id string) bool { return there[id] }))
	return nil
}

// take takes rows over, and those that are gone away.
func (h *hosting) take(rows []texts.Row, gone []string) {
	next, read := h.host.With(entriesOf(rows), gone, nil)
	h.host = next
	for i, r := range rows {
		h.versions[r.ID] = r.Version
		if delete(h.faulty, r.ID); read[i].Community == nil {
			h.faulty[r.ID] = read[i].Faults
		}
	}
	for _, id := range gone {
		delete(h.versions, id)
		delete(h.faulty, id)
	}
}

// changed takes over what others changed; no ids: all that there is.
func (h *hosting) changed(ctx context.Context, ids []string) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	switch {
	case h.host == nil: // nothing was read that could be out of date
		return nil
	case len(ids) > 0:
		return h.sync(ctx, ids)
	}
	if err := h.read(ctx, h.file); err != nil {
		return err
	}
	return h.sync(ctx, nil)
}

// watch takes over what others change, until ctx ends. What fails is tried again
// for a minute.
func (h *hosting) watch(ctx context.Context, log *slog.Logger) error {
	return h.rows.Watch(ctx, func(ids []string) {
		err := h.changed(ctx, ids)
		for pause := time.Second; err != nil && pause < time.Minute && ctx.Err() == nil; pause *= 2 {
			log.Warn("communities that changed in the store are not in force yet; trying again", "ids", ids, "in", pause, "err", err)
			pauseFor(ctx, pause)
			err = h.changed(ctx, ids)
		}
		switch {
		case err == nil:
			if list := h.versionsOf(ids); len(list) > 0 {
				log.Info("communities changed in the store", "now", list)
			}
		case ctx.Err() == nil:
			log.Error("communities that changed in the store can't be read", "ids", ids, "err", err)
		}
	})
}

// versionsOf describes communities for the log, if they are those of the store:
// "tea version 2".
func (h *hosting) versionsOf(ids []string) (list []string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, id := range ids {
		if h.host == nil {
			break
		}
		list = append(list, fmt.Sprintf("%s version %d", id, h.versions[id]))
	}
	return list
}

// sync takes over what changed, tries again what was faulty, and puts it in force.
func (h *hosting) sync(ctx context.Context, ids []string) error {
	var rows []texts.Row
	var gone []string
	for _, id := range slices.Compact(slices.Sorted(slices.Values(slices.AppendSeq(slices.Clone(ids), maps.Keys(h.faulty))))) {
		switch r, ok, err := h.rows.Get(ctx, id); {
		case err != nil:
			return err
		case !ok:
			gone = append(gone, id)
		case r.Version != h.versions[id] || h.faulty[id] != nil:
			rows = append(rows, r)
		}
	}
	h.take(rows, gone)
	if h.use == nil || !h.file.Hosted {
		return nil
	}
	return h.use(ctx, h.host.File(), h.faulty)
}

// change checks a change and makes it; it is in force when it returns. Faults are in a language.
func (h *hosting) change(ctx context.Context, c edit, now time.Time, lang string) (done edited, err error) {
	if h.turn != nil {
		end, err := h.turn(ctx)
		if err != nil {
			return done, err
		}
		defer end(true)
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.file == nil {
		return done, phrase.New("community.no_file")
	}
	if h.host == nil || h.turn != nil { // others may have changed what was read
		if err := h.read(ctx, h.file); err != nil {
			return done, err
		}
	}
	changes, faults, err := h.check(c)
	for _, f := range faults {
		done.Faults = append(done.Faults, f.Explain(lang))
	}
	if err != nil || faults.Err() != nil {
		return done, err
	}
	versions, err := h.rows.Change(ctx, changes, now)
	if err != nil {
		return done, err
	}
	var ids []string
	for i, x := range changes {
		ids = append(ids, x.ID)
		done.Done = append(done.Done, texts.Row{ID: x.ID, Version: versions[i]})
	}
	done.Idle = !h.file.Hosted
	return done, h.sync(ctx, ids)
}

// check returns the changes of the rows, unless there are faults.
func (h *hosting) check(c edit) (changes []texts.Change, all config.Faults, err error) {
	known := func(id string) (uint64, error) {
		v, ok := h.versions[id]
		switch {
		case !ok:
			return 0, phrase.New("community.unknown", id)
		case c.Version != 0 && c.Version != v:
			return 0, &texts.StaleError{ID: id, Version: v, Want: c.Version}
		}
		return v, nil
	}
	replaced := make([]uint64, len(c.Put))
	for i, e := range c.Put {
		if e.ID != "" {
			if replaced[i], err = known(e.ID); err != nil {
				return nil, nil, err
			}
		}
	}
	for _, id := range c.Remove {
		v, err := known(id)
		if err != nil {
			return nil, nil, err
		}
		changes = append(changes, texts.Change{ID: id, Version: v})
	}
	only := ""
	if len(c.Put) == 1 {
		only = c.Put[0].ID
	}
	taken, err := wire.Taken(h.view, only)
	if err != nil {
		return nil, nil, err
	}
	_, read := h.host.With(c.Put, c.Remove, taken)
	for i, x := range read {
		if all = append(all, x.Faults...); x.Community == nil {
			continue
		}
		id := x.Community.ID
		if v := h.versions[id]; replaced[i] == 0 && v != 0 { // it is there, with faults
			return nil, nil, &texts.StaleError{ID: id, Version: v}
		}
		changes = append(changes, texts.Change{ID: id, Version: replaced[i], Text: c.Put[i].Text})
	}
	return changes, all, nil
}

// asHosted reads rows as the communities of a file.
func asHosted(f *config.File, rows []texts.Row) (*config.File, []config.Read) {
	host, read := f.Host(nil).With(entriesOf(rows), nil, nil)
	return host.File(), read
}

func entriesOf(rows []texts.Row) []config.Entry {
	entries := make([]config.Entry, len(rows))
	for i, r := range rows {
		entries[i] = config.Entry{ID: r.ID, Text: r.Text}
	}
	return entries
}
