package activity

import (
	"strconv"
	"strings"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/answer"
)

// verdicts are what staff says of an entry, and why it is then left out.
var verdicts = map[string]string{"allow": "", OutAlike: OutAlike, OutUnfit: OutUnfit}

// ask asks staff in the moderators' log about an entry that waits.
func (l *Life) ask(t *bot.Turn, a *Activity, e *Entry) {
	for _, p := range t.Community.Places[bot.Modlog] {
		there := t.ToPlace(p)
		button := func(label, verdict string) bot.Button {
			return bot.Button{Label: there.Text(label, nil), Data: l.kind.Name + ":review:" + number(a.ID) + ":" + e.Tag.String() + ":" + verdict}
		}
		t.Do(bot.Say{
			Place: p, Lane: bot.Moderation, Text: there.Text("activity.review", l.about(t, a)),
			Buttons: [][]bot.Button{{button("activity.allow", "allow")}, {button("activity.refuse_alike", OutAlike), button("activity.refuse_unfit", OutUnfit)}},
		})
	}
}

func (l *Life) about(t *bot.Turn, a *Activity) bot.Args {
	return bot.Args{"Name": answer.Name(t.Member, t.Event.User), "Number": a.ID, "What": bot.ShowName(a.Name)}
}

// Review handles a button of staff about an entry that waits, whose data may be
// forged. The kind's verb is called review, and is for moderators.
func (l *Life) Review(t *bot.Turn, data string) error {
	part := strings.Split(data, ":")
	user := t.ToUser()
	a, e, err := l.waiting(t, part)
	switch {
	case err != nil:
		return err
	case e == nil:
		answer.Ack(t, user.Text("answer.gone", nil))
		return nil
	case a.Stage != Open || e.Out != OutWaits:
		answer.Ack(t, user.Text("activity.reviewed_already", nil))
		return nil
	}
	why := verdicts[part[2]]
	if own, err := l.Entry(t, a, e.Member); err != nil || own.Tag != e.Tag { // linked since
		if err != nil {
			return err
		}
		why = OutLinked
	}
	key := "activity.refused"
	if why == "" {
		key = "activity.allowed"
		e.Out = ""
		t.Find(bot.Finding{Feature: "activity", Code: "let_in", Member: e.Member, Args: bot.Args{"Number": a.ID}})
		if err := l.put(t, a, e); err != nil {
			return err
		}
		err = l.counted(t, a, 1)
	} else if err = l.leaveOut(t, a, e, why); err == nil {
		err = l.Save(t, a)
	}
	if err != nil {
		return err
	}
	m, err := t.MemberByID(e.Member)
	if err != nil {
		return err
	}
	here := t.ToPlace(t.Event.Place)
	args := bot.Args{"Name": here.Text("activity.somebody", nil), "Number": a.ID, "What": bot.ShowName(a.Name), "By": answer.Name(t.Member, t.Event.User)}
	if m != nil {
		args["Name"] = answer.Name(m, nil)
	}
	text := here.Text(key, args)
	answer.Replace(t, answer.Reply{Text: text}, text)
	return nil
}

// waiting returns the entry that a button is about: number, tag, verdict.
func (l *Life) waiting(t *bot.Turn, part []string) (*Activity, *Entry, error) {
	if len(part) != 3 {
		return nil, nil, nil
	}
	id, err := strconv.ParseUint(part[0], 10, 63)
	tag, wrong := strconv.ParseUint(part[1], 16, 64)
	if _, known := verdicts[part[2]]; !known || err != nil || wrong != nil {
		return nil, nil, nil
	}
	a, err := l.Load(t, id)
	if err != nil || a == nil {
		return nil, nil, err
	}
	e, err := l.entry(t, a, Tag(tag))
	return a, e, err
}
