package ledger_test

import (
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/ledger"
)

// save is a savepoint: a mark in the state and a copy of the model.
type save struct {
	mark  int
	model *model
	event int
}

// memberCount is the total number of members. A linked member only comes back under a new number.
const memberCount = 7

// machine performs random operations on a book and on the model.
type machine struct {
	*desk
	model *model
	saves []save
	day   bot.Day
	event int // number of the event
	first int // number of entries before the event
	turn  *bot.Turn
}

func newMachine() *machine {
	m := &machine{desk: newDesk(), model: (&model{}).clone(), day: monday}
	m.book.KeepPlaces(0)
	m.begin(monday)
	return m
}

func (m *machine) begin(day bot.Day) {
	m.event++
	m.day, m.first = day, len(m.model.entries)
	m.turn = m.desk.turn(day, fmt.Sprintf("event-%d", m.event))
}

func anyMember(t *rapid.T) bot.MemberID {
	return bot.MemberID(rapid.IntRange(1, memberCount).Draw(t, "member"))
}

func (m *machine) Event(t *rapid.T) {
	m.begin(m.day + bot.Day(rapid.SampledFrom([]int{0, 0, 0, 1, 1, 2, 6, 25, -1, -8}).Draw(t, "days")))
}

func (m *machine) Move(t *rapid.T) {
	member, other := ledger.Of(anyMember(t)), ledger.Of(anyMember(t))
	mint, shop := ledger.Mint("message"), ledger.Shop("make_up")
	sides := rapid.SampledFrom([][2]ledger.Account{
		{mint, member}, {mint, member}, {mint, member}, {member, mint}, {member, shop}, {shop, member}, {member, other},
	}).Draw(t, "sides")
	move := ledger.Move{From: sides[0], To: sides[1], Amount: rapid.Int64Range(1, 5).Draw(t, "amount"), Cause: "c"}
	move.Force = rapid.Bool().Draw(t, "force")
	if rapid.IntRange(0, 4).Draw(t, "other day") == 0 {
		move.Day = m.day - bot.Day(rapid.IntRange(1, 10).Draw(t, "earlier"))
	}
	e, err := m.book.Move(m.turn, move)
	want := ledger.Entry{From: move.From, To: move.To, Amount: move.Amount, Cause: "c", Day: move.Day}
	m.expect(t, e, err, want, move.Force)
}

// expect records an entry, or that the book rightly refused it.
func (m *machine) expect(t *rapid.T, got ledger.Entry, err error, want ledger.Entry, force bool) bool {
	want.From, want.To = m.model.account(want.From), m.model.account(want.To)
	from, isMember := want.From.Member()
	switch {
	case want.From == want.To:
		check(t, errors.Is(err, ledger.ErrMove), "to itself: %v", err)
		return false
	case isMember && !force && m.model.figures(from, m.day, len(m.model.entries)).Balance < want.Amount:
		check(t, errors.Is(err, ledger.ErrInsufficient), "insufficient: %v", err)
		return false
	}
	check(t, err == nil, "refused: %v", err)
	want.ID = uint64(len(m.model.entries)) + 1
	want.At = m.turn.At()
	if want.Day == 0 {
		want.Day = m.day
	}
	want.PrevFrom, want.PrevTo = m.prev(want.From), m.prev(want.To)
	want.Hash = got.Hash // checked by Verify
	check(t, got == want, "entry\n got %+v\nwant %+v", got, want)
	m.model.entries = append(m.model.entries, want)
	return true
}

func (m *machine) prev(a ledger.Account) uint64 {
	id, ok := a.Member()
	if !ok {
		return 0
	}
	return m.model.figures(id, m.day, len(m.model.entries)).Last
}

func (m *machine) Reverse(t *rapid.T) {
	id := rapid.Uint64Range(1, uint64(len(m.model.entries))+1).Draw(t, "id")
	force := rapid.Bool().Draw(t, "force")
	e, err := m.book.Reverse(m.turn, id, "back", force)
	switch {
	case id > uint64(len(m.model.entries)):
		check(t, errors.Is(err, ledger.ErrNoEntry), "no entry: %v", err)
		return
	case strings.Contains(string(m.model.entries[id-1].From+m.model.entries[id-1].To), "reserve:"):
		check(t, errors.Is(err, ledger.ErrMove), "of an order: %v", err)
		return
	case m.model.reversed[id]:
		check(t, errors.Is(err, ledger.ErrReversed), "twice: %v", err)
		return
	}
	was := m.model.entries[id-1]
	want := ledger.Entry{From: was.To, To: was.From, Amount: was.Amount, Day: was.Day, Cause: "back", Reverses: id}
	if m.expect(t, e, err, want, force) {
		m.model.reversed[id] = true
	}
}

func (m *machine) Order(t *rapid.T) {
	name := rapid.SampledFrom([]string{"a", "b"}).Draw(t, "order")
	account := ledger.Account("reserve:" + name)
	if m.model.orders[name] == "" {
		member, amount := anyMember(t), rapid.Int64Range(1, 5).Draw(t, "amount")
		e, err := m.book.Reserve(m.turn, name, member, amount, "o")
		if m.expect(t, e, err, ledger.Entry{From: ledger.Of(member), To: account, Amount: amount, Cause: "o"}, false) {
			m.model.orders[name] = "open"
		}
		return
	}
	_, err := m.book.Reserve(m.turn, name, 1, 1, "o")
	check(t, errors.Is(err, ledger.ErrOrderTaken), "reserved twice: %v", err)
	if settle := rapid.Bool().Draw(t, "settle"); settle {
		e, err := m.book.Settle(m.turn, name, ledger.Shop("mug"), "s")
		m.closed(t, name, ledger.Shop("mug"), "s", e, err)
		return
	}
	e, err := m.book.Release(m.turn, name, "r")
	m.closed(t, name, m.reservedBy(account), "r", e, err)
}

func (m *machine) reservedBy(a ledger.Account) ledger.Account {
	i := slices.IndexFunc(m.model.entries, func(e ledger.Entry) bool { return e.To == a })
	return m.model.entries[i].From
}

func (m *machine) closed(t *rapid.T, name string, to ledger.Account, cause string, e ledger.Entry, err error) {
	if m.model.orders[name] == "closed" {
		check(t, errors.Is(err, ledger.ErrOrderClosed), "closed twice: %v", err)
		return
	}
	account := ledger.Account("reserve:" + name)
	i := slices.IndexFunc(m.model.entries, func(e ledger.Entry) bool { return e.To == account })
	want := ledger.Entry{From: account, To: to, Amount: m.model.entries[i].Amount, Cause: cause}
	m.expect(t, e, err, want, false)
	m.model.orders[name] = "closed"
}

func (m *machine) Join(t *rapid.T) {
	from, into := anyMember(t), anyMember(t)
	e, err := m.book.Join(m.turn, from, into, "j")
	n := len(m.model.entries)
	from, into = m.model.root(from, n), m.model.root(into, n)
	if from == into {
		check(t, errors.Is(err, ledger.ErrMove), "to themselves: %v", err)
		return
	}
	want := ledger.Entry{From: ledger.Of(from), To: ledger.Of(into), Cause: "j", Joins: from}
	if want.Amount = m.model.figures(from, m.day, n).Balance; want.Amount < 0 {
		want.From, want.To, want.Amount = want.To, want.From, -want.Amount
	}
	m.expect(t, e, err, want, true)
}

func (m *machine) Save(*rapid.T) {
	m.saves = append(m.saves, save{m.state.Mark(), m.model.clone(), m.event})
}

func (m *machine) Rollback(t *rapid.T) {
	if len(m.saves) == 0 {
		t.Skip("no savepoint")
	}
	i := rapid.IntRange(0, len(m.saves)-1).Draw(t, "savepoint")
	s := m.saves[i]
	m.saves = m.saves[:i]
	m.state.Rollback(s.mark)
	m.model = s.model
	if s.event != m.event {
		m.begin(m.day)
	}
}

// Restart drops everything cached in memory.
func (m *machine) Restart(t *rapid.T) {
	m.book, m.saves = ledger.New(), nil
	m.book.KeepPlaces(0)
	m.begin(m.day)
}

// Elsewhere requests another community's board, which evicts this one's.
func (m *machine) Elsewhere(t *rapid.T) {
	turn := m.desk.turn(m.day, "elsewhere")
	turn.Community = &bot.Community{ID: "cake", Zone: time.UTC}
	rows, err := m.book.Top(turn, ledger.AllTime, 0, 9)
	check(t, err == nil && len(rows) == 0, "another community's board: %v, %v", rows, err)
}

// Check compares every query.
func (m *machine) Check(t *rapid.T) {
	for id := bot.MemberID(1); id <= memberCount; id++ {
		got, err := m.book.Balance(m.turn, id)
		want := m.model.figures(id, m.day, len(m.model.entries))
		check(t, err == nil && got == want, "figures of %d: got %+v, want %+v, %v", id, got, want, err)
		m.checkHistory(t, id)
	}
	if rapid.Bool().Draw(t, "ask for boards") { // otherwise they are built after the next operation
		for _, b := range []ledger.Board{ledger.AllTime, ledger.ThisWeek, ledger.ThisMonth, ledger.ThisQuarter} {
			m.checkBoard(t, b)
		}
	}
	m.checkMoved(t)
	m.checkMinted(t)
	r, err := ledger.Verify(m.state, m.tea.ID, nil)
	check(t, err == nil && r.OK() && r.Entries == len(m.model.entries), "verify: %+v, %v", r, err)
}

// checkMinted checks that all earned points come from the mints, whoever has them now.
func (m *machine) checkMinted(t *rapid.T) {
	var minted, have int64
	for _, e := range m.model.entries {
		if strings.HasPrefix(string(e.From), "mint:") {
			minted += e.Amount
		}
		if strings.HasPrefix(string(e.To), "mint:") {
			minted -= e.Amount
		}
	}
	err := ledger.Balances(m.state, m.tea.ID, func(_ bot.MemberID, f ledger.Figures) error {
		have += f.Earned
		return nil
	})
	check(t, err == nil && have == minted, "earned in all: %d, the mints gave %d, %v", have, minted, err)
}

func (m *machine) checkHistory(t *rapid.T, id bot.MemberID) {
	var want []uint64
	root := m.model.account(ledger.Of(id))
	for _, e := range slices.Backward(m.model.entries) {
		if m.model.account(e.From) == root || m.model.account(e.To) == root {
			want = append(want, e.ID)
		}
	}
	var got []uint64
	var sum int64
	for before := uint64(0); ; {
		page, err := m.book.History(m.turn, id, before, 3)
		check(t, err == nil, "history: %v", err)
		for _, l := range page {
			check(t, l.Entry == m.model.entries[l.ID-1], "line %+v", l)
			got = append(got, l.ID)
			before = l.ID
			sum += l.Signed
			check(t, (l.Kind == "joined") == (l.Joins != 0), "line %+v", l)
		}
		if len(page) < 3 {
			break
		}
	}
	check(t, slices.Equal(got, want), "history of %d: got %v, want %v", id, got, want)
	balance := m.model.figures(id, m.day, len(m.model.entries)).Balance
	check(t, sum == balance, "history of %d: %d together, want %d", id, sum, balance)
}

// checkBoard compares the board on the latest day on which anything was earned, and on another.
func (m *machine) checkBoard(t *rapid.T, b ledger.Board) {
	var latest bot.Day
	for _, e := range m.model.entries {
		if strings.HasPrefix(string(e.From+e.To), "mint:") || strings.Contains(string(e.To), "mint:") {
			latest = max(latest, e.Day)
		}
	}
	var want []ledger.Row
	for id := bot.MemberID(1); id <= memberCount; id++ {
		if m.model.root(id, len(m.model.entries)) != id {
			continue
		}
		if n := b.Of(m.model.figures(id, latest, len(m.model.entries))); n > 0 {
			want = append(want, ledger.Row{Member: id, Points: n})
		}
	}
	slices.SortStableFunc(want, func(a, b ledger.Row) int { return int(b.Points - a.Points) })
	asked := m.desk.turn(latest, "asks")
	for i := range want {
		want[i].Rank = 1 + slices.IndexFunc(want, func(r ledger.Row) bool { return r.Points == want[i].Points })
		rank, of, err := m.book.Rank(asked, b, want[i].Points)
		check(t, err == nil && rank == want[i].Rank && of == len(want), "board %d: rank %d of %d of %+v", b, rank, of, want[i])
	}
	got, err := m.book.Top(asked, b, 0, 100)
	check(t, err == nil && slices.Equal(got, want), "board %d: got %v, want %v", b, got, want)
	if len(want) > 1 {
		got, err = m.book.Top(asked, b, 1, 2)
		check(t, err == nil && slices.Equal(got, want[1:min(3, len(want))]), "board %d from 1: got %v, want %v", b, got, want)
	}
	if b != ledger.AllTime && len(m.model.entries) > 0 {
		for _, day := range []bot.Day{latest + 100, latest - 100} {
			got, err = m.book.Top(m.desk.turn(day, "asks"), b, 0, 1)
			check(t, err == nil && got == nil, "board %d has rows of day %d, the latest is %d", b, day, latest)
		}
	}
}

func (m *machine) checkMoved(t *rapid.T) {
	var want []ledger.Change
	at := map[bot.MemberID]int{}
	for i := m.first; i < len(m.model.entries); i++ {
		for id := bot.MemberID(1); id <= memberCount; id++ {
			if earned(m.model.entries[i], id) == 0 && !m.united(id, i) {
				continue
			}
			if _, ok := at[id]; !ok {
				at[id] = len(want)
				want = append(want, ledger.Change{Member: id, Before: m.model.figures(id, m.day, i)})
			}
			want[at[id]].After = m.model.figures(id, m.day, i+1)
		}
	}
	got := m.book.Moved(m.turn)
	check(t, len(got) == 0 && len(want) == 0 || reflect.DeepEqual(got, want), "moved: got %+v, want %+v", got, want)
}

// united reports whether entry i links a member with points to id.
func (m *machine) united(id bot.MemberID, i int) bool {
	e := &m.model.entries[i]
	if e.Joins == 0 || e.Joins == id || e.From != ledger.Of(id) && e.To != ledger.Of(id) {
		return false
	}
	f := m.model.figures(e.Joins, m.day, i)
	return f.Earned != 0 || f.Week != 0 || f.Month != 0 || f.Quarter != 0
}

func check(t *rapid.T, ok bool, format string, args ...any) {
	t.Helper()
	if !ok {
		t.Fatalf(format, args...)
	}
}

func TestBookAgreesWithAList(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := newMachine()
		t.Repeat(map[string]func(*rapid.T){
			"event": m.Event, "move": m.Move, "more": m.Move, "reverse": m.Reverse, "order": m.Order, "join": m.Join,
			"elsewhere": m.Elsewhere, "save": m.Save, "rollback": m.Rollback, "restart": m.Restart, "": m.Check,
		})
	})
}
