package config

import "github.com/stewardbot/steward/bot"

// Text is written as one text for all or as one for each language.
type Text = bot.Text

// Plain returns a text that is the same in every language.
func Plain(s string) Text { return bot.Plain(s) }

// textLanguages are the languages that a text may be given in.
func textLanguages() []string { return Languages() }
