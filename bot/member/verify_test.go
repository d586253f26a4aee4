package member

import (
	"testing"
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/phrase"
	"github.com/stewardbot/steward/store"
	"github.com/stewardbot/steward/store/memory"
)

// TestVerify: a change of one letter in an account is detected, on either side.
func TestVerify(t *testing.T) {
	rec := func(users ...bot.UserID) *record {
		r := &record{name: "ann", since: time.Unix(1, 0), seen: time.Unix(1, 0)}
		for _, u := range users {
			r.accounts = append(r.accounts, account{user: u})
		}
		return r
	}
	for name, c := range map[string]struct {
		record *record
		leads  map[bot.UserID]bot.MemberID
		want   int
	}{
		"right":                      {rec("telegram:42", "discord:7"), map[bot.UserID]bot.MemberID{"telegram:42": 1, "discord:7": 1}, 0},
		"another account":            {rec("telegram:43"), map[bot.UserID]bot.MemberID{"telegram:42": 1}, 2},
		"leads to nobody":            {rec("telegram:42"), map[bot.UserID]bot.MemberID{"telegram:42": 2}, 2},
		"one that leads nowhere":     {rec("telegram:42", "discord:7"), map[bot.UserID]bot.MemberID{"telegram:42": 1}, 1},
		"one that the member lacks":  {rec("telegram:42"), map[bot.UserID]bot.MemberID{"telegram:42": 1, "discord:7": 1}, 1},
		"a member of another number": {nil, map[bot.UserID]bot.MemberID{"telegram:42": 1}, 1},
	} {
		s := memory.New()
		err := s.Update(func(tx store.Tx) error {
			o := store.NewOverlay(tx)
			if c.record != nil {
				if err := c.record.write(o, "tea", 1); err != nil {
					return err
				}
			}
			for u, id := range c.leads {
				if err := identityRows.Put(o, store.K2("tea", u), id); err != nil {
					return err
				}
			}
			var told []string
			if err := Verify(o, "tea", func(p *phrase.Phrase) { told = append(told, p.Error()) }); err != nil {
				return err
			}
			if len(told) != c.want {
				t.Errorf("%s: %q, want %d problems", name, told, c.want)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}

// TestVerifyDamaged: an unreadable row is reported once, and the others are still checked.
func TestVerifyDamaged(t *testing.T) {
	s := memory.New()
	err := s.Update(func(tx store.Tx) error {
		o := store.NewOverlay(tx)
		for u, id := range map[bot.UserID]bot.MemberID{"telegram:42": 1, "discord:7": 1, "telegram:43": 2} {
			if err := identityRows.Put(o, store.K2("tea", u), id); err != nil {
				return err
			}
		}
		if err := o.Put(memberRows.In(), byMember.Append(nil, store.K2("tea", bot.MemberID(1))), []byte("garbage")); err != nil {
			return err
		}
		var told []string
		if err := Verify(o, "tea", func(p *phrase.Phrase) { told = append(told, p.Error()) }); err != nil {
			return err
		}
		if len(told) != 2 {
			t.Errorf("told %q, want the row and the account of member 2", told)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}
