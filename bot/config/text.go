package config

import "github.com/stewardbot/steward/bot"

// Text is written as one text for all languages or as one per language.
type Text = bot.Text

// Plain returns a text that is the same in every language.
func Plain(s string) Text { return bot.Plain(s) }

// textLanguages lists the languages that a text may have.
func textLanguages() []string { return Languages() }
