package shop

import (
	"strconv"
	"strings"
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/answer"
	"github.com/stewardbot/steward/store"
)

// offer is an item that a member was asked to confirm.
type offer struct {
	Item  string    `json:"item"`
	Price int64     `json:"price"`
	Mark  uint64    `json:"mark"` // in its buttons
	Until time.Time `json:"until"`
}

// offered is how long an offer stands.
const offered = 10 * time.Minute

// buy handles /buy.
func (f *Feature) buy(t *bot.Turn, in *bot.Input) error {
	t = t.ToUser()
	text := in.Text("item")
	if text == "" {
		return f.show(t, in)
	}
	it, err := f.named(t, text)
	if err != nil {
		return err
	}
	if it == nil {
		answer.Privately(t, answer.Reply{Text: t.Text("shop.unknown", bot.Args{"Item": bot.ShowName(bot.Head(text, 64))})})
		return nil
	}
	return f.offer(t, it, func(r answer.Reply) { answer.Privately(t, r) })
}

// pressedBuy handles the button of an item below the list.
func (f *Feature) pressedBuy(t *bot.Turn, id string) error {
	t = t.ToUser()
	it, err := f.item(t, id)
	if err != nil {
		return err
	}
	if it == nil {
		answer.Ack(t, t.Text("answer.gone", nil))
		return nil
	}
	return f.offer(t, it, func(r answer.Reply) {
		if r.Buttons == nil {
			answer.Ack(t, r.Text)
			return
		}
		answer.Pressed(t, r)
	})
}

// offer shows the turn's member what an item costs, with a Confirm button, or why they can't buy it.
func (f *Feature) offer(t *bot.Turn, it *Item, reply func(answer.Reply)) error {
	if t.Member == nil {
		answer.Ack(t, "")
		return nil
	}
	price, why, err := f.refusal(t, it)
	if err != nil {
		return err
	}
	if why != "" {
		reply(answer.Reply{Text: why})
		return nil
	}
	f.picture(t, it)
	o := offer{Item: it.ID, Price: price, Mark: t.Rand("offer").Uint64() >> 32, Until: t.Now().Add(offered).UTC()}
	if err := offerRows.Put(t.State(), store.K2(t.Community.ID, t.Member.ID), o); err != nil {
		return err
	}
	if err := t.SetTimer(offerTimer(t.Member.ID), o.Until, nil); err != nil {
		return err
	}
	figures, err := f.book.Balance(t, t.Member.ID)
	if err != nil {
		return err
	}
	data := ":" + strconv.FormatUint(uint64(t.Member.ID), 10) + ":" + strconv.FormatUint(o.Mark, 10)
	args := bot.Args{"Item": itemName(t, it.Name), "Price": answer.Points(t, price), "Balance": answer.Points(t, figures.Balance)}
	lines := []string{t.Text("shop.offer", args)}
	if n := len(it.Deliver.Staff); n > 0 {
		lines = append(lines, t.Text("shop.will_ask", bot.Args{"Fields": fieldNames(t, it.Deliver.Staff)}))
	}
	reply(answer.Reply{Text: strings.Join(lines, "\n"), Buttons: [][]bot.Button{{
		{Label: t.Text("shop.confirm", nil), Data: Name + ":confirm" + data},
		{Label: t.Text("shop.cancel", nil), Data: Name + ":cancel" + data},
	}}})
	return nil
}

// picture shows the turn's user what an item looks like, in a message of its own: the offer below it
// is edited later, which one with a picture can't be everywhere.
func (f *Feature) picture(t *bot.Turn, it *Item) {
	e := t.Event
	if it.Picture == "" || t.Late {
		return
	}
	s := bot.Say{Place: e.Place, Picture: bot.PictureAt(it.Picture), Expires: answer.Expires(t), Optional: true}
	s.Picture.Alt = itemName(t, it.Name)
	if e.Press != nil {
		s.Press = e.Press.ID
	} else if e.Message != nil {
		s.Press = e.Message.Press
	}
	if !e.Place.Private() {
		s.To, s.HideAfter = e.User.ID, t.Community.Replies.DeleteAfter
	}
	t.Do(s)
}

func offerTimer(m bot.MemberID) string { return "offer " + strconv.FormatUint(uint64(m), 10) }

// taken returns the open offer that a button is about, and removes it, so that it is confirmed once.
// It answers whoever it is not for.
func (f *Feature) taken(t *bot.Turn, data string) (o offer, ok bool, err error) {
	id, mark, _ := strings.Cut(data, ":")
	n, err := strconv.ParseUint(id, 10, 64)
	if err != nil || t.Member == nil {
		answer.Ack(t, t.Text("answer.gone", nil))
		return o, false, nil
	}
	owner, err := t.MemberByID(bot.MemberID(n)) // an alias after a link
	if err != nil {
		return o, false, err
	}
	if owner != nil && owner.ID != t.Member.ID {
		answer.Ack(t, t.Text("shop.not_yours", nil))
		return o, false, nil
	}
	key := store.K2(t.Community.ID, t.Member.ID)
	o, found, err := offerRows.Get(t.State(), key)
	if err != nil {
		return o, false, err
	}
	if !found || strconv.FormatUint(o.Mark, 10) != mark || !t.Now().Before(o.Until) {
		text := t.Text("shop.offer_over", nil)
		answer.Replace(t, answer.Reply{Text: text}, text)
		return o, false, nil
	}
	if err := offerRows.Delete(t.State(), key); err != nil {
		return o, false, err
	}
	return o, true, t.SetTimer(offerTimer(t.Member.ID), time.Time{}, nil)
}

// cancelled handles the button that takes an offer back.
func (f *Feature) cancelled(t *bot.Turn, data string) error {
	t = t.ToUser()
	_, ok, err := f.taken(t, data)
	if err != nil || !ok {
		return err
	}
	text := t.Text("shop.cancelled", nil)
	answer.Replace(t, answer.Reply{Text: text}, text)
	return nil
}

// confirmed handles the button that buys, at the price that was shown.
func (f *Feature) confirmed(t *bot.Turn, data string) error {
	t = t.ToUser()
	o, ok, err := f.taken(t, data)
	if err != nil || !ok {
		return err
	}
	it, err := f.item(t, o.Item)
	if err != nil {
		return err
	}
	if it == nil {
		answer.Replace(t, answer.Reply{Text: t.Text("answer.gone", nil)}, t.Text("answer.gone", nil))
		return nil
	}
	price, why, err := f.refusal(t, it)
	if err != nil {
		return err
	}
	if why == "" && price != o.Price {
		return f.offer(t, it, func(r answer.Reply) {
			r.Text = t.Text("shop.other_price", nil) + "\n" + r.Text
			answer.Replace(t, r, r.Text)
		})
	}
	if why == "" {
		why, err = f.order(t, it, price)
	}
	if err == nil && why != "" {
		answer.Replace(t, answer.Reply{Text: why}, why)
	}
	return err
}

// order buys an item for the turn's member and answers the press, or returns why not.
func (f *Feature) order(t *bot.Turn, it *Item, price int64) (why string, err error) {
	o := order{
		Item: it.ID, Name: it.Name, Member: t.Member.ID, User: t.Event.User.ID, Place: t.Event.Place, Price: price, At: t.Now().UTC(),
		State: asking, Fields: it.Deliver.Staff,
	}
	switch {
	case !it.Deliver.Reward.IsZero():
		o.State = done
	case it.Deliver.Codes != "":
		o.State, o.Pool = handing, it.Deliver.Codes
		if o.Code, err = takeCode(t, o.Pool, it.Name); err != nil || o.Code == "" {
			return t.Text("shop.sold_out", bot.Args{"Item": itemName(t, it.Name)}), err
		}
	}
	if err := takeOne(t, it); err != nil {
		return "", err
	}
	n, err := f.place(t, o)
	if err != nil {
		return "", err
	}
	t.Find(bot.Finding{Code: "ordered", N: price, Args: bot.Args{"Order": n, "Item": it.ID}})
	key := map[state]string{handing: "shop.ordered_code", asking: "shop.ordered_staff", done: "shop.ordered_reward"}[o.State]
	text := t.Text(key, bot.Args{"Order": n, "Item": itemName(t, it.Name), "Price": answer.Points(t, price)})
	r := answer.Reply{Text: text}
	if o.State == asking {
		b := formButton(n)
		b.Label = t.Text(b.Label, nil)
		r.Buttons = [][]bot.Button{{b}}
	}
	answer.Replace(t, r, text)
	switch o.State {
	case handing:
		return "", f.hand(t, n, o)
	case asking:
		return "", f.ask(t, n, o)
	}
	if err := f.settle(t, n, &o); err != nil {
		return "", err
	}
	if _, err := f.rewards.Give(t, ledgerName(n), o.Member, it.Deliver.Reward); err != nil {
		return "", err
	}
	return "", save(t, n, o)
}
