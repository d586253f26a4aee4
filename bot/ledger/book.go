package ledger

import (
	"container/list"
	"fmt"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/store"
)

// Book books movements, and caches in memory what is read often: the boards,
// and the number of the newest entry. It serves all communities. Only the
// writer's goroutine may use it.
//
// All turns must share one state, with what the Book wrote so far. The boards
// change with it, and change back when a turn is rolled back.
type Book struct {
	communities map[string]*community
	kept        kept
	moved       moved
	posting     posting // scratch
	undos       []undo  // not yet used
	key         []byte  // scratch
}

// community is the cached part of one community.
type community struct {
	id     string
	last   uint64                        // number of the newest entry
	head   Hash                          // hash of the newest entry
	joined map[bot.MemberID]bot.MemberID // members joined to others -> to whom
	joins  map[bot.MemberID]int          // how many were joined directly to a member

	boards *boards // nil: not built
	places int     // on the boards when last used
	asked  *list.Element
}

// New returns a Book that reads a community from the state when a turn first
// needs it.
func New() *Book {
	return &Book{communities: make(map[string]*community), kept: kept{limit: keptPlaces}}
}

// Move books a movement of points and returns its entry.
//
// It fails with ErrInsufficient if it would leave the paying member, or a pot,
// below zero, and with ErrMove if it is invalid: the amount is not above 0, the accounts
// are equal or of no known kind, neither is a member's, or one belongs to an
// order, which has its own methods. A member who was joined to another is
// replaced by the other, and the entry says so.
func (b *Book) Move(t *bot.Turn, m Move) (Entry, error) {
	e := Entry{From: m.From, To: m.To, Amount: m.Amount, Cause: m.Cause, Day: m.Day}
	if m.From.is(reserves) || m.To.is(reserves) {
		return Entry{}, fmt.Errorf("ledger: move from %q to %q: %w", m.From, m.To, ErrMove)
	}
	return b.post(t, e, m.Force)
}

// Reverse books the opposite of an entry, counted on the same day, to undo a
// payment. A second time fails with ErrReversed. An order's entry can't be
// reversed, only released: ErrMove.
func (b *Book) Reverse(t *bot.Turn, id uint64, cause string, force bool) (Entry, error) {
	s := t.State()
	e, err := b.Entry(t, id)
	if err != nil {
		return Entry{}, err
	}
	if e.From.is(reserves) || e.To.is(reserves) {
		return Entry{}, fmt.Errorf("ledger: reverse entry %d, which belongs to an order: %w", id, ErrMove)
	}
	key := store.K2(t.Community.ID, id)
	if _, before, err := reversalRows.Get(s, key); err != nil || before {
		if err == nil {
			err = ErrReversed
		}
		return Entry{}, fmt.Errorf("ledger: reverse entry %d: %w", id, err)
	}
	back, err := b.post(t, Entry{
		From: e.To, To: e.From, Amount: e.Amount, Day: e.Day, Cause: cause, Reverses: id,
	}, force)
	if err != nil {
		return Entry{}, err
	}
	if err := reversalRows.Put(s, key, int64(back.ID)); err != nil {
		return Entry{}, fmt.Errorf("ledger: reverse entry %d: %w", id, err)
	}
	return back, nil
}

// open returns the community's cache, filled from the state on first use.
func (b *Book) open(r store.Reader, id string) (*community, error) {
	if c := b.communities[id]; c != nil {
		return c, nil
	}
	c := &community{
		id:     id,
		joined: make(map[bot.MemberID]bot.MemberID), joins: make(map[bot.MemberID]int),
	}
	err := scanJoins(r, id, func(from bot.MemberID, j join) error {
		c.join(from, j.into)
		return nil
	})
	if err == nil {
		c.last, c.head, err = lastEntry(r, id)
	}
	if err != nil {
		return nil, fmt.Errorf("ledger: read the book of %s: %w", id, err)
	}
	b.communities[id] = c
	return c, nil
}

// load reads a member's account and its row; one without entries is empty.
func (b *Book) load(s store.Reader, c *community, m bot.MemberID) (rec account, row []byte, err error) {
	b.key = byMember.Append(b.key[:0], store.K2(c.id, m))
	if row, err = s.Get(memberRows.In(), b.key); err != nil || row == nil {
		return account{}, nil, err
	}
	rec, _, err = memberRows.FromRow(b.key, row)
	return rec, row, err
}

// daySum reads what a member earned on a day before the latest.
func (b *Book) daySum(s store.Reader, c *community, d bot.Day, m bot.MemberID) (int64, error) {
	b.key = byDay.Append(b.key[:0], store.K3(c.id, d, m))
	v, err := s.Get(tableDays, b.key)
	if err != nil || v == nil {
		return 0, err
	}
	sum, err := decodeSum(v)
	if err != nil {
		return 0, corrupt(tableDays, b.key, err)
	}
	return sum, nil
}
