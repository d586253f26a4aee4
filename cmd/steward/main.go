// Command steward is a self-hosted bot for communities: see README.md.
//
// In the order in which it works: main.go reads the command line; a subcommand
// that needs the configuration loads it with the sections of package wire; run and
// demo make an instance (instance.go) and serve until they are told to stop.
// Commands that look into the store ask a running instance through its control
// socket (control.go), or open the file themselves when none runs.
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
	"github.com/stewardbot/steward/cmd/steward/wire"
	"github.com/stewardbot/steward/store"
)

// version is set by the linker for a release.
var version = "dev"

type cli struct {
	Demo         demoCmd     `cmd:"" help:"A group chat in the browser, with Steward in it. Needs no accounts and no configuration."`
	Init         initCmd     `cmd:"" help:"Set Steward up by asking: tokens, files, groups."`
	Run          runCmd      `cmd:"" help:"Run the bot."`
	Ready        readyCmd    `cmd:"" help:"Ask the running Steward whether it is ready, and if not, why."`
	Check        checkCmd    `cmd:"" help:"Check the configuration and list every fault."`
	Doctor       doctorCmd   `cmd:"" help:"Ask the platforms whether all is set up, and say what to do where it is not."`
	Config       configCmd   `cmd:"" help:"About the configuration."`
	Ledger       ledgerCmd   `cmd:"" help:"Look into the books: balances, entries, proof."`
	Schedule     scheduleCmd `cmd:"" help:"About what is posted at set times."`
	Quiz         quizCmd     `cmd:"" help:"About quizzes."`
	Rules        rulesCmd    `cmd:"" help:"About the rules for what is said."`
	Cases        casesCmd    `cmd:"" help:"What moderators and rules did."`
	Outbox       outboxCmd   `cmd:"" help:"What waits to be sent."`
	Events       eventsCmd   `cmd:"" help:"What happened and what was decided."`
	Forget       forgetCmd   `cmd:"" help:"Erase a member's name, accounts and words; a number is left."`
	Backup       backupCmd   `cmd:"" help:"Copy the store, also while the bot runs."`
	Restore      restoreCmd  `cmd:"" help:"Put a backup in the store's place."`
	Version      versionCmd  `cmd:"" help:"Print the version."`
	testCommands             //lint:ignore U1000 empty but in a binary built for tests
}

func newCLI() *cli {
	c := &cli{}
	for _, p := range wire.Platforms() {
		c.Init.Platforms = append(c.Init.Platforms, p.Settings())
	}
	return c
}

// env is what a subcommand gets from outside.
type env struct {
	ctx            context.Context
	stdin          io.Reader
	stdout, stderr io.Writer
	words          *locale.Phrases // for what is said to people; nil: English
}

// errSaid ends the program with status 1; what there was to say has been said.
var errSaid = errors.New("")

// statusReplaced is the exit status when the store's file was taken away: a supervisor
// should not start the program again on whatever lies there.
const statusReplaced = 3

func main() {
	easeCollector()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	os.Exit(execute(ctx, os.Args[1:], os.Stdout, os.Stderr))
}

// execute runs one command line and returns the process's exit status.
func execute(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	status := -1
	words := locale.NewPhrases(ownLanguage(locale.New(), os.Getenv))
	complain := func(err error) { fmt.Fprintln(stderr, "steward:", words.Say(err.Error())) }
	parser, err := kong.New(newCLI(),
		kong.Name("steward"),
		kong.Description("Steward (群管家) is a self-hosted bot for "+platforms(", ", func(p bot.Platform) string { return p.Title })+"."),
		kong.UsageOnError(),
		kong.Help(helpIn(words)),
		kong.Writers(stdout, stderr),
		kong.Exit(func(code int) { status = code }),
	)
	if err != nil {
		complain(err)
		return 1
	}
	sayHelp(parser.Model.Node, words)
	command, err := parser.Parse(meant(args))
	if status >= 0 { // help was asked for and printed
		return status
	}
	if err != nil {
		complain(err)
		return 2
	}
	if err := command.Run(&env{ctx: ctx, stdin: os.Stdin, stdout: stdout, stderr: stderr, words: words}); err != nil {
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

// meant puts what people try first, such as help and --version, as kong has it.
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
