package bottest_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/bottest"
	"github.com/stewardbot/steward/cmd/steward/wire"
)

// access is the lowest rank that may give each command, written by hand from the documentation.
var access = map[string]string{
	"help": "members", "id": "members", "checkin": "members", "makeup": "members", "points": "members", "history": "members",
	"top": "members", "give": "members", "redpacket": "members", "level": "members", "rank": "members", "badges": "members", "rules": "members", "quiz": "members", "report": "members", "appeal": "members",
	"shop": "members", "buy": "members", "orders": "members",
	"draws": "members",
	"why":   "members", "link": "members", "privacy": "members", "mystats": "members", "mydata": "members", "forgetme": "members", "quiet": "members", "tags": "members", "me": "members", "survey": "members", "tier": "members",

	"case": "helpers", "cases": "helpers", "info": "helpers", "undo": "helpers", "warn": "helpers", "unwarn": "helpers",
	"mute": "helpers", "unmute": "helpers", "kick": "helpers", "ban": "helpers", "unban": "helpers", "del": "helpers",
	"purge": "helpers", "note": "helpers", "award": "helpers", "fine": "helpers", "pin": "helpers", "slow": "helpers",
	"lock": "helpers", "unlock": "helpers",

	"dashboard": "helpers", // those who have no power there are told

	"giveaway": "moderators", "poll": "moderators",
	"unlink": "moderators", "stock": "moderators", "badge": "moderators", "tag": "moderators", "watch": "moderators", "followups": "moderators",

	"status": "operators", "pause": "operators", "resume": "operators", "rule": "operators", "schedule": "operators", "post": "operators", "define": "operators", "crisis": "operators", "campaign": "operators",
}

// accessRanks are the ranks used in access, ascending, each with a person who has it.
var accessRanks = []struct{ rank, who string }{
	{"members", "ann"}, {"helpers", "hal"}, {"moderators", "lou"}, {"operators", "adm"}, {"operators", "own"},
}

// TestAccess has everyone give every declared command and press every declared button, at every
// venue. A command or button without a row in its table fails. On Discord the commands are slash
// commands.
func TestAccess(t *testing.T) {
	venues := map[string]func() bottest.Venue{
		"neutral":  nil,
		"telegram": func() bottest.Venue { return newDuo("telegram", &telegramSide{}, &discordSide{}) },
		"discord": func() bottest.Venue {
			return newDuo("discord", &discordSide{forms: map[string]bot.Event{}}, &telegramSide{})
		},
	}
	for name, venue := range venues {
		// Each in a world of its own: on platforms each act takes a moment, and from a minute on they would be taken for
		// clocks that differ.
		for what, try := range map[string]func(*accessWorld){"commands": (*accessWorld).commands, "presses": (*accessWorld).presses} {
			t.Run(name+"/"+what, func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					opt := neutral()
					opt.Venue = venue
					try(openAccess(t, name, opt))
				})
			})
		}
	}
}

// accessWorld is the stage for both tables.
type accessWorld struct {
	*testing.T
	venue string
	stage *bottest.Stage
}

const accessWorldFile = `
-- config --
moderators: [platform-admins, "test:lou"]
helpers: {who: ["test:hal"], may: [warn, unwarn, mute, unmute, kick, ban, unban, del, purge, note, award, fine, pin, slow, lock, unlock]}
places: {modlog: ["test:lobby/log"], orders: ["test:lobby/orders"]}
watch: {on: true}
shop: [{id: pin, name: Pin, price: 0, deliver: {staff: name}}, {id: key, name: Key, price: 0, deliver: {codes: key}}]
ladder: []
gifts: {per_day: 50}
badges: [{id: helper, name: Helper}]
tags: [{name: green}, {name: vip, staff: true}]
campaigns: [{name: return, to: {if: points >= 0}, text: Come back, control_group: 1%}]
surveys: [{name: q1, questions: [{text: Tea?, options: [Gladly, Rather not]}]}, {name: q2, title: Second, questions: [{text: Cake?, options: [Plenty, Never]}]}]
gates: {shop: {}, red_packets: {}, draws: {}}
draws: [{name: kept, at: "2030-01-01T09:00", draw_after: 1h, to: "test:lobby", prizes: [{name: Mug}], enter: {button: true, word: me please}, claim: 1h}, {name: checked, at: "2030-01-01T10:00", draw_after: 1h, to: "test:lobby", prizes: [{name: Mug}], enter: {word: let me in}, review: true}, {name: rated, at: "2030-01-01T09:00", draw_after: 1h, to: "test:lobby", prizes: [{name: Mug}], enter: {word: rate me}, ask: satisfaction}]
quizzes: [{name: tea, questions: 1, bank: tea.yaml}, {name: contest, who: moderators, questions: 1, bank: tea.yaml, ask: satisfaction}]
polls: [{name: votes, at: "2030-01-01T09:00", to: "test:lobby", question: "Which?", options: [Sencha, Assam], open: 1h, ask: satisfaction}]
schedule: [{name: hello, at: "2030-01-01T09:00", to: "test:lobby", text: "Hello.", ask: satisfaction}]
spaces: ["test:lobby", "test:annex"]
tiers: [{name: core, to: "test:annex", require: {points: 100000}}, {name: wide, to: "test:annex"}]
---
id: chess
name: Chess Club
spaces: ["test:club", "other:hall"]
-- file tea.yaml --
title: Tea
questions:
  - {question: Which is a tea?, choices: [Oolong, Espresso], answer: Oolong}
-- places --
log: {id: "test:lobby/log"}
orders: {id: "test:lobby/orders"}
club: {id: "test:club"}
annex: {id: "test:annex"}
-- people --
ann: {}
zoe: {id: "other:7"}
bob: {handle: bobby}
cleo: {}
hal: {}
lou: {}
adm: {}
own: {}
room: {persona: group}
-- script --
`

func openAccess(t *testing.T, venue string, opt bottest.Options) *accessWorld {
	s, err := bottest.Begin(accessWorldFile, opt)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		for _, problem := range s.Audit() {
			t.Error(problem)
		}
		if err := s.End(); err != nil {
			t.Error(err)
		}
	})
	w := &accessWorld{t, venue, s}
	w.do("rights adm=admin, own=owner")
	for _, who := range []string{"bob", "cleo", "hal", "lou", "adm", "own", "ann"} {
		w.do("%s: here I am", who)
	}
	w.do("ann in club: here I am")
	w.do("zoe: here I am")
	w.do("ann privately: here I am")
	w.do("pool key gets 1a 2b 3c")
	return w
}

func (w *accessWorld) do(format string, args ...any) []string {
	w.Helper()
	acts, err := w.stage.Do(fmt.Sprintf(format, args...))
	if err != nil {
		w.Fatal(err)
	}
	return acts
}

// commands has a person of every rank give every command.
func (w *accessWorld) commands() {
	declared := map[string]bool{}
	for _, f := range wire.Features(wire.NewParts()) {
		for _, c := range f.Routes().Commands {
			declared[c.Name] = true
			least, ok := access[c.Name]
			if !ok {
				w.Errorf("/%s has no row in the table", c.Name)
			}
			for _, r := range accessRanks {
				acts := w.do("[+1m] %s: /%s", r.who, c.Name)
				want := rankIndex(r.rank) < rankIndex(least)
				if refused := slices.ContainsFunc(acts, refusal); refused != want || len(acts) == 0 {
					w.Errorf("%s /%s: refused %v, want %v: %q", r.who, c.Name, refused, want, acts)
				}
				if c.Name == "lock" { // otherwise ann couldn't speak any more
					w.do("own: /unlock")
				}
			}
		}
	}
	for name := range access {
		if !declared[name] {
			w.Errorf("there is no /%s that the table has a row for", name)
		}
	}
}

func rankIndex(rank string) int {
	return slices.Index([]string{"members", "helpers", "moderators", "operators"}, rank)
}

func refusal(act string) bool {
	return strings.Contains(act, "Only moderators can do that.") || strings.Contains(act, "Only administrators of the group can do that.")
}
