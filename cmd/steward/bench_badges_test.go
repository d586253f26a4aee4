package main_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/feature/badges"
	"github.com/stewardbot/steward/bot/feature/checkin"
	"github.com/stewardbot/steward/bot/feature/levels"
	"github.com/stewardbot/steward/bot/feature/tally"
	"github.com/stewardbot/steward/bot/ledger"
	"github.com/stewardbot/steward/bot/require"
	"github.com/stewardbot/steward/bot/timing"
	"github.com/stewardbot/steward/cmd/steward/wire"
	"github.com/stewardbot/steward/store"
)

// badgeHost is a host with an in-memory state, and the counts of one event.
type badgeHost struct {
	bot.Host
	state   *store.Overlay
	now     time.Time
	counted []bot.Count
	found   int
}

func (d *badgeHost) State() bot.State                               { return d.state }
func (d *badgeHost) Now() time.Time                                 { return d.now }
func (d *badgeHost) Find(bot.Finding)                               { d.found++ }
func (d *badgeHost) Counted() []bot.Count                           { return d.counted }
func (d *badgeHost) OnRollback(fn func())                           { d.state.OnRollback(fn) }
func (d *badgeHost) SetTimer(string, time.Time, []byte) error       { return nil }
func (d *badgeHost) MemberByID(m bot.MemberID) (*bot.Member, error) { return &bot.Member{ID: m}, nil }
func (d *badgeHost) Text(_, key string, _ bot.Args) string          { return key }

// withBadges is a community with a hundred badges, ten of each kind below.
func withBadges() *bot.Community {
	month, err := timing.ParsePeriod("30d")
	if err != nil {
		panic(err)
	}
	var list badges.Settings
	for i := range 10 {
		n := int64(100_000 + i)
		for kind, when := range map[string]*require.Condition{
			"written": {Messages: require.Messages{Count: n}}, "lately": {Messages: require.Messages{Count: n, Within: month}},
			"days": {Messages: require.Messages{Days: 300 + int64(i)}}, "if": {If: fmt.Sprintf("messages > %d && level > 3", n)},
			"present": {CheckIns: n}, "streak": {Streak: n}, "points": {Points: n}, "level": {Level: 3}, "old": {MemberFor: 1000 * time.Hour}, "by-hand": nil,
		} {
			list = append(list, badges.Badge{ID: fmt.Sprintf("%s-%d", kind, i), Name: bot.Plain(kind), When: when})
		}
	}
	return &bot.Community{ID: "tea", Language: "en", Zone: time.UTC, Sections: map[string]any{
		badges.Section: &list, levels.Section: &levels.Settings{{Name: "x"}}, "points": ledger.Defaults(), checkin.Section: checkin.Defaults(),
	}}
}

// BenchmarkBadgesMessage measures what a hundred badges add to a message, by a member who has been here for a
// year. The limit is 3 µs for a badge about messages that the member lacks, and 1 µs where none is about
// messages: a message takes the writer 60 µs in all. "none" has forty badges for other things.
func BenchmarkBadgesMessage(b *testing.B) {
	for _, bb := range []struct {
		name string
		keep func(badges.Badge) bool
	}{
		{"none", func(x badges.Badge) bool {
			return x.When != nil && len(x.When.Uses()) == 1 && x.When.Uses()[0] != "messages"
		}},
		{"count=1", func(x badges.Badge) bool { return x.ID == "written-0" }},
		{"count=10", func(x badges.Badge) bool {
			return x.When != nil && x.When.Messages.Count > 0 && x.When.Messages.Within.IsZero()
		}},
		{"within=1", func(x badges.Badge) bool { return x.ID == "lately-0" }},
		{"if=1", func(x badges.Badge) bool { return x.ID == "if-0" }},
	} {
		b.Run(bb.name, func(b *testing.B) {
			p, c := wire.NewParts(), withBadges()
			var list badges.Settings
			for _, x := range *c.Sections[badges.Section].(*badges.Settings) {
				if bb.keep(x) {
					list = append(list, x)
				}
			}
			c.Sections[badges.Section] = &list
			look := p.Badges.Routes().After
			d := &badgeHost{state: store.NewOverlay(nil), now: time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)}
			d.counted = []bot.Count{{Metric: tally.Messages, Member: 1, N: 1}}
			for day := range 365 {
				if err := p.Counts.Add(d.state, c, d.now.AddDate(0, 0, day-365), "test:lobby", d.counted); err != nil {
					b.Fatal(err)
				}
			}
			if err := p.Counts.Add(d.state, c, d.now, "test:lobby", d.counted); err != nil {
				b.Fatal(err)
			}
			m := &bot.Member{ID: 1, Seen: d.now}
			ev := &bot.Event{ID: "test:lobby/m1", Kind: bot.KindMessage, Place: "test:lobby", Message: &bot.Message{ID: "1"}}
			b.ReportAllocs()
			for b.Loop() {
				t := bot.NewTurn(d, d.now)
				t.Event, t.Community, t.Member = ev, c, m
				if err := look(t); err != nil {
					b.Fatal(err)
				}
			}
			if d.found > 0 {
				b.Fatal("a badge was earned")
			}
		})
	}
}

// BenchmarkBadgesSweep measures one tick of the check of all members for a hundred new badges. The limit is
// 20 ms, for which the writer does nothing else.
func BenchmarkBadgesSweep(b *testing.B) {
	p, c := wire.NewParts(), withBadges()
	d := &badgeHost{state: store.NewOverlay(nil), now: time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)}
	for i := range 2000 {
		if _, err := p.Members.Resolve(d.state, "tea", bot.User{ID: bot.UserID(fmt.Sprintf("test:%d", i)), Name: "x"}, d.now); err != nil {
			b.Fatal(err)
		}
	}
	r := p.Badges.Routes()
	turn := func(ev bot.Event) *bot.Turn {
		t := bot.NewTurn(d, d.now)
		t.Event, t.Community = &ev, c
		return t
	}
	if err := r.After(turn(bot.Event{ID: "config", Kind: bot.KindConfig})); err != nil {
		b.Fatal(err)
	}
	tick := bot.Event{ID: "tick", Kind: bot.KindTick, Tick: &bot.Tick{Feature: "badges", Name: "sweep"}}
	ticks, from := 0, d.state.Mark()
	for b.Loop() {
		if ticks++; ticks == 100 {
			d.state.Rollback(from)
			ticks = 0
		}
		if err := r.On[bot.KindTick](turn(tick)); err != nil {
			b.Fatal(err)
		}
	}
}
