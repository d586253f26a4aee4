package main

import (
	"errors"
	"io"
	"io/fs"
	"log/slog"
	"os"

	"github.com/stewardbot/steward/bot/config"
	"github.com/stewardbot/steward/bot/engine"
	"github.com/stewardbot/steward/bot/phrase"
	"github.com/stewardbot/steward/cmd/steward/wire"
	"github.com/stewardbot/steward/store"
)

// exists returns an error unless there is a store: opening would make a file.
func exists(url string) error {
	_, path, err := store.FindFile(url)
	if errors.Is(err, store.ErrUnable) {
		return nil
	}
	if err == nil {
		if _, err = os.Stat(path); errors.Is(err, fs.ErrNotExist) {
			err = phrase.New("store.no_file", fs.ErrNotExist)
		}
	}
	if err != nil {
		return phrase.New("store.open", store.Shown(url), err)
	}
	return nil
}

// offline calls fn with the options for an engine on a configuration's store. No instance may
// be running.
func offline(e *env, f *config.File, fn func(engine.Options) error) error {
	url := f.Root("store").(*wire.StoreSettings).Place()
	if err := exists(url); err != nil {
		return err
	}
	s, err := openStore(url, newLog(e.stderr))
	if err != nil {
		return err
	}
	opt := wire.EngineOptions(wire.NewParts())
	opt.Store, opt.Config, opt.Log = s, wire.EngineConfig(f), slog.New(slog.NewTextHandler(io.Discard, nil))
	return errors.Join(fn(opt), s.Close())
}
