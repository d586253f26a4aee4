package bank_test

import (
	"strings"
	"testing"

	"github.com/stewardbot/steward/bot/feature/quiz/bank"
)

// TestDeep: deeply nested brackets are refused before the parser exhausts the memory.
func TestDeep(t *testing.T) {
	for _, text := range []string{strings.Repeat("[", 20_000), "questions: " + strings.Repeat("{a: ", 20_000), strings.Repeat("- ", 20_000) + "a"} {
		_, _, err := bank.Parse("deep.yaml", text)
		if err == nil || !strings.Contains(err.Error(), "64") {
			t.Errorf("%.20s: %v", text, err)
		}
	}
}
