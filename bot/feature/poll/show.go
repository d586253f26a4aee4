package poll

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/activity"
	"github.com/stewardbot/steward/bot/answer"
	"github.com/stewardbot/steward/bot/card"
	"github.com/stewardbot/steward/bot/markup"
)

// show returns the poll's post at its stage.
func (f *Feature) show(t *bot.Turn, a *activity.Activity, entries int) (bot.Say, error) {
	v, err := activity.Read[data](a)
	if err != nil {
		return bot.Say{}, err
	}
	v.prepare()
	lines := []string{v.title(t)}
	say := func(key string, args bot.Args) { lines = append(lines, markup.Escape(t.Text(key, args))) }
	var buttons [][]bot.Button
	switch a.Stage {
	case activity.Announced, activity.Open:
		var numbers string
		if buttons, numbers = v.buttons(t, a.ID); numbers != "" {
			lines = append(lines, markup.Escape(numbers))
		}
		say(v.howMany(), bot.Args{"Count": int(v.Choose)})
		if v.Anonymous {
			say("poll.anonymous", nil)
		} else {
			say("poll.public", nil)
		}
		if v.Min > 0 {
			say("poll.min", bot.Args{"Count": v.Min})
		}
		say("poll.until", bot.Args{"When": t.Community.Clock(a.Closes), "Zone": t.Community.Zone.String()})
		say("poll.votes", bot.Args{"Count": entries})
	case activity.Cancelled:
		say("poll.cancelled", nil)
	case activity.Closed:
		say("poll.counting", nil)
	default:
		text, err := v.outcome(t, a)
		if err != nil {
			return bot.Say{}, err
		}
		lines = append(lines, markup.Escape(text))
	}
	lines = append(lines, markup.Escape(t.Text("poll.number", bot.Args{"Number": a.ID})))
	return bot.Say{Text: strings.Join(lines, "\n"), Rich: true, Buttons: buttons}, nil
}

func (v *data) title(t *bot.Turn) string {
	return "**" + markup.Escape(t.Text("poll.title", bot.Args{"Question": bot.Isolate(v.Question.In(t.Language()))})) + "**"
}

// howMany is the key of what says how many options can be chosen.
func (v *data) howMany() string {
	switch v.Choose {
	case 1:
		return "poll.choose_one"
	case Many:
		return "poll.choose_many"
	}
	return "poll.choose_some"
}

// inRow is the number of buttons in a row if there are too many options for a
// row each; rows is the smallest number that a platform has.
const (
	inRow = 5
	rows  = 5
)

// buttons returns a row per option, or rows of numbers, which the text explains.
func (v *data) buttons(t *bot.Turn, id uint64) (list [][]bot.Button, numbers string) {
	verb := verbVote
	if v.Anonymous {
		verb = verbBallot
	}
	each, lines := 1, []string(nil)
	if len(v.Options) > rows {
		each = inRow
	}
	for i, o := range v.Options {
		b := bot.Button{Label: o.In(t.Language()), Data: fmt.Sprintf("%s:%s:%d:%d", name, verb, id, i)}
		if each > 1 {
			lines = append(lines, t.Text("poll.option", bot.Args{"Number": i + 1, "Option": bot.Isolate(b.Label)}))
			b.Label = strconv.Itoa(i + 1)
		}
		if i%each == 0 {
			list = append(list, nil)
		}
		list[len(list)-1] = append(list[len(list)-1], b)
	}
	return list, strings.Join(lines, "\n")
}

// Fits reports whether a place has buttons for so many options.
func Fits(options int, can bot.Capabilities) bool {
	if options <= rows {
		return options <= can.ButtonRows
	}
	return inRow <= can.ButtonsInRow && (options+inRow-1)/inRow <= can.ButtonRows
}

// outcome returns the result as a text.
func (v *data) outcome(t *bot.Turn, a *activity.Activity) (string, error) {
	args := bot.Args{"Count": a.Entries, "Min": v.Min}
	switch {
	case a.Entries < v.Min:
		return t.Text("poll.too_few", args), nil
	case a.Entries == 0:
		return t.Text("poll.nobody", nil), nil
	}
	var lines []string
	for i, o := range v.Options {
		line := t.Text("poll.line", bot.Args{"Option": bot.Isolate(o.In(t.Language())), "Votes": v.votes(t, a, i)})
		names, err := v.names(t, i)
		if err != nil {
			return "", err
		}
		lines = append(lines, line+names)
	}
	return strings.Join(append(lines, t.Text("poll.voters", args)), "\n"), nil
}

// votes returns an option's votes: "12 votes, 40 %".
func (v *data) votes(t *bot.Turn, a *activity.Activity, option int) string {
	n := v.Tally[option]
	return t.Text("poll.share", bot.Args{"Count": n, "Percent": (n*200 + a.Entries) / (2 * a.Entries)})
}

// names returns the first voters of an option; empty if there are none or the
// poll is anonymous.
func (v *data) names(t *bot.Turn, option int) (string, error) {
	if v.Anonymous {
		return "", nil
	}
	var names []string
	for _, id := range slices.Sorted(slices.Values(v.Voters[option])) {
		m, err := t.MemberByID(id)
		if err != nil {
			return "", err
		}
		if m != nil {
			names = append(names, answer.Name(m, nil))
		}
	}
	if len(names) == 0 {
		return "", nil
	}
	if more := v.Tally[option] - len(names); more > 0 {
		names = append(names, t.Text("poll.more", bot.Args{"Count": more}))
	}
	return t.Text("poll.names", bot.Args{"List": strings.Join(names, t.Text("poll.comma", nil))}), nil
}

// result returns the post with the result, if there is one: a picture, or the
// text where there can't be one.
func (v *data) result(t *bot.Turn, a *activity.Activity) (bot.Say, error) {
	text, err := v.outcome(t, a)
	if err != nil {
		return bot.Say{}, err
	}
	bars := card.Bars{Language: t.Language(), Title: v.Question.In(t.Language()), Note: t.Text("poll.voters", bot.Args{"Count": a.Entries})}
	most := slices.Max(v.Tally)
	for i, o := range v.Options {
		bars.List = append(bars.List, card.Bar{
			Name: o.In(t.Language()), Number: t.Text("poll.unreadable", bot.Args{"Number": i + 1}), Value: v.votes(t, a, i),
			Length: v.Tally[i] * 1000 / a.Entries, Marked: v.Tally[i] == most,
		})
	}
	drawing, err := bars.Drawing()
	return bot.Say{
		Text: v.title(t) + "\n" + markup.Escape(t.Text("poll.result", bot.Args{"Number": a.ID})), Rich: true,
		Picture: bot.Attachment{Drawing: drawing, Name: card.KindBars + ".png", Alt: text},
	}, err
}
