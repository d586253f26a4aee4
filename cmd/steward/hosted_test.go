package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stewardbot/steward/adapters/telegram/faketelegram"
	"github.com/stewardbot/steward/bot/config"
	"github.com/stewardbot/steward/bot/inspect"
	"github.com/stewardbot/steward/cmd/steward/wire"
	"github.com/stewardbot/steward/store"
	"github.com/stewardbot/steward/store/memory"
	"github.com/stewardbot/steward/store/pgstore"
	"github.com/stewardbot/steward/store/pgstore/pgtest"
	"github.com/stewardbot/steward/store/texts"
)

// TestHostedFaultsAreTold: a community that becomes faulty in the store, as by another program that
// writes there, stays as it was, its moderators' log hears why, and others go on.
func TestHostedFaultsAreTold(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWired(t, faketelegram.Options{}, "")
		b, err := os.ReadFile(w.path)
		if err != nil {
			t.Fatal(err)
		}
		h := w.in.hosted
		valid := fmt.Sprintf("id: tea\nspaces: [\"telegram:%d\"]\nplaces: {modlog: [\"telegram:%d\"]}\n", w.group.ID, w.group.ID)
		done, err := h.change(t.Context(), edit{Put: []config.Entry{{Text: valid}, {Text: "id: coffee\nspaces: telegram:-100200\n"}}}, time.Now(), "en")
		if err != nil || len(done.Done) != 2 || !done.Idle {
			t.Fatal(done, err)
		}
		head, _, _ := strings.Cut(string(b), "communities:")
		if err := os.WriteFile(w.path, []byte(head+"communities: store\n"), 0o600); err != nil {
			t.Fatal(err)
		}
		file, _ := config.Load(w.path, wire.Sections(), config.Options{RequireEnv: true})
		(&reloader{in: w.in, path: w.path, began: file, read: file}).reload(t.Context())
		version := map[string]uint64{"tea": 1, "coffee": 1}
		put := func(id, text string, want ...string) {
			t.Helper()
			time.Sleep(time.Minute)
			synctest.Wait()
			before := len(w.sent(w.group))
			err := w.in.engine.Update(t.Context(), func(tx store.Tx) error {
				_, err := inspect.Hosted.Change(tx, []texts.Change{{ID: id, Version: version[id], Text: text}}, time.Now())
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
			version[id]++
			if err := h.changed(context.Background(), []string{id}); err != nil {
				t.Fatal(err)
			}
			time.Sleep(time.Minute)
			synctest.Wait()
			w.told(before, want...)
		}
		put("tea", valid+"check_in: {amount: nine}\n", "stays in force", "tea:4:20: check_in.amount: wants a whole number")
		put("coffee", "id: coffee\nspaces: telegram:-100201\n") // says nothing again
		if com := w.in.engine.Communities()[0]; com.ID != "coffee" || com.Spaces[0] != "telegram:-100201" || len(w.in.engine.Communities()) != 2 {
			t.Errorf("in force are %v", w.in.engine.Communities())
		}
		put("tea", valid, "has no faults any more")
		put("tea", strings.Replace(valid, "places", "check_in: {amount: 9}\nplaces", 1)+"helpers: {who: [telegram:4], may: [warn]}\n", "check_in.amount", "helpers")
		if err := os.WriteFile(w.path, b, 0o600); err != nil { // back to the file
			t.Fatal(err)
		}
		(&reloader{in: w.in, path: w.path, began: file, read: file}).reload(t.Context())
		if n := len(w.in.engine.Communities()); n != 1 {
			t.Errorf("%d communities are in force, want that of the file", n)
		}
	})
}

// TestHostedByMany: what another process has changed meanwhile counts when a change is checked.
func TestHostedByMany(t *testing.T) {
	path := filepath.Join(t.TempDir(), "steward.yaml")
	text := "platforms: {telegram: {token: \"1:a\"}}\ncommunities: store\n"
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	file, faults := config.Load(path, wire.Sections(), config.Options{})
	if err := faults.Err(); err != nil {
		t.Fatal(err)
	}
	url := pgtest.URL(t)
	var all [2]*hosting // each has read what there is, before the other changes it
	for i := range all {
		s, err := pgstore.Connect(t.Context(), url, pgstore.Options{})
		if err != nil {
			t.Fatal(err)
		}
		defer s.Close()
		all[i] = hostedBy(s)
		if _, err := all[i].load(t.Context(), file); err != nil {
			t.Fatal(err)
		}
	}
	for i, h := range all {
		done, err := h.change(t.Context(), edit{Put: []config.Entry{{Text: fmt.Sprintf("id: c%d\nspaces: telegram:-100200\n", i)}}}, time.Now(), "en")
		if err != nil || len(done.Done) != 1-i || len(done.Faults) != i {
			t.Errorf("%+v, %v", done, err)
		}
	}
}

// failing are texts that can't be read at first. One of them changes.
type failing struct {
	texts.Texts
	times int
}

func (f *failing) Get(ctx context.Context, id string) (texts.Row, bool, error) {
	if f.times--; f.times >= 0 {
		return texts.Row{}, false, errors.New("not now")
	}
	return f.Texts.Get(ctx, id)
}

func (f *failing) Watch(ctx context.Context, changed func([]string)) error {
	changed([]string{"tea"})
	<-ctx.Done()
	return nil
}

// TestHostedChangeIsTriedAgain: a change that can't be read at once is in force without another.
func TestHostedChangeIsTriedAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWired(t, faketelegram.Options{}, "")
		w.stop()
		file, _ := config.Load(w.path, wire.Sections(), config.Options{RequireEnv: true})
		file.Hosted = true
		s := memory.New()
		h := hostingIn(s, func(_ context.Context, fn func(store.Tx) error) error { return s.Update(fn) })
		if _, err := h.load(t.Context(), file); err != nil {
			t.Fatal(err)
		}
		used := make(chan *config.File, 1)
		h.use = func(_ context.Context, f *config.File, _ map[string]config.Faults) error {
			used <- f
			return nil
		}
		h.rows = &failing{h.rows, 2}
		ctx, cancel := context.WithCancel(t.Context())
		ended := make(chan error, 1)
		go func() { ended <- h.watch(ctx, slog.New(slog.DiscardHandler)) }()
		time.Sleep(time.Minute)
		select {
		case <-used:
		default:
			t.Error("it is not in force")
		}
		cancel()
		<-ended
	})
}
