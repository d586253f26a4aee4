package followup

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/answer"
	"github.com/stewardbot/steward/bot/segment"
	"github.com/stewardbot/steward/store"
)

// command handles /followups.
func (f *Feature) command(t *bot.Turn, _ *bot.Input) error {
	t = t.ToUser()
	if !answer.AmongStaff(t) {
		answer.Privately(t, answer.Reply{Text: t.Text("followup.open", nil)})
		return nil
	}
	r, err := board(t)
	if err == nil {
		answer.Privately(t, r)
	}
	return err
}

// entry is a member on the list of a day.
type entry struct {
	day bot.Day
	m   *bot.Member
	followUp
}

// find returns an entry; nil if there is none any more.
func find(t *bot.Turn, day bot.Day, id bot.MemberID) (*entry, error) {
	m, err := t.MemberByID(id)
	if err != nil || m == nil {
		return nil, err
	}
	x, there, err := caseRows.Get(t.State(), store.K3(t.Community.ID, m.ID, day))
	if err != nil || !there {
		return nil, err
	}
	return &entry{day, m, x}, nil
}

func (x *followUp) reason(t *bot.Turn, name string) string {
	return segment.Rhythmically(t, name, x.Every, x.Gap, x.Times)
}

func (o outcome) text(t *bot.Turn) string {
	switch o {
	case back:
		return t.Text("followup.back", nil)
	case silent:
		return t.Text("followup.silent", nil)
	case letting:
		return t.Text("followup.letting", nil)
	}
	return t.Text("followup.pending", nil)
}

// line tells who it is about, why, who takes care, and what came of it.
func (x *entry) line(t *bot.Turn) (string, error) {
	text := x.reason(t, answer.Name(x.m, nil))
	if x.By != 0 {
		by, err := t.MemberByID(x.By)
		if err != nil {
			return "", err
		}
		if by != nil {
			text += " " + t.Text("followup.by", bot.Args{"Name": answer.Name(by, nil)})
		}
	}
	if x.Outcome != "" {
		text += " " + x.Outcome.text(t)
	}
	return text, nil
}

// inRow is the number of buttons in a row of the list.
const inRow = 5

// board shows the list of the day, with a button for each member.
func board(t *bot.Turn) (r answer.Reply, err error) {
	l, _, err := listRows.Get(t.State(), t.Community.ID)
	if err != nil {
		return r, err
	}
	lines := []string{t.Text("followup.head", bot.Args{"Community": t.Community.Name, "Day": l.Day.String()})}
	for _, id := range l.Members {
		x, err := find(t, l.Day, id)
		if err != nil {
			return r, err
		}
		if x == nil {
			continue
		}
		text, err := x.line(t)
		if err != nil {
			return r, err
		}
		n := len(lines)
		lines = append(lines, fmt.Sprintf("%d. %s", n, text))
		if (n-1)%inRow == 0 {
			r.Buttons = append(r.Buttons, nil)
		}
		row := &r.Buttons[len(r.Buttons)-1]
		*row = append(*row, bot.Button{Label: strconv.Itoa(n), Data: x.button(verbShow, "")})
	}
	if len(lines) == 1 {
		return answer.Reply{Text: t.Text("followup.nobody", nil)}, nil
	}
	r.Text = strings.Join(lines, "\n")
	return r, nil
}

func (x *entry) button(verb, what string) string {
	return strings.TrimSuffix(fmt.Sprintf("%s:%s:%d:%d:%s", name, verb, x.day, x.m.ID, what), ":")
}

// card shows one member, with a button for each thing to do.
func (x *entry) card(t *bot.Turn) (r answer.Reply, err error) {
	r.Text, err = x.line(t)
	row := func(label, verb, what string) {
		r.Buttons = append(r.Buttons, []bot.Button{{Label: t.Text(label, nil), Data: x.button(verb, what)}})
	}
	row("followup.take", verbDo, "take")
	row("followup.is_back", verbDo, string(back))
	row("followup.is_silent", verbDo, string(silent))
	row("followup.is_letting", verbDo, string(letting))
	row("followup.to_list", verbList, "")
	return r, err
}

// pressed returns the entry of a button, "DAY:MEMBER:WHAT", which may be forged; nil after saying that
// there is none.
func pressed(t *bot.Turn, data string) (x *entry, what string, err error) {
	parts := append(strings.SplitN(data, ":", 3), "", "")
	day, wrong := strconv.ParseInt(parts[0], 10, 32)
	id, alsoWrong := strconv.ParseUint(parts[1], 10, 64)
	if wrong == nil && alsoWrong == nil {
		x, err = find(t, bot.Day(day), bot.MemberID(id))
	}
	if x == nil && err == nil {
		answer.Ack(t, t.Text("answer.gone", nil))
	}
	return x, parts[2], err
}

func (f *Feature) listed(t *bot.Turn, _ string) error {
	t = t.ToUser()
	r, err := board(t)
	if err == nil {
		answer.Replace(t, r, r.Text)
	}
	return err
}

func (f *Feature) shown(t *bot.Turn, data string) error {
	t = t.ToUser()
	x, _, err := pressed(t, data)
	if err != nil || x == nil {
		return err
	}
	r, err := x.card(t)
	if err == nil {
		answer.Replace(t, r, r.Text)
	}
	return err
}

// done notes who takes care of a member, or what came of it.
func (f *Feature) done(t *bot.Turn, data string) error {
	t = t.ToUser()
	x, what, err := pressed(t, data)
	if err != nil || x == nil {
		return err
	}
	switch o := outcome(what); {
	case what == "take" && t.Member != nil:
		x.By = t.Member.ID
	case o == back || o == silent || o == letting:
		x.Outcome, x.Closed = o, t.Day()
		if x.By == 0 && t.Member != nil {
			x.By = t.Member.ID
		}
	default:
		answer.Ack(t, t.Text("answer.gone", nil))
		return nil
	}
	if err := caseRows.Put(t.State(), store.K3(t.Community.ID, x.m.ID, x.day), x.followUp); err != nil {
		return err
	}
	r, err := x.card(t)
	if err == nil {
		answer.Replace(t, r, r.Text)
	}
	return err
}
