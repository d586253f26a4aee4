// Command steward is a self-hosted bot for communities: see README.md.
//
// main.go parses the command line. A subcommand that needs the configuration
// loads it with the sections of package wire; run and demo create an instance
// (instance.go) and serve until they are stopped. Commands that read the store
// ask a running instance through its control socket (control.go), or open the
// file themselves if none is running.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"slices"
	"syscall"

	"github.com/alecthomas/kong"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/locale"
	"github.com/stewardbot/steward/bot/phrase"
	"github.com/stewardbot/steward/cmd/steward/wire"
	"github.com/stewardbot/steward/store"
)

// version is set by the linker for a release.
var version = "dev"

type cli struct {
	Demo         demoCmd      `cmd:"" help:"help.demo"`
	Init         initCmd      `cmd:"" help:"help.init"`
	Run          runCmd       `cmd:"" help:"help.run"`
	Ready        readyCmd     `cmd:"" help:"help.ready"`
	Status       statusCmd    `cmd:"" help:"help.status"`
	Check        checkCmd     `cmd:"" help:"help.check"`
	Doctor       doctorCmd    `cmd:"" help:"help.doctor"`
	Config       configCmd    `cmd:"" help:"help.config"`
	Community    communityCmd `cmd:"" help:"help.communities"`
	Ledger       ledgerCmd    `cmd:"" help:"help.ledger"`
	Schedule     scheduleCmd  `cmd:"" help:"help.schedule"`
	Quiz         quizCmd      `cmd:"" help:"help.quiz"`
	Draws        drawsCmd     `cmd:"" help:"help.draws"`
	Rules        rulesCmd     `cmd:"" help:"help.rules"`
	Cases        casesCmd     `cmd:"" help:"help.cases"`
	Stats        statsCmd     `cmd:"" help:"help.stats"`
	Insight      insightCmd   `cmd:"" help:"help.insight"`
	Segments     segmentsCmd  `cmd:"" help:"help.segments"`
	Surveys      surveysCmd   `cmd:"" help:"help.surveys"`
	Export       exportCmd    `cmd:"" help:"help.export"`
	Outbox       outboxCmd    `cmd:"" help:"help.outbox"`
	Events       eventsCmd    `cmd:"" help:"help.events"`
	Shop         shopCmd      `cmd:"" help:"help.shop"`
	Import       importCmd    `cmd:"" help:"help.import"`
	Forget       forgetCmd    `cmd:"" help:"help.forget"`
	Dashboard    dashboardCmd `cmd:"" help:"help.dashboard"`
	Migrate      migrateCmd   `cmd:"" help:"help.migrate"`
	Store        storeCmd     `cmd:"" help:"help.store_group"`
	Cluster      clusterCmd   `cmd:"" help:"help.cluster_group"`
	Backup       backupCmd    `cmd:"" help:"help.backup"`
	Restore      restoreCmd   `cmd:"" help:"help.restore"`
	Version      versionCmd   `cmd:"" help:"help.version"`
	testCommands              //lint:ignore U1000 empty but in a binary built for tests
}

func newCLI() *cli {
	c := &cli{}
	for _, p := range wire.Platforms() {
		c.Init.Platforms = append(c.Init.Platforms, p.Settings())
	}
	return c
}

// env is a subcommand's environment.
type env struct {
	ctx            context.Context
	stdin          io.Reader
	stdout, stderr io.Writer
	lang           string // of its output
}

// errSaid exits with status 1 without a further message.
var errSaid = errors.New("")

// statusReplaced is the exit status if the store's file was moved, deleted or replaced. A
// supervisor should not restart the program then, since another file may be in its place.
const statusReplaced = 3

func main() {
	easeCollector()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	os.Exit(execute(ctx, os.Args[1:], os.Stdout, os.Stderr))
}

// execute runs one command line and returns the exit status.
func execute(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	status := -1
	lang := ownLanguage(locale.New(), os.Getenv)
	complain := func(err error) { fmt.Fprintln(stderr, "steward:", phrase.In(lang, err)) }
	parser, err := kong.New(newCLI(),
		kong.Name("steward"),
		kong.UsageOnError(),
		kong.Help(helpIn(lang)),
		kong.Writers(stdout, stderr),
		kong.Exit(func(code int) { status = code }),
	)
	if err != nil {
		complain(err)
		return 1
	}
	sayHelp(parser.Model.Node, lang)
	parser.Model.Help = phrase.New("help.steward", phrase.And(platforms(func(p bot.Platform) string { return p.Title }))).In(lang)
	command, err := parser.Parse(meant(args))
	if status >= 0 { // help was requested and printed
		return status
	}
	if err != nil {
		if _, ours := errors.AsType[*phrase.Phrase](err); !ours {
			err = asPhrase(err.Error(), slips)
		}
		complain(err)
		return 2
	}
	if err := command.Run(&env{ctx: ctx, stdin: os.Stdin, stdout: stdout, stderr: stderr, lang: lang}); err != nil {
		if !errors.Is(err, errSaid) {
			complain(err)
		}
		if errors.Is(err, store.ErrReplaced) {
			return statusReplaced
		}
		return 1
	}
	return 0
}

// meant rewrites what people try first, such as help and --version, for kong.
func meant(args []string) []string {
	switch {
	case len(args) == 0:
		return []string{"--help"}
	case args[0] == "help":
		return append(slices.Clone(args[1:]), "--help")
	case args[0] == "--version":
		return []string{"version"}
	}
	return args
}
