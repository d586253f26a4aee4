package poll

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/activity"
	"github.com/stewardbot/steward/bot/answer"
)

// The verbs of the buttons: in a poll whose result names voters, and in an
// anonymous one.
const (
	verbVote   = "vote"
	verbBallot = "ballot"
)

// picks are the options that a member chose, by index, ascending.
type picks []int

func picksOf(e *activity.Entry) (p picks, err error) {
	if e == nil || e.Data == nil {
		return nil, nil
	}
	return p, json.Unmarshal(e.Data, &p)
}

// toggle adds an option, or removes it if it is chosen. The only choice is
// replaced. ok is false if there are too many.
func (p picks) toggle(option int, most Choose) (next picks, ok bool) {
	if at := slices.Index(p, option); at >= 0 {
		return slices.Delete(slices.Clone(p), at, at+1), true
	}
	switch {
	case most == 1:
		return picks{option}, true
	case most != Many && len(p) >= int(most):
		return p, false
	}
	next = append(slices.Clone(p), option)
	slices.Sort(next)
	return next, true
}

// vote handles a press on an option: "NUMBER:OPTION", which may be forged.
func (f *Feature) vote(t *bot.Turn, args string) error {
	t = t.ToUser()
	text, err := f.choose(t, args)
	if err == nil {
		answer.Ack(t, text)
	}
	return err
}

// choose changes the vote of the turn's member, and returns what they are told.
func (f *Feature) choose(t *bot.Turn, args string) (string, error) {
	number, option, _ := strings.Cut(args, ":")
	i, err := strconv.ParseUint(option, 10, 16)
	if err != nil || t.Member == nil {
		return t.Text("answer.gone", nil), nil
	}
	a, err := f.life.Pressed(t, number)
	if err != nil {
		return "", err
	}
	if a == nil {
		return t.Text("answer.gone", nil), nil
	}
	v, err := activity.Read[data](a)
	if err != nil {
		return "", err
	}
	if int(i) >= len(v.Options) {
		return t.Text("answer.gone", nil), nil
	}
	e, err := f.life.Entry(t, a, t.Member.ID)
	if err != nil {
		return "", err
	}
	before, err := picksOf(e)
	if err != nil {
		return "", err
	}
	next, ok := before.toggle(int(i), v.Choose)
	switch {
	case !ok && a.Stage == activity.Open:
		return t.Text("poll.too_many", bot.Args{"Count": int(v.Choose)}), nil
	case len(next) == 0 && e != nil && e.Out == "":
		return f.takeBack(t, a, e)
	}
	return f.enter(t, a, &v, next)
}

// enter stores a vote.
func (f *Feature) enter(t *bot.Turn, a *activity.Activity, v *data, p picks) (string, error) {
	raw, err := json.Marshal(p)
	if err != nil {
		return "", err
	}
	r, why, err := f.life.Enter(t, a, raw)
	if err != nil {
		return "", err
	}
	switch r {
	case activity.Entered, activity.Changed:
		if r == activity.Entered {
			t.Count(Votes, t.Member.ID, 1)
			t.Find(bot.Finding{Code: "voted", Args: bot.Args{"Number": a.ID}})
		}
		return t.Text("poll.yours", bot.Args{"List": v.list(t, p)}), nil
	case activity.Again:
		return t.Text("poll.not_again", nil), nil
	case activity.Barred:
		t.Find(bot.Finding{Code: "barred", Args: bot.Args{"Number": a.ID}})
		return why, nil
	}
	return t.Text("poll.over", nil), nil
}

// takeBack removes a vote.
func (f *Feature) takeBack(t *bot.Turn, a *activity.Activity, e *activity.Entry) (string, error) {
	left, err := f.life.Leave(t, a)
	if err != nil {
		return "", err
	}
	if !left {
		return t.Text("poll.over", nil), nil
	}
	t.CountOn(t.Community.Day(e.At), Votes, t.Member.ID, -1)
	t.Find(bot.Finding{Code: "withdrew", Args: bot.Args{"Number": a.ID}})
	return t.Text("poll.taken_back", nil), nil
}

// list names options.
func (v *data) list(t *bot.Turn, p picks) string {
	var names []string
	for _, i := range p {
		if i >= 0 && i < len(v.Options) {
			names = append(names, bot.Isolate(v.Options[i].In(t.Language())))
		}
	}
	return strings.Join(names, t.Text("poll.comma", nil))
}

// disclose implements bot.Routes.
func (f *Feature) disclose(t *bot.Turn, m bot.MemberID) (lines []string, err error) {
	err = f.life.Each(t, func(a *activity.Activity) (bool, error) {
		e, err := f.life.Entry(t, a, m)
		if err != nil || e == nil {
			return err == nil, err
		}
		v, err := activity.Read[data](a)
		if err != nil {
			return false, err
		}
		p, err := picksOf(e)
		key := "poll.data"
		if len(p) == 0 {
			key = "poll.data_hidden"
		}
		lines = append(lines, t.Text(key, bot.Args{"Question": bot.Isolate(v.Question.In(t.Language())), "When": t.Community.Clock(e.At), "List": v.list(t, p)}))
		return err == nil, err
	})
	if err != nil {
		return nil, err
	}
	marks, err := f.life.Disclose(t, m)
	return append(lines, marks...), err
}
