// Package campaign writes to members who have become quiet, and finds out whether that brings them back.
//
// A campaign is listed in the configuration or defined in the chat (settings.go). /campaign NAME counts
// whom it is for and who of them can be reached, and offers to start (command.go). A start draws the groups
// and keeps a message for each member of the one, in chunks (walk.go): bot/quiet sends it as the next private
// message that the member did not ask for. A share drawn by a keyed hash gets none, to compare with.
//
// Who takes part again within the days fixed at the start came back, and gets the reward if there was a message for
// them (back.go). Both groups count as they were drawn, whatever became of the messages. Nothing is told of
// the result before the days are over (show.go); then only the numbers are kept (run.go).
//
// A member takes part in one run at a time, so the comparison group gets no messages of other campaigns.
package campaign

import (
	"strconv"
	"strings"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/define"
	"github.com/stewardbot/steward/bot/member"
	"github.com/stewardbot/steward/bot/quiet"
	"github.com/stewardbot/steward/bot/require"
	"github.com/stewardbot/steward/bot/reward"
	"github.com/stewardbot/steward/bot/sanction"
	"github.com/stewardbot/steward/bot/segment"
	"github.com/stewardbot/steward/store"
)

// Parts are what campaigns work with.
type Parts struct {
	Members *member.Directory
	Quiet   *quiet.Budget
	Rewards *reward.Giver
	Require *require.Judge
	Sorter  *segment.Sorter
	Active  []bot.Metric // of which one is enough to have come back
}

// Feature implements bot.Feature.
type Feature struct {
	Parts
	cases *sanction.File
	kind  *define.Kind[Campaign]
}

// New returns the feature.
func New(p Parts) *Feature {
	f := &Feature{p, sanction.New(), kind()}
	p.Quiet.Check(sourcePrefix, f.wanted)
	return f
}

const name = "campaign"

// Name implements bot.Feature.
func (*Feature) Name() string { return name }

// Definitions implements definer.Owner.
func (f *Feature) Definitions() define.List { return f.kind }

// Routes implements bot.Feature.
func (f *Feature) Routes() bot.Routes {
	return bot.Routes{
		Commands: []bot.Command{{
			Name: name, Aliases: []string{"召回"}, Who: bot.Operators, Run: f.command,
			Params: []bot.Param{
				{Name: "do", Kind: bot.ParamChoice, OneOf: wishes},
				{Name: "name", Kind: bot.ParamChoice, Suggest: f.names},
			},
		}},
		Verbs:  []bot.Verb{{Name: verbStart, Who: bot.Operators, Run: f.pressed}},
		On:     map[bot.Kind]bot.Handler{bot.KindConfig: resume, bot.KindTick: f.tick},
		After:  f.after,
		Forget: f.forget, Disclose: disclose, Merge: merge,
	}
}

// Tables lists the tables of the feature.
func Tables() []store.Declared { return []store.Declared{runRows, partRows} }

// timerStep is the prefix of the timer of a run's next step; its number follows.
const timerStep = "step "

func (r *run) timer() string { return timerStep + strconv.FormatUint(r.Number, 10) }

// resume sets the timers of the runs at a start and after a reload: a step that failed has set none.
func resume(t *bot.Turn) error {
	return each(t.State(), t.Community.ID, func(r *run) (bool, error) {
		return true, r.arm(t)
	})
}

// arm sets the timer of the run's next step, if there is one.
func (r *run) arm(t *bot.Turn) error {
	switch r.Stage {
	case counting, choosing, clearing:
		return t.SetTimer(r.timer(), t.Now(), nil)
	case measuring:
		return t.SetTimer(r.timer(), t.Community.Begins(r.Until+1).Add(grace), nil)
	}
	return nil
}

func (f *Feature) tick(t *bot.Turn) error {
	number, err := strconv.ParseUint(strings.TrimPrefix(t.Event.Tick.Name, timerStep), 10, 64)
	if err != nil {
		return nil
	}
	r, err := load(t.State(), t.Community.ID, number)
	if err != nil || r == nil {
		return err
	}
	return f.step(t, r)
}
