package privacy

import (
	"encoding/hex"
	"fmt"
	"strings"
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/store"
)

// rows: community, pseudonym of an account -> the number of the member whose
// account it was.
var rows = store.Rows("privacy_forgotten", store.Shape2(store.Str[string]{}, store.Tail[string]{}), store.Uint64Key{})

// Tables returns those of the feature.
func Tables() []store.Declared { return []store.Declared{rows} }

const timerExpire = "expire "

func key(t *bot.Turn, pseudonym []byte) store.Key2[string, string] {
	return store.K2(t.Community.ID, string(pseudonym))
}

// remember keeps which number the accounts had, under their pseudonyms, for a
// while.
func (f *Feature) remember(t *bot.Turn, who *bot.Forgotten) error {
	for _, u := range who.Accounts {
		p := t.Pseudonym(u)
		if err := rows.Put(t.State(), key(t, p), uint64(who.Member)); err != nil {
			return err
		}
		if err := t.SetTimer(timerExpire+hex.EncodeToString(p), t.Now().Add(keepPseudonyms), nil); err != nil {
			return err
		}
	}
	return nil
}

// expire deletes a pseudonym.
func (f *Feature) expire(t *bot.Turn) error {
	digits, ok := strings.CutPrefix(t.Event.Tick.Name, timerExpire)
	p, err := hex.DecodeString(digits)
	if !ok || err != nil {
		return nil
	}
	return rows.Delete(t.State(), key(t, p))
}

// back restores for a returning person what they must not earn twice, and the
// cases in force.
func (f *Feature) back(t *bot.Turn, u bot.UserID, id bot.MemberID) error {
	p := t.Pseudonym(u)
	n, ok, err := rows.Get(t.State(), key(t, p))
	if err != nil || !ok {
		return err
	}
	old := bot.MemberID(n)
	if err := t.Part(old, id); err != nil {
		return fmt.Errorf("member %d is back as %d: %w", old, id, err)
	}
	if err := f.file.Join(t.State(), t.Community.ID, old, id); err != nil {
		return err
	}
	t.Find(bot.Finding{Code: "back", Member: id})
	if err := rows.Delete(t.State(), key(t, p)); err != nil {
		return err
	}
	return t.SetTimer(timerExpire+hex.EncodeToString(p), time.Time{}, nil)
}

// Merge implements bot.Routes: a forgotten account that becomes a member by
// linking brings along what it must not earn twice. It runs before the other
// features'.
func (f *Feature) Merge(t *bot.Turn, from, into bot.MemberID) error {
	accounts, err := f.members.Accounts(t.State(), t.Community.ID, into)
	if err != nil {
		return err
	}
	for _, u := range accounts {
		if err := f.back(t, u, from); err != nil {
			return err
		}
	}
	return nil
}
