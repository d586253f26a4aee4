package earning

import (
	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/member"
	"github.com/stewardbot/steward/store"
)

// heldRows holds comments while the platform is asked about their authors:
// community, Lookup -> said.
var heldRows = store.Rows("activity_held", store.Shape2(store.Str[string]{}, store.Num[bot.Ref]{}), store.JSON[said]())

// joined reports whether a comment's author is in the space. If that is
// unknown, it asks the platform and holds the comment: the author's record is
// charged as if it were paid, so that cooldown and cap follow its own time.
func (f *Feature) joined(t *bot.Turn, s said) (bool, error) {
	space := t.Event.Place.Space()
	presence, err := f.members.Presence(t.State(), space, s.User)
	if err != nil || presence == member.InSpace {
		return err == nil, err
	}
	if presence == member.Gone {
		t.Find(bot.Finding{Code: "outsider"})
		return false, nil
	}
	ref := t.Do(bot.Lookup{Place: space, User: s.User})
	t.Find(bot.Finding{Code: "asking"})
	return false, heldRows.Put(t.State(), store.K2(t.Community.ID, ref), s)
}

// answered pays a held comment if its author has joined, and records the
// answer.
func (f *Feature) answered(t *bot.Turn) error {
	out := t.Event.Outcome
	if out == nil {
		return nil
	}
	key := store.K2(t.Community.ID, out.Ref)
	s, held, err := heldRows.Get(t.State(), key)
	if err != nil || !held {
		return err
	}
	if err := heldRows.Delete(t.State(), key); err != nil {
		return err
	}
	space := s.Message.Place.Space()
	switch {
	case out.Found == nil:
		t.Find(bot.Finding{Code: "unanswered", Member: s.Member})
		return nil
	case out.Found.Present:
		if err := f.members.Present(t.State(), space, s.User); err != nil {
			return err
		}
		return f.pay(t, s)
	}
	t.Find(bot.Finding{Code: "outsider", Member: s.Member})
	return f.members.Left(t.State(), space, s.User)
}
