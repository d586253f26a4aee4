package main

import (
	"errors"
	"fmt"
	"time"

	"github.com/stewardbot/steward/bot/config"
	"github.com/stewardbot/steward/cmd/steward/wire"
)

type checkCmd struct {
	Config string `short:"c" default:"steward.yaml" help:"The configuration." placeholder:"FILE"`
	Env    bool   `help:"A missing environment variable is a fault, as for run."`
}

// Run lists every fault on stderr, as FILE:LINE:COL: PATH: MESSAGE.
func (c *checkCmd) Run(e *env) error {
	f, faults := config.Load(c.Config, wire.Sections(), config.Options{RequireEnv: c.Env})
	e.faults(faults)
	if faults.Err() != nil {
		return errSaid
	}
	return errors.Join(e.days(f, func(*time.Location) time.Time { return time.Now() }, false), e.sayf("%s: no faults", c.Config))
}

type configCmd struct {
	Schema schemaCmd `cmd:"" help:"Print the JSON Schema of the configuration, for editors."`
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
