// Package hush lets members end the private messages that they did not ask for, and sends what
// bot/quiet keeps for later.
//
// /quiet switches the messages off, which every such message has a button for; /quiet off or a
// button switches them on again. The feature is wired last: after each turn it sets the timers of the
// places and members for which something waits.
package hush

import (
	"strconv"
	"strings"
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/answer"
	"github.com/stewardbot/steward/bot/quiet"
)

// Feature implements bot.Feature.
type Feature struct{ budget *quiet.Budget }

// New returns the feature of a budget.
func New(budget *quiet.Budget) *Feature { return &Feature{budget} }

// Name implements bot.Feature.
func (*Feature) Name() string { return quiet.Feature }

// resume is the choice that switches messages on.
const resume = "off"

// Routes implements bot.Feature.
func (f *Feature) Routes() bot.Routes {
	return bot.Routes{
		Commands: []bot.Command{{
			Name: "quiet", Aliases: []string{"免打扰/免打擾"}, Run: f.command,
			Params: []bot.Param{{Name: "state", Kind: bot.ParamChoice, OneOf: []bot.Choice{{Value: resume, Words: []string{"关/關", "关闭/關閉", "取消"}}}}},
		}},
		Verbs: []bot.Verb{
			{Name: string(quiet.Off), Run: func(t *bot.Turn, data string) error { return f.press(t, data, true) }},
			{Name: string(quiet.On), Run: func(t *bot.Turn, data string) error { return f.press(t, data, false) }},
		},
		On:       map[bot.Kind]bot.Handler{bot.KindTick: f.tick, bot.KindOutcome: f.outcome},
		Outside:  map[bot.Kind]bot.Handler{bot.KindMessage: f.budget.Heard, bot.KindPress: f.budget.Heard},
		After:    f.after,
		Forget:   f.budget.Forget,
		Disclose: f.disclose, Merge: f.budget.Merge, Part: f.budget.Part,
	}
}

// The timers are named after what waits: "place " and its id, "member " and the number.
const (
	timerPlace  = "place "
	timerMember = "member "
)

func memberTimer(m bot.MemberID) string { return timerMember + strconv.FormatUint(uint64(m), 10) }

// after notes who wrote in private, and sets the timers of what the turn changed.
func (f *Feature) after(t *bot.Turn) error {
	if k := t.Event.Kind; k == bot.KindMessage || k == bot.KindPress {
		if err := f.budget.Heard(t); err != nil {
			return err
		}
	}
	return f.arm(t)
}

// arm sets the timers of what the turn changed.
func (f *Feature) arm(t *bot.Turn) error {
	places, members := f.budget.Woken(t)
	for _, p := range places {
		due, err := f.budget.Due(t, p)
		if err != nil {
			return err
		}
		if err := t.SetTimer(timerPlace+string(p), due, nil); err != nil {
			return err
		}
	}
	for _, m := range members {
		due, err := f.budget.SendDue(t, m)
		if err != nil {
			return err
		}
		if err := t.SetTimer(memberTimer(m), due, nil); err != nil {
			return err
		}
	}
	return nil
}

func (f *Feature) tick(t *bot.Turn) error {
	if t.Event.Tick.Name == quiet.TickChat {
		return f.budget.Opened(t)
	}
	if place, ok := strings.CutPrefix(t.Event.Tick.Name, timerPlace); ok {
		return f.budget.Flush(t, bot.Place(place))
	}
	m, err := strconv.ParseUint(strings.TrimPrefix(t.Event.Tick.Name, timerMember), 10, 64)
	if err != nil {
		return nil
	}
	return f.budget.Send(t, bot.MemberID(m))
}

// outcome belongs to a private message, or to a post, whose place is nobody's chat.
func (f *Feature) outcome(t *bot.Turn) error {
	if !t.Event.Place.Private() {
		return nil
	}
	m, err := t.MemberByUser(bot.User{ID: bot.UserID(t.Event.Place.Platform() + ":" + t.Event.Place.Sub())})
	if err != nil || m == nil {
		return err
	}
	return f.budget.Sent(t, m.ID)
}

// command handles /quiet and /quiet off.
func (f *Feature) command(t *bot.Turn, in *bot.Input) error {
	t = t.ToUser()
	if t.Member == nil {
		answer.Privately(t, answer.Reply{Text: t.Text("answer.unheard", nil)})
		return nil
	}
	off := in.Text("state") != resume
	r, err := f.set(t, t.Member.ID, off)
	if err == nil {
		answer.Privately(t, r)
	}
	return err
}

// set switches a member's messages and returns the answer, with the button for the opposite.
func (f *Feature) set(t *bot.Turn, m bot.MemberID, off bool) (answer.Reply, error) {
	key, opposite := "hush.on", quiet.Off
	if off {
		key, opposite = "hush.off", quiet.On
	}
	text := t.Text(key, bot.Args{"Community": t.Community.Name})
	return answer.Reply{Text: text, Buttons: [][]bot.Button{{opposite.Button(t, m)}}}, f.budget.SetOff(t, m, off)
}

// press handles the buttons. A private message with the button "off" keeps its text.
func (f *Feature) press(t *bot.Turn, data string, off bool) error {
	t = t.ToUser()
	if t.Member == nil || data != strconv.FormatUint(uint64(t.Member.ID), 10) {
		answer.Ack(t, t.Text("hush.not_yours", nil))
		return nil
	}
	r, err := f.set(t, t.Member.ID, off)
	switch {
	case err != nil:
		return err
	case off:
		answer.Ack(t, r.Text)
	default:
		answer.Replace(t, r, r.Text)
	}
	return nil
}

// disclose lists the row of a member.
func (f *Feature) disclose(t *bot.Turn, m bot.MemberID) ([]string, error) {
	chats, err := f.budget.Chats(t, m)
	if err != nil {
		return nil, err
	}
	var lines []string
	if len(chats) > 0 {
		lines = append(lines, t.Text("hush.data_chats", bot.Args{"Count": len(chats)}))
	}
	off, last, waiting, found, err := f.budget.About(t, m)
	if err != nil || !found {
		return lines, err
	}
	if off {
		lines = append(lines, t.Text("hush.data_off", nil))
	}
	if !last.IsZero() {
		lines = append(lines, t.Text("hush.data_last", bot.Args{"When": last.In(t.Community.Zone).Format(time.DateOnly)}))
	}
	for _, text := range waiting {
		lines = append(lines, t.Text("hush.data_waiting", bot.Args{"Text": bot.Isolate(text)}))
	}
	return lines, nil
}
