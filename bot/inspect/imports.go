package inspect

import (
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/engine"
	"github.com/stewardbot/steward/bot/feature/imports"
	"github.com/stewardbot/steward/bot/member"
	"github.com/stewardbot/steward/store"
)

// Import is the effect that importing points would have for one account.
type Import struct {
	Account bot.UserID   `json:"account"`
	Member  bot.MemberID `json:"member,omitempty"` // the account's member; 0: none yet
	Name    string       `json:"name,omitempty"`
	Points  int64        `json:"points"`
	State   string       `json:"state"` // one of the Import states
}

// The states of an Import.
const (
	ImportPays   = "pays"   // the member gets the points at once
	ImportWaits  = "waits"  // they are kept until the owner first takes part
	ImportBefore = "before" // an earlier import paid the account
)

// Imports calls fn for each account, in order.
func Imports(r store.Reader, community string, accounts []imports.Account, fn func(Import) error) error {
	pseudonym, err := engine.Pseudonyms(r, community)
	if err != nil {
		return err
	}
	for _, a := range accounts {
		row := Import{Account: a.User, Points: a.Points, State: ImportWaits}
		m, err := member.New().ByUser(r, community, a.User)
		if err != nil {
			return err
		}
		if m != nil {
			row.Member, row.Name, row.State = m.ID, m.Name, ImportPays
		}
		paid, err := imports.Paid(r, community, pseudonym(a.User))
		if err != nil {
			return err
		}
		if paid {
			row.State = ImportBefore
		}
		if err := fn(row); err != nil {
			return err
		}
	}
	return nil
}

// Purchase is what importing a purchase would do.
type Purchase struct {
	At       time.Time    `json:"at"`
	Who      string       `json:"who"`
	Member   bot.MemberID `json:"member,omitempty"` // 0: nobody was found
	Name     string       `json:"name,omitempty"`
	Hundreds int64        `json:"hundredths"` // the amount, in hundredths
	Currency string       `json:"currency,omitempty"`
	State    string       `json:"state"` // one of the Purchase states
}

// The states of a Purchase.
const (
	PurchaseMatched = "matched" // it is the member's
	PurchaseNobody  = "nobody"  // it is kept without a person
	PurchaseBefore  = "before"  // an earlier import stored it
)

// Purchases calls fn for each purchase.
func Purchases(r store.Reader, community string, list []imports.Purchase, fn func(Purchase) error) error {
	pseudonym, err := engine.Pseudonyms(r, community)
	if err != nil {
		return err
	}
	for _, x := range list {
		row := Purchase{At: x.At, Who: string(x.User), Hundreds: x.Hundreds, Currency: x.Currency, State: PurchaseNobody}
		if x.User == "" {
			row.Who = "@" + x.Handle
		}
		m, stored, err := x.Find(r, community, pseudonym)
		if err != nil {
			return err
		}
		if m != nil {
			row.Member, row.Name, row.State = m.ID, m.Name, PurchaseMatched
		}
		if stored != nil && (m == nil || stored.Member != 0 || stored.Erased) {
			row.State = PurchaseBefore
		}
		if err := fn(row); err != nil {
			return err
		}
	}
	return nil
}
