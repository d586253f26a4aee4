package main

import (
	"fmt"
	"os"

	"github.com/stewardbot/steward/bot/feature/quiz/bank"
	"github.com/stewardbot/steward/bot/textfile"
)

type quizCmd struct {
	Import quizImportCmd `cmd:"" help:"Print a collection of questions as a bank: Open Trivia DB, OpenTriviaQA, a Red-DiscordBot trivia list, or chinese-xinhua's riddles."`
}

type quizImportCmd struct {
	File string `arg:"" help:"The collection." placeholder:"FILE"`
}

// Run prints the bank; what was left out is told on stderr.
func (c *quizImportCmd) Run(e *env) error {
	data, err := os.ReadFile(c.File)
	if err != nil {
		return fmt.Errorf("import questions: %w", err)
	}
	text, err := textfile.Decode(data)
	if err != nil {
		return fmt.Errorf("import questions: %s %w", c.File, err)
	}
	b, left, err := bank.Parse(c.File, text)
	if err != nil {
		return fmt.Errorf("import questions: %w", err)
	}
	for _, f := range left {
		fmt.Fprintf(e.stderr, "%s:%d: %s\n", c.File, f.Line, e.words.Say("left out: "+f.Message))
	}
	out, err := bank.Encode(b)
	if err != nil {
		return err
	}
	_, err = e.stdout.Write(out)
	return err
}
