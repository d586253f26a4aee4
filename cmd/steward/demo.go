package main

import (
	"context"
	_ "embed"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"time"

	"github.com/stewardbot/steward/adapters/console"
	"github.com/stewardbot/steward/adapters/web"
	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/config"
)

type demoCmd struct {
	Listen string `default:"127.0.0.1:8080" help:"Where the page is served; a port that is taken is replaced by a free one, unless it was asked for." placeholder:"ADDR"`
	Store  string `help:"Keep the state in this file; without it, it is gone when the demo ends." placeholder:"FILE"`
	NoOpen bool   `help:"Do not open a browser."`
}

//go:embed demo.yaml
var demoConfig []byte

// defaultDemo is the address that nobody asked for.
const defaultDemo = "127.0.0.1:8080"

// Run serves the demo until it is told to stop.
func (c *demoCmd) Run(e *env) error {
	dir, err := os.MkdirTemp("", "steward-demo-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	file, err := demoFile(dir)
	if err != nil {
		return err
	}
	path := c.Store
	if path == "" {
		path = filepath.Join(dir, "steward.db")
	}
	in, err := newDemo(e.ctx, file, path, newLog(e.stderr))
	if err != nil {
		return err
	}
	if err := c.listen(in); err != nil {
		return errors.Join(err, in.store.Close())
	}
	url := "http://" + in.web.Addr().String() + "/"
	fmt.Fprintf(e.stdout, "Steward's demo is at %s\nCtrl-C ends it.\n", url)
	if !c.NoOpen {
		openBrowser(url)
	}
	return in.run(e.ctx)
}

// listen falls back to a free port if the default one is taken.
func (c *demoCmd) listen(in *instance) error {
	err := in.listen(c.Listen)
	if err != nil && c.Listen == defaultDemo {
		host, _, _ := net.SplitHostPort(c.Listen)
		return in.listen(net.JoinHostPort(host, "0"))
	}
	return err
}

// demoFile loads the built-in configuration by the loader that every other
// configuration goes through.
func demoFile(dir string) (*config.File, error) {
	path := filepath.Join(dir, "demo.yaml")
	if err := os.WriteFile(path, demoConfig, 0o600); err != nil {
		return nil, err
	}
	s := append(sections(), section(config.ScopePlatform, console.Platform, "the demo's own platform",
		func() *struct{} { return new(struct{}) }, nil))
	f, faults := config.Load(path, s, config.Options{})
	return f, faults.Err()
}

// newDemo is an instance with the console as its platform and the page beside.
func newDemo(ctx context.Context, file *config.File, path string, log *slog.Logger) (*instance, error) {
	p := newParts()
	opt := engineOptions(p)
	opt.Config = engineConfig(file)
	opt.Clock = testClock(ctx, log)
	room := console.New(console.Cast())
	opt.Adapters = []bot.Adapter{room}
	in, err := newInstance(path, opt, p, log)
	if err != nil {
		return nil, err
	}
	com := opt.Config.Communities[0]
	in.page.Demo, err = web.NewDemo(web.DemoOptions{Room: room, Backend: newDesk(in, com, opt.Features), Title: com.Name, Log: log})
	return in, err
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

// settleTime is how long Advance waits at most for what came due.
const settleTime = 3 * time.Second
