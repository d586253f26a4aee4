package member

import (
	"fmt"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/store"
)

// Verify calls tell for each account of a community whose member does not have it, and for each that a member has and
// that leads elsewhere: a sentence for the operator. The error is that of reading.
func Verify(r store.Reader, community string, tell func(problem string)) error {
	err := identityRows.ScanPrefix(r, store.AppendString(nil, community), false, 0, func(k store.Key2[string, bot.UserID], id bot.MemberID) (bool, error) {
		rec, err := lookUp(r, community, id)
		if err == nil && (rec == nil || rec.account(k.B) == nil) {
			tell(fmt.Sprintf("the account %s leads to member %d, who does not have it", k.B, id))
		}
		return true, err
	})
	if err != nil {
		return fmt.Errorf("member: verify %s: %w", community, err)
	}
	err = memberRows.ScanPrefix(r, store.AppendString(nil, community), false, 0, func(k memberKey, rec *record) (bool, error) {
		for _, a := range rec.accounts {
			id, err := identity(r, community, a.user)
			if err != nil {
				return false, err
			}
			if id != k.B {
				tell(fmt.Sprintf("member %d has the account %s, which does not lead there", k.B, a.user))
			}
		}
		return true, nil
	})
	if err != nil {
		return fmt.Errorf("member: verify %s: %w", community, err)
	}
	return nil
}
