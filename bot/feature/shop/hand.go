package shop

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/answer"
	"github.com/stewardbot/steward/store"
)

// chat returns the private chat with the account that hears of an order. It may have been bought by
// another.
func (o *order) chat() bot.Place { return bot.PrivatePlace(o.User) }

// args are the placeholders of texts about an order.
func (o *order) args(t *bot.Turn, n uint64) bot.Args {
	return bot.Args{"Order": n, "Item": itemName(t, o.Name), "Price": answer.Points(t, o.Price), "Community": bot.Isolate(t.Community.Name)}
}

// tell says something about an order to its buyer in private, and returns the effect; 0 if nobody is
// to be told.
func tell(t *bot.Turn, n uint64, o *order, key string, more bot.Args, buttons ...bot.Button) bot.Ref {
	if o.User == "" {
		return 0
	}
	t = t.ToPlace(o.chat())
	args := o.args(t, n)
	for k, v := range more {
		args[k] = v
	}
	s := bot.Say{Place: o.chat(), Text: t.Text(key, args), Optional: true}
	if len(buttons) > 0 {
		for i := range buttons {
			buttons[i].Label = t.Text(buttons[i].Label, nil)
		}
		s.Buttons = [][]bot.Button{buttons}
	}
	return t.Do(s)
}

// button is a button about an order; its label is a key of the catalogue.
func button(label, verb string, n uint64) bot.Button {
	return bot.Button{Label: label, Data: Name + ":" + verb + ":" + strconv.FormatUint(n, 10)}
}

// hand sends the code of an order to its buyer.
func (f *Feature) hand(t *bot.Turn, n uint64, o order) error {
	o.State = handing
	there := t.ToPlace(o.chat())
	args := o.args(there, n)
	args["Code"] = o.Code
	ref := t.Do(bot.Say{Place: o.chat(), Text: there.Text("shop.code", args), Secret: true, Optional: true})
	if err := sentRows.Put(t.State(), store.K2(t.Community.ID, ref), sent{Order: n, What: sentCode}); err != nil {
		return err
	}
	return save(t, n, o)
}

// handed records whether a code arrived.
func (f *Feature) handed(t *bot.Turn, n uint64, o order) error {
	if o.State != handing {
		return nil
	}
	if t.Event.Outcome.Status == bot.Done {
		o.Code = ""
		if err := f.settle(t, n, &o); err != nil {
			return err
		}
	} else {
		o.State = stuck
		f.unreachable(t, n, &o, "shop.stuck", button("shop.get", "get", n))
	}
	if err := f.showStaff(t, n, &o); err != nil {
		return err
	}
	return save(t, n, o)
}

// unreachable tells the buyer, where they bought, that they can't be written to in private.
func (f *Feature) unreachable(t *bot.Turn, n uint64, o *order, key string, b bot.Button) {
	if o.User == "" || o.Place.Private() {
		return // /orders has the button
	}
	room := t.ToPlace(o.Place)
	args := o.args(room, n)
	args["Name"] = ""
	if m, err := t.MemberByID(o.Member); err == nil && m != nil {
		args["Name"] = answer.Name(m, nil)
	}
	b.Label = room.Text(b.Label, nil)
	t.Do(bot.Say{Place: o.Place, To: o.User, Text: room.Text(key, args), Buttons: [][]bot.Button{{b}}, Expires: t.Now().Add(24 * time.Hour)})
}

// own returns the order that a member's button is about, if it is theirs. Otherwise it answers the
// press.
func (f *Feature) own(t *bot.Turn, data string) (n uint64, o order, ok bool, err error) {
	if n, o, ok, err = pressed(t, data); err != nil || !ok {
		return n, o, false, err
	}
	if t.Member == nil || o.Member != t.Member.ID {
		answer.Ack(t, t.Text("shop.not_yours", nil))
		return n, o, false, nil
	}
	return n, o, true, nil
}

// pressed returns the order that a button is about; if there is none, it answers the press.
func pressed(t *bot.Turn, data string) (n uint64, o order, ok bool, err error) {
	if n, err = strconv.ParseUint(data, 10, 63); err == nil && data == strconv.FormatUint(n, 10) {
		if o, ok, err = load(t, n); err != nil || ok {
			return n, o, ok, err
		}
	}
	answer.Ack(t, t.Text("answer.gone", nil))
	return 0, o, false, nil
}

// again handles the button by which a buyer asks for a code that could not be delivered.
func (f *Feature) again(t *bot.Turn, data string) error {
	t = t.ToUser()
	n, o, ok, err := f.own(t, data)
	if err != nil || !ok {
		return err
	}
	switch o.State {
	case stuck:
		if o.Code == "" { // there was none left
			if o.Code, err = takeCode(t, o.Pool, o.Name); err != nil {
				return err
			}
		}
		if o.Code == "" {
			answer.Ack(t, t.Text("shop.sold_out", o.args(t, n)))
			return nil
		}
		o.User = t.Event.User.ID
		answer.Ack(t, t.Text("shop.trying", nil))
		return f.hand(t, n, o)
	case handing:
		answer.Ack(t, t.Text("shop.trying", nil))
	default:
		answer.Ack(t, t.Text(stateKeys[o.State], nil))
	}
	return nil
}

// outcome records what became of the feature's effects.
func (f *Feature) outcome(t *bot.Turn) error {
	key := store.K2(t.Community.ID, t.Event.Outcome.Ref)
	s, found, err := sentRows.Get(t.State(), key)
	if err != nil || !found {
		return err
	}
	if err := sentRows.Delete(t.State(), key); err != nil {
		return err
	}
	o, found, err := load(t, s.Order)
	if err != nil || !found {
		return err
	}
	arrived := t.Event.Outcome.Status == bot.Done
	switch {
	case s.What == sentCode:
		return f.handed(t, s.Order, o)
	case s.What == sentQuestion && !arrived && o.State == asking:
		f.unreachable(t, s.Order, &o, "shop.cant_ask", button("shop.answer", "answer", s.Order))
	case s.What == sentAnswers && !arrived && !s.Place.Private():
		room := t.ToPlace(s.Place)
		t.Do(bot.Say{Place: s.Place, To: s.User, Text: room.Text("shop.cant_show", o.args(room, s.Order)), HideAfter: time.Hour, Expires: t.Now().Add(time.Hour)})
	case s.What == sentLine && arrived:
		if i := slices.IndexFunc(o.Posts, func(p post) bool { return p.Ref == t.Event.Outcome.Ref }); i >= 0 {
			o.Posts[i].Messages = t.Event.Outcome.Receipt.Messages
			if err := save(t, s.Order, o); err != nil {
				return err
			}
		}
		for _, id := range t.Event.Outcome.Receipt.Messages {
			if err := lineRows.Put(t.State(), store.K3(t.Community.ID, s.Place, id), s.Order); err != nil {
				return err
			}
		}
	}
	return nil
}

// tick handles the feature's timers, and codes that are imported.
func (f *Feature) tick(t *bot.Turn) error {
	name, rest, _ := strings.Cut(t.Event.Tick.Name, " ")
	n, _ := strconv.ParseUint(rest, 10, 64)
	switch name {
	case TimerCodes:
		return addCodes(t)
	case "offer":
		return offerRows.Delete(t.State(), store.K2(t.Community.ID, bot.MemberID(n)))
	case "answers":
		return f.unanswered(t, n)
	case "erase":
		return erase(t, n)
	case trimTimer:
		return trim(t, n)
	case movedTimer:
		o, found, err := load(t, n)
		if err != nil || !found || o.State != asking {
			return err
		}
		return f.ask(t, n, o)
	case wonTimer, backTimer:
		o, found, err := load(t, n)
		if err != nil || !found {
			return err
		}
		return f.handOver(t, n, o, name == backTimer)
	case strings.TrimSpace(endTimer):
		o, found, err := load(t, n)
		if err != nil || !found {
			return err
		}
		return f.showEnd(t, n, &o)
	}
	return nil
}

// kept is how long answers are kept once an order is closed.
const kept = 30 * 24 * time.Hour

func eraseLater(t *bot.Turn, n uint64) error {
	return t.SetTimer("erase "+strconv.FormatUint(n, 10), t.Now().Add(kept), nil)
}

// erase deletes what a buyer answered.
func erase(t *bot.Turn, n uint64) error {
	o, found, err := load(t, n)
	if err != nil || !found {
		return err
	}
	o.Answers = nil
	if err := forgetAsked(t, o.User, n); err != nil {
		return err
	}
	return save(t, n, o)
}

// keptWhole is how long a closed order is kept whole. What limits, lists of
// orders and the books need of it stays: item, member, price and times.
const (
	keptWhole = 90 * 24 * time.Hour
	trimTimer = "trim"
)

func trimLater(t *bot.Turn, n uint64) error {
	return t.SetTimer(trimTimer+" "+strconv.FormatUint(n, 10), t.Now().Add(keptWhole), nil)
}

// trim deletes everything else of a closed order, and what its messages to staff
// are known by.
func trim(t *bot.Turn, n uint64) error {
	o, found, err := load(t, n)
	if err != nil || !found || o.State.open() {
		return err
	}
	for _, p := range o.Posts {
		for _, id := range p.Messages {
			if err := lineRows.Delete(t.State(), store.K3(t.Community.ID, p.Place, id)); err != nil {
				return err
			}
		}
	}
	if err := unlike(t, n, &o); err != nil {
		return err
	}
	if err := forgetAsked(t, o.User, n); err != nil {
		return err
	}
	o.User, o.Place, o.Track, o.Fields, o.Answers, o.Posts, o.Shown, o.By = "", "", "", nil, nil, nil, nil, 0
	return save(t, n, o)
}
