// Package followup names, each day, ten members whom somebody of staff should look after: who took part a
// lot, and has been away for longer than is usual for them (package segment).
//
// The list is made in the morning, a few members per tick (pick.go). /followups shows it to moderators: the
// reason, who takes care, and what came of it, with buttons for both (show.go). What was done is kept with
// the member, who is not named again for a while (table.go).
package followup

import (
	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/segment"
	"github.com/stewardbot/steward/store"
)

// Feature implements bot.Feature.
type Feature struct{ sorter *segment.Sorter }

// New returns the feature.
func New(s *segment.Sorter) *Feature { return &Feature{s} }

const name = "followup"

// Name implements bot.Feature.
func (*Feature) Name() string { return name }

// The verbs of the buttons.
const (
	verbList = "list"
	verbShow = "show"
	verbDo   = "do"
)

// Routes implements bot.Feature.
func (f *Feature) Routes() bot.Routes {
	return bot.Routes{
		Commands: []bot.Command{{Name: "followups", Aliases: []string{"跟进名单/跟進名單"}, Who: bot.Moderators, Run: f.command}},
		Verbs: []bot.Verb{
			{Name: verbList, Who: bot.Moderators, Run: f.listed}, {Name: verbShow, Who: bot.Moderators, Run: f.shown},
			{Name: verbDo, Who: bot.Moderators, Run: f.done},
		},
		On:     map[bot.Kind]bot.Handler{bot.KindConfig: arm, bot.KindTick: f.tick},
		Forget: forget, Disclose: disclose, Merge: merge,
	}
}

// Tables lists the tables of the feature.
func Tables() []store.Declared { return []store.Declared{listRows, caseRows} }
