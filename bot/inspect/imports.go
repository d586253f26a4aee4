package inspect

import (
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
