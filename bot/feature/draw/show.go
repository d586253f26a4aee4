package draw

import (
	"fmt"
	"strings"
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/activity"
	"github.com/stewardbot/steward/bot/answer"
	"github.com/stewardbot/steward/bot/feature/draw/proof"
	"github.com/stewardbot/steward/bot/markup"
)

// show returns the announcement at the draw's stage.
func (f *Feature) show(t *bot.Turn, a *activity.Activity, entries int) (bot.Say, error) {
	v, err := activity.Read[data](a)
	if err != nil {
		return bot.Say{}, err
	}
	lines := []string{"**" + markup.Escape(t.Text("draw.title", bot.Args{"Prizes": prizeList(t, v.Prizes)})) + "**"}
	say := func(key string, args bot.Args) { lines = append(lines, markup.Escape(t.Text(key, args))) }
	var buttons [][]bot.Button
	switch a.Stage {
	case activity.Announced, activity.Open:
		say("draw.times", bot.Args{"Opens": t.Community.Clock(a.Opens), "Draws": t.Community.Clock(a.Closes), "Zone": t.Community.Zone.String()})
		if v.Enter.Word != "" {
			say("draw.by_word", bot.Args{"Word": v.Enter.Word})
		}
		if v.Enter.Price > 0 {
			say("draw.costs", bot.Args{"Price": answer.Points(t, v.Enter.Price)})
		}
		for _, m := range v.More {
			say("draw.more", bot.Args{"Level": f.judge.LevelName(t, m.Level), "Count": int64(m.Entries)})
		}
		if a.Stage == activity.Open {
			say("draw.entries", bot.Args{"Count": entries})
			buttons = [][]bot.Button{f.buttons(t, a, &v)}
		}
	case activity.Cancelled:
		say("draw.cancelled", nil)
		if v.Enter.Price > 0 {
			say("draw.refunded", nil)
		}
	default:
		say("draw.closed", bot.Args{"Count": entries})
		buttons = [][]bot.Button{{button(t, "draw.mine", "mine", a)}}
	}
	lines = append(lines, markup.Escape(t.Text("draw.number", bot.Args{"Number": a.ID}))+" · `"+proof.Commit(v.Rules, v.Seed)+"`")
	return bot.Say{Text: strings.Join(lines, "\n"), Rich: true, Buttons: buttons}, nil
}

// buttons are those of an open draw.
func (f *Feature) buttons(t *bot.Turn, a *activity.Activity, v *data) (row []bot.Button) {
	if v.Enter.button() {
		row = append(row, button(t, "draw.enter", "enter", a))
	}
	return append(row, button(t, "draw.mine", "mine", a))
}

// button reports whether a button enters: always, unless only a word is given.
func (e Enter) button() bool { return e.Button || e.Word == "" }

func button(t *bot.Turn, label, verb string, a *activity.Activity) bot.Button {
	return bot.Button{Label: t.Text(label, nil), Data: fmt.Sprintf("%s:%s:%d", name, verb, a.ID)}
}

func prizeList(t *bot.Turn, prizes []Prize) string {
	var list []string
	for _, p := range prizes {
		one := strings.TrimSpace(p.Name.In(t.Language()))
		if p.Winners > 1 {
			one = t.Text("draw.several", bot.Args{"Count": p.Winners, "Prize": one})
		}
		list = append(list, one)
	}
	return strings.Join(list, t.Text("draw.comma", nil))
}

// toLog posts a text to each place of the moderators' log, in its language.
func toLog(t *bot.Turn, s func(*bot.Turn) bot.Say) {
	for _, p := range t.Community.Places[bot.Modlog] {
		say := s(t.ToPlace(p))
		say.Place, say.Lane = p, bot.Moderation
		t.Do(say)
	}
}

// everywhere posts a text to each of the draw's places, in its language.
func everywhere(t *bot.Turn, a *activity.Activity, s func(*bot.Turn, bot.Place) (bot.Say, error)) error {
	for _, p := range a.Posts {
		say, err := s(t.ToPlace(p.Place), p.Place)
		if err != nil {
			return err
		}
		say.Place, say.Lane, say.Expires = p.Place, bot.Posts, t.Now().Add(24*time.Hour)
		t.Do(say)
	}
	return nil
}
