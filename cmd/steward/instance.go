package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"maps"
	"net"
	"slices"
	"sync"
	"time"

	"github.com/stewardbot/steward/adapters/web"
	"github.com/stewardbot/steward/adapters/web/desk"
	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/config"
	"github.com/stewardbot/steward/bot/engine"
	"github.com/stewardbot/steward/bot/inspect"
	"github.com/stewardbot/steward/cmd/steward/wire"
	"github.com/stewardbot/steward/store"
)

// instance is a store with its engine and listeners.
type instance struct {
	store  store.Store
	url    string // of the store
	engine *engine.Engine
	parts  *wire.Parts
	opt    engine.Options
	hosted *hosting
	forms  wire.Forms
	log    *slog.Logger
	web    net.Listener // nil: not served
	page   web.Options
	desk   net.Listener // nil: the desk is not served, or with the page
	pages  web.Options  // of the desk
	// onReady is called once, when every platform is connected; may be nil.
	onReady func()
}

func newLog(w io.Writer) *slog.Logger { return slog.New(slog.NewTextHandler(w, nil)) }

// newInstance opens the store, as soon as no other instance has it open, and starts an engine on it
// with the communities of a file, or of the store if it says so; those of opt if the file is nil. The
// caller must close it.
func newInstance(ctx context.Context, url string, file *config.File, opt engine.Options, p *wire.Parts, log *slog.Logger) (*instance, error) {
	s, err := openWhenFree(ctx, url, log)
	if err != nil {
		return nil, err
	}
	in := &instance{store: s, url: url, parts: p, log: log}
	in.hosted = hostingIn(s, func(ctx context.Context, fn func(store.Tx) error) error { return in.engine.Update(ctx, fn) })
	in.hosted.use = in.use
	if file != nil {
		if file, err = in.hosted.load(ctx, file); err != nil {
			return nil, errors.Join(err, s.Close())
		}
		in.logFaulty(in.hosted.faulty)
		opt.Config = in.forms.Config(file)
	}
	opt.Store, opt.Log = s, log
	in.opt = opt
	if in.engine, err = engine.New(opt); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return in, nil
}

// use puts a configuration in force, and tells communities in their moderators' logs why they stay
// as they were.
func (in *instance) use(ctx context.Context, f *config.File, faulty map[string]config.Faults) error {
	if err := in.engine.Reload(in.forms.Config(f)); err != nil {
		return err
	}
	in.logFaulty(faulty)
	told := map[string][]string{}
	for _, c := range in.engine.Communities() {
		if len(faulty) == 0 {
			break
		}
		for _, x := range faulty[c.ID] {
			told[c.ID] = append(told[c.ID], x.In(c.Language))
		}
	}
	return in.engine.Refuse(ctx, told)
}

// The methods of running.

func (in *instance) logger() *slog.Logger          { return in.log }
func (in *instance) communities() []*bot.Community { return in.engine.Communities() }
func (in *instance) taken() (func(community, section string) []string, error) {
	return wire.Taken(in.engine.View, "")
}
func (in *instance) follow(ctx context.Context, f *config.File) error {
	return in.hosted.follow(ctx, f)
}
func (in *instance) refuse(ctx context.Context, faults map[string][]string) error {
	return in.engine.Refuse(ctx, faults)
}

func (in *instance) logFaulty(faulty map[string]config.Faults) {
	for _, id := range slices.Sorted(maps.Keys(faulty)) {
		in.log.Error("a community in the store has faults and is not in force as it is there", "community", id, "faults", faulty[id].Error())
	}
}

// listen opens the address for pages; an empty one is skipped.
func (in *instance) listen(addr string) error {
	if addr == "" {
		return nil
	}
	ln, err := net.Listen("tcp", addr)
	if err == nil {
		in.serveAt(ln)
	}
	return err
}

// serveAt has pages served from a listener.
func (in *instance) serveAt(ln net.Listener) {
	in.web = ln
	in.page.Health, in.page.Ready, in.page.Metrics = healthz(), readyz(in.engine.NotReady), metrics(in.engine, func() inspect.Storage { return storage(in.store) })
	in.page.Log = in.log
}

// listenDesk opens the address for the desk's pages; an empty one is skipped.
func (in *instance) listenDesk(s *wire.DeskSettings) (err error) {
	if s.Listen == "" {
		return nil
	}
	if in.desk, err = net.Listen("tcp", s.Listen); err != nil {
		return err
	}
	if in.pages, err = in.deskPages(s.Address); err != nil {
		return errors.Join(err, in.desk.Close())
	}
	in.parts.Desk.Serve(s.Address)
	return nil
}

// deskPages returns the desk of the instance for a server.
func (in *instance) deskPages(address string) (web.Options, error) {
	d, err := desk.New(in.deskOptions(address))
	return web.Options{Desk: d, DeskPaths: desk.Paths(), Log: in.log}, err
}

func (in *instance) deskOptions(address string) desk.Options {
	texts := in.parts.Texts
	return desk.Options{
		Engine: in.engine, Room: in.parts.Desk, Metrics: wire.Metrics(), Active: wire.Active(), Select: wire.Select, Sorter: wire.Sorter, Features: in.opt.Features, Address: address, Log: in.log, Storage: func() inspect.Storage { return storage(in.store) }, AddCodes: wire.AddCodes(in.engine),
		Text: func(language, key string, args bot.Args) string { return texts.Text(texts.Match(language), key, args) },
	}
}

// run serves until ctx ends and then stops everything in order.
func (in *instance) run(ctx context.Context) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	control, err := listenControl(in)
	if err != nil && !errors.Is(err, store.ErrUnable) { // a store in memory has no socket
		return errors.Join(err, in.store.Close())
	}
	// Clients are served until the engine has stopped.
	asked, stopAsking := context.WithCancel(context.WithoutCancel(ctx))
	defer stopAsking()
	var beside sync.WaitGroup
	serve := func(name string, fn func(context.Context) error) {
		beside.Go(func() {
			if err := fn(asked); err != nil {
				in.log.Error(name+" stopped", "err", err)
				cancel()
			}
		})
	}
	if control != nil {
		serve("control socket", control.serve)
	}
	beside.Go(func() { watchStore(asked, in.store, in.engine) })
	serve("communities", func(ctx context.Context) error { return in.hosted.watch(ctx, in.log) })
	if in.web != nil {
		serve("web", func(ctx context.Context) error { return web.NewServer(in.page).Serve(ctx, in.web) })
	}
	if in.desk != nil {
		serve("desk", func(ctx context.Context) error { return web.NewServer(in.pages).Serve(ctx, in.desk) })
	}
	beside.Go(func() { in.sayReady(ctx) })
	err = in.engine.Run(ctx)
	stopAsking()
	cancel()
	beside.Wait()
	return errors.Join(err, in.rescue(), in.store.Close())
}

// health is told how a store is. *engine.Engine implements it.
type health interface {
	// Unable notes why the store takes no writes; nil: it does.
	Unable(error)
	// Fail says that the store is lost for good.
	Fail(error)
}

// watchStore tells if a store's file is moved or deleted, or another instance has taken it over, and
// while its server is away. Commits notice that, too; this covers times without any.
func watchStore(ctx context.Context, s store.Store, of health) {
	file, err := store.As[store.Watcher](s)
	if err != nil {
		return // it has no file
	}
	for away := false; ; {
		select {
		case <-time.After(time.Second):
		case <-ctx.Done():
			return
		}
		switch err := file.InPlace(); {
		case err == nil && away:
			of.Unable(nil)
			away = false
		case err == nil:
		case engine.ForGood(err):
			of.Fail(err)
			return
		default:
			of.Unable(err)
			away = true
		}
	}
}

// rescued is the suffix of a copy of a deleted store.
const rescued = ".rescued"

// rescue copies a store whose file was deleted, since its content is lost when
// the process ends.
func (in *instance) rescue() error {
	file, ok := in.store.(interface {
		store.Copier
		store.Watcher
	})
	if !ok || !file.Nameless() {
		return nil
	}
	path := file.Path() + rescued
	_, err := file.BackupTo(path)
	for n := 2; errors.Is(err, fs.ErrExist); n++ {
		path = fmt.Sprintf("%s%s%d", file.Path(), rescued, n)
		_, err = file.BackupTo(path)
	}
	if err == nil {
		in.log.Info("the store's file was deleted; what it held is in a backup now", "backup", path)
	}
	return err
}

// sayReady logs once that every platform is connected.
func (in *instance) sayReady(ctx context.Context) {
	for len(in.engine.NotReady()) > 0 {
		select {
		case <-time.After(20 * time.Millisecond):
		case <-ctx.Done():
			return
		}
	}
	in.log.Info("ready")
	if in.onReady != nil {
		in.onReady()
	}
	for _, a := range in.adapters() {
		registerCommands(ctx, a, in.parts, in.log)
	}
}

// registerCommands registers the commands in the menu of a platform that has one.
func registerCommands(ctx context.Context, a bot.Adapter, p *wire.Parts, log *slog.Logger) {
	r, ok := a.(bot.CommandRegistrar)
	if !ok {
		return
	}
	if err := r.RegisterCommands(ctx, wire.Menu(p)); err != nil && ctx.Err() == nil {
		log.Warn("the menu of commands could not be set; commands work all the same", "platform", a.Name(), "err", err)
	}
}

func (in *instance) adapters() []bot.Adapter { return in.engine.Adapters() }
