package main

import (
	"bytes"
	"fmt"
	"regexp"
	"strings"

	"github.com/alecthomas/kong"

	"github.com/stewardbot/steward/bot/config"
	"github.com/stewardbot/steward/bot/phrase"
)

// faults prints the faults of a configuration. Each starts with a line FILE:LINE:COL: PATH:
// MESSAGE, which programs can parse; further lines are indented.
func (e *env) faults(list config.Faults) {
	for _, f := range list {
		fmt.Fprintln(e.stderr, f.Explain(e.lang))
	}
}

// tell prints a phrase.
func (e *env) tell(code string, args ...any) error {
	_, err := fmt.Fprintln(e.stdout, phrase.New(code, args...).In(e.lang))
	return err
}

// sayHelp replaces the codes in the help of a command and its subcommands by their texts.
func sayHelp(n *kong.Node, lang string) {
	text := func(code string) string {
		if code == "" {
			return ""
		}
		return phrase.New(code).In(lang)
	}
	n.Help = text(n.Help)
	for _, f := range n.Flags {
		if f.Name == "help" {
			f.Help = "help.help" // kong's own
		}
		f.Help = text(f.Help)
		if f.HasDefault && f.Default != "" {
			f.Help = phrase.New("help.default", f.Help, f.Default).In(lang)
		}
	}
	for _, p := range n.Positional {
		p.Help = text(p.Help)
	}
	for _, child := range n.Children {
		sayHelp(child, lang)
	}
}

// headlines are the texts that kong writes around the help, with their codes.
var headlines = []foreign{
	{regexp.MustCompile(`^Usage: (.+)$`), "help.usage"},
	{regexp.MustCompile(`^Flags:$`), "help.flags"},
	{regexp.MustCompile(`^Commands:$`), "help.commands"},
	{regexp.MustCompile(`^Arguments:$`), "help.arguments"},
	{regexp.MustCompile(`^Run "(.+) --help" for more information on a command\.$`), "help.more_command"},
	{regexp.MustCompile(`^Run "(.+) --help" for more information\.$`), "help.more"},
}

// slips are kong's messages about invalid command lines.
var slips = []foreign{
	{regexp.MustCompile(`^unknown flag (.+), did you mean (?:one of )?(.+)\?$`), "command.unknown_flag_meant"},
	{regexp.MustCompile(`^unknown flag (.+)$`), "command.unknown_flag"},
	{regexp.MustCompile(`^unexpected argument (?:$|,)`), "command.extra_empty"},
	{regexp.MustCompile(`^unexpected argument (.+), did you mean (?:one of )?(.+)\?$`), "command.extra_meant"},
	{regexp.MustCompile(`^unexpected argument (.+)$`), "command.extra"},
	{regexp.MustCompile(`^unexpected (?:token|flag argument) (.+)$`), "command.extra"},
	{regexp.MustCompile(`^expected one of (.+)$`), "command.expected_one"},
	{regexp.MustCompile(`^expected (.+)$`), "command.expected"},
	{regexp.MustCompile(`^missing flags: (.+)$`), "command.missing_flags"},
	{regexp.MustCompile(`^missing positional arguments (.+)$`), "command.missing_arguments"},
	{regexp.MustCompile(`^--(.+) and --(.+) can't be used together$`), "command.not_together"},
	{regexp.MustCompile(`^(.+): missing value, expecting (.+)$`), "command.missing_value"},
	{regexp.MustCompile(`^(.+): expected a valid \d+ bit u?int but got (.+)$`), "command.not_number"},
	{regexp.MustCompile(`^(.+): expected an? (?:int|float) but got (.+) \(.+\)$`), "command.not_number"},
	{regexp.MustCompile(`^(.+): bool value must be true, 1, yes, false, 0 or no but got (.+)$`), "command.not_bool"},
	{regexp.MustCompile(`^(.+): expected \S+ value but got "EOL" \(<EOL>\)$`), "command.no_value"},
	{regexp.MustCompile(`^(.+): expected \S+ value but got (.+) \(.+\); perhaps try (.+)\?$`), "command.like_flag"},
	{regexp.MustCompile(`^(.+) must be one of (.+) but got (.+)$`), "command.not_one"},
}

// foreign is a message of kong, the command line library. The pattern's groups are the
// phrase's arguments.
type foreign struct {
	sentence *regexp.Regexp
	code     string
}

// asPhrase returns the catalogue's phrase for a message of the library, or else the message
// itself.
func asPhrase(said string, known []foreign) *phrase.Phrase {
	for _, f := range known {
		if m := f.sentence.FindStringSubmatch(said); m != nil {
			var args []any
			for _, group := range m[1:] {
				args = append(args, group)
			}
			return phrase.New(f.code, args...)
		}
	}
	return phrase.New("as_is", said)
}

// helpIn prints help with its headlines in a language.
func helpIn(lang string) kong.HelpPrinter {
	return func(o kong.HelpOptions, ctx *kong.Context) error {
		out := ctx.Stdout
		var page bytes.Buffer
		ctx.Stdout = &page
		err := kong.DefaultHelpPrinter(o, ctx)
		ctx.Stdout = out
		if err != nil {
			return err
		}
		text := func(code string) string { return phrase.New(code).In(lang) }
		usage := strings.NewReplacer("[flags]", text("help.any_flags"), "<command>", text("help.any_command"))
		for line := range strings.SplitSeq(strings.TrimSuffix(usage.Replace(page.String()), "\n"), "\n") {
			if _, err := fmt.Fprintln(out, asPhrase(line, headlines).In(lang)); err != nil {
				return err
			}
		}
		return nil
	}
}
