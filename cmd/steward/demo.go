package main

import (
	"context"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"syscall"
	"time"

	"github.com/stewardbot/steward/adapters/console"
	"github.com/stewardbot/steward/adapters/web"
	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/config"
	"github.com/stewardbot/steward/bot/engine"
	"github.com/stewardbot/steward/bot/locale"
	"github.com/stewardbot/steward/bot/phrase"
	"github.com/stewardbot/steward/cmd/steward/past"
	"github.com/stewardbot/steward/cmd/steward/wire"
	"github.com/stewardbot/steward/store"
)

type demoCmd struct {
	Listen string `help:"help.listen" placeholder:"ADDR"`
	Store  string `help:"help.demo_store" placeholder:"FILE"`
	NoOpen bool   `help:"help.no_browser"`
	NoPast bool   `help:"help.no_past"`
}

// defaultDemo is the address if none is given.
const defaultDemo = "127.0.0.1:8080"

// demoFiles holds the demo's configurations, identical but for their language, and the files
// they name.
//
//go:embed demo
var demoFiles embed.FS

// greetings print where the demo is, by language.
var greetings = map[string]string{
	"en":      "Steward's demo is at %s\nCtrl-C ends it.\n",
	"zh-Hans": "群管家演示：%s\n按 Ctrl-C 结束。\n",
	"zh-Hant": "群管家示範：%s\n按 Ctrl-C 結束。\n",
}

// Run serves the demo until it is stopped.
func (c *demoCmd) Run(e *env) error {
	dir, err := os.MkdirTemp("", "steward-demo-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	lang := ownLanguage(locale.New(), os.Getenv)
	configs, err := demoConfigs(dir)
	if err != nil {
		return err
	}
	path := c.Store
	if path == "" {
		path = filepath.Join(dir, "steward.db")
	}
	log := slog.New(slog.NewTextHandler(e.stderr, &slog.HandlerOptions{Level: slog.LevelWarn}))
	ln, err := c.listen()
	if err != nil {
		return err
	}
	defer ln.Close()
	clock := testClock(e.ctx, log)
	if !c.NoPast {
		err := playPast(e, configs[lang], lang, path, clock.Now().Add(-web.Seeded-beforeSeed), log)
		if e.ctx.Err() != nil {
			return nil // it was stopped, and has nothing to show yet
		}
		if err != nil {
			return err
		}
	}
	in, fresh, err := newDemo(e.ctx, clock, configs, lang, path, log)
	if err != nil {
		return err
	}
	in.serveAt(ln)
	url := "http://" + in.web.Addr().String()
	pages, err := in.deskPages(url)
	if err != nil {
		return errors.Join(err, in.store.Close())
	}
	in.page.Desk, in.page.DeskPaths = pages.Desk, pages.DeskPaths
	in.parts.Desk.Serve(url)
	in.onReady = func() {
		if fresh {
			if err := in.page.Demo.Seed(e.ctx, lang); err != nil {
				log.Warn("nobody has said anything before the first visitor", "err", err)
			}
		}
		url += "/"
		fmt.Fprintf(e.stdout, greetings[lang], url)
		if !c.NoOpen {
			openBrowser(url)
		}
	}
	return in.run(e.ctx)
}

// listen listens on the requested address, or the default one, or, if that is
// taken, a free port.
func (c *demoCmd) listen() (net.Listener, error) {
	addr := c.Listen
	if addr == "" {
		addr = defaultDemo
	}
	ln, err := net.Listen("tcp", addr)
	switch {
	case err != nil && c.Listen == "":
		host, _, _ := net.SplitHostPort(defaultDemo)
		return net.Listen("tcp", net.JoinHostPort(host, "0"))
	case errors.Is(err, syscall.EADDRINUSE):
		return nil, phrase.New("demo.port_taken", addr)
	case err != nil:
		return nil, phrase.New("demo.no_page", addr, err)
	}
	return ln, nil
}

// demoConfigs returns the built-in configurations by language, loaded like any
// other, with goals for a month from now. It discards the written values, so that a page's change of language is
// not reported to moderators.
func demoConfigs(dir string) (map[string]engine.Config, error) {
	files, err := fs.Sub(demoFiles, "demo")
	if err == nil {
		err = os.CopyFS(dir, files)
	}
	if err != nil {
		return nil, phrase.New("demo.unpack", err)
	}
	s := append(wire.Sections(), config.Section{
		Scope: config.ScopePlatform, Key: console.Platform, Doc: "the demo's own platform", New: func() any { return new(struct{}) },
	})
	configs := map[string]engine.Config{}
	goal := func(string) (string, bool) { return time.Now().AddDate(0, 1, 0).Format(time.DateOnly), true }
	for lang := range greetings {
		f, faults := config.Load(filepath.Join(dir, lang+".yaml"), s, config.Options{Env: goal})
		if err := faults.Err(); err != nil {
			return nil, err
		}
		c := wire.EngineConfig(f)
		for _, com := range c.Communities {
			com.File = nil
		}
		configs[lang] = c
	}
	return configs, nil
}

// newDemo returns an instance with the console as its platform, and the page.
// fresh reports that nobody has taken part in it yet.
func newDemo(ctx context.Context, clock *engine.Clock, configs map[string]engine.Config, lang, path string, log *slog.Logger) (in *instance, fresh bool, err error) {
	p := wire.NewParts()
	opt := wire.EngineOptions(p)
	opt.Config = configs[lang]
	opt.Clock = clock
	room := console.New(append(console.Cast(), past.People()...))
	opt.Adapters = []bot.Adapter{room}
	if in, err = newInstance(ctx, path, nil, opt, p, log); err != nil {
		return nil, false, err
	}
	backend := &demoBackend{in: in, features: opt.Features, configs: configs, lang: lang}
	in.page.Demo, err = web.NewDemo(web.DemoOptions{Room: room, Backend: backend, Log: log})
	if err == nil {
		fresh, err = resumeClock(in, configs[lang].Communities[0].ID)
	}
	if err != nil {
		return nil, false, errors.Join(err, in.store.Close())
	}
	return in, fresh, nil
}

// resumeClock sets the clock to where an earlier demo on the same store had moved it, so that
// events in the store are not in the future. For a fresh store, one without members that have a
// face in the room, the clock starts earlier by the duration of the opening conversation.
func resumeClock(in *instance, community string) (fresh bool, err error) {
	fresh = true
	var last time.Time
	err = in.engine.View(func(r store.Reader) error {
		one := func(_ *bot.Member, accounts []bot.UserID) (more bool, err error) {
			fresh = !slices.ContainsFunc(accounts, visible)
			return fresh, nil
		}
		if err := in.parts.Members.After(r, community, 0, one); err != nil {
			return err
		}
		return engine.Events(r, 0, false, func(rec engine.Recorded) error {
			for _, at := range []time.Time{rec.Event.At, rec.Received} {
				if at.After(last) {
					last = at
				}
			}
			return nil
		})
	})
	switch ahead := last.Sub(in.engine.Now()); {
	case err != nil:
	case fresh:
		in.engine.Clock().Advance(-web.Seeded)
	case ahead > 0:
		in.engine.Clock().Advance(ahead)
	}
	return fresh, err
}

// openBrowser opens the address if there is a desktop; it is printed in any
// case.
func openBrowser(url string) {
	name, args := "xdg-open", []string{url}
	switch {
	case runtime.GOOS == "darwin":
		name = "open"
	case runtime.GOOS == "windows":
		name, args = "rundll32", []string{"url.dll,FileProtocolHandler", url}
	case os.Getenv("DISPLAY") == "" && os.Getenv("WAYLAND_DISPLAY") == "":
		return
	}
	cmd := exec.Command(name, args...)
	if cmd.Start() == nil {
		go func() { _ = cmd.Wait() }()
	}
}
