package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"

	"github.com/stewardbot/steward/bot/config"
	"github.com/stewardbot/steward/bot/feature/draw/proof"
	"github.com/stewardbot/steward/bot/inspect"
	"github.com/stewardbot/steward/bot/phrase"
)

type drawsCmd struct {
	Export drawsExportCmd `cmd:"" help:"help.draws_export"`
	Verify drawsVerifyCmd `cmd:"" help:"help.draws_verify"`
}

type drawsExportCmd struct {
	books
	Number uint64 `arg:"" help:"help.draw" placeholder:"N"`
}

// Run prints the record of a draw.
func (c *drawsExportCmd) Run(e *env) error {
	q := inspect.Query{What: "draw", Community: c.Community, From: c.Number}
	return c.ask(e, q, func(raw json.RawMessage) error {
		part, err := decodeRow[string](raw)
		if err != nil {
			return err
		}
		_, err = io.WriteString(e.stdout, part)
		return err
	})
}

type drawsVerifyCmd struct {
	File string `arg:"" help:"help.record" placeholder:"FILE"`
}

// states are the codes of what became of a place.
var states = map[string]string{
	proof.Won: "draws.state_won", proof.Waiting: "draws.state_waiting", proof.Unclaimed: "draws.state_unclaimed", proof.Redrawn: "draws.state_redrawn",
	proof.Left: "draws.state_left", proof.Banned: "draws.state_banned", proof.Again: "draws.state_again",
}

// Run draws again. It fails if anything in the record does not agree.
func (c *drawsVerifyCmd) Run(e *env) error {
	text, err := config.ReadPlain(c.File, proof.MaxRecord)
	if err != nil {
		return phrase.New("file.wrong", c.File, err)
	}
	v, faults := proof.Verify(bytes.NewReader(text))
	// A record may come from anybody, so none of it may move the cursor.
	say := func(code string, args ...any) { fmt.Fprintln(e.stdout, oneLine(phrase.New(code, args...).In(e.lang))) }
	if v.Digest != "" {
		say("draws.rules", v.Rules.Draw, v.Rules.Community, v.Rules.Name)
		for i, d := range v.Drawn {
			prize := ""
			if d.Prize < len(v.Rules.Prizes) {
				prize = v.Rules.Prizes[d.Prize].Name
			}
			say("draws.state", i+1, d.Code, prize, phrase.New(states[d.State]))
		}
		say("draws.compare")
		say("draws.compare_commitment", v.Commitment)
		say("draws.compare_list", v.Post, v.Place, v.List, v.Entries)
	}
	if len(faults) == 0 {
		say("draws.pass")
		return nil
	}
	for _, fault := range faults {
		say("draws.fail", fault)
	}
	return errSaid
}
