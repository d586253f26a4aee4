package shop

import (
	"strconv"
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/ledger"
	"github.com/stewardbot/steward/store"
)

// The tables. Every key but that of askedRows begins with the community's id.
var (
	numberKeys = store.Shape2(store.Str[string]{}, store.Num[uint64]{})
	memberKeys = store.Shape2(store.Str[string]{}, store.Num[bot.MemberID]{})
	boughtKeys = store.Shape3(store.Str[string]{}, store.Num[bot.MemberID]{}, store.Num[uint64]{})
	itemKeys   = store.Shape2(store.Str[string]{}, store.Str[string]{})
	codeKeys   = store.Shape3(store.Str[string]{}, store.Str[string]{}, store.Num[uint64]{})
	knownKeys  = store.Shape3(store.Str[string]{}, store.Str[string]{}, store.Tail[string]{})
	refKeys    = store.Shape2(store.Str[string]{}, store.Num[bot.Ref]{})
	lineKeys   = store.Shape3(store.Str[string]{}, store.Str[bot.Place]{}, store.Tail[string]{})
	alikeKeys  = store.Shape3(store.Str[string]{}, store.Str[string]{}, store.Num[bot.MemberID]{})

	// orderRows: number, from 1 without gaps -> order.
	orderRows = store.Rows("shop_orders", numberKeys, store.JSON[order]())
	// boughtRows: member, order -> whether it is the member's own; others only count against limits.
	boughtRows = store.Rows("shop_bought", boughtKeys, store.JSON[bool]())
	// offerRows: member -> what a Confirm button is about.
	offerRows = store.Rows("shop_offers", memberKeys, store.JSON[offer]())
	// stockRows: item -> what is left.
	stockRows = store.Rows("shop_stock", itemKeys, store.JSON[stock]())
	// codeRows: pool, number -> a code that nobody has.
	codeRows = store.Rows("shop_codes", codeKeys, store.Text{})
	// poolRows: pool -> its size.
	poolRows = store.Rows("shop_pools", itemKeys, store.JSON[pool]())
	// knownRows: pool, hash of a code -> nothing; also of those handed out.
	knownRows = store.Rows("shop_codes_known", knownKeys, store.Nothing{})
	// askedRows: account -> what is asked in its private chat.
	askedRows = store.Rows("shop_asked", store.StringKey{}, store.JSON[asked]())
	// sentRows: effect -> what its outcome means.
	sentRows = store.Rows("shop_sent", refKeys, store.JSON[sent]())
	// lineRows: place, message -> the order that it tells of.
	lineRows = store.Rows("shop_lines", lineKeys, store.Uint64Key{})
	// alikeRows: pseudonym of an answer, member -> the latest order with it.
	alikeRows = store.Rows("shop_alike", alikeKeys, store.Uint64Key{})
)

// Tables returns the feature's tables.
func Tables() []store.Declared {
	return []store.Declared{
		orderRows, boughtRows, offerRows, stockRows, codeRows, poolRows, knownRows, askedRows, sentRows, lineRows, alikeRows,
	}
}

// state is how far an order is.
type state string

const (
	asking   state = "asking"   // the buyer owes answers
	packing  state = "packing"  // staff has to send it
	handing  state = "handing"  // the code is being delivered
	stuck    state = "stuck"    // the code could not be delivered; the buyer can ask for it again
	done     state = "done"     // paid and delivered
	refunded state = "refunded" // the price went back
)

// stateKeys are the keys of the texts on states.
var stateKeys = map[state]string{
	asking: "shop.is_asking", packing: "shop.is_packing", handing: "shop.is_handing", stuck: "shop.is_stuck", done: "shop.is_done", refunded: "shop.is_refunded",
}

// open reports whether the price is reserved.
func (s state) open() bool { return s != done && s != refunded }

// order is a purchase.
type order struct {
	Item   string       `json:"item"`
	Name   bot.Text     `json:"name"` // of the item, as it was
	Member bot.MemberID `json:"member"`
	User   bot.UserID   `json:"user,omitempty"`  // who bought it; empty once forgotten
	Place  bot.Place    `json:"place,omitempty"` // and where
	Price  int64        `json:"price"`
	State  state        `json:"state"`
	At     time.Time    `json:"at"`
	Closed time.Time    `json:"closed,omitzero"`
	// Fields are what the buyer is asked, Answers what they answered so far.
	Fields  []string `json:"fields,omitempty"`
	Answers []string `json:"answers,omitempty"`
	// Marks are the pseudonyms of answers under which alikeRows has the order.
	Marks [][]byte `json:"marks,omitempty"`
	Pool  string   `json:"pool,omitempty"`
	Code  string   `json:"code,omitempty"` // until it is delivered
	Posts []post   `json:"posts,omitempty"`
	Shown []post   `json:"shown,omitempty"` // messages to staff with the answers
	Track string   `json:"track,omitempty"` // as staff wrote it
	// Owed: it was not taken from the stock, which had none left.
	Owed bool `json:"owed,omitempty"`
	// Source is what gave it, if it was not bought.
	Source string `json:"source,omitempty"`
	// By is who of staff sent or refunded it.
	By bot.MemberID `json:"by,omitempty"`
}

// post tells staff of an order.
type post struct {
	Place bot.Place `json:"place"`
	Ref   bot.Ref   `json:"ref"`
	// Messages are the posted messages to which staff replies, for lineRows.
	Messages []string `json:"messages,omitempty"`
}

// sent is an effect whose outcome matters.
type sent struct {
	Order uint64     `json:"order"`
	What  string     `json:"what"`
	Place bot.Place  `json:"place,omitempty"`
	User  bot.UserID `json:"user,omitempty"` // of staff, who asked for the answers
}

// The values of sent.What.
const (
	sentCode     = "code"
	sentQuestion = "question"
	sentLine     = "line"
	sentAnswers  = "answers"
)

func load(t *bot.Turn, n uint64) (o order, found bool, err error) {
	return orderRows.Get(t.State(), store.K2(t.Community.ID, n))
}

func save(t *bot.Turn, n uint64, o order) error {
	return orderRows.Put(t.State(), store.K2(t.Community.ID, n), o)
}

// nextNumber returns the number of the next order.
func nextNumber(t *bot.Turn) (n uint64, err error) {
	err = orderRows.ScanPrefix(t.State(), numberKeys.Under(t.Community.ID), true, 1, func(k store.Key2[string, uint64], _ order) (bool, error) {
		n = k.B
		return false, nil
	})
	return n + 1, err
}

// eachOf calls fn for the orders that count for a member, latest first, until it returns false.
func eachOf(t *bot.Turn, m bot.MemberID, fn func(n uint64, o order, own bool) (bool, error)) error {
	return boughtRows.ScanPrefix(t.State(), boughtKeys.Under2(t.Community.ID, m), true, 0,
		func(k store.Key3[string, bot.MemberID, uint64], own bool) (bool, error) {
			o, found, err := load(t, k.C)
			if err != nil || !found {
				return true, err
			}
			return fn(k.C, o, own)
		})
}

// reaches reports whether so many of an item, or more, count for a member since a time.
func reaches(t *bot.Turn, m bot.MemberID, item string, since time.Time, most int) (bool, error) {
	n := 0
	err := eachOf(t, m, func(_ uint64, o order, _ bool) (bool, error) {
		if o.At.Before(since) {
			return false, nil
		}
		if o.Item == item && o.Source == "" && o.State != refunded {
			n++
		}
		return n < most, nil
	})
	return n >= most, err
}

// place opens an order and reserves its price. Stock and limits are checked by the caller. It fails
// with ledger.ErrInsufficient.
func (f *Feature) place(t *bot.Turn, o order) (n uint64, err error) {
	if n, err = nextNumber(t); err != nil {
		return 0, err
	}
	if o.Price > 0 {
		if _, err := f.book.Reserve(t, ledgerName(n), o.Member, o.Price, t.Event.ID); err != nil {
			return 0, err
		}
	}
	if err := boughtRows.Put(t.State(), store.K3(t.Community.ID, o.Member, n), true); err != nil {
		return 0, err
	}
	if o.Source == "" {
		t.Count(Purchases, o.Member, 1)
	}
	return n, save(t, n, o)
}

// settle pays for an order.
func (f *Feature) settle(t *bot.Turn, n uint64, o *order) error {
	o.State, o.Closed = done, t.Now().UTC()
	if err := trimLater(t, n); err != nil || o.Price == 0 {
		return err
	}
	_, err := f.book.Settle(t, ledgerName(n), ledger.Shop(o.Item), t.Event.ID)
	return err
}

// refund gives the price and the item back. A code is burnt.
func (f *Feature) refund(t *bot.Turn, n uint64, o *order) error {
	o.State, o.Closed, o.Code, o.Answers = refunded, t.Now().UTC(), "", nil
	if err := trimLater(t, n); err != nil {
		return err
	}
	if o.Price > 0 {
		if _, err := f.book.Release(t, ledgerName(n), t.Event.ID); err != nil {
			return err
		}
	}
	if o.Source == "" {
		t.Count(Purchases, o.Member, -1)
	}
	if o.Owed {
		return nil
	}
	return putBack(t, o.Item)
}

// ledgerName is what the ledger calls an order.
func ledgerName(n uint64) string { return "shop/" + strconv.FormatUint(n, 10) }
