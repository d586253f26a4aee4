package telegram_test

import (
	"strings"
	"testing"

	"github.com/stewardbot/steward/adapters/telegram"
	fake "github.com/stewardbot/steward/adapters/telegram/faketelegram"
	"github.com/stewardbot/steward/bot"
)

// about returns the check about a subject, and fails the test if there is none.
func about(t *testing.T, checks []bot.Check, subject string) bot.Check {
	t.Helper()
	for _, c := range checks {
		if c.Subject == subject {
			return c
		}
	}
	t.Fatalf("nothing is said of %q in %+v", subject, checks)
	return bot.Check{}
}

func TestExamine(t *testing.T) {
	w := newTown(t, fake.Options{Privacy: true})
	group := string(place(w.forum))
	spaces := []bot.Place{place(w.forum)}
	examine := func(spaces ...bot.Place) []bot.Check { return w.adapter(nil).Examine(t.Context(), spaces) }

	if c := about(t, examine(spaces...), "token"); c.Cure != "" || !strings.Contains(c.Found.String(), "@"+w.Me().Username) {
		t.Errorf("a good token: %+v", c)
	}
	w.Promote(w.owner, w.Me(), w.forum, fake.Rights{})
	if c := about(t, examine(spaces...), group); !c.Minor || !strings.Contains(c.Found.String(), "Delete messages") || c.Cure == "" {
		t.Errorf("without the right to delete: %+v", c)
	}
	w.Demote(w.owner, w.Me(), w.forum)
	if c := about(t, examine(spaces...), group); c.Minor || !strings.Contains(c.Found.String(), "privacy mode") || !strings.Contains(c.Cure.String(), "administrator") {
		t.Errorf("an ordinary member in privacy mode: %+v", c)
	}
	w.Remove(w.owner, w.Me(), w.forum)
	if c := about(t, examine(spaces...), group); c.Cure == "" || c.Minor {
		t.Errorf("removed from the group: %+v", c)
	}
	if c := about(t, examine("telegram:-100999"), "telegram:-100999"); c.Cure == "" {
		t.Errorf("a group that is none: %+v", c)
	}
	if c := about(t, examine("telegram:nonsense"), "telegram:nonsense"); !strings.Contains(c.Cure.String(), "/id") {
		t.Errorf("a space that is none: %+v", c)
	}
}

func TestExamineWrongToken(t *testing.T) {
	w := newTown(t, fake.Options{})
	a := telegram.New(telegram.Settings{Token: "1:wrong", APIURL: w.URL()}, telegram.Options{})
	checks := a.Examine(t.Context(), []bot.Place{place(w.forum)})
	if c := about(t, checks, "token"); len(checks) != 1 || c.Cure == "" || strings.Contains(string(c.Found+c.Cure), "1:wrong") {
		t.Errorf("a wrong token: %+v", checks)
	}
}
