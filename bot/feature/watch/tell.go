package watch

import (
	"strings"
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/answer"
)

const (
	muteFor = 24 * time.Hour
	lasts   = time.Hour // that an alarm is worth delivering
)

// tell tells modlog of an alarm, with the messages that made it.
func tell(t *bot.Turn, a Alarm, examples []example) {
	for _, p := range t.Community.Places[bot.Modlog] {
		t := t.ToPlace(p)
		lines := []string{t.Text("watch.alarm", bot.Args{"What": t.Text(called[a.Signal], nil), "Count": a.People, "Usual": a.Usual})}
		for _, x := range examples {
			lines = append(lines, line(t, x))
		}
		t.Do(bot.Say{
			Place: p, Text: strings.Join(lines, "\n"), Lane: bot.Moderation, InDoubt: bot.Drop, Expires: t.Now().Add(lasts),
			Buttons: muteButton(t),
		})
	}
}

// line shows a message in one line.
func line(t *bot.Turn, x example) string {
	who := ""
	if m, err := t.MemberByID(x.Member); err == nil && m != nil {
		who = answer.Name(m, nil)
	}
	text := t.Text("watch.example", bot.Args{"Name": who, "Text": bot.Isolate(strings.Join(strings.Fields(x.Text), " "))})
	if link := t.Link(x.Message); link != "" {
		text += " " + link
	}
	return text
}

// command shows what is counted and usual, or mutes the alarms.
func command(t *bot.Turn, in *bot.Input) error {
	if t.Late || t.Event.User == nil {
		return nil
	}
	r, err := obey(t.ToUser(), in.Text("do"))
	if err == nil {
		answer.Privately(t, r)
	}
	return err
}

func obey(t *bot.Turn, do string) (r answer.Reply, err error) {
	if on(t.Community) == nil {
		return answer.Reply{Text: t.Text("watch.off", nil)}, nil
	}
	s, err := load(t)
	if err != nil {
		return r, err
	}
	switch {
	case do == doMute:
		r.Text, err = s.mute(t)
	case do == doUnmute:
		s.Muted = time.Time{}
		r.Text, err = t.Text("watch.unmuted", nil), s.keep(t)
	default:
		if r.Text = s.show(t); !t.Now().Before(s.Muted) {
			r.Buttons = muteButton(t)
		}
	}
	return r, err
}

func muteButton(t *bot.Turn) [][]bot.Button {
	return [][]bot.Button{{{Label: t.Text("watch.button_mute", nil), Data: name + ":" + doMute}}}
}

// mute silences the alarms for a day.
func (s *state) mute(t *bot.Turn) (string, error) {
	s.Muted = t.At().Add(muteFor).UTC()
	return t.Text("watch.muted", bot.Args{"Time": answer.When(t, s.Muted)}), s.keep(t)
}

func pressedMute(t *bot.Turn, _ string) error {
	s, err := load(t)
	if err != nil {
		return err
	}
	t = t.ToUser()
	text, err := s.mute(t)
	if err == nil {
		answer.Ack(t, text)
	}
	return err
}

// show says how many people each signal has in this hour, and what is usual.
func (s *state) show(t *bot.Turn) string {
	lines := []string{t.Text("watch.head", bot.Args{"Time": answer.When(t, s.Hour)})}
	for _, signal := range signals {
		args := bot.Args{"What": t.Text(called[signal], nil), "Count": s.people(signal)}
		l, known := s.Limits[signal]
		args["Usual"], args["Alarm"] = l.Usual, l.Alarm
		a, open := s.Open[signal]
		switch {
		case open:
			args["Since"] = answer.When(t, a.Since)
			lines = append(lines, t.Text("watch.item_open", args))
		case known:
			lines = append(lines, t.Text("watch.item", args))
		default:
			lines = append(lines, t.Text("watch.item_learning", args))
		}
	}
	if len(s.Limits) == 0 {
		lines = append(lines, t.Text("watch.learning", nil))
	}
	if t.Now().Before(s.Muted) {
		lines = append(lines, t.Text("watch.muted", bot.Args{"Time": answer.When(t, s.Muted)}))
	}
	return strings.Join(lines, "\n")
}
