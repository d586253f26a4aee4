package shop

import (
	"slices"
	"strconv"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/reward"
)

// reward registers the shop for rewards: an item or a code is an order without a price.
func (f *Feature) reward(g *reward.Giver) {
	g.Kind(reward.Item, reward.Kind{
		Give: func(t *bot.Turn, source string, m bot.MemberID, r reward.Reward) error {
			it, err := f.item(t, r.Item)
			if err != nil || it == nil { // it was removed meanwhile
				return err
			}
			o := order{Item: it.ID, Name: it.Name, Fields: it.Deliver.Staff, Pool: it.Deliver.Codes}
			if n, err := left(t, &Item{ID: it.ID, Stock: it.Stock}); err != nil {
				return err
			} else if o.Owed = n <= 0; !o.Owed { // what was promised is owed, also if there is none left
				if err := takeOne(t, it); err != nil {
					return err
				}
			}
			return f.give(t, source, m, o, it.Deliver.Reward)
		},
		TakeBack: f.takeBack,
		Text: func(t *bot.Turn, r reward.Reward) string {
			if it, err := f.item(t, r.Item); err == nil && it != nil {
				return itemName(t, it.Name)
			}
			return bot.Isolate(r.Item)
		},
	})
	g.Kind(reward.Code, reward.Kind{
		Give: func(t *bot.Turn, source string, m bot.MemberID, r reward.Reward) error {
			return f.give(t, source, m, order{Pool: r.Code}, reward.Reward{})
		},
		TakeBack: f.takeBack,
		Text:     func(t *bot.Turn, _ reward.Reward) string { return t.Text("shop.a_code", nil) },
	})
}

// give makes an order for a member without a price.
func (f *Feature) give(t *bot.Turn, source string, m bot.MemberID, o order, what reward.Reward) error {
	accounts, err := f.members.Accounts(t.State(), t.Community.ID, m)
	if err != nil || len(accounts) == 0 {
		return err
	}
	o.Member, o.User, o.Source, o.At, o.State = m, accounts[0], source, t.Now().UTC(), asking
	if u := t.Event.User; u != nil && slices.Contains(accounts, u.ID) {
		o.User = u.ID
	}
	switch {
	case o.Pool != "":
		o.State = handing
		if o.Code, err = takeCode(t, o.Pool, o.Name); err != nil {
			return err
		}
		if o.Code == "" {
			o.State = stuck
		}
	case len(o.Fields) == 0:
		o.State, o.Closed = done, o.At
	}
	n, err := f.place(t, o)
	if err != nil {
		return err
	}
	if o.State == done {
		f.later(t, n, trimTimer)
		_, err = f.rewards.Give(t, ledgerName(n), m, what)
		return err
	}
	f.later(t, n, wonTimer)
	return nil
}

// won is an order that a reward opened, closed or takes back in this event. What follows
// from that waits for a timer of the shop, since timers and the outcomes of effects belong
// to the feature whose part of the turn it is. If it fails, it can be run again.
type won struct {
	community string
	order     uint64
	timer     string
}

// The names of the timers that hand an order over, or take it back.
const (
	wonTimer  = "won"
	backTimer = "back"
)

func (f *Feature) later(t *bot.Turn, n uint64, timer string) {
	before := len(f.won)
	f.won = append(f.won, won{t.Community.ID, n, timer})
	t.OnRollback(func() { f.won = f.won[:min(before, len(f.won))] })
}

// follow sets the timers, in the shop's own part of the turn.
func (f *Feature) follow(t *bot.Turn) error {
	list := f.won
	f.won = nil
	for _, w := range list {
		if w.community != t.Community.ID {
			continue
		}
		due := t.Now()
		if w.timer == trimTimer {
			due = due.Add(keptWhole)
		}
		if err := t.SetTimer(w.timer+" "+strconv.FormatUint(w.order, 10), due, nil); err != nil {
			return err
		}
	}
	return nil
}

// handOver begins to hand over what somebody won, or takes it back.
func (f *Feature) handOver(t *bot.Turn, n uint64, o order, back bool) error {
	switch {
	case !o.State.open():
		return nil // settled meanwhile
	case back:
		return f.giveBack(t, n, &o)
	case o.State == asking:
		tell(t, n, &o, "shop.won", nil)
		return f.ask(t, n, o)
	case o.State == handing:
		return f.hand(t, n, o)
	}
	tell(t, n, &o, "shop.won_later", nil, button("shop.get", "get", n))
	if err := f.showStaff(t, n, &o); err != nil {
		return err
	}
	return save(t, n, o)
}

// takeBack cancels the order that a source gave, if it is still open.
func (f *Feature) takeBack(t *bot.Turn, source string, m bot.MemberID, _ reward.Reward) error {
	var n uint64
	err := eachOf(t, m, func(number uint64, given order, own bool) (bool, error) {
		if own && given.Source == source && given.State.open() {
			n = number
		}
		return n == 0, nil
	})
	if err != nil || n == 0 {
		return err
	}
	f.later(t, n, backTimer)
	return nil
}
