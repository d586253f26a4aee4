package survey

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/answer"
	"github.com/stewardbot/steward/bot/staff"
)

// command handles /survey, /survey NAME and /survey NAME results.
func (f *Feature) command(t *bot.Turn, in *bot.Input) error {
	t = t.ToUser()
	if t.Member == nil {
		answer.Privately(t, answer.Reply{Text: t.Text("answer.unheard", nil)})
		return nil
	}
	r, err := f.reply(t, strings.TrimSpace(in.Text("name")), in.Text("do") != "")
	if err == nil {
		answer.Privately(t, r)
	}
	return err
}

func (f *Feature) reply(t *bot.Turn, called string, results bool) (r answer.Reply, err error) {
	list, err := f.kind.All(t)
	if err != nil {
		return r, err
	}
	i := slices.IndexFunc(list, func(s Survey) bool {
		return strings.EqualFold(s.Name, called) || strings.EqualFold(s.title(t.Language()), called)
	})
	switch {
	case len(list) == 0:
		return answer.Reply{Text: t.Text("survey.none", bot.Args{"Community": t.Community.Name})}, nil
	case called != "" && i < 0:
		args := bot.Args{"Survey": bot.ShowName(bot.Head(called, maxName)), "List": names(t, list)}
		return answer.Reply{Text: t.Text("survey.unknown", args)}, nil
	case i < 0 && len(list) == 1:
		i = 0
	}
	if results {
		return f.results(t, list, i)
	}
	if !answer.Alone(t) {
		return answer.Reply{Text: t.Text("survey.privately", nil)}, nil
	}
	if i < 0 {
		return choice(t, list), nil
	}
	return f.next(t, &list[i])
}

// choice offers several surveys.
func choice(t *bot.Turn, list []Survey) (r answer.Reply) {
	r.Text = t.Text("survey.which", nil)
	for i := range list[:min(len(list), rowsMost)] {
		r.Buttons = append(r.Buttons, []bot.Button{{Label: list[i].title(t.Language()), Data: name + ":" + verbStart + ":" + list[i].hash()}})
	}
	return r
}

// next asks the first question that the turn's member has not answered.
func (f *Feature) next(t *bot.Turn, s *Survey) (r answer.Reply, err error) {
	a, err := load(t, t.Member.ID, s.version())
	if err != nil {
		return r, err
	}
	title := bot.Isolate(s.title(t.Language()))
	n := len(a.Picks)
	if n == len(s.Questions) {
		return answer.Reply{Text: t.Text("survey.thanks", bot.Args{"Survey": title})}, nil
	}
	unmet, err := f.judge.Check(t, t.Member.ID, s.Require)
	if err != nil || !unmet.None() {
		return answer.Reply{Text: unmet.Text(t)}, err
	}
	q := &s.Questions[n]
	r.Text = t.Text("survey.question", bot.Args{"Survey": title, "Number": n + 1, "Of": len(s.Questions), "Question": bot.Isolate(q.Text.In(t.Language()))})
	if n == 0 {
		r.Text += "\n" + t.Text("survey.secret", nil)
	}
	inRow := (len(q.Options) + rowsMost - 1) / rowsMost
	for i, o := range q.Options {
		if i%inRow == 0 {
			r.Buttons = append(r.Buttons, nil)
		}
		b := bot.Button{Label: o.In(t.Language()), Data: fmt.Sprintf("%s:%s:%s:%d:%d", name, verbPick, s.hash(), n, i)}
		r.Buttons[len(r.Buttons)-1] = append(r.Buttons[len(r.Buttons)-1], b)
	}
	return r, nil
}

// byHash returns the survey that a button is about; nil if it is gone or has changed.
func (f *Feature) byHash(t *bot.Turn, hash string) (*Survey, error) {
	list, err := f.kind.All(t)
	i := slices.IndexFunc(list, func(s Survey) bool { return s.hash() == hash })
	if err != nil || i < 0 {
		return nil, err
	}
	return &list[i], nil
}

// started begins the survey of a button.
func (f *Feature) started(t *bot.Turn, data string) error { return f.pressed(t, data, "", "") }

// picked takes an answer, "HASH:QUESTION:OPTION", which may be forged.
func (f *Feature) picked(t *bot.Turn, data string) error {
	hash, rest, _ := strings.Cut(data, ":")
	question, option, _ := strings.Cut(rest, ":")
	return f.pressed(t, hash, question, option)
}

// pressed stores the answer to a question, unless it was answered before, and shows the next one.
func (f *Feature) pressed(t *bot.Turn, hash, question, option string) error {
	t = t.ToUser()
	s, err := f.byHash(t, hash)
	if err != nil {
		return err
	}
	if s == nil || t.Member == nil {
		answer.Ack(t, t.Text("survey.gone", nil))
		return nil
	}
	if question != "" {
		a, err := load(t, t.Member.ID, s.version())
		if err != nil {
			return err
		}
		unmet, err := f.judge.Check(t, t.Member.ID, s.Require)
		if err != nil {
			return err
		}
		i, wrong := strconv.ParseUint(option, 10, 8)
		if n := len(a.Picks); wrong == nil && unmet.None() && question == strconv.Itoa(n) && n < len(s.Questions) && int(i) < len(s.Questions[n].Options) {
			if a, err = pick(t, s, a, int(i)); err != nil {
				return err
			}
			if len(a.Picks) == len(s.Questions) {
				t.Find(bot.Finding{Code: "answered", Args: bot.Args{"Survey": s.Name}})
			}
		}
	}
	r, err := f.next(t, s)
	if err == nil {
		answer.Replace(t, r, t.Text("survey.gone", nil))
	}
	return err
}

// results tells a moderator how many chose what.
func (f *Feature) results(t *bot.Turn, list []Survey, i int) (r answer.Reply, err error) {
	rank, err := staff.Of(t, f.members, t.Event.User.ID)
	switch {
	case err != nil:
		return r, err
	case rank < staff.Moderator:
		t.Find(bot.Finding{Feature: "staff", Code: "denied"})
		return answer.Reply{Text: t.Text("staff.moderators_only", nil)}, nil
	case i < 0:
		return answer.Reply{Text: t.Text("survey.name_one", bot.Args{"List": names(t, list)})}, nil
	}
	s := &list[i]
	c, err := resultOf(t.State(), t.Community.ID, s)
	lines := []string{t.Text("survey.results", bot.Args{"Survey": bot.Isolate(s.title(t.Language())), "Begun": c.Begun, "Count": c.Done})}
	for j, q := range s.Questions {
		lines = append(lines, fmt.Sprintf("%d. %s", j+1, bot.Isolate(q.Text.In(t.Language()))))
		all := 0
		for _, n := range c.Chosen[j] {
			all += n
		}
		for k, o := range q.Options {
			key := "survey.line"
			if all >= leastShare {
				key = "survey.line_share"
			}
			n := c.Chosen[j][k]
			lines = append(lines, t.Text(key, bot.Args{"Option": bot.Isolate(o.In(t.Language())), "Count": n, "Percent": (n*200 + all) / max(2*all, 1)}))
		}
	}
	return answer.Reply{Text: strings.Join(lines, "\n")}, err
}

// leastShare is the least number of answers of which shares are told.
const leastShare = 30

func names(t *bot.Turn, list []Survey) string {
	var names []string
	for _, s := range list {
		names = append(names, s.Name)
	}
	return strings.Join(names, t.Text("survey.comma", nil))
}

// names suggests surveys to somebody who is typing.
func (f *Feature) names(t *bot.Turn) (names []string, err error) {
	if t.Community == nil {
		return nil, nil
	}
	list, err := f.kind.All(t)
	for _, s := range list {
		names = append(names, s.Name)
	}
	return names, err
}
