package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/config"
	"github.com/stewardbot/steward/bot/inspect"
	"github.com/stewardbot/steward/bot/phrase"
	"github.com/stewardbot/steward/cmd/steward/wire"
	"github.com/stewardbot/steward/store"
	"github.com/stewardbot/steward/store/texts"
)

// target selects the store to read. Only the key store of the configuration matters here, so
// faults elsewhere do not prevent access to the store.
type target struct {
	Config string `short:"c" default:"steward.yaml" help:"help.config_store" placeholder:"FILE"`
	Store  string `help:"help.store" placeholder:"FILE"`
	JSON   bool   `help:"help.json_programs"`

	Partition int `default:"-1" help:"help.partition" placeholder:"N"`
}

// url returns the store's URL.
func (t *target) url() (string, error) {
	url, _, _, err := t.look()
	return url, err
}

// look returns the store's URL and, if a configuration was given, that and its faults.
func (t *target) look() (url string, f *config.File, faults config.Faults, err error) {
	if t.Store != "" {
		return t.Store, nil, nil, nil
	}
	if _, err := os.Stat(t.Config); err != nil {
		return "", nil, nil, phrase.New("query.name_store", err)
	}
	f, faults = config.Load(t.Config, wire.Sections(), config.Options{})
	s, ok := f.Root("store").(*wire.StoreSettings)
	if !ok {
		return "", nil, nil, faults.Err()
	}
	for _, x := range faults {
		if strings.HasPrefix(x.Path, "store.") { // it may name another store
			x.Warning = false
			return "", nil, nil, config.Faults{x}
		}
	}
	return s.Place(), f, faults, nil
}

// configured returns the ids of a file's communities, and the communities themselves if it has no
// faults; those in the store if it says so.
func configured(f *config.File, faults config.Faults, r store.Reader) (ids []string, communities []*bot.Community, err error) {
	switch {
	case f == nil:
		return nil, nil, nil
	case f.Hosted:
		var rows []texts.Row
		err := inspect.Hosted.List(r, func(r texts.Row) error {
			rows, ids = append(rows, r), append(ids, r.ID)
			return nil
		})
		if err != nil {
			return nil, nil, err
		}
		f, _ = asHosted(f, rows)
		return ids, wire.EngineConfig(f).Communities, nil
	}
	for _, c := range f.Communities {
		ids = append(ids, c.ID)
	}
	if faults.Err() == nil {
		communities = wire.EngineConfig(f).Communities
	}
	return ids, communities, nil
}

// ask queries the running instance or, if there is none, the store's file. Sentences in JSON
// output are English.
func (t *target) ask(e *env, q inspect.Query, row func(json.RawMessage) error) error {
	url, file, faults, err := t.look()
	if err != nil {
		return err
	}
	if q.Lang = phrase.English; !t.JSON {
		q.Lang = e.lang
	}
	if clusterOf(file) != nil {
		return t.askPartitions(e, q, url, file, faults, row)
	}
	progress := sayProgress(e.stderr)
	c, err := dial(url, e.lang)
	if err == nil {
		return c.ask(e.ctx, q, row, progress)
	}
	if !errors.Is(err, errNoInstance) {
		return err
	}
	s, err := openCurrent(url, store.Options{ReadOnly: true})
	if err != nil {
		return err
	}
	defer s.Close()
	if q.What == "verify" {
		if err := check(url); err != nil {
			return err
		}
	}
	return s.View(func(r store.Reader) error {
		ids, communities, err := configured(file, faults, r)
		if err != nil {
			return err
		}
		from := source(r, communities, newClock().Now())
		from.Communities, from.Progress = ids, progress
		return answer(q, from, row)
	})
}

// answer calls row for each row of the answer to a query.
func answer(q inspect.Query, from inspect.Source, row func(json.RawMessage) error) error {
	return q.Answer(from, func(v any) error {
		b, err := encode(q.Lang, v)
		if err != nil {
			return err
		}
		return row(b)
	})
}

// source returns what queries are answered from, with the configured communities.
func source(r store.Reader, communities []*bot.Community, now time.Time) inspect.Source {
	return inspect.Source{Reader: r, Configured: communities, Metrics: wire.Metrics(), Active: wire.Active(), Select: wire.Select, Sorter: wire.Sorter(), Features: features, Now: now}
}

func features() []bot.Feature { return wire.Features(wire.NewParts()) }

// list prints the rows of an answer as JSON, or as a table with a header and the cells of
// each row.
func list[Row any](e *env, t *target, q inspect.Query, header string, cells func(Row) []any) error {
	out := bufio.NewWriter(e.stdout)
	if t.JSON {
		header = ""
	}
	rows := newTable(out, e.lang, header)
	err := t.ask(e, q, func(raw json.RawMessage) error {
		if t.JSON {
			_, err := fmt.Fprintf(out, "%s\n", raw)
			return err
		}
		row, err := decodeRow[Row](raw)
		rows.row(cells(row)...)
		return err
	})
	if err != nil {
		return err
	}
	return errors.Join(rows.flush(), out.Flush())
}

// decodeRow reads a row as the question's own type.
func decodeRow[Row any](raw json.RawMessage) (row Row, err error) {
	if err = json.Unmarshal(raw, &row); err != nil {
		err = errors.Join(phrase.New("query.unreadable"), err)
	}
	return row, err
}

// do requests an action from the running instance, or calls offline if there is none.
func (t *target) do(e *env, a act, offline func(url string) error) error {
	url, file, _, err := t.look()
	if err != nil {
		return err
	}
	if s := clusterOf(file); s != nil {
		return t.doIn(e, s, url, a)
	}
	c, err := dial(url, e.lang)
	if err == nil {
		return c.do(e.ctx, a)
	}
	if !errors.Is(err, errNoInstance) {
		return err
	}
	return offline(url)
}

// sayProgress prints the progress of an answer that takes longer than a second.
func sayProgress(w io.Writer) func(int) {
	began, last := time.Now(), time.Now()
	return func(n int) {
		if now := time.Now(); now.Sub(began) > 2*time.Second && now.Sub(last) > time.Second {
			last = now
			fmt.Fprintf(w, "%d so far\n", n)
		}
	}
}
