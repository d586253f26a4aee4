package desk

import (
	"slices"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/store"
)

// Forget ends a person's sessions and takes their accounts out of the acts: what somebody else did to them keeps its
// time and command only.
func Forget(t *bot.Turn, who *bot.Forgotten) error {
	if _, err := EndAll(t, who.Accounts); err != nil {
		return err
	}
	s, com := t.State(), t.Community.ID
	for _, u := range who.Accounts {
		var list []Act
		if err := ActsOf(s, com, u, func(a Act) error { list = append(list, a); return nil }); err != nil {
			return err
		}
		for _, a := range list {
			if err := actAboutRows.Delete(s, store.K3(com, u, a.Number)); err != nil {
				return err
			}
			about := a
			if about.Account = ""; contains(about.accounts(), u) {
				a.Options, a.Answers = nil, nil
			}
			if a.Account == u {
				a.Account = ""
			}
			if err := actRows.Put(s, store.K2(com, a.Number), a); err != nil {
				return err
			}
		}
	}
	return nil
}

// Stored returns how many sessions and acts are stored of some accounts.
func Stored(t *bot.Turn, accounts []bot.UserID) (sessions, acts int, err error) {
	open, err := Sessions(t.State(), t.Community.ID, accounts, t.Now())
	for _, u := range accounts {
		if err == nil {
			err = ActsOf(t.State(), t.Community.ID, u, func(Act) error { acts++; return nil })
		}
	}
	return len(open), acts, err
}

func contains(list []bot.UserID, u bot.UserID) bool { return slices.Contains(list, u) }

// each calls fn for the rows of a community.
func each[V any](rows *store.Table[hashKey, V], r store.Reader, community string, fn func(hashKey, V) error) error {
	return rows.ScanPrefix(r, store.AppendString(nil, community), false, 0, func(k hashKey, v V) (bool, error) {
		return true, fn(k, v)
	})
}
