package shop

import (
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/answer"
	"github.com/stewardbot/steward/store"
)

// asked is what somebody is asked in their private chat. It stays until the answers are erased, so
// that what they write or correct later is concealed, too.
type asked struct {
	Community string    `json:"community"`
	Order     uint64    `json:"order"`
	Open      bool      `json:"open,omitempty"`
	At        time.Time `json:"at,omitzero"` // when it was asked; zero in older rows
}

// askedOf returns what an account is asked, in whichever partition: what is
// open, and the latest of that.
func askedOf(t *bot.Turn, u bot.UserID) (a asked, found bool, err error) {
	a, found, err = askedRows.Get(t.State(), string(u))
	if err != nil || len(t.Elsewhere) == 0 {
		return a, found, err
	}
	from, to := string(u), string(u)+"\x00"
	err = askedRows.Scan(t.Others(), &from, &to, false, 0, func(_ string, x asked) (bool, error) {
		if !found || x.Open && !a.Open || x.Open == a.Open && x.At.After(a.At) {
			a, found = x, true
		}
		return true, nil
	})
	return a, found, err
}

const (
	maxAnswer = 300                // characters
	patience  = 7 * 24 * time.Hour // with a buyer who doesn't answer
)

// known are the fields with a name in every language; others are shown as they are written.
var known = map[string]string{
	"name": "shop.field_name", "phone": "shop.field_phone", "address": "shop.field_address", "email": "shop.field_email",
}

func fieldName(t *bot.Turn, field string) string {
	if key := known[field]; key != "" {
		return t.Text(key, nil)
	}
	return bot.Isolate(field)
}

func fieldNames(t *bot.Turn, fields []string) string {
	names := make([]string, len(fields))
	for i, f := range fields {
		names[i] = fieldName(t, f)
	}
	return strings.Join(names, t.Text("shop.comma", nil))
}

// ask asks the buyer for the next answer.
func (f *Feature) ask(t *bot.Turn, n uint64, o order) error {
	o.State = asking
	if err := askedRows.Put(t.State(), string(o.User), asked{t.Community.ID, n, true, t.Now()}); err != nil {
		return err
	}
	if err := t.SetTimer(answersTimer(n), t.Now().Add(patience), nil); err != nil {
		return err
	}
	there := t.ToPlace(o.chat())
	var all []bot.Button
	if len(o.Answers) == 0 {
		all = append(all, formButton(n))
	}
	ref := tell(t, n, &o, "shop.question", bot.Args{
		"Field": fieldName(there, o.Fields[len(o.Answers)]), "Number": len(o.Answers) + 1, "Of": len(o.Fields),
	}, all...)
	if ref != 0 {
		if err := sentRows.Put(t.State(), store.K2(t.Community.ID, ref), sent{Order: n, What: sentQuestion}); err != nil {
			return err
		}
	}
	return save(t, n, o)
}

// note records that an order's buyer is asked, or no longer. It leaves alone what is open about another
// order, which they are asked in private while they fill in a form.
func note(t *bot.Turn, o *order, n uint64, open bool) error {
	a, _, err := askedRows.Get(t.State(), string(o.User))
	if err != nil || a.Open && (a.Order != n || a.Community != t.Community.ID) {
		return err
	}
	return askedRows.Put(t.State(), string(o.User), asked{t.Community.ID, n, open, t.Now()})
}

func answersTimer(n uint64) string { return "answers " + strconv.FormatUint(n, 10) }

// said takes an answer in a private chat. Nothing of it is recorded. In the places for orders, staff
// replies to the line of an order.
func (f *Feature) said(t *bot.Turn) error {
	e := t.Event
	if e.User == nil || e.Message == nil || t.Call != nil {
		return nil
	}
	if !e.Place.Private() {
		return f.replied(t)
	}
	a, found, err := askedOf(t, e.User.ID)
	if err != nil || !found {
		return err
	}
	t.Conceal()
	if !a.Open {
		return nil
	}
	claimed := t.Facts.Command
	if !claimed {
		if claimed, err = f.claimed(t); err != nil {
			return err
		}
	}
	if claimed {
		u := t.ToUser()
		t.Do(bot.Say{Place: e.Place, Text: u.Text("shop.still_asked", nil), Expires: answer.Expires(t)})
		return nil
	}
	if t.Community == nil || t.Community.ID != a.Community {
		if ok, err := t.Enter(a.Community); err != nil || !ok {
			return err
		}
	}
	taken := t
	t = t.ToUser()
	o, found, err := load(t, a.Order)
	if err != nil || !found || o.State != asking || len(o.Answers) >= len(o.Fields) || t.Member == nil || t.Member.ID != o.Member {
		return err // the account may have been unlinked from the buyer
	}
	text, ok := readAnswer(e.Message.Text)
	if !ok {
		t.Do(bot.Say{Place: e.Place, Text: t.Text("shop.bad_answer", bot.Args{"Count": maxAnswer}), Expires: answer.Expires(t)})
		return nil
	}
	o.Answers = append(o.Answers, text)
	taken.Taken = true
	if len(o.Answers) < len(o.Fields) {
		return f.ask(t, a.Order, o)
	}
	tell(t, a.Order, &o, "shop.answered", nil, button("shop.correct", "answer", a.Order))
	return f.answered(t, a.Order, o)
}

// readAnswer returns an answer on one line; false if it is none.
func readAnswer(text string) (string, bool) {
	text = strings.Join(strings.Fields(text), " ")
	return text, !bot.Blank(text) && utf8.RuneCountInString(text) <= maxAnswer
}

// edited conceals corrections of answers.
func edited(t *bot.Turn) error {
	e := t.Event
	if e.User == nil || !e.Place.Private() {
		return nil
	}
	_, found, err := askedOf(t, e.User.ID)
	if found {
		t.Conceal()
	}
	return err
}

// answered passes an order with all its answers on to staff.
func (f *Feature) answered(t *bot.Turn, n uint64, o order) error {
	o.State = packing
	if err := note(t, &o, n, false); err != nil {
		return err
	}
	if err := t.SetTimer(answersTimer(n), time.Time{}, nil); err != nil {
		return err
	}
	if err := f.showStaff(t, n, &o); err != nil {
		return err
	}
	return save(t, n, o)
}

// resume handles the button by which a buyer answers, or answers once more before the order is sent.
func (f *Feature) resume(t *bot.Turn, data string) error {
	t = t.ToUser()
	n, o, ok, err := f.own(t, data)
	if err != nil || !ok {
		return err
	}
	if o.State != asking && o.State != packing {
		answer.Ack(t, t.Text(stateKeys[o.State], nil))
		return nil
	}
	a, _, err := askedRows.Get(t.State(), string(t.Event.User.ID))
	if err != nil {
		return err
	}
	// A private chat that isn't asked yet is asked, so that what is written there is concealed.
	isAsked := a.Community == t.Community.ID && a.Order == n && a.Open
	if t.Fields() > 0 && (!t.Event.Place.Private() || o.State == packing || isAsked) {
		showForm(t, n, &o)
		return nil
	}
	answer.Ack(t, t.Text("shop.in_private", nil))
	if err := o.moveTo(t, n); err != nil {
		return err
	}
	hide(t, &o)
	o.Answers = nil
	if err := f.ask(t, n, o); err != nil {
		return err
	}
	return f.showAgain(t, n)
}

// moveTo makes the turn's user the account of its member that hears of an order
// from now on.
func (o *order) moveTo(t *bot.Turn, n uint64) error {
	u := t.Event.User.ID
	if o.User == u {
		return nil
	}
	former := o.User
	o.User, o.Place = u, t.Event.Place
	return forgetAsked(t, former, n)
}

// unanswered refunds an order whose buyer did not answer.
func (f *Feature) unanswered(t *bot.Turn, n uint64) error {
	o, found, err := load(t, n)
	if err != nil || !found || o.State != asking {
		return err
	}
	tell(t, n, &o, "shop.unanswered", nil)
	return f.giveBack(t, n, &o)
}

// giveBack refunds an order and shows that to staff.
func (f *Feature) giveBack(t *bot.Turn, n uint64, o *order) error {
	if err := f.end(t, n, o); err != nil {
		return err
	}
	return f.showEnd(t, n, o)
}

// showEnd shows staff that an order is refunded, and takes the answers from them.
func (f *Feature) showEnd(t *bot.Turn, n uint64, o *order) error {
	hide(t, o)
	if err := f.showStaff(t, n, o); err != nil {
		return err
	}
	return save(t, n, *o)
}

// end refunds an order, and asks for nothing more. It is the caller's to save.
func (f *Feature) end(t *bot.Turn, n uint64, o *order) error {
	if err := f.refund(t, n, o); err != nil {
		return err
	}
	if err := t.SetTimer(answersTimer(n), time.Time{}, nil); err != nil {
		return err
	}
	if err := endAsking(t, o.User, n); err != nil {
		return err
	}
	return eraseLater(t, n)
}

// endAsking takes no more answers from an account about an order; what it wrote can still be concealed.
func endAsking(t *bot.Turn, u bot.UserID, n uint64) error {
	a, found, err := askedRows.Get(t.State(), string(u))
	if err != nil || !found || a.Order != n || a.Community != t.Community.ID {
		return err
	}
	a.Open = false
	return askedRows.Put(t.State(), string(u), a)
}

// forgetAsked ends the questions of an order.
func forgetAsked(t *bot.Turn, u bot.UserID, n uint64) error {
	a, found, err := askedRows.Get(t.State(), string(u))
	if err != nil || !found || a.Order != n || a.Community != t.Community.ID {
		return err
	}
	return askedRows.Delete(t.State(), string(u))
}
