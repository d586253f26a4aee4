package telegram

import (
	"embed"

	"github.com/stewardbot/steward/bot/phrase"
)

//go:embed texts/*.yaml
var book embed.FS

func init() { phrase.AddBook(book) }
