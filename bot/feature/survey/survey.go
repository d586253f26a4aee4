// Package survey asks members up to five questions in private, and tells staff how many chose what.
//
// A survey is listed in the configuration or defined in the chat (settings.go). /survey asks its
// questions one after another, with a button for each answer (ask.go). What a member has answered is
// stored with each press, so that it goes on after a restart, and on another platform once accounts are
// linked. A member answers once. The counts are kept beside the answers (count.go), and a moderator reads
// them with /survey NAME results.
//
// Nobody is shown who answered what: the journal does not record which button was pressed. A survey whose
// questions or options change begins anew.
package survey

import (
	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/define"
	"github.com/stewardbot/steward/bot/member"
	"github.com/stewardbot/steward/bot/require"
	"github.com/stewardbot/steward/store"
)

// Feature implements bot.Feature.
type Feature struct {
	members *member.Directory
	judge   *require.Judge
	kind    *define.Kind[Survey]
}

// New returns the feature.
func New(members *member.Directory, judge *require.Judge) *Feature {
	return &Feature{members, judge, kind()}
}

func kind() *define.Kind[Survey] {
	return define.Of[Settings](Section, func(s Survey) string { return s.Name })
}

const name = "survey"

// Name implements bot.Feature.
func (*Feature) Name() string { return name }

// Definitions implements definer.Owner.
func (f *Feature) Definitions() define.List { return f.kind }

// The verbs of the buttons.
const (
	verbStart = "start"
	verbPick  = "pick"
)

// wants is what a moderator may ask for.
var wants = []bot.Choice{{Value: "results", Words: []string{"结果/結果"}}}

// Routes implements bot.Feature.
func (f *Feature) Routes() bot.Routes {
	return bot.Routes{
		Topic: bot.TopicActivities,
		Commands: []bot.Command{{
			Name: "survey", Aliases: []string{"问卷/問卷"}, Run: f.command,
			Params: []bot.Param{
				{Name: "do", Kind: bot.ParamChoice, OneOf: wants},
				{Name: "name", Kind: bot.ParamChoice, Suggest: f.names},
			},
		}},
		Verbs:  []bot.Verb{{Name: verbStart, Run: f.started}, {Name: verbPick, Secret: true, Run: f.picked}},
		Forget: forget, Disclose: f.disclose, Merge: merge,
	}
}

// The tables. A survey is named by its version: see Survey.version.
var (
	byMember = store.Shape3(store.Str[string]{}, store.Num[bot.MemberID]{}, store.Tail[string]{})
	// answerRows: community, member, version -> answers.
	answerRows = store.Rows("survey_answers", byMember, store.JSON[answers]())
	// countRows: community, version -> counts.
	countRows = store.Rows("survey_counts", store.Shape2(store.Str[string]{}, store.Tail[string]{}), store.JSON[counts]())
)

// Tables lists the tables of the feature.
func Tables() []store.Declared { return []store.Declared{answerRows, countRows} }
