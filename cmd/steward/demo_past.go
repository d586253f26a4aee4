package main

import (
	"errors"
	"fmt"
	"log/slog"
	"os"
	"time"

	"github.com/stewardbot/steward/bot/engine"
	"github.com/stewardbot/steward/cmd/steward/past"
	"github.com/stewardbot/steward/cmd/steward/wire"
	"github.com/stewardbot/steward/store"
)

// pasts print how much of the past is there, by language.
var pasts = map[string]string{
	"en":      "\rA year of the Tea House: %d %%",
	"zh-Hans": "\r茶馆的一年：%d%%",
	"zh-Hant": "\r茶館的一年：%d%%",
}

// beforeSeed is the time between the end of the past and the opening conversation.
const beforeSeed = 3 * time.Minute

// playPast plays the past up to end into a store in a file that doesn't exist yet, any other is left
// alone, and tells the terminal how far it is. A past that is cut short is removed, so that the next demo begins anew.
func playPast(e *env, c engine.Config, lang, path string, end time.Time, log *slog.Logger) error {
	_, file, err := store.FindFile(path)
	if err != nil || isFile(file) || isFile(file+rescued) {
		return nil
	}
	s, err := store.Open(path, store.Options{NoSync: true})
	if err != nil {
		return err
	}
	if err := migrate(s, false, log); err != nil {
		return errors.Join(err, s.Close())
	}
	opt := wire.EngineOptions(wire.NewParts())
	opt.Store, opt.Config, opt.Log = s, c, log
	err = past.Play(e.ctx, opt, end, func(percent int) { fmt.Fprintf(e.stderr, pasts[lang], percent) })
	fmt.Fprintln(e.stderr)
	if err = errors.Join(err, s.Close()); err != nil {
		err = errors.Join(err, os.Remove(file))
	}
	return err
}
