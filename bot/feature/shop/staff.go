package shop

import (
	"slices"
	"strings"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/answer"
	"github.com/stewardbot/steward/bot/staff"
	"github.com/stewardbot/steward/store"
)

// showStaff tells staff of an order, or changes what they were told. It is told once there is
// something to do for them.
func (f *Feature) showStaff(t *bot.Turn, n uint64, o *order) error {
	if len(o.Posts) == 0 && o.State != packing && o.State != stuck {
		return nil
	}
	first := len(o.Posts) == 0
	if first {
		for _, p := range staffPlaces(t.Community) {
			o.Posts = append(o.Posts, post{Place: p})
		}
	}
	for i, p := range o.Posts {
		room := t.ToPlace(p.Place)
		text, err := f.line(room, n, o)
		if err != nil {
			return err
		}
		if !first {
			t.Do(bot.Edit{Place: p.Place, Target: bot.Target{Ref: p.Ref}, Text: text, Buttons: staffButtons(room, n, o)})
			continue
		}
		o.Posts[i].Ref = t.Do(bot.Say{Place: p.Place, Text: text, Buttons: staffButtons(room, n, o), Lane: bot.Moderation})
		err = sentRows.Put(t.State(), store.K2(t.Community.ID, o.Posts[i].Ref), sent{Order: n, What: sentLine, Place: p.Place})
		if err != nil {
			return err
		}
	}
	return nil
}

// showAgain does the same for an order as it is stored.
func (f *Feature) showAgain(t *bot.Turn, n uint64) error {
	o, found, err := load(t, n)
	if err != nil || !found {
		return err
	}
	if err := f.showStaff(t, n, &o); err != nil {
		return err
	}
	return save(t, n, o)
}

// staffPlaces are those where orders are told; without one, the moderators' log hears of codes that
// can't be delivered.
func staffPlaces(c *bot.Community) []bot.Place {
	if list := c.Places[bot.Orders]; len(list) > 0 {
		return list
	}
	return c.Places[bot.Modlog]
}

// line is what staff reads of an order, without the answers.
func (f *Feature) line(t *bot.Turn, n uint64, o *order) (string, error) {
	args := o.args(t, n)
	m, err := t.MemberByID(o.Member)
	if err != nil {
		return "", err
	}
	args["Name"] = t.Text("shop.somebody", nil)
	if m != nil && o.User != "" {
		args["Name"] = answer.Name(m, nil)
	}
	lines := []string{t.Text("shop.line", args), t.Text(stateKeys[o.State], nil)}
	if o.Track != "" {
		lines = append(lines, t.Text("shop.track", bot.Args{"Track": bot.ShowName(o.Track)}))
	}
	switch o.State {
	case packing:
		others, err := f.alike(t, n, o)
		if err != nil {
			return "", err
		}
		if len(others) > 0 {
			lines = append(lines, t.Text("shop.alike", bot.Args{"Names": strings.Join(others, t.Text("shop.comma", nil))}))
		}
		lines = append(lines, t.Text("shop.reply_ask", nil))
	case done:
		if len(o.Fields) > 0 && o.Track == "" {
			lines = append(lines, t.Text("shop.reply_track", nil))
		}
	}
	return strings.Join(lines, "\n"), nil
}

func staffButtons(t *bot.Turn, n uint64, o *order) [][]bot.Button {
	refund := button("shop.do_refund", "refund", n)
	var row []bot.Button
	switch o.State {
	case packing:
		row = []bot.Button{button("shop.do_address", "address", n), button("shop.do_sent", "sent", n), button("shop.do_ask", "ask", n), refund}
	case asking, stuck:
		row = []bot.Button{refund}
	default:
		return nil
	}
	for i := range row {
		row[i].Label = t.Text(row[i].Label, nil)
	}
	return [][]bot.Button{row}
}

// serves reports whether the turn's user ships orders; if not, it answers a press.
func (f *Feature) serves(t *bot.Turn) (ok bool, err error) {
	if list := *bot.Setting[*Fulfilment](t.Community, SectionFulfilment); len(list) > 0 {
		if ok, err = staff.HasRole(t, f.members, list); !ok && err == nil && slices.Contains(list, staff.PlatformAdmins) {
			ok, err = staff.Operates(t, f.members)
		}
	} else {
		var rank staff.Rank
		rank, err = staff.Of(t, f.members, t.Event.User.ID)
		ok = rank >= staff.Moderator
	}
	if err == nil && !ok {
		answer.Ack(t, t.Text("shop.not_staff", nil))
	}
	return ok, err
}

// job returns the order that a button of staff is about, if the turn's user may work on it and it is
// in one of the states. Otherwise it answers the press. Who doesn't ship learns nothing.
func (f *Feature) job(t *bot.Turn, data string, in ...state) (n uint64, o order, ok bool, err error) {
	if ok, err = f.serves(t); err != nil || !ok {
		return 0, o, false, err
	}
	if n, o, ok, err = pressed(t, data); err != nil || !ok {
		return n, o, false, err
	}
	if !slices.Contains(in, o.State) {
		text := t.Text(stateKeys[o.State], nil)
		if o.By != 0 {
			name, err := f.called(t, o.By)
			if err != nil {
				return n, o, false, err
			}
			text += " " + t.Text("shop.was_by", bot.Args{"Name": name})
		}
		answer.Ack(t, text)
		return n, o, false, nil
	}
	return n, o, true, nil
}

// called returns the name of a member; "somebody" once they are forgotten.
func (f *Feature) called(t *bot.Turn, id bot.MemberID) (string, error) {
	m, err := t.MemberByID(id)
	if m == nil || err != nil {
		return t.Text("shop.somebody", nil), err
	}
	return answer.Name(m, nil), nil
}

// sign notes who of staff closes an order.
func (o *order) sign(t *bot.Turn) {
	if t.Member != nil {
		o.By = t.Member.ID
	}
}

// address sends the answers to whoever ships, in private.
func (f *Feature) address(t *bot.Turn, data string) error {
	t = t.ToUser()
	n, o, ok, err := f.job(t, data, packing)
	if err != nil || !ok {
		return err
	}
	lines := []string{t.Text("shop.answers", o.args(t, n))}
	for i, a := range o.Answers {
		lines = append(lines, t.Text("shop.answer_line", bot.Args{"Field": fieldName(t, o.Fields[i]), "Answer": bot.ShowName(a)}))
	}
	answer.Ack(t, t.Text("shop.in_private", nil))
	chat := bot.PrivatePlace(t.Event.User.ID)
	ref := t.Do(bot.Say{Place: chat, Text: strings.Join(lines, "\n"), Secret: true, Optional: true})
	s := sent{Order: n, What: sentAnswers, Place: t.Event.Place, User: t.Event.User.ID}
	if err := sentRows.Put(t.State(), store.K2(t.Community.ID, ref), s); err != nil {
		return err
	}
	o.Shown = append(o.Shown, post{Place: chat, Ref: ref})
	return save(t, n, o)
}

// hide deletes the messages with the answers.
func hide(t *bot.Turn, o *order) {
	for _, p := range o.Shown {
		t.Do(bot.Delete{Place: p.Place, Target: bot.Target{Ref: p.Ref}})
	}
	o.Shown = nil
}

// shipped handles the button of staff that an order was sent, which pays it.
func (f *Feature) shipped(t *bot.Turn, data string) error {
	t = t.ToUser()
	n, o, ok, err := f.job(t, data, packing)
	if err != nil || !ok {
		return err
	}
	o.sign(t)
	if err := f.settle(t, n, &o); err != nil {
		return err
	}
	hide(t, &o)
	if err := eraseLater(t, n); err != nil {
		return err
	}
	if err := f.showStaff(t, n, &o); err != nil {
		return err
	}
	tell(t, n, &o, "shop.sent", nil)
	t.Find(bot.Finding{Code: "shipped", Args: bot.Args{"Order": n}})
	answer.Ack(t, "")
	return save(t, n, o)
}

// refused handles the button of staff that refunds an order.
func (f *Feature) refused(t *bot.Turn, data string) error {
	t = t.ToUser()
	n, o, ok, err := f.job(t, data, packing, asking, stuck)
	if err != nil || !ok {
		return err
	}
	o.sign(t)
	tell(t, n, &o, "shop.refunded", nil)
	t.Find(bot.Finding{Code: "returned", N: o.Price, Args: bot.Args{"Order": n}})
	answer.Ack(t, "")
	return f.giveBack(t, n, &o)
}

// askAgain handles the button of staff that asks the buyer for the answers once more.
func (f *Feature) askAgain(t *bot.Turn, data string) error {
	t = t.ToUser()
	n, o, ok, err := f.job(t, data, packing)
	if err != nil || !ok {
		return err
	}
	if o.User == "" {
		answer.Ack(t, t.Text("answer.gone", nil))
		return nil
	}
	hide(t, &o)
	o.Answers = nil
	tell(t, n, &o, "shop.please_check", nil)
	answer.Ack(t, "")
	if err := f.ask(t, n, o); err != nil {
		return err
	}
	return f.showAgain(t, n)
}

// What staff replies is a tracking number, or one more question.
const (
	maxReply     = 200 // bytes
	maxQuestions = 16  // of one order
)

// replied takes what staff replies to the line of an order: one more question for the buyer, or once
// it is sent, the tracking number.
func (f *Feature) replied(t *bot.Turn) error {
	e := t.Event
	if t.Community == nil || e.Message.ReplyTo == nil || t.Member == nil || !slices.Contains(staffPlaces(t.Community), e.Place) {
		return nil
	}
	n, found, err := lineRows.Get(t.State(), store.K3(t.Community.ID, e.Place, e.Message.ReplyTo.ID))
	if err != nil || !found {
		return err
	}
	if ok, err := f.serves(t); err != nil || !ok {
		return err
	}
	o, found, err := load(t, n)
	text := bot.Head(strings.Join(strings.Fields(e.Message.Text), " "), maxReply)
	if err != nil || !found || bot.Blank(text) || o.User == "" || len(o.Fields) == 0 {
		return err
	}
	switch {
	case o.State == done:
		o.Track = text
		tell(t, n, &o, "shop.sent_track", bot.Args{"Text": bot.Isolate(text)})
		err = save(t, n, o)
	case o.State == packing && len(o.Fields) < maxQuestions:
		hide(t, &o)
		o.Fields = append(slices.Clone(o.Fields), text)
		err = f.ask(t, n, o)
	default:
		return nil
	}
	if err != nil {
		return err
	}
	answer.React(t, "👌", t.Text("shop.passed_on", nil))
	return f.showAgain(t, n)
}
