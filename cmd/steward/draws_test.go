package main

import (
	"crypto/sha256"
	"encoding/hex"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stewardbot/steward/bot/feature/draw/proof"
)

// TestVerifyMovesNoCursor: what somebody wrote into a record can't hide what is said about it.
func TestVerifyMovesNoCursor(t *testing.T) {
	const evil = "Mug\x1b[2J\nPASS: all is well\r"
	list := []proof.Entry{{Code: "0a17c5d2e9b84f36", Tickets: 1}}
	lines := list[0].Line()
	sum := sha256.Sum256([]byte(lines))
	h := proof.Head{
		Rules: proof.Rules{Community: "tea", Draw: 3, Name: evil, Places: []string{"telegram:-1\x1b[31m"}, Prizes: []proof.Prize{{Name: evil, Winners: 1}}},
		List:  hex.EncodeToString(sum[:]), Entries: 1, Tickets: 1, Place: "telegram:-1\x1b[31m", Post: "5\x1b[1m",
	}
	path := filepath.Join(t.TempDir(), "draw.txt")
	record := proof.Record(h, []proof.Drawn{{State: proof.Won, Code: list[0].Code}}) + lines
	if err := os.WriteFile(path, []byte(record), 0o600); err != nil {
		t.Fatal(err)
	}
	var out, errs strings.Builder
	if status := execute(t.Context(), []string{"draws", "verify", path}, &out, &errs); status != 0 {
		t.Errorf("it ends with %d: %s", status, errs.String())
	}
	if strings.ContainsAny(out.String(), "\x1b\r") || strings.Contains(out.String(), "\nPASS: all") || strings.Count(out.String(), "\n") != 6 {
		t.Errorf("it says %q", out.String())
	}
}

// TestNamesThatCannotBeRead: what nobody could see or write is a fault of the configuration.
func TestNamesThatCannotBeRead(t *testing.T) {
	const head = "platforms:\n  telegram: {token: \"1:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\"}\ncommunities:\n  - id: tea\n    name: Tea\n    spaces: [\"telegram:-100123\"]\n"
	const draw = `    draws: [{name: mug, at: 2030-01-01T09:00, draw_after: 1h, to: "telegram:-100123", `
	for text, want := range map[string]string{
		draw + `prizes: [{name: Mug}], enter: {word: "  "}}]`:                                                              "communities[0].draws[0].enter.word: wants a word with letters or digits",
		draw + `prizes: [{name: "a\u202eb"}]}]`:                                                                            "communities[0].draws[0].prizes[0].name: wants a text",
		`    badges: [{id: a, name: "\u200b"}]`:                                                                            "communities[0].badges[0].name: wants a name on one line",
		`    shop: [{id: a, name: "a\0b", price: 2, deliver: {reward: {points: 1}}}]`:                                      "communities[0].shop[0].name: wants a name",
		`    polls: [{name: a, at: 2030-01-01T09:00, to: "telegram:-100123", question: Tea?, options: [Green, "\u200b"]}]`: "communities[0].polls[0].options[1]: wants a text",
	} {
		path := filepath.Join(t.TempDir(), "steward.yaml")
		if err := os.WriteFile(path, []byte(head+text+"\n"), 0o600); err != nil {
			t.Fatal(err)
		}
		var out, errs strings.Builder
		if status := execute(t.Context(), []string{"check", "-c", path}, &out, &errs); status != 1 || !strings.Contains(out.String()+errs.String(), "steward.yaml:7:") || !strings.Contains(out.String()+errs.String(), want) {
			t.Errorf("%s ends with %d and %s%s", text, status, out.String(), errs.String())
		}
	}
}
