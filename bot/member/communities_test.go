package member_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/member"
	"github.com/stewardbot/steward/store"
	"github.com/stewardbot/steward/store/memory"
)

// TestOldStoresAreIndexed: one pass indexes the communities of accounts that joined before the
// index existed.
func TestOldStoresAreIndexed(t *testing.T) {
	s, d := memory.New(), member.New()
	const accounts = 12_000 // more than one transaction handles
	update := func(fn func(store.Tx) error) {
		t.Helper()
		if err := s.Update(fn); err != nil {
			t.Fatal(err)
		}
	}
	user := func(i int) bot.UserID { return bot.UserID(fmt.Sprint("telegram:", i)) }
	update(func(tx store.Tx) error {
		for i := range accounts {
			resolve(t, tx, "tea", bot.User{ID: user(i)}, noon)
			if i%2 == 0 {
				resolve(t, tx, "cake", bot.User{ID: user(i)}, noon)
			}
		}
		return tx.Scan("member.communities", nil, nil, false, 0, func(k, _ []byte) (bool, error) {
			return true, tx.Delete("member.communities", k)
		})
	})
	update(func(tx store.Tx) error { return tx.Put(store.MetaTable, []byte(store.SchemaKey), []byte("0")) })
	for range 2 {
		if err := store.Migrate(s, []store.Migration{member.ListCommunities()}, nil); err != nil {
			t.Fatal(err)
		}
		update(func(tx store.Tx) error {
			for i := range accounts {
				want := []string{"cake", "tea"}
				if i%2 > 0 {
					want = want[1:]
				}
				if ids, err := d.CommunitiesOf(tx, user(i)); err != nil || !slices.Equal(ids, want) {
					t.Fatalf("%s is in %q, want %q, %v", user(i), ids, want, err)
				}
			}
			return nil
		})
	}
}
