package bottest_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/stewardbot/steward/bot/bottest"
	"github.com/stewardbot/steward/cmd/steward/wire"
)

// access is who may give each command, written by hand after the documentation:
// those of this rank and of every higher one.
var access = map[string]string{
	"help": "members", "id": "members", "checkin": "members", "makeup": "members", "points": "members", "history": "members",
	"top": "members", "level": "members", "rules": "members", "quiz": "members", "report": "members", "appeal": "members",
	"why": "members", "link": "members", "privacy": "members", "mydata": "members", "forgetme": "members",

	"case": "helpers", "cases": "helpers", "info": "helpers", "undo": "helpers", "warn": "helpers", "unwarn": "helpers",
	"mute": "helpers", "unmute": "helpers", "kick": "helpers", "ban": "helpers", "unban": "helpers", "del": "helpers",
	"purge": "helpers", "note": "helpers", "award": "helpers", "fine": "helpers", "pin": "helpers", "slow": "helpers",
	"lock": "helpers", "unlock": "helpers",

	"unlink": "moderators",

	"status": "operators", "pause": "operators", "resume": "operators", "rule": "operators", "schedule": "operators",
}

// accessRanks are the ranks of access, in rising order, and somebody of each.
var accessRanks = []struct{ rank, who string }{
	{"members", "ann"}, {"helpers", "hal"}, {"moderators", "lou"}, {"operators", "adm"}, {"operators", "own"},
}

// TestAccess has everybody give every command that is declared. One without a
// row in the table fails.
func TestAccess(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, err := bottest.Begin(accessConfig, neutral())
		if err != nil {
			t.Fatal(err)
		}
		defer func() {
			if err := s.End(); err != nil {
				t.Error(err)
			}
		}()
		do := func(format string, args ...any) []string {
			acts, err := s.Do(fmt.Sprintf(format, args...))
			if err != nil {
				t.Fatal(err)
			}
			return acts
		}
		do("rights adm=admin, own=owner")
		for _, f := range wire.Features(wire.NewParts()) {
			for _, c := range f.Routes().Commands {
				least, ok := access[c.Name]
				if !ok {
					t.Errorf("/%s has no row in the table", c.Name)
				}
				for _, r := range accessRanks {
					acts := do("[+1m] %s: /%s", r.who, c.Name)
					want := rankIndex(r.rank) < rankIndex(least)
					if refused := slices.ContainsFunc(acts, refusal); refused != want {
						t.Errorf("%s /%s: refused %v, want %v: %q", r.who, c.Name, refused, want, acts)
					}
				}
			}
		}
	})
}

const accessConfig = `
-- config --
moderators: [platform-admins, "test:lou"]
helpers: {who: ["test:hal"], may: [warn, unwarn, mute, unmute, kick, ban, unban, del, purge, note, award, fine, pin, slow, lock, unlock]}
-- script --
`

func rankIndex(rank string) int {
	return slices.Index([]string{"members", "helpers", "moderators", "operators"}, rank)
}

func refusal(act string) bool {
	return strings.Contains(act, "Only moderators can do that.") || strings.Contains(act, "Only administrators of the group can do that.")
}
