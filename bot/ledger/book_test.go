package ledger_test

import (
	"errors"
	"math"
	"slices"
	"testing"
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/ledger"
	"github.com/stewardbot/steward/store"
)

func asCorrupt(err error) bool {
	var c *store.CorruptError
	return errors.As(err, &c)
}

func TestRefusedMovesLeaveNothing(t *testing.T) {
	mint, one := ledger.Mint("message"), ledger.Of(1)
	cases := map[string]struct {
		move ledger.Move
		want error
	}{
		"nothing":               {ledger.Move{From: mint, To: one}, ledger.ErrMove},
		"less than nothing":     {ledger.Move{From: mint, To: one, Amount: -1}, ledger.ErrMove},
		"to itself":             {ledger.Move{From: one, To: one, Amount: 1}, ledger.ErrMove},
		"no member":             {ledger.Move{From: mint, To: ledger.Shop("a"), Amount: 1}, ledger.ErrMove},
		"nobody":                {ledger.Move{From: mint, To: ledger.Of(0), Amount: 1}, ledger.ErrMove},
		"a second name":         {ledger.Move{From: mint, To: "member:01", Amount: 1}, ledger.ErrMove},
		"an unnamed mint":       {ledger.Move{From: "mint:", To: one, Amount: 1}, ledger.ErrMove},
		"a sort that is none":   {ledger.Move{From: "bank:a", To: one, Amount: 1}, ledger.ErrMove},
		"an order's account":    {ledger.Move{From: one, To: "reserve:a", Amount: 1, Force: true}, ledger.ErrMove},
		"more than there is":    {ledger.Move{From: one, To: ledger.Shop("a"), Amount: 11}, ledger.ErrInsufficient},
		"more than fits":        {ledger.Move{From: mint, To: one, Amount: math.MaxInt64}, ledger.ErrOverflow},
		"more than fits a mint": {ledger.Move{From: mint, To: ledger.Of(2), Amount: math.MaxInt64}, ledger.ErrOverflow},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			d := newDesk()
			turn := d.turn(monday, "e")
			d.pay(t, turn, 1, 10)
			before, figures := d.state.Mark(), d.figures(t, turn, 1)
			_, err := d.book.Move(turn, c.move)
			if !errors.Is(err, c.want) {
				t.Errorf("error %v, want %v", err, c.want)
			}
			if d.state.Mark() != before || d.figures(t, turn, 1) != figures {
				t.Error("it wrote something")
			}
			if e := d.pay(t, turn, 1, 1); e.ID != 2 {
				t.Errorf("the next entry is %d", e.ID)
			}
		})
	}
}

func TestTakeBackMayGoBelowZero(t *testing.T) {
	d := newDesk()
	turn := d.turn(monday, "e")
	e := d.pay(t, turn, 1, 10)
	must(t)(d.book.Move(turn, ledger.Move{From: ledger.Of(1), To: ledger.Shop("a"), Amount: 8}))
	if _, err := d.book.Reverse(turn, e.ID, "deleted", false); !errors.Is(err, ledger.ErrInsufficient) {
		t.Errorf("without force: %v", err)
	}
	must(t)(d.book.Reverse(turn, e.ID, "deleted", true))
	if f := d.figures(t, turn, 1); f != (ledger.Figures{Balance: -8, Last: 3}) {
		t.Errorf("figures %+v", f)
	}
	if rank, of, err := d.book.Rank(d.turn(monday, "asks"), ledger.AllTime, 0); rank != 0 || of != 0 || err != nil {
		t.Errorf("rank %d of %d without points", rank, of)
	}
	if _, err := d.book.Reverse(turn, e.ID, "deleted", true); !errors.Is(err, ledger.ErrReversed) {
		t.Errorf("again: %v", err)
	}
}

// Reversing last week's pay lowers that week's points, not this week's.
func TestTakeBackCountsToTheDayOfThePay(t *testing.T) {
	d := newDesk()
	e := d.pay(t, d.turn(monday+6, "sunday"), 1, 10)
	turn := d.turn(monday+7, "monday")
	d.pay(t, turn, 1, 3)
	must(t)(d.book.Reverse(turn, e.ID, "deleted", true))
	if f := d.figures(t, turn, 1); f != (ledger.Figures{Balance: 3, Earned: 3, Week: 3, Month: 3, Quarter: 3, Last: 3}) {
		t.Errorf("figures %+v", f)
	}
	if f := d.figures(t, d.turn(monday+6, "look back"), 1); f.Week != 0 || f.Month != 3 {
		t.Errorf("figures of the week before %+v", f)
	}
}

func TestHistoryLines(t *testing.T) {
	d := sampleBook(t)
	lines, err := d.book.History(d.turn(monday+1, "e"), 1, 0, 10)
	if err != nil {
		t.Fatal(err)
	}
	type line struct {
		n    int64
		kind string
	}
	var got []line
	for _, l := range lines {
		got = append(got, line{l.Signed, l.Kind})
	}
	want := []line{{-2, "reserve"}, {-10, "reserve"}, {-4, "message"}, {-5, "make_up"}, {4, "message"}, {30, "message"}}
	if !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
	// Starting at somebody else's entry, or beyond the last one.
	for before, first := range map[uint64]uint64{2: 1, 7: 6, 8: 7, 99: 7, 1: 0} {
		lines, err := d.book.History(d.turn(monday+1, "e"), 1, before, 1)
		if err != nil || len(lines) != min(1, int(first)) || first != 0 && lines[0].ID != first {
			t.Errorf("before %d: %+v, %v", before, lines, err)
		}
	}
}

func TestReadingWithoutATurn(t *testing.T) {
	d := sampleBook(t)
	got := map[bot.MemberID]ledger.Figures{}
	err := ledger.Balances(d.state, "tea", func(m bot.MemberID, f ledger.Figures) error {
		got[m] = f
		return nil
	})
	want := map[bot.MemberID]ledger.Figures{1: {Balance: 13, Earned: 30, Last: 7}, 2: {Balance: 7, Earned: 7, Last: 2}}
	if err != nil || len(got) != 2 || got[1] != want[1] || got[2] != want[2] {
		t.Errorf("balances %+v, %v", got, err)
	}
	var ids []uint64
	enough := errors.New("enough")
	err = ledger.Entries(d.state, "tea", 3, func(e ledger.Entry) error {
		if ids = append(ids, e.ID); e.ID == 6 {
			return enough
		}
		return nil
	})
	if !errors.Is(err, enough) || !slices.Equal(ids, []uint64{3, 4, 5, 6}) {
		t.Errorf("entries %v, %v", ids, err)
	}
}

func TestEntryComesBackAsBooked(t *testing.T) {
	d := newDesk()
	turn := bot.NewTurn(d, time.Date(2026, 6, 1, 8, 0, 0, 123456789, time.FixedZone("", 3600)))
	turn.Community = d.tea
	booked, err := d.book.Move(turn, ledger.Move{
		From: ledger.Mint("check_in"), To: ledger.Of(math.MaxUint64), Amount: 1, Cause: "telegram:-100/m12 签到", Day: monday - 1,
	})
	got, err2 := d.book.Entry(turn, booked.ID)
	if err != nil || err2 != nil || got != booked {
		t.Errorf("booked %+v, read %+v, %v, %v", booked, got, err, err2)
	}
	if _, err := d.book.Entry(turn, 2); !errors.Is(err, ledger.ErrNoEntry) {
		t.Errorf("entry 2: %v", err)
	}
}

// Moved covers only its own turn, although the turns of one event share it.
func TestMovedIsOfTheEvent(t *testing.T) {
	d := newDesk()
	d.pay(t, d.turn(monday, "a"), 1, 10)
	if got := d.book.Moved(d.turn(monday, "a")); len(got) != 1 || got[0].After.Earned != 10 {
		t.Errorf("the next feature sees %+v", got)
	}
	if got := d.book.Moved(d.turn(monday, "b")); got != nil {
		t.Errorf("another event sees %+v", got)
	}
}

func TestDefaultsAreValidAndNonsenseIsNot(t *testing.T) {
	faults := func(s *ledger.Settings) (paths []string) {
		s.Validate(func(path, code string, _ ...any) { paths = append(paths, path) })
		return paths
	}
	if got := faults(ledger.Defaults()); got != nil {
		t.Errorf("defaults: %v", got)
	}
	s := ledger.Defaults()
	s.Message.Amount = 31
	s.Reaction = ledger.Reaction{Amount: 5, PerDay: 0, PerGiver: 4}
	if got := faults(s); !slices.Equal(got, []string{"message.per_day", "reaction.per_giver"}) {
		t.Errorf("faults at %v", got)
	}
}

func TestName(t *testing.T) {
	text := bot.Plain
	leaf, tea := text("leaf"), bot.Text{"en": "leaves", "zh-Hans": "茶叶"}
	for _, c := range []struct {
		name ledger.Name
		lang string
		n    int64
		want string
	}{
		{ledger.Name{}, "en", 1, ""},
		{ledger.Name{Other: text("leaves"), One: leaf}, "en", 1, "leaf"},
		{ledger.Name{Other: text("leaves"), One: leaf}, "en", -1, "leaf"},
		{ledger.Name{Other: text("leaves"), One: leaf}, "en", 0, "leaves"},
		{ledger.Name{Other: text("leaves"), One: leaf}, "zh-Hans", 1, "leaf"}, // the plural rules follow the word's language, not the reader's
		{ledger.Name{Other: text("leaves")}, "en", 1, "leaves"},
		{ledger.Name{Other: text("茶叶")}, "en", 1, "茶叶"},
		{ledger.Name{Other: text("leaves"), One: bot.Text{"en": "leaf"}}, "en", 1, "leaf"},
		{ledger.Name{Other: tea, One: leaf}, "en", 1, "leaf"},
		{ledger.Name{Other: tea, One: leaf}, "zh-Hans", 1, "茶叶"},
		{ledger.Name{Other: tea, One: leaf}, "zh-Hant", 2, "茶叶"}, // the same language in another script
		{ledger.Name{Other: tea, One: bot.Text{"en": "leaf"}}, "zh-Hans", 1, "茶叶"},
		{ledger.Name{Other: bot.Text{"zh-Hans": "茶叶"}}, "en", 1, "茶叶"},
	} {
		if got := c.name.For(c.lang, c.n); got != c.want {
			t.Errorf("%+v in %s for %d: %q, want %q", c.name, c.lang, c.n, got, c.want)
		}
	}
}
