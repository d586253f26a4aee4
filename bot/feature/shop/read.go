package shop

import (
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/store"
)

// ToShip is the state of an order that staff has to send.
const ToShip = string(packing)

// Refunded is the state of an order whose price went back.
const Refunded = string(refunded)

// Order is an order as operators see it.
type Order struct {
	Number  uint64
	Item    string // its id
	Name    bot.Text
	Member  bot.MemberID
	Account bot.UserID // that bought it; empty once forgotten
	Price   int64
	State   string
	At      time.Time
	Closed  time.Time // zero: it is open
	Track   string
	// Fields are what the buyer was asked, Answers what they answered, until both are erased.
	Fields, Answers []string
}

// Orders calls fn for each order of a community, oldest first, until it returns an error.
func Orders(r store.Reader, community string, fn func(Order) error) error {
	return orderRows.ScanPrefix(r, numberKeys.Under(community), false, 0, func(k store.Key2[string, uint64], o order) (bool, error) {
		return true, fn(shown(k.B, &o))
	})
}

// Newest calls fn for the orders of a community, newest first, until it returns false.
func Newest(r store.Reader, community string, fn func(Order) bool) error {
	return orderRows.ScanPrefix(r, numberKeys.Under(community), true, 0, func(k store.Key2[string, uint64], o order) (bool, error) {
		return fn(shown(k.B, &o)), nil
	})
}

func shown(n uint64, o *order) Order {
	return Order{
		Number: n, Item: o.Item, Name: o.Name, Member: o.Member, Account: o.User, Price: o.Price, State: string(o.State), At: o.At,
		Closed: o.Closed, Track: o.Track, Fields: o.Fields[:len(o.Answers)], Answers: o.Answers,
	}
}

// Stock is what is left of an item that is sold.
type Stock struct {
	Item string // its id
	Name bot.Text
	Left int64 // that can be sold, codes included; -1: it is not counted
	Low  bool  // little is left
}

// Stocks returns what is left of a community's items, in the order of the shop.
func Stocks(t *bot.Turn) (list []Stock, err error) {
	items, err := newItems().All(t)
	for _, it := range items {
		n, err := left(t, &it)
		if err != nil {
			return nil, err
		}
		s := Stock{Item: it.ID, Name: it.Name, Left: n}
		if n == unlimited {
			s.Left = -1
		} else {
			full := n
			if counts, counted, err := stockOf(t, &it); err != nil {
				return nil, err
			} else if counted {
				full = max(n, counts.Full)
			}
			s.Low = low(n, full)
		}
		list = append(list, s)
	}
	return list, err
}
