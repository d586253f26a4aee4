package activity

import (
	"encoding/json"
	"fmt"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/member"
	"github.com/stewardbot/steward/store"
)

// tableHeld holds comments while the platform is asked about their authors:
// (community, ref of the lookup) -> said.
const tableHeld = "activity_held"

// joined tells whether a comment's author is in the space. If nobody knows, the
// platform is asked and the comment held: its author's record is charged as if
// it were paid, so that cooldown and cap count by its own time.
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
	b, err := json.Marshal(s)
	if err != nil {
		return false, fmt.Errorf("hold a comment: %w", err)
	}
	t.Find(bot.Finding{Code: "asking"})
	return false, t.State().Put(tableHeld, heldKey(t.Community.ID, ref), b)
}

// answered pays a held comment if its author has joined, and notes the answer.
func (f *Feature) answered(t *bot.Turn) error {
	out := t.Event.Outcome
	if out == nil {
		return nil
	}
	key := heldKey(t.Community.ID, out.Ref)
	b, err := t.State().Get(tableHeld, key)
	if err != nil || b == nil {
		return err
	}
	var s said
	if err := json.Unmarshal(b, &s); err != nil {
		return fmt.Errorf("table %s, key %x: %w", tableHeld, key, err)
	}
	if err := t.State().Delete(tableHeld, key); err != nil {
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

func heldKey(community string, ref bot.Ref) []byte {
	return store.AppendUint64(store.AppendString(nil, community), uint64(ref))
}
