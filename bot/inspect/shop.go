package inspect

import (
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/feature/shop"
	"github.com/stewardbot/steward/bot/member"
	"github.com/stewardbot/steward/store"
)

// Order is an order of the shop.
type Order struct {
	Order   uint64       `json:"order"`
	At      time.Time    `json:"at"`
	Item    string       `json:"item"`
	Member  bot.MemberID `json:"member"`
	Name    string       `json:"name,omitempty"`
	Account bot.UserID   `json:"account,omitempty"`
	Price   int64        `json:"price"`
	State   string       `json:"state"`
	Closed  time.Time    `json:"closed,omitzero"`
	Track   string       `json:"tracking,omitempty"`
	// Answers are what the buyer was asked and answered, in order.
	Answers []Answered `json:"answers,omitempty"`
}

// Answered is one answer of a buyer.
type Answered struct {
	Field string `json:"field"`
	Text  string `json:"text"`
}

// Orders calls fn for each order of a community, oldest first.
func Orders(r store.Reader, community string, fn func(Order) error) error {
	return shop.Orders(r, community, func(o shop.Order) error {
		row, err := newOrder(r, community, o)
		if err != nil {
			return err
		}
		return fn(row)
	})
}

func newOrder(r store.Reader, community string, o shop.Order) (Order, error) {
	row := Order{
		Order: o.Number, At: o.At, Item: o.Item, Member: o.Member, Account: o.Account, Price: o.Price, State: o.State, Closed: o.Closed, Track: o.Track,
	}
	m, err := member.New().ByID(r, community, o.Member)
	if m != nil {
		row.Name = m.Name
	}
	for i, a := range o.Answers {
		row.Answers = append(row.Answers, Answered{o.Fields[i], a})
	}
	return row, err
}

// ordersToShip counts those of the latest orders that staff has to send.
func ordersToShip(r store.Reader, community string, latest int) (n int, err error) {
	err = shop.Newest(r, community, func(o shop.Order) bool {
		if latest--; o.State == shop.ToShip {
			n++
		}
		return latest > 0
	})
	return n, err
}

// Code is a code of a list that a pool had before.
type Code struct {
	At int `json:"at"` // its index in the list
}

// KnownCodes calls fn for each code of a list that was imported into a pool before.
func KnownCodes(r store.Reader, community, pool string, codes []string, fn func(Code) error) error {
	for i, code := range codes {
		known, err := shop.Known(r, community, pool, code)
		if err == nil && known {
			err = fn(Code{i})
		}
		if err != nil {
			return err
		}
	}
	return nil
}
