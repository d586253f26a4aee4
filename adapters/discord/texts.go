package discord

import (
	texts "embed"

	"github.com/stewardbot/steward/bot/phrase"
)

//go:embed texts/*.yaml
var book texts.FS

func init() { phrase.AddBook(book) }
