// Package setup is steward init: it sets Steward up interactively, up to being
// in a group. In order: the language; the tokens, each tested at once
// (tokens.go); the files (files.go); the groups, once Steward is added there
// (spaces.go); the moderators' log; check and doctor. Anything that already
// exists is kept, so it can be stopped and rerun at any point.
package setup

import (
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/config"
	"github.com/stewardbot/steward/bot/locale"
	"github.com/stewardbot/steward/cmd/steward/wire"
)

// Program is what setup needs from the rest of the command line.
type Program struct {
	In   io.Reader
	Out  io.Writer
	Lang string // that it begins in
	Said error  // ends a command that has already printed why

	SpeakIn func(lang string)   // whatever else the program says from now on
	Faults  func(config.Faults) // prints them
	Check   func(path string) error
	Doctor  func(path string) error
	Running func(store string) bool // an instance on that store
}

// Run sets Steward up with the configuration at a path. flags are each
// platform's settings from the command line, in the order of wire.Platforms.
func Run(ctx context.Context, p Program, path string, flags []any) error {
	w := newWizard(ctx, p, path)
	defer w.talk.close()
	for i, p := range wire.Platforms() {
		if p.Setup.Access != nil {
			w.platforms = append(w.platforms, &guide{Platform: p, settings: flags[i].(bot.PlatformSettings)})
		}
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return err
	}
	for _, step := range []func() error{w.load, w.language, w.askTokens, w.files, w.spaces, w.modlog, w.finish} {
		if err := step(); err != nil {
			return w.stopped(err)
		}
	}
	return nil
}

// wizard is one run of init.
type wizard struct {
	Program
	ctx   context.Context
	talk  *dialogue
	texts *locale.Locale
	lang  string // that it speaks
	path  string // of the configuration

	platforms []*guide // that can be set up, in the order in which it asks

	file   *config.File      // nil: none yet
	made   bool              // this run made it
	guides []*guide          // of the platforms with a good token
	found  []bot.FoundSpace  // added to the file
	others []bot.FoundSpace  // not the community's
	tokens map[string]string // new ones, by variable
}

func newWizard(ctx context.Context, p Program, path string) *wizard {
	return &wizard{
		Program: p, ctx: ctx, talk: newDialogue(ctx, p.In, p.Out), texts: locale.New(), lang: p.Lang, path: path, tokens: map[string]string{},
	}
}

// say prints a text of the catalogue.
func (w *wizard) say(key string, args bot.Args) { w.talk.say(w.text(key, args)) }

func (w *wizard) text(key string, args bot.Args) string { return w.texts.Text(w.lang, key, args) }

// load reads the configuration if there is one. It must be valid, except for
// unset variables.
func (w *wizard) load() error {
	if _, err := os.Stat(w.path); errors.Is(err, os.ErrNotExist) {
		return nil
	}
	file, faults := config.Load(w.path, wire.Sections(), config.Options{})
	if faults.Err() != nil {
		w.Faults(faults)
		w.say("init.faults", bot.Args{"File": w.path})
		return w.Said
	}
	w.file = file
	w.say("init.resumes", bot.Args{"File": w.path})
	return nil
}

// languages are the languages' own names.
var languages = []struct{ tag, name string }{{"en", "English"}, {"zh-Hans", "简体中文"}, {"zh-Hant", "繁體中文"}}

// language asks which to speak, here and in the groups.
func (w *wizard) language() error {
	if w.file != nil {
		return nil
	}
	var names []string
	usual := 0
	for i, l := range languages {
		names = append(names, l.name)
		if l.tag == w.lang {
			usual = i
		}
	}
	i, err := w.talk.choose("Language / 语言 / 語言", names, usual)
	if err != nil {
		return err
	}
	w.lang = languages[i].tag
	w.SpeakIn(w.lang) // check and doctor, too
	w.say("init.hello", nil)
	return nil
}

// stopped says how to go on after an interruption or the end of the input.
func (w *wizard) stopped(err error) error {
	if !errors.Is(err, io.EOF) && w.ctx.Err() == nil {
		return err
	}
	w.talk.say("")
	w.say("init.stopped", bot.Args{"Command": w.command("init")})
	return w.Said
}

// command returns a command line that works where the user is.
func (w *wizard) command(name string) string {
	self := os.Args[0]
	if filepath.Base(self) == self {
		self = "steward"
	}
	line := self + " " + name
	if w.path != "steward.yaml" {
		line += " -c " + w.path
	}
	return line
}

// finish runs check and doctor, and prints the next step.
func (w *wizard) finish() error {
	w.say("init.check", nil)
	if err := w.Check(w.path); err != nil {
		return err
	}
	err := w.Doctor(w.path)
	switch {
	case errors.Is(err, w.Said):
		w.say("init.mend", bot.Args{"Doctor": w.command("doctor"), "Run": w.command("run")})
		return err
	case err != nil:
		return err
	}
	if !w.file.Hosted && !slices.ContainsFunc(w.guides, func(g *guide) bool { return len(w.spacesOf(g.Name)) > 0 }) {
		w.say("init.no_group", bot.Args{"Command": w.command("init")})
		return nil
	}
	w.say("init.done", bot.Args{"Run": w.command("run")})
	return nil
}
