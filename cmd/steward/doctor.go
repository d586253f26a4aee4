package main

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"strings"
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/phrase"
	"github.com/stewardbot/steward/cmd/steward/wire"
)

type doctorCmd struct {
	Config string `short:"c" default:"steward.yaml" help:"help.config_file" placeholder:"FILE"`
	JSON   bool   `name:"json" help:"help.json"`
}

// doctorTime bounds the checks of one platform.
const doctorTime = time.Minute

// Run checks the setup on every platform and says what to do about each problem. It may run
// next to a running instance. The exit status is 1 if anything keeps Steward from working.
func (c *doctorCmd) Run(e *env) error {
	file, err := e.load(c.Config)
	if err != nil {
		return err
	}
	fmt.Fprintln(e.stderr, phrase.New("doctor.asking").In(e.lang))
	list := wire.Adapters(file, func() []bot.Place { return nil }, slog.New(slog.DiscardHandler))
	if len(list) == 0 {
		return phrase.New("doctor.no_platform", c.Config)
	}
	broken := false
	for _, a := range list {
		for _, check := range examine(e.ctx, a, wire.SpacesOn(file, a.Name())) {
			broken = broken || check.Cure != "" && !check.Minor
			if err := c.print(e, a.Name(), check); err != nil {
				return err
			}
		}
	}
	if broken {
		return errSaid
	}
	return nil
}

func examine(ctx context.Context, a bot.Adapter, spaces []bot.Place) []bot.Check {
	x, ok := a.(bot.Examiner)
	if !ok {
		return nil
	}
	ctx, cancel := context.WithTimeout(ctx, doctorTime)
	defer cancel()
	return x.Examine(ctx, spaces)
}

func (c *doctorCmd) print(e *env, platform string, check bot.Check) error {
	if c.JSON {
		return json.NewEncoder(e.stdout).Encode(struct {
			Platform string `json:"platform"`
			Subject  string `json:"subject"`
			Found    string `json:"found"`
			Cure     string `json:"cure,omitempty"`
			Minor    bool   `json:"minor,omitempty"`
		}{platform, check.Subject, check.Found.String(), check.Cure.String(), check.Minor})
	}
	code := "doctor.ok"
	switch {
	case check.Cure != "" && check.Minor:
		code = "doctor.less"
	case check.Cure != "":
		code = "doctor.fault"
	}
	_, err := fmt.Fprintf(e.stdout, "%s %s: %s: %s\n", phrase.New(code).In(e.lang), platform, check.Subject, check.Found.In(e.lang))
	if err == nil && check.Cure != "" {
		_, err = fmt.Fprintf(e.stdout, "      %s\n", strings.ReplaceAll(check.Cure.In(e.lang), "\n", "\n      "))
	}
	return err
}
