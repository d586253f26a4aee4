package answer

import (
	"slices"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/store"
)

// promisedRows: community, effect -> promise.
var promisedRows = store.Rows("answer_promised", store.Shape2(store.Str[string]{}, store.Num[bot.Ref]{}), store.JSON[promise]())

// promise names the person to tell if one of the effects they asked for is not delivered.
type promise struct {
	Desk Desk      `json:"desk"`
	Refs []bot.Ref `json:"refs"` // all effects requested together
}

// Tables lists the tables of answers.
func Tables() []store.Declared { return []store.Declared{promisedRows} }

// Promise records that the user of the turn's command hears about the first of
// these effects that is not delivered. The command itself is answered in this
// turn.
func Promise(t *bot.Turn, refs ...bot.Ref) error {
	p := promise{DeskOf(t), refs}
	p.Desk.Message, p.Desk.Deletes = "", false
	for _, ref := range refs {
		if err := promisedRows.Put(t.State(), store.K2(t.Community.ID, ref), p); err != nil {
			return err
		}
	}
	return nil
}

// Promised consumes the promise about the effect whose outcome is the turn's
// event. If it was lost, Promised returns whom to tell; nil if nobody.
func Promised(t *bot.Turn, lost bool) (*Desk, error) {
	ref := t.Event.Outcome.Ref
	p, ok, err := promisedRows.Get(t.State(), store.K2(t.Community.ID, ref))
	if err != nil || !ok {
		return nil, err
	}
	kept := []bot.Ref{ref}
	if lost {
		kept = p.Refs
	}
	for _, ref := range kept {
		if err := promisedRows.Delete(t.State(), store.K2(t.Community.ID, ref)); err != nil {
			return nil, err
		}
	}
	if !lost {
		return nil, nil
	}
	return &p.Desk, nil
}

// Forget drops the promises to a member.
func Forget(t *bot.Turn, who *bot.Forgotten) error {
	community := store.AppendString(nil, t.Community.ID)
	return promisedRows.ScanPrefix(t.State(), community, false, 0, func(k store.Key2[string, bot.Ref], p promise) (bool, error) {
		if slices.Contains(who.Accounts, p.Desk.User) {
			return true, promisedRows.Delete(t.State(), k)
		}
		return true, nil
	})
}
