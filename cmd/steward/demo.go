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
	"syscall"
	"time"

	"github.com/stewardbot/steward/adapters/console"
	"github.com/stewardbot/steward/adapters/web"
	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/config"
	"github.com/stewardbot/steward/bot/engine"
	"github.com/stewardbot/steward/bot/locale"
	"github.com/stewardbot/steward/cmd/steward/wire"
	"github.com/stewardbot/steward/store"
)

type demoCmd struct {
	Listen string `help:"Where the page is served; without it 127.0.0.1:8080, or any free port if that is taken." placeholder:"ADDR"`
	Store  string `help:"Keep the state in this file; without it, it is gone when the demo ends." placeholder:"FILE"`
	NoOpen bool   `help:"Do not open a browser."`
}

// defaultDemo is the address that nobody asked for.
const defaultDemo = "127.0.0.1:8080"

// demoFiles are the demo's configuration, one a language and otherwise alike,
// and what it names.
//
//go:embed demo
var demoFiles embed.FS

// greetings tell where the demo is, by language.
var greetings = map[string]string{
	"en":      "Steward's demo is at %s\nCtrl-C ends it.\n",
	"zh-Hans": "群管家演示：%s\n按 Ctrl-C 结束。\n",
	"zh-Hant": "群管家示範：%s\n按 Ctrl-C 結束。\n",
}

// Run serves the demo until it is told to stop.
func (c *demoCmd) Run(e *env) error {
	dir, err := os.MkdirTemp("", "steward-demo-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	lang := ownLanguage(locale.New(), os.Getenv)
	file, err := demoFile(dir, lang)
	if err != nil {
		return err
	}
	path := c.Store
	if path == "" {
		path = filepath.Join(dir, "steward.db")
	}
	log := slog.New(slog.NewTextHandler(e.stderr, &slog.HandlerOptions{Level: slog.LevelWarn}))
	in, err := newDemo(e.ctx, file, path, log)
	if err != nil {
		return err
	}
	if err := c.listen(in); err != nil {
		return errors.Join(err, in.store.Close())
	}
	in.onReady = func() {
		url := "http://" + in.web.Addr().String() + "/"
		fmt.Fprintf(e.stdout, greetings[lang], url)
		if !c.NoOpen {
			openBrowser(url)
		}
	}
	return in.run(e.ctx)
}

// listen takes the address that was asked for, or the default one, or, if that
// is taken, a free port.
func (c *demoCmd) listen(in *instance) error {
	addr := c.Listen
	if addr == "" {
		addr = defaultDemo
	}
	err := in.listen(addr)
	switch {
	case err != nil && c.Listen == "":
		host, _, _ := net.SplitHostPort(defaultDemo)
		return in.listen(net.JoinHostPort(host, "0"))
	case errors.Is(err, syscall.EADDRINUSE):
		return fmt.Errorf("another program listens at %s already; give --listen another port, or leave it out for a free one", addr)
	case err != nil:
		return fmt.Errorf("the page can't be served at %s: %w", addr, err)
	}
	return nil
}

// demoFile loads the built-in configuration by the loader that every other
// configuration goes through.
func demoFile(dir, lang string) (*config.File, error) {
	files, err := fs.Sub(demoFiles, "demo")
	if err == nil {
		err = os.CopyFS(dir, files)
	}
	if err != nil {
		return nil, fmt.Errorf("unpack the demo: %w", err)
	}
	path := filepath.Join(dir, lang+".yaml")
	s := append(wire.Sections(), config.Section{
		Scope: config.ScopePlatform, Key: console.Platform, Doc: "the demo's own platform", New: func() any { return new(struct{}) },
	})
	f, faults := config.Load(path, s, config.Options{})
	return f, faults.Err()
}

// newDemo is an instance with the console as its platform and the page beside.
func newDemo(ctx context.Context, file *config.File, path string, log *slog.Logger) (*instance, error) {
	p := wire.NewParts()
	opt := wire.EngineOptions(p)
	opt.Config = wire.EngineConfig(file)
	opt.Clock = testClock(ctx, log)
	room := console.New(console.Cast())
	opt.Adapters = []bot.Adapter{room}
	in, err := newInstance(path, opt, p, log)
	if err != nil {
		return nil, err
	}
	com := opt.Config.Communities[0]
	in.page.Demo, err = web.NewDemo(web.DemoOptions{Room: room, Backend: newDesk(in, com, opt.Features), Title: com.Name, Log: log})
	if err == nil {
		err = resumeClock(in.engine)
	}
	if err != nil {
		return nil, errors.Join(err, in.store.Close())
	}
	return in, nil
}

// resumeClock puts the clock where an earlier demo on the same store had moved
// it, so that its tomorrow does not become the future again.
func resumeClock(e *engine.Engine) error {
	var last time.Time
	err := e.View(func(r store.Reader) error {
		return engine.Events(r, 0, false, func(rec engine.Recorded) error {
			if rec.Event.At.After(last) {
				last = rec.Event.At
			}
			return nil
		})
	})
	if ahead := last.Sub(e.Now()); ahead > 0 {
		e.Clock().Advance(ahead)
	}
	return err
}

// openBrowser does so where there is a desktop; the address is printed anyway.
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
