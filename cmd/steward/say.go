package main

import (
	"bytes"
	"fmt"

	"github.com/alecthomas/kong"

	"github.com/stewardbot/steward/bot/config"
	"github.com/stewardbot/steward/bot/locale"
)

// faults prints what is wrong with a configuration, a line each:
// FILE:LINE:COL: PATH: MESSAGE.
func (e *env) faults(list config.Faults) {
	for _, f := range list {
		f.Message = e.words.Say(f.Message)
		if f.Warning {
			f.Message, f.Warning = e.words.Say("warning")+": "+f.Message, false
		}
		fmt.Fprintln(e.stderr, f)
	}
}

// sayf prints a sentence for people.
func (e *env) sayf(format string, args ...any) error {
	_, err := fmt.Fprintln(e.stdout, e.words.Say(fmt.Sprintf(format, args...)))
	return err
}

// sayHelp puts the help texts of a command and of all below it into words.
func sayHelp(n *kong.Node, words *locale.Phrases) {
	n.Help = words.Say(n.Help)
	for _, f := range n.Flags {
		f.Help = words.Say(f.Help)
	}
	for _, p := range n.Positional {
		p.Help = words.Say(p.Help)
	}
	for _, child := range n.Children {
		sayHelp(child, words)
	}
}

// helpIn prints help with its headlines in words.
func helpIn(words *locale.Phrases) kong.HelpPrinter {
	return func(o kong.HelpOptions, ctx *kong.Context) error {
		out := ctx.Stdout
		var page bytes.Buffer
		ctx.Stdout = &page
		err := kong.DefaultHelpPrinter(o, ctx)
		ctx.Stdout = out
		if err != nil {
			return err
		}
		_, err = fmt.Fprint(out, words.Say(page.String()))
		return err
	}
}
