package main

import (
	"context"
	"errors"
	"log/slog"
	"os"
	"os/signal"
	"reflect"
	"slices"
	"syscall"
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/config"
	"github.com/stewardbot/steward/bot/phrase"
	"github.com/stewardbot/steward/cmd/steward/wire"
)

type runCmd struct {
	Config string `short:"c" default:"steward.yaml" help:"help.config_file" placeholder:"FILE"`
	Role   string `default:"all" enum:"all,gateway,engine" help:"help.role"`
}

// stopTime is how long a process may take to stop. What does not end by then may
// never: a call to a platform, or a database that can't be reached.
const stopTime = 25 * time.Second

// Run runs the bot until it is stopped.
func (c *runCmd) Run(e *env) error {
	ended := make(chan error, 1)
	go func() { ended <- c.serve(e) }()
	select {
	case err := <-ended:
		return err
	case <-e.ctx.Done():
	}
	select {
	case err := <-ended:
		return err
	case <-time.After(stopTime):
		return phrase.New("run.late", int(stopTime.Seconds()))
	}
}

func (c *runCmd) serve(e *env) error {
	hangups := make(chan os.Signal, 1) // registered early, since SIGHUP would end the program
	signal.Notify(hangups, syscall.SIGHUP)
	defer signal.Stop(hangups)
	file, err := e.loadFile(c.Config)
	if err != nil {
		return err
	}
	if file.Root("cluster").(*wire.ClusterSettings).On() {
		return c.runNode(e, file, hangups)
	}
	if c.Role != roleAll {
		return phrase.New("run.no_cluster", c.Role)
	}
	log := newLog(e.stderr)
	p := wire.NewParts()
	opt := wire.EngineOptions(p)
	opt.Clock = testClock(e.ctx, log)
	var in *instance
	opt.Adapters = wire.Adapters(file, func() []bot.Place { return spaces(in.engine.Communities()) }, log)
	if len(opt.Adapters) == 0 {
		return phrase.New("run.no_platform", c.Config, phrase.Or(platforms(func(p bot.Platform) string { return p.Name })))
	}
	if in, err = newInstance(e.ctx, file.Root("store").(*wire.StoreSettings).Place(), file, opt, p, log); err != nil {
		if errors.Is(err, context.Canceled) { // stopped while it stood by
			return nil
		}
		return err
	}
	if err := e.compare(c.Config, in); err != nil {
		return errors.Join(err, in.store.Close())
	}
	if err := in.listen(file.Root("web").(*wire.WebSettings).Listen); err != nil {
		return errors.Join(phrase.New("run.listen", err), in.store.Close())
	}
	if err := in.listenDesk(file.Root("desk").(*wire.DeskSettings)); err != nil {
		return errors.Join(phrase.New("run.desk_listen", err), in.store.Close())
	}
	return c.reloading(e.ctx, in, file, hangups, in.run)
}

// reloading calls run, and puts changes of the configuration in force meanwhile.
func (c *runCmd) reloading(ctx context.Context, in running, file *config.File, hangups <-chan os.Signal, run func(context.Context) error) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	done := make(chan struct{})
	go func() {
		defer close(done)
		(&reloader{in: in, path: c.Config, began: file, read: file}).run(ctx, hangups)
	}()
	err := run(ctx)
	cancel()
	<-done
	return err
}

// platforms lists the platforms that a configuration can set up.
func platforms(called func(bot.Platform) string) (names []string) {
	for _, p := range wire.Platforms() {
		names = append(names, called(p))
	}
	return names
}

// spaces returns the spaces of communities, and those of their moderators' logs.
func spaces(communities []*bot.Community) (list []bot.Place) {
	for _, c := range communities {
		list = append(list, c.Spaces...)
		for _, desk := range c.Places[bot.Modlog] {
			if !c.Owns(desk) {
				list = append(list, desk.Space())
			}
		}
	}
	return list
}

// compare prints the faults of a valid configuration that follow from what the
// instance's store holds.
func (e *env) compare(path string, in *instance) error {
	taken, err := wire.Taken(in.store.View, "")
	if err != nil || taken == nil {
		return err
	}
	_, faults := config.Load(path, wire.Sections(), config.Options{RequireEnv: true, Taken: taken})
	if faults.Err() != nil {
		e.faults(faults)
		return errSaid
	}
	return nil
}

// running is what a configuration is put in force in: an instance, or a process
// of a cluster.
type running interface {
	logger() *slog.Logger
	// communities returns those in force.
	communities() []*bot.Community
	// taken returns config.Options.Taken for what was made in the chat.
	taken() (func(community, section string) []string, error)
	// follow puts a valid file in force.
	follow(ctx context.Context, f *config.File) error
	// refuse tells communities, by id, why the old file stays in force.
	refuse(ctx context.Context, faults map[string][]string) error
}

// reloader replaces the configuration on SIGHUP and when a file changes.
type reloader struct {
	in    running
	path  string
	began *config.File // the configuration at start
	read  *config.File // the last one loaded, valid or not: the one to watch
}

func (r *reloader) run(ctx context.Context, hangups <-chan os.Signal) {
	for ctx.Err() == nil {
		watching, stop := context.WithCancel(ctx)
		changed := r.watch(watching)
		select {
		case <-hangups:
		case <-changed:
		case <-ctx.Done():
		}
		stop()
		if ctx.Err() == nil {
			r.reload(ctx)
		}
	}
}

// watch returns a channel that is ready when a file changed since it was
// loaded.
func (r *reloader) watch(ctx context.Context) <-chan struct{} {
	changed, file := make(chan struct{}, 1), r.read
	go func() {
		err := config.Watch(ctx, file, func() {
			select {
			case changed <- struct{}{}:
			default:
			}
		})
		if err != nil {
			r.in.logger().Warn("the configuration can't be watched; SIGHUP reloads it", "err", err)
		}
	}()
	return changed
}

// reload puts a valid new configuration in force, or keeps the old one.
func (r *reloader) reload(ctx context.Context) {
	taken, err := r.in.taken()
	if err != nil {
		r.in.logger().Error("the store can't be read; the old configuration stays in force", "err", err)
		return
	}
	file, faults := config.Load(r.path, wire.Sections(), config.Options{RequireEnv: true, Taken: taken})
	for _, f := range faults {
		r.in.logger().Warn("configuration: " + f.String())
	}
	r.read = file
	if faults.Err() != nil {
		r.in.logger().Error("the configuration has faults; the old one stays in force", "file", r.path)
		r.refuse(ctx, concerned(r.in.communities(), file, faults))
		return
	}
	for _, what := range needRestart(r.began, file) {
		r.in.logger().Warn("the change of " + what + " needs a restart")
	}
	if err := r.in.follow(ctx, file); err != nil {
		r.in.logger().Error("the configuration can't be used; the old one stays in force", "err", err)
		r.refuse(ctx, toAll(r.in.communities(), err))
		return
	}
	r.in.logger().Info("configuration reloaded", "file", r.path, "communities", len(r.in.communities()))
}

// refuse tells the communities why the old configuration stays in force.
func (r *reloader) refuse(ctx context.Context, faults map[string][]string) {
	if err := r.in.refuse(ctx, faults); err != nil && ctx.Err() == nil {
		r.in.logger().Warn("the faults of the configuration could not be told in modlog", "err", err)
	}
}

// concerned groups faults by community. Those about none of the current
// communities go to all.
func concerned(inForce []*bot.Community, file *config.File, faults config.Faults) map[string][]string {
	by := map[string][]string{}
	for _, x := range faults {
		if x.Warning {
			continue
		}
		id := file.Concerns(x)
		about := slices.DeleteFunc(slices.Clone(inForce), func(c *bot.Community) bool { return c.ID != id })
		if len(about) == 0 {
			about = inForce
		}
		for _, c := range about {
			by[c.ID] = append(by[c.ID], x.In(c.Language))
		}
	}
	return by
}

func toAll(inForce []*bot.Community, fault error) map[string][]string {
	by := map[string][]string{}
	for _, c := range inForce {
		by[c.ID] = []string{phrase.In(c.Language, fault)}
	}
	return by
}

// needRestart lists what changed that a reload can't change.
func needRestart(old, fresh *config.File) (list []string) {
	for _, key := range []string{"store", "cluster", "web", "desk"} {
		if !reflect.DeepEqual(old.Root(key), fresh.Root(key)) {
			list = append(list, key)
		}
	}
	if !reflect.DeepEqual(old.Platforms, fresh.Platforms) {
		list = append(list, "platforms")
	}
	return list
}

// loadFile loads a configuration that must be valid. Warnings and faults are
// printed, one per line. It has no communities if they are in the store.
func (e *env) loadFile(path string) (*config.File, error) {
	f, faults := config.Load(path, wire.Sections(), config.Options{RequireEnv: true})
	e.faults(faults)
	if faults.Err() != nil {
		return nil, errSaid
	}
	return f, nil
}
