package poll

import (
	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/activity"
)

// data is what a poll remembers beside its activity.
type data struct {
	Question  bot.Text   `json:"question"`
	Options   []bot.Text `json:"options"`
	Choose    Choose     `json:"choose"`
	Anonymous bool       `json:"anonymous,omitempty"`
	Min       int        `json:"min,omitempty"`

	// Tally holds the votes by option, once they are counted; the first voters
	// by option are named if the poll is not anonymous.
	Tally  []int            `json:"tally,omitempty"`
	Voters [][]bot.MemberID `json:"voters,omitempty"`
}

// start posts a poll, which is open from now on. From is the definition that it
// comes from, if any.
func (f *Feature) start(t *bot.Turn, p *Poll, from string) (*activity.Activity, error) {
	a, err := f.life.Draft(t, p.Name, from, p.Open, p.To)
	if err != nil {
		return nil, err
	}
	a.Evaluation = p.Evaluation
	v := data{Question: p.Question, Options: p.Options, Choose: p.Choose, Anonymous: p.Anonymous, Min: p.MinVotes}
	if err := a.Write(v); err != nil {
		return nil, err
	}
	t.Find(bot.Finding{Code: "started", Args: bot.Args{"Number": a.ID, "Name": a.Name}})
	return a, f.life.Announce(t, a)
}

// meets returns why a member may not vote.
func (f *Feature) meets(t *bot.Turn, a *activity.Activity, m bot.MemberID) (string, error) {
	p, _, found, err := f.defined.Find(t, a.From)
	if err != nil || !found {
		return "", err
	}
	lacks, err := f.judge.Check(t, m, p.Require)
	return lacks.Text(t), err
}
