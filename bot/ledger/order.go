package ledger

import (
	"encoding/binary"
	"fmt"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/store"
)

// A purchase that somebody still has to fulfil takes two steps. Reserve moves
// the price from the member to the order's own account; then either Settle
// moves it to the shop or Release moves it back. Each happens once.

// order is a stored order.
type order struct {
	open     bool
	member   bot.MemberID
	amount   int64
	reserved uint64 // the entry that opened it
	closed   uint64 // the entry that closed it; 0: it is open
}

func appendOrder(dst []byte, o *order) []byte {
	dst = binary.AppendUvarint(append(dst, version), uint64(o.member))
	dst = binary.AppendVarint(dst, o.amount)
	return binary.AppendUvarint(binary.AppendUvarint(dst, o.reserved), o.closed)
}

func decodeOrder(b []byte) (o order, err error) {
	d := open(b)
	o = order{member: bot.MemberID(d.uvarint()), amount: d.varint(), reserved: d.uvarint(), closed: d.uvarint()}
	o.open = o.closed == 0
	return o, d.close()
}

// Reserve takes the price of an order from the member until the order is
// settled or released. The caller chooses the order's name; reusing one fails
// with ErrOrderTaken. A member with too few points is refused with
// ErrInsufficient.
func (b *Book) Reserve(t *bot.Turn, name string, m bot.MemberID, amount int64, cause string) (Entry, error) {
	_, found, err := b.order(t, name)
	if err == nil && found {
		err = ErrOrderTaken
	}
	if err != nil {
		return Entry{}, fmt.Errorf("ledger: reserve order %q: %w", name, err)
	}
	e, err := b.post(t, Entry{From: Of(m), To: reserve(name), Amount: amount, Cause: cause}, false)
	if err != nil {
		return Entry{}, err
	}
	return e, b.putOrder(t, name, order{member: m, amount: amount, reserved: e.ID})
}

// Settle pays a reserved order to the shop. It fails with ErrOrderClosed if the
// order is not open.
func (b *Book) Settle(t *bot.Turn, name string, shop Account, cause string) (Entry, error) {
	if !shop.is(shops) {
		return Entry{}, fmt.Errorf("ledger: settle order %q with %q, which is no shop: %w", name, shop, ErrMove)
	}
	return b.closeOrder(t, name, shop, cause)
}

// Release refunds a reserved order to the member. It fails with ErrOrderClosed
// if the order is not open.
func (b *Book) Release(t *bot.Turn, name, cause string) (Entry, error) {
	return b.closeOrder(t, name, "", cause)
}

// closeOrder moves the price to an account, or back to the member if to is
// empty.
func (b *Book) closeOrder(t *bot.Turn, name string, to Account, cause string) (Entry, error) {
	o, _, err := b.order(t, name)
	if err == nil && !o.open {
		err = ErrOrderClosed
	}
	if err != nil {
		return Entry{}, fmt.Errorf("ledger: close order %q: %w", name, err)
	}
	if to == "" {
		to = Of(o.member)
	}
	e, err := b.post(t, Entry{From: reserve(name), To: to, Amount: o.amount, Cause: cause}, false)
	if err != nil {
		return Entry{}, err
	}
	o.closed = e.ID
	return e, b.putOrder(t, name, o)
}

// order reads an order; a missing one is closed.
func (b *Book) order(t *bot.Turn, name string) (o order, found bool, err error) {
	return orderRows.Get(t.State(), store.K2(t.Community.ID, name))
}

func (b *Book) putOrder(t *bot.Turn, name string, o order) error {
	if err := orderRows.Put(t.State(), store.K2(t.Community.ID, name), o); err != nil {
		return fmt.Errorf("ledger: write order %q: %w", name, err)
	}
	return nil
}
