package bottest_test

import (
	"bytes"
	"testing"
	"testing/synctest"

	"github.com/stewardbot/steward/bot/bottest"
	"github.com/stewardbot/steward/cmd/steward/wire"
	"github.com/stewardbot/steward/store"
)

// TestAnonymousVotes checks that no row tells who voted for what: neither the journal at any
// time, nor anything else once the poll is closed or cancelled.
func TestAnonymousVotes(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		stage, err := bottest.Begin(`
-- config --
id: tea
-- script --
`, neutral())
		if err != nil {
			t.Fatal(err)
		}
		defer func() {
			if err := stage.End(); err != nil {
				t.Error(err)
			}
		}()
		do := func(lines ...string) {
			t.Helper()
			for _, line := range lines {
				if _, err := stage.Do(line); err != nil {
					t.Fatalf("%s: %v", line, err)
				}
			}
		}
		do("rights mo=admin", "[09:00] ann: hello there everybody", "bob: hello there everybody", "cleo: hello there everybody",
			`mo: /poll anonymous "Which?" Green | Black 1h`, "ann presses \"Black\" on bot#1", "bob presses \"Black\" on bot#1",
			"cleo presses \"Green\" on bot#1", "cleo leaves",
			`mo: /poll anonymous many "And?" White | Mate 2h`, "ann presses \"Mate\" on bot#3", "bob presses \"Mate\" on bot#3")
		if found := holding(t, stage, "ballot:1:1", "ballot:2:1", "[1]", "Your vote"); len(found) != 1 || found[0] != "activities_entries" {
			t.Errorf("while the polls are open, %v tell of votes", found)
		}
		do("[+1h]", "mo: /poll cancel 2", "[+1m]")
		if found := holding(t, stage, "ballot:1:1", "ballot:2:1", "[1]", `"data":[`, "Your vote"); found != nil {
			t.Errorf("afterwards, %v tell of votes", found)
		}
	})
}

// holding returns the tables with a row that contains one of the texts.
func holding(t *testing.T, stage *bottest.Stage, texts ...string) (tables []string) {
	t.Helper()
	err := stage.View(func(r store.Reader) error {
		for _, table := range wire.Tables() {
			name, found := table.TableName(), false
			err := r.Scan(name, nil, nil, false, 0, func(_, v []byte) (bool, error) {
				for _, text := range texts {
					found = found || bytes.Contains(v, []byte(text))
				}
				return !found, nil
			})
			if err != nil {
				return err
			}
			if found {
				tables = append(tables, name)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return tables
}
