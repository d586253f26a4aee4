package main

import (
	"errors"
	"fmt"
	"time"

	"github.com/stewardbot/steward/bot/config"
	"github.com/stewardbot/steward/cmd/steward/wire"
)

type checkCmd struct {
	Config string `short:"c" default:"steward.yaml" help:"help.config_file" placeholder:"FILE"`
	Env    bool   `help:"help.check_env"`
}

// Run lists every fault on stderr, as FILE:LINE:COL: PATH: MESSAGE.
func (c *checkCmd) Run(e *env) error {
	f, faults := config.Load(c.Config, wire.Sections(), config.Options{RequireEnv: c.Env})
	e.faults(faults)
	if faults.Err() != nil {
		return errSaid
	}
	f, read, err := e.withHosted(f)
	if err != nil {
		return err
	}
	for _, x := range read {
		if e.faults(x.Faults); x.Community == nil {
			err = errSaid
		}
	}
	if err != nil {
		return err
	}
	return errors.Join(e.days(f, func(*time.Location) time.Time { return time.Now() }, false), e.tell("check.no_faults", c.Config))
}

type configCmd struct {
	Schema schemaCmd `cmd:"" help:"help.schema"`
}

type schemaCmd struct{}

// Run prints the schema.
func (schemaCmd) Run(e *env) error {
	b, err := config.Schema(wire.Sections())
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(e.stdout, "%s\n", b)
	return err
}

type versionCmd struct{}

// Run prints the version.
func (versionCmd) Run(e *env) error {
	_, err := fmt.Fprintln(e.stdout, "steward", version)
	return err
}
