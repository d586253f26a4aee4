package bot_test

import (
	"testing"

	"github.com/stewardbot/steward/bot"
)

// TestSecretIsNotListed checks that a secret text, or what a picture with it shows, is in no listing,
// and still belongs to its reader.
func TestSecretIsNotListed(t *testing.T) {
	say := bot.Say{Place: "x:dm/1", To: "x:1", Text: "the code", Picture: bot.Attachment{Alt: "the code"}, Secret: true}
	if w := bot.WordsOf(say); w.Text != "" || !w.Said || w.To != "x:1" {
		t.Errorf("%+v", w)
	}
	say.Secret = false
	if w := bot.WordsOf(say); w.Text == "" {
		t.Errorf("%+v", w)
	}
}
