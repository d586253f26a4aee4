package main

import (
	"fmt"

	"github.com/stewardbot/steward/bot/config"
	"github.com/stewardbot/steward/bot/feature/quiz/bank"
	"github.com/stewardbot/steward/bot/phrase"
	"github.com/stewardbot/steward/bot/textfile"
)

type quizCmd struct {
	Import quizImportCmd `cmd:"" help:"help.quiz_import"`
}

type quizImportCmd struct {
	File string `arg:"" help:"help.collection" placeholder:"FILE"`
}

// maxBank is the maximum size of a collection in bytes.
const maxBank = 64 << 20

// Run prints the bank; skipped questions are listed on stderr.
func (c *quizImportCmd) Run(e *env) error {
	data, err := config.ReadPlain(c.File, maxBank)
	if err != nil {
		return phrase.New("quiz.import_file", c.File, err)
	}
	text, err := textfile.Decode(data)
	if err != nil {
		return phrase.New("quiz.import_file", c.File, err)
	}
	b, left, err := bank.Parse(c.File, text)
	if err != nil {
		return phrase.New("quiz.import", err)
	}
	for _, f := range left {
		fmt.Fprintf(e.stderr, "%s:%d: %s\n", c.File, f.Line, phrase.New("quiz.left_out", f.Message).In(e.lang))
	}
	out, err := bank.Encode(b)
	if err != nil {
		return err
	}
	_, err = e.stdout.Write(out)
	return err
}
