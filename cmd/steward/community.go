package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/stewardbot/steward/bot/config"
	"github.com/stewardbot/steward/bot/inspect"
	"github.com/stewardbot/steward/bot/phrase"
	"github.com/stewardbot/steward/cmd/steward/wire"
	"github.com/stewardbot/steward/store"
	"github.com/stewardbot/steward/store/pgstore"
	"github.com/stewardbot/steward/store/texts"
)

type communityCmd struct {
	List   communityListCmd   `cmd:"" help:"help.community_list"`
	Show   communityShowCmd   `cmd:"" help:"help.community_show"`
	Add    communityAddCmd    `cmd:"" help:"help.community_add"`
	Set    communitySetCmd    `cmd:"" help:"help.community_set"`
	Remove communityRemoveCmd `cmd:"" help:"help.community_remove"`
}

// hostedConfig is the configuration whose store has the communities.
type hostedConfig struct {
	Config string `short:"c" default:"steward.yaml" help:"help.config_file" placeholder:"FILE"`
}

type communityListCmd struct {
	hostedConfig
	JSON bool `name:"json" help:"help.json_programs"`
}

// hostedRow is a community in the store.
type hostedRow struct {
	ID      string    `json:"id"`
	Name    string    `json:"name,omitempty"`
	Spaces  []string  `json:"spaces,omitempty"`
	Version uint64    `json:"version"`
	Changed time.Time `json:"changed"`
	Faults  []string  `json:"faults,omitempty"`
}

// Run lists the communities in the store, and on stderr what is wrong with them.
func (c *communityListCmd) Run(e *env) error {
	f, err := e.loadFile(c.Config)
	if err != nil {
		return err
	}
	rows, err := e.rows(f)
	if err != nil {
		return err
	}
	_, read := asHosted(f, rows)
	out := newTable(e.stdout, e.lang, "ID NAME SPACES VERSION CHANGED STATE")
	for i, r := range rows {
		row := hostedRow{ID: r.ID, Version: r.Version, Changed: r.Changed.Truncate(time.Second)}
		state := phrase.New("community.faulty")
		if com := read[i].Community; com != nil {
			row.Name, row.Spaces, state = com.Name, com.Spaces, phrase.New("community.ok")
		}
		for _, x := range read[i].Faults {
			row.Faults = append(row.Faults, x.In(e.lang))
		}
		if !c.JSON {
			out.row(row.ID, row.Name, strings.Join(row.Spaces, " "), row.Version, row.Changed.Format("2006-01-02 15:04"), state.In(e.lang))
		} else if err := json.NewEncoder(e.stdout).Encode(row); err != nil {
			return err
		}
	}
	if c.JSON {
		return nil
	}
	err = out.flush()
	for _, x := range read {
		e.faults(x.Faults)
	}
	return err
}

type communityShowCmd struct {
	hostedConfig
	ID string `arg:"" help:"help.community" placeholder:"ID"`
}

// Run prints a community as it was given.
func (c *communityShowCmd) Run(e *env) error {
	f, err := e.loadFile(c.Config)
	if err != nil {
		return err
	}
	rows, err := e.rows(f)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(rows, func(r texts.Row) bool { return r.ID == c.ID })
	if i < 0 {
		return phrase.New("community.unknown", c.ID)
	}
	_, err = io.WriteString(e.stdout, rows[i].Text)
	return err
}

type communityAddCmd struct {
	hostedConfig
	Files []string `arg:"" help:"help.community_files" placeholder:"FILE"`
}

// Run adds the communities of files, all or none.
func (c *communityAddCmd) Run(e *env) error {
	var x edit
	for _, name := range c.Files {
		entries, err := e.entries(name)
		if err != nil {
			return err
		}
		x.Put = append(x.Put, entries...)
	}
	return e.edit(c.Config, x, "community.added")
}

type communitySetCmd struct {
	hostedConfig
	ID      string `arg:"" help:"help.community" placeholder:"ID"`
	File    string `arg:"" help:"help.community_file" placeholder:"FILE"`
	Version uint64 `name:"if-version" help:"help.community_version" placeholder:"N"`
}

// Run replaces a community.
func (c *communitySetCmd) Run(e *env) error {
	entries, err := e.entries(c.File)
	if err != nil {
		return err
	}
	if len(entries) != 1 {
		return phrase.New("community.one", c.File, len(entries))
	}
	entries[0].ID = c.ID
	return e.edit(c.Config, edit{Put: entries, Version: c.Version}, "community.set")
}

type communityRemoveCmd struct {
	hostedConfig
	ID      string `arg:"" help:"help.community" placeholder:"ID"`
	Yes     bool   `help:"help.community_yes"`
	Version uint64 `name:"if-version" help:"help.community_version" placeholder:"N"`
}

// Run removes a community.
func (c *communityRemoveCmd) Run(e *env) error {
	if !c.Yes {
		return phrase.New("community.sure", c.ID)
	}
	return e.edit(c.Config, edit{Remove: []string{c.ID}, Version: c.Version}, "community.removed")
}

// entries reads the communities of a file, or of stdin for "-".
func (e *env) entries(name string) ([]config.Entry, error) {
	raw, err := config.ReadPlain(name, config.MaxFile)
	if name == "-" {
		raw, err = io.ReadAll(io.LimitReader(e.stdin, config.MaxFile))
	}
	if err != nil {
		return nil, phrase.New("file.wrong", name, err)
	}
	entries, faults := config.Split(name, raw)
	if e.faults(faults); faults.Err() != nil {
		return nil, errSaid
	}
	return entries, nil
}

// edit makes a change and says with a code what was done to each community.
func (e *env) edit(path string, x edit, code string) error {
	f, err := e.loadFile(path)
	if err != nil {
		return err
	}
	done, err := e.perform(f, x)
	for _, fault := range done.Faults {
		fmt.Fprintln(e.stderr, fault)
	}
	if err != nil {
		return err
	}
	if len(done.Done) == 0 {
		return errSaid
	}
	for _, r := range done.Done {
		err = errors.Join(err, e.tell(code, r.ID, r.Version))
	}
	if done.Idle {
		err = errors.Join(err, e.tell("community.idle", path))
	}
	return err
}

// perform has the running instance make a change or, without one, makes it in the store.
func (e *env) perform(f *config.File, x edit) (done edited, err error) {
	url := f.Root("store").(*wire.StoreSettings).Place()
	if clusterOf(f) != nil {
		s, err := pgstore.Connect(e.ctx, url, pgstore.Options{Cache: -1})
		if err != nil {
			return done, err
		}
		done, err = hostedBy(s).changeFor(e, f, x)
		return done, errors.Join(err, s.Close())
	}
	running, err := dial(url, e.lang)
	if err == nil {
		resp, err := running.post(e.ctx, "/communities", x)
		if err != nil {
			return done, err
		}
		defer resp.Body.Close()
		return done, json.NewDecoder(resp.Body).Decode(&done)
	}
	if !errors.Is(err, errNoInstance) {
		return done, err
	}
	s, err := openStore(url, newLog(e.stderr))
	if err != nil {
		return done, err
	}
	done, err = hostingIn(s, func(_ context.Context, fn func(store.Tx) error) error { return s.Update(fn) }).changeFor(e, f, x)
	return done, errors.Join(err, s.Close())
}

// changeFor is change for a command that runs alone.
func (h *hosting) changeFor(e *env, f *config.File, x edit) (done edited, err error) {
	h.file = f
	return h.change(e.ctx, x, time.Now(), e.lang)
}

// rows returns the communities in the store of a configuration, from the running instance or, if
// there is none, from the store; none if there is no store yet.
func (e *env) rows(f *config.File) (rows []texts.Row, err error) {
	place := f.Root("store").(*wire.StoreSettings).Place()
	if clusterOf(f) != nil {
		s, err := pgstore.Connect(e.ctx, place, pgstore.Options{Options: store.Options{ReadOnly: true}, Cache: -1})
		if err != nil {
			return nil, err
		}
		rows, err = allOf(e.ctx, s.Communities())
		return rows, errors.Join(err, s.Close())
	}
	if _, file, err := store.FindFile(place); err == nil && !isFile(file) {
		return nil, nil
	}
	t := target{Store: place, JSON: true}
	err = t.ask(e, inspect.Query{What: "hosted"}, func(raw json.RawMessage) error {
		r, err := decodeRow[texts.Row](raw)
		rows = append(rows, r)
		return err
	})
	return rows, err
}

func allOf(ctx context.Context, t texts.Texts) (rows []texts.Row, err error) {
	err = t.List(ctx, func(r texts.Row) error {
		rows = append(rows, r)
		return nil
	})
	return rows, err
}

// load loads a configuration that must be valid, with its communities in the store, if that is where
// they are. Faults are printed; a community of the store with faults is left out.
func (e *env) load(path string) (*config.File, error) {
	f, err := e.loadFile(path)
	if err != nil {
		return nil, err
	}
	f, read, err := e.withHosted(f)
	for _, x := range read {
		if x.Community == nil {
			e.faults(x.Faults)
		}
	}
	return f, err
}

// withHosted returns a file with its communities in the store, and what they were read as.
func (e *env) withHosted(f *config.File) (*config.File, []config.Read, error) {
	if !f.Hosted {
		return f, nil, nil
	}
	rows, err := e.rows(f)
	if err != nil {
		return nil, nil, err
	}
	f, read := asHosted(f, rows)
	return f, read, nil
}
