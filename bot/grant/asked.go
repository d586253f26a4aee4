package grant

import (
	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/phrase"
	"github.com/stewardbot/steward/store"
)

// askedRows: community, effect -> asked, until the outcome comes.
var askedRows = store.Rows("levels_asked", store.Shape2(store.Str[string]{}, store.Num[bot.Ref]{}), store.JSON[asked]())

type asked struct {
	where
	act
}

// do returns 0 if the turn has requested enough.
func (r *round) do(e bot.Effect, w where, a act) (bot.Ref, error) {
	if r.acts == maxActs {
		r.cut = true
		return 0, nil
	}
	r.acts++
	ref := r.t.Do(e)
	return ref, askedRows.Put(r.t.State(), store.K2(r.t.Community.ID, ref), asked{w, a})
}

// outcome processes the outcome of an act.
func (r *round) outcome() error {
	out, com, state := r.t.Event.Outcome, r.t.Community, r.t.State()
	if out == nil {
		return nil
	}
	key := store.K2(com.ID, out.Ref)
	a, found, err := askedRows.Get(state, key)
	if err != nil || !found {
		return err
	}
	if err := askedRows.Delete(state, key); err != nil {
		return err
	}
	row, err := loadGranted(state, com.ID, a.where)
	if err != nil {
		return err
	}
	if row.Lookup == out.Ref {
		return r.found(row, a.where, out)
	}
	if row.ended(a.act, out.Ref, out.Status == bot.Done) {
		if err := r.refused(a, out.Reason); err != nil {
			return err
		}
	}
	return row.save(state, com.ID, a.where)
}

// refused records the reason, which the operator sees with the event.
func (r *round) refused(a asked, reason phrase.Line) error {
	m, err := r.t.MemberByUser(bot.User{ID: a.User})
	if err != nil {
		return err
	}
	f := bot.Finding{Code: "tag_refused", Reason: reason}
	if a.Role != "" {
		f = bot.Finding{Code: "role_refused", Args: bot.Args{"Role": a.Role}, Reason: reason}
	}
	if m != nil {
		f.Member = m.ID
	}
	r.t.Find(f)
	return nil
}

// found resumes granting after a lookup.
func (r *round) found(row *granted, w where, out *bot.Outcome) error {
	row.Lookup = 0
	if out.Found == nil {
		row.Failed = true
	}
	if err := row.save(r.t.State(), r.t.Community.ID, w); err != nil || out.Found == nil {
		return err
	}
	if !out.Found.Present {
		return r.k.members.Left(r.t.State(), w.Space, w.User)
	}
	if err := r.k.members.Present(r.t.State(), w.Space, w.User); err != nil {
		return err
	}
	m, err := r.t.MemberByUser(bot.User{ID: w.User})
	if err != nil || m == nil {
		return err
	}
	return r.accounts(m.ID, []bot.UserID{w.User}, false)
}
