package campaign

import (
	"fmt"
	"math"
	"strings"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/answer"
	"github.com/stewardbot/steward/bot/insight"
)

// list shows the campaigns, each with its latest run.
func (f *Feature) list(t *bot.Turn) (string, error) {
	all, err := f.kind.All(t)
	if err != nil {
		return "", err
	}
	if len(all) == 0 {
		return t.Text("campaign.none", bot.Args{"Community": t.Community.Name}), nil
	}
	lines := []string{t.Text("campaign.head", bot.Args{"Community": t.Community.Name})}
	for _, c := range all {
		begun, _, err := latest(t, c.Name)
		if err != nil {
			return "", err
		}
		text := t.Text("campaign.never", bot.Args{"Campaign": c.Name})
		if begun != nil {
			text = begun.result(t)
		}
		lines = append(lines, "– "+text)
	}
	return strings.Join(lines, "\n"), nil
}

// reached is how many of those meant can be written to.
func (r *run) reached() int {
	n := r.Meant
	for _, out := range r.Out {
		n -= out
	}
	return n
}

// outTexts say why members are left out.
var outTexts = map[string]string{
	outShut: "campaign.out_shut", outOff: "campaign.out_off", outElsewhere: "campaign.out_elsewhere", outHere: "campaign.out_here",
	outStaff: "campaign.out_staff", outBanned: "campaign.out_banned", outUncounted: "campaign.out_uncounted",
}

// outs says how many are left out, and why.
func (r *run) outs(t *bot.Turn) (list []string) {
	for _, why := range outsInOrder {
		if n := r.Out[why]; n > 0 {
			list = append(list, t.Text(outTexts[why], bot.Args{"Count": n}))
		}
	}
	return list
}

// preview tells a count and its reasons, with a button that starts the campaign.
func (r *run) preview(t *bot.Turn) (reply answer.Reply) {
	args := bot.Args{"Campaign": r.Name, "Count": r.reached(), "Of": r.Meant, "Percent": int(r.Control), "Span": t.Text("answer.days", bot.Args{"Count": r.Days})}
	lines := []string{t.Text("campaign.preview", args)}
	for _, out := range r.outs(t) {
		lines = append(lines, "– "+out)
	}
	if r.reached() > 0 {
		lines = append(lines, t.Text("campaign.ask", args))
		reply.Buttons = [][]bot.Button{{{Label: t.Text("campaign.button_start", nil), Data: name + ":" + verbStart + ":" + data(r.Number)}}}
	}
	reply.Text = strings.Join(lines, "\n")
	return reply
}

// result says how far a run is, and once its days are over what it did.
func (r *run) result(t *bot.Turn) string {
	x := r.trial()
	args := bot.Args{
		"Campaign": r.Name, "From": r.From.String(), "Until": r.Until.String(), "Count": x.Written, "Control": x.Control,
		"Back": x.Back, "ControlBack": x.ControlBack,
	}
	verdict, uplift := x.Judge()
	switch {
	case verdict == insight.Stopped:
		return t.Text("campaign.stopped", args)
	case r.Stage == choosing:
		return t.Text("campaign.writing", args)
	case verdict == insight.Pending:
		return t.Text("campaign.pending", args)
	}
	lines := []string{t.Text("campaign.came_back", args)}
	if uplift != nil {
		lines = append(lines, t.Text("campaign.uplift", bot.Args{"By": points(uplift.Difference), "Low": points(uplift.Low), "High": points(uplift.High)}))
	}
	return strings.Join(append(lines, t.Text(verdicts[verdict], nil)), " ")
}

// verdicts say what may be concluded.
var verdicts = map[insight.Verdict]string{
	insight.Alone: "campaign.alone", insight.Few: "campaign.few", insight.Unsure: "campaign.unsure",
	insight.More: "campaign.more", insight.Fewer: "campaign.fewer", insight.Alike: "campaign.alike",
}

// points writes a difference of shares in percentage points: "+20".
func points(share float64) string { return fmt.Sprintf("%+d", int(math.Round(100*share))) }
