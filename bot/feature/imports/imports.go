// Package imports gives members the points that another bot counted for them, once per account, and stores what
// they bought elsewhere (purchases.go).
//
// An operator passes the accounts of a file in chunks: manual ticks with a [Chunk] as their data. An account that belongs to a
// member is paid in that turn; any other waits until its owner first takes part. Paid accounts are recorded by pseudonym, so
// neither the same file nor another bot's pays an account twice, not even after its member was forgotten and came back.
//
// Imported points count for all time, but not for this week or month, and the levels reached with them are not announced.
package imports

import (
	"encoding/hex"
	"encoding/json"
	"fmt"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/ledger"
	"github.com/stewardbot/steward/bot/purchase"
	"github.com/stewardbot/steward/store"
)

// Name is the feature's name. TimerPay is the name of the ticks that pay a chunk.
const (
	Name     = "imports"
	TimerPay = "pay"
)

// MaxChunk is the maximum number of accounts per turn.
const MaxChunk = 200

// Chunk is the data of a tick.
type Chunk struct {
	Source   string    `json:"source"` // the other bot, as named in the ledger
	Accounts []Account `json:"accounts"`
}

// Account is an account and its points.
type Account struct {
	User   bot.UserID `json:"user"`
	Points int64      `json:"points"` // above 0
}

// before is the day of imported points in the ledger, earlier than any community.
const before bot.Day = 1

// Feature implements bot.Feature.
type Feature struct{ book *ledger.Book }

// New returns the feature, which pays from a book.
func New(book *ledger.Book) *Feature { return &Feature{book} }

// Name implements bot.Feature.
func (*Feature) Name() string { return Name }

// Routes implements bot.Feature.
func (f *Feature) Routes() bot.Routes {
	return bot.Routes{
		On: map[bot.Kind]bot.Handler{bot.KindTick: f.pay},
		After: func(t *bot.Turn) error {
			if t.Member == nil || !t.Member.Seen.IsZero() {
				return nil
			}
			return f.met(t)
		},
		// An account may be linked in the turn in which its owner first takes part.
		Merge: func(t *bot.Turn, from, into bot.MemberID) error {
			if err := purchase.Merge(t, from, into); err != nil {
				return err
			}
			return f.met(t)
		},
		Forget:   func(t *bot.Turn, who *bot.Forgotten) error { return purchase.Forget(t, who.Member) },
		Disclose: f.disclose,
	}
}

// row is the import of one account.
type row struct {
	Points int64  `json:"points"`
	Source string `json:"source"`
	Entry  uint64 `json:"entry,omitempty"` // that paid it; 0: still waiting for its owner
}

// rows: community, pseudonym of the account -> row.
var rows = store.Rows("imports", store.Shape2(store.Str[string]{}, store.Str[string]{}), store.JSON[row]())

// Tables returns the feature's tables.
func Tables() []store.Declared { return []store.Declared{rows} }

// Paid reports whether imported points were paid to the account with a pseudonym.
func Paid(r store.Reader, community string, pseudonym []byte) (bool, error) {
	x, _, err := rows.Get(r, store.K2(community, string(pseudonym)))
	return x.Entry != 0, err
}

// pay pays a chunk.
func (f *Feature) pay(t *bot.Turn) error {
	if t.Event.Tick.Name == TimerBuy {
		return f.buy(t)
	}
	var c Chunk
	if err := json.Unmarshal(t.Event.Tick.Data, &c); err != nil {
		return fmt.Errorf("imports: a chunk: %w", err)
	}
	for _, a := range c.Accounts {
		if err := f.account(t, a, c.Source); err != nil {
			return fmt.Errorf("imports: %s: %w", a.User, err)
		}
	}
	return nil
}

func (f *Feature) account(t *bot.Turn, a Account, source string) error {
	key := store.K2(t.Community.ID, string(t.Pseudonym(a.User)))
	x, _, err := rows.Get(t.State(), key)
	if err != nil || x.Entry != 0 {
		return err
	}
	x.Points, x.Source = a.Points, source
	m, err := t.MemberByUser(bot.User{ID: a.User})
	if err != nil {
		return err
	}
	if m != nil {
		e, err := f.book.Move(t, ledger.Move{From: ledger.Mint("import"), To: ledger.Of(m.ID), Amount: a.Points, Cause: "import:" + source, Day: before})
		if err != nil {
			return err
		}
		x.Entry = e.ID
	}
	return rows.Put(t.State(), key, x)
}

// met schedules the payment of the user's waiting import. It gets a separate turn, since it is not a response to the
// message.
func (f *Feature) met(t *bot.Turn) error {
	if t.Event.User == nil {
		return nil
	}
	u := t.Event.User.ID
	p := t.Pseudonym(u)
	x, found, err := rows.Get(t.State(), store.K2(t.Community.ID, string(p)))
	if err != nil || !found || x.Entry != 0 {
		return err
	}
	data, err := json.Marshal(Chunk{x.Source, []Account{{u, x.Points}}})
	if err != nil {
		return err
	}
	return t.SetTimer(TimerPay+hex.EncodeToString(p), t.Now(), data)
}
