package draw

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/activity"
	"github.com/stewardbot/steward/bot/answer"
	"github.com/stewardbot/steward/bot/timing"
)

// orders are what /giveaway does beside starting a draw.
func orders() []bot.Choice {
	return []bot.Choice{{Value: "cancel", Words: []string{"取消"}}, {Value: "redraw", Words: []string{"重抽"}}, {Value: "again", Words: []string{"重试/重試"}}}
}

// Bounds of a draw that /giveaway starts.
const (
	usual    = 24 * time.Hour
	shortest = time.Minute
	longest  = 90 * 24 * time.Hour
)

// giveaway handles /giveaway "Mug" 2 24h, /giveaway friday, which starts a
// configured draw, and the orders about a draw: /giveaway cancel 3.
func (f *Feature) giveaway(t *bot.Turn, in *bot.Input) error {
	if t.Late || t.Event.User == nil {
		return nil
	}
	prize, n := in.Text("prize"), int(in.Number("winners"))
	if words := strings.Fields(prize); n == 0 && len(words) > 0 && (len(words) > 1 || in.Has("do")) {
		if last, err := strconv.ParseUint(words[len(words)-1], 10, 31); err == nil {
			n, prize = int(last), strings.Join(words[:len(words)-1], " ")
		}
	}
	if in.Has("do") {
		return f.order(t, in.Text("do"), uint64(n))
	}
	prize, clear := unquoted(prize)
	if d, _, ok, err := f.defined.Find(t, prize); err != nil || ok && n == 0 && !in.Has("time") {
		if err != nil {
			return err
		}
		if held, err := timing.Held(t, f, d.Name); held || err != nil {
			return errors.Join(err, refuse(t, "schedule.draft", bot.Args{"Name": bot.Isolate(d.Name)}))
		}
		return f.begin(t, &d, d.Name)
	}
	d := Draw{Name: prize, DrawAfter: usual, To: []string{string(t.Event.Place)}, Prizes: []Prize{{Name: bot.Plain(prize), Winners: max(n, 1)}}}
	if in.Has("time") {
		d.DrawAfter = in.Duration("time")
	}
	switch {
	case t.Event.Place.Private():
		return refuse(t, "draw.private", nil)
	case !clear || !bot.IsName(prize):
		return refuse(t, "draw.how", nil)
	case utf8.RuneCountInString(prize) > maxPrize:
		return refuse(t, "draw.long_prize", bot.Args{"Count": maxPrize})
	case n > mostWinners, n == 0 && (in.Has("winners") || endsInNumber(in.Text("prize"))):
		return refuse(t, "draw.winners_range", bot.Args{"Count": mostWinners})
	case d.DrawAfter < shortest || d.DrawAfter > longest:
		return refuse(t, "draw.time_range", bot.Args{"Count": int(longest.Hours() / 24)})
	}
	return f.begin(t, &d, "")
}

// unquoted returns a prize without the quotes around it. clear is false if
// something follows the quotes that is neither winners nor a time: "Mug" 2 soon.
func unquoted(prize string) (bare string, clear bool) {
	prize = strings.TrimSpace(prize)
	for _, pair := range []string{`""`, "''", "“”", "””", "„“", "«»", "「」", "『』"} {
		opening, size := utf8.DecodeRuneInString(pair)
		if rest, ok := strings.CutPrefix(prize, string(opening)); ok {
			if bare, ok = strings.CutSuffix(rest, pair[size:]); ok {
				return strings.TrimSpace(bare), true
			}
			if !strings.Contains(rest, pair[size:]) {
				return rest, true
			}
			return prize, opening == '\'' // an apostrophe
		}
	}
	return prize, true
}

// endsInNumber reports whether the last of several words is a number that is no
// number of winners: -2, or one with too many digits.
func endsInNumber(text string) bool {
	words := strings.Fields(text)
	return len(words) > 1 && strings.Trim(words[len(words)-1], "+-0123456789") == ""
}

// begin starts a draw for the moderator who asks for it.
func (f *Feature) begin(t *bot.Turn, d *Draw, from string) error {
	a, err := f.start(t, d, from)
	if err == nil {
		answer.Privately(t, answer.Reply{Text: t.ToUser().Text("draw.begun", bot.Args{"Number": a.ID})})
	}
	return err
}

// order carries out an order about a draw; without a number, about the latest.
func (f *Feature) order(t *bot.Turn, do string, id uint64) error {
	if id == 0 {
		err := f.life.Each(t, func(a *activity.Activity) (bool, error) { id = a.ID; return true, nil })
		if err != nil {
			return err
		}
	}
	a, err := f.life.Load(t, id)
	if err != nil {
		return err
	}
	if a == nil {
		return refuse(t, "draw.unknown", bot.Args{"Number": id})
	}
	v, err := activity.Read[data](a)
	if err != nil {
		return err
	}
	switch do {
	case "cancel":
		return f.cancel(t, a, &v)
	case "redraw":
		return f.offerRedraw(t, a, &v)
	}
	return f.again(t, a, &v)
}

// refuse answers the user privately.
func refuse(t *bot.Turn, key string, args bot.Args) error {
	t.Find(bot.Finding{Code: "refused"})
	answer.Privately(t, answer.Reply{Text: t.ToUser().Text(key, args)})
	return nil
}

// cancel ends a draw before it is drawn.
func (f *Feature) cancel(t *bot.Turn, a *activity.Activity, v *data) error {
	args := bot.Args{"Number": a.ID}
	if !undrawn(a) || !v.Post.Zero() {
		return refuse(t, "draw.cancel_late", args)
	}
	if err := f.listen(t, a, v, false); err != nil {
		return err
	}
	t.Find(bot.Finding{Code: "stopped", Args: args})
	answer.Privately(t, answer.Reply{Text: t.ToUser().Text("draw.cancelled_reply", args)})
	return f.life.Cancel(t, a)
}

// undrawn reports whether the draw is open, or waits to be drawn.
func undrawn(a *activity.Activity) bool {
	return a.Stage == activity.Announced || a.Stage == activity.Open || a.Stage == activity.Closed
}

// offerRedraw shows a button for each winner of a draw.
func (f *Feature) offerRedraw(t *bot.Turn, a *activity.Activity, v *data) error {
	args := bot.Args{"Number": a.ID}
	if !a.Keeps(t.Now().Add(v.Claim)) {
		return refuse(t, "draw.too_old", args)
	}
	var buttons [][]bot.Button
	for i := range v.Drawn {
		d := &v.Drawn[i]
		if !d.proof().Holds() || len(buttons) == mostButtons {
			continue
		}
		who, err := nameOf(t, d.Member)
		if err != nil {
			return err
		}
		buttons = append(buttons, []bot.Button{{Label: who, Data: fmt.Sprintf("%s:redraw:%d:%d", name, a.ID, i+1)}})
	}
	if buttons == nil {
		return refuse(t, "draw.no_winners", args)
	}
	answer.Privately(t, answer.Reply{Text: t.ToUser().Text("draw.redraw_whom", args), Buttons: buttons})
	return nil
}

// mostButtons is the number of rows of buttons that every platform takes.
const mostButtons = 5

// list handles /draws: the draws that can be entered, and those not drawn yet.
func (f *Feature) list(t *bot.Turn, _ *bot.Input) error {
	var lines []string
	err := f.life.Each(t, func(a *activity.Activity) (bool, error) {
		if !undrawn(a) {
			return true, nil
		}
		v, err := activity.Read[data](a)
		if err != nil {
			return false, err
		}
		n, err := f.life.Count(t, a)
		lines = append(lines, t.Text("draw.item", bot.Args{
			"Number": a.ID, "Prizes": prizeList(t, v.Prizes), "When": t.Community.Clock(a.Closes), "Count": n,
		}))
		return len(lines) < mostListed, err
	})
	if err != nil {
		return err
	}
	text := t.Text("draw.none", nil)
	if lines != nil {
		text = t.Text("draw.list", nil) + "\n" + strings.Join(lines, "\n")
	}
	answer.Give(t, answer.Reply{Text: text, Room: true})
	return nil
}

// mostListed is how many draws /draws lists.
const mostListed = 20
