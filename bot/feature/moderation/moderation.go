// Package moderation carries out moderators' commands and the consequences of
// broken rules, and opens a case for each.
//
// It is one feature made of small packages that share a room (package room) and
// the texts of cases (package words): orders about members (order) and places
// (place), reports (report), appeals (appeal), broken rules (breach), and views
// of the cases (look). The acts themselves, the storage of cases and the life
// of a sanction are in package sanction.
package moderation

import (
	"errors"
	"slices"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/feature/moderation/appeal"
	"github.com/stewardbot/steward/bot/feature/moderation/breach"
	"github.com/stewardbot/steward/bot/feature/moderation/look"
	"github.com/stewardbot/steward/bot/feature/moderation/order"
	"github.com/stewardbot/steward/bot/feature/moderation/place"
	"github.com/stewardbot/steward/bot/feature/moderation/report"
	"github.com/stewardbot/steward/bot/feature/moderation/room"
	"github.com/stewardbot/steward/bot/ledger"
	"github.com/stewardbot/steward/bot/member"
	"github.com/stewardbot/steward/bot/segment"
	"github.com/stewardbot/steward/store"
)

// Feature implements bot.Feature.
type Feature struct {
	room    *room.Room
	orders  order.Orders
	reports report.Reports
}

// New returns the feature, which pays from a book, knows the directory's members, and shows staff their segments and tags.
func New(book *ledger.Book, members *member.Directory, sorter *segment.Sorter, tags room.Tags) *Feature {
	r := room.New(book, members, sorter, tags)
	orders := order.Orders{Room: r}
	return &Feature{room: r, orders: orders, reports: report.Reports{Room: r, Orders: orders}}
}

// Name implements bot.Feature.
func (*Feature) Name() string { return room.Name }

// Routes implements bot.Feature.
func (f *Feature) Routes() bot.Routes {
	all := f.reports.Routes()
	looks := look.Looks{Room: f.room}.Routes()
	for _, r := range []bot.Routes{f.orders.Routes(), place.Places{Room: f.room}.Routes(), appeal.Appeals{Room: f.room}.Routes(), looks} {
		all.Commands = append(all.Commands, r.Commands...)
		all.Verbs = append(all.Verbs, r.Verbs...)
	}
	all.Topic = bot.TopicModeration
	all.On[bot.KindOutcome], all.On[bot.KindTick] = f.outcome, f.tick
	all.On[bot.KindSanction], all.On[bot.KindMember] = f.room.ByHand, f.room.ByHand
	all.Places = []bot.PlaceName{{Name: bot.Modlog, Doc: "the moderators' log; may be in a group of its own"}}
	all.Broken = breach.Breaches{Room: f.room}.Routes().Broken
	all.Disclose = looks.Disclose
	all.Forget, all.Merge = f.forget, f.merge
	return all
}

// HelperCommands returns the commands that helpers can be allowed.
func HelperCommands() []string {
	return []string{"warn", "unwarn", "mute", "unmute", "kick", "ban", "unban", "del", "purge", "note", "award", "fine", "pin", "slow", "lock", "unlock"}
}

// Tables returns the feature's tables.
func Tables() []store.Declared {
	return slices.Concat(room.Tables(), order.Tables(), report.Tables())
}

// outcome resumes an order that waited for a lookup, or records the outcome of a sanction.
func (f *Feature) outcome(t *bot.Turn) error {
	if found, err := f.orders.Found(t); found || err != nil {
		return err
	}
	return f.room.Settle(t)
}

// tick drops a waiting order, or ends a sanction that has expired.
func (f *Feature) tick(t *bot.Turn) error {
	if forgot, err := f.orders.Forgets(t); forgot || err != nil {
		return err
	}
	return f.room.File.End(t)
}

func (f *Feature) forget(t *bot.Turn, who *bot.Forgotten) error {
	return errors.Join(f.reports.Forget(t, who), f.room.File.Forget(t, who))
}

func (f *Feature) merge(t *bot.Turn, from, into bot.MemberID) error {
	return errors.Join(f.orders.Merge(t, from, into), f.reports.Merge(t, from, into), f.room.File.Join(t.State(), t.Community.ID, from, into))
}
