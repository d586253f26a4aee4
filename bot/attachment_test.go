package bot_test

import (
	"encoding/json"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/stewardbot/steward/bot"
)

// TestAttachmentsAsTheyWere reads the old encoding of a picture: a plain string, URL or path.
func TestAttachmentsAsTheyWere(t *testing.T) {
	for row, want := range map[string]bot.Attachment{
		`{"text":"x"}`:   {},
		`{"picture":""}`: {},
		`{"picture":"https://example.org/tea.png"}`:  {Address: "https://example.org/tea.png"},
		`{"picture":"/srv/steward/tea.png"}`:         {File: "/srv/steward/tea.png", Name: "tea.png"},
		`{"picture":{"blob":"9f","name":"tea.png"}}`: {Blob: "9f", Name: "tea.png"},
		`{"picture":{"drawing":{"kind":"card","version":2,"data":{"level":5}}}}`: {
			Drawing: &bot.Drawing{Kind: "card", Version: 2, Data: json.RawMessage(`{"level":5}`)},
		},
	} {
		var s bot.Say
		if err := json.Unmarshal([]byte(row), &s); err != nil {
			t.Errorf("%s: %v", row, err)
		}
		if diff := cmp.Diff(want, s.Picture); diff != "" {
			t.Errorf("%s: %s", row, diff)
		}
	}
}
