package main

import (
	"errors"
	"path/filepath"

	"github.com/alecthomas/kong"

	"github.com/stewardbot/steward/cmd/steward/setup"
)

type initCmd struct {
	Dir    string `default:"." help:"help.dir" placeholder:"DIR"`
	Config string `short:"c" default:"steward.yaml" help:"help.config_in" placeholder:"FILE"`
	// Platforms holds the settings of each, in the order of wire.Platforms.
	Platforms kong.Plugins `embed:""`
}

// Run sets Steward up interactively.
func (c *initCmd) Run(e *env) error {
	path := c.Config
	if !filepath.IsAbs(path) {
		path = filepath.Join(c.Dir, path)
	}
	return setup.Run(e.ctx, setup.Program{
		In: e.stdin, Out: e.stdout, Lang: e.lang, Said: errSaid,
		SpeakIn: func(lang string) { e.lang = lang },
		Faults:  e.faults,
		Check:   func(path string) error { return (&checkCmd{Config: path, Env: true}).Run(e) },
		Doctor:  func(path string) error { return (&doctorCmd{Config: path}).Run(e) },
		Running: func(store string) bool {
			_, err := dial(store, e.lang)
			return !errors.Is(err, errNoInstance)
		},
	}, path, c.Platforms)
}
