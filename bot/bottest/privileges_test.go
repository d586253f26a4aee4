package bottest_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/stewardbot/steward/bot/bottest"
	"github.com/stewardbot/steward/bot/sanction"
	"github.com/stewardbot/steward/store"
)

const privileges = `
-- config --
moderators: [platform-admins, "test:lou"]
helpers: {who: ["test:hal", "test:hope"], may: [warn, del, mute 1h, note]}
points: {award_per_day: 100000}
-- people --
rob: {persona: robot}
room: {persona: group}
linked: {persona: channel}
-- script --
`

// ranks returns the rank of each person in the privilege table. Accounts not listed are not people.
func ranks() map[string]int {
	return map[string]int{"ann": 0, "bob": 0, "hal": 1, "hope": 1, "mo": 2, "lou": 2, "kim": 2, "own": 3}
}

// may reports whether who may use a command on whom, according to the documentation.
func may(who, command, whom string) bool {
	rank := ranks()[who]
	theirs, person := ranks()[whom]
	switch {
	case rank < 1:
		return false
	case whom == "rob" || whom == "linked": // not members: a bot's message can be deleted and a foreign channel banned all the same
		return command == "del" || whom == "linked" && rank > 1 && (command == "ban" || command == "unban")
	case !person:
		return false
	case rank == 1 && !slices.Contains([]string{"warn", "del", "mute", "note"}, command):
		return false
	case who == whom:
		return false
	case command == "note", command == "award":
		return true
	}
	return rank > theirs
}

// TestPrivileges tries everyone's every command on everyone: permitted ones open a case, others get
// an answer and nothing else.
func TestPrivileges(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, err := bottest.Begin(privileges, neutral())
		if err != nil {
			t.Fatal(err)
		}
		defer func() {
			for _, problem := range s.Audit() {
				t.Error(problem)
			}
			if err := s.End(); err != nil {
				t.Error(err)
			}
		}()
		do := func(format string, args ...any) []string {
			t.Helper()
			acts, err := s.Do(fmt.Sprintf(format, args...))
			if err != nil {
				t.Fatal(err)
			}
			return acts
		}
		everybody := []string{"ann", "bob", "hal", "hope", "mo", "lou", "kim", "own", "rob", "room", "linked"}
		do("rights mo=admin, kim=admin, own=owner")
		for _, who := range everybody {
			do("%s: here I am", who)
		}
		for _, who := range []string{"ann", "rob", "hal", "mo", "lou", "own"} {
			for _, command := range []string{"warn", "mute", "unmute", "kick", "ban", "unban", "del", "note", "award", "fine"} {
				for _, whom := range everybody {
					before := opened(t, s)
					argument := "1"
					if command == "mute" || command == "ban" {
						argument = "1h" // a bare number would need confirmation
					}
					acts := do("[+31s] %s replies to %s#1: /%s %s", who, whom, command, argument)
					done, want := opened(t, s)-before == 1, may(who, command, whom)
					if done != want || !want && slices.ContainsFunc(acts, punishes(whom)) {
						t.Errorf("%s /%s %s: done %v, want %v: %q", who, command, whom, done, want, acts)
					}
				}
			}
		}
	})
}

func opened(t *testing.T, s *bottest.Stage) (n int) {
	t.Helper()
	err := s.View(func(r store.Reader) error {
		return sanction.Each(r, "tea", func(sanction.Case) error { n++; return nil })
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// punishes returns a predicate for acts against whom.
func punishes(whom string) func(string) bool {
	return func(act string) bool {
		verb, rest, _ := strings.Cut(strings.TrimPrefix(act, "< "), " ")
		return slices.Contains([]string{"mutes", "unmutes", "kicks", "bans", "unbans"}, verb) || verb == "deletes" && rest == whom+"#1"
	}
}
