package member

import (
	"encoding/binary"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/store"
	"github.com/stewardbot/steward/store/memory"
)

// The language is the one that the platform reported last; a missing or invalid one changes
// nothing.
func TestLanguageIsRemembered(t *testing.T) {
	d, at := New(), time.Unix(1_800_000_000, 0).UTC()
	err := memory.New().Update(func(tx store.Tx) error {
		for _, step := range []struct{ told, want string }{
			{"", ""}, {"zh-TW", "zh-TW"}, {"", "zh-TW"}, {"zh\x00TW", "zh-TW"}, {strings.Repeat("x", 36), "zh-TW"}, {"en", "en"},
		} {
			if _, err := d.Resolve(tx, "tea", bot.User{ID: "telegram:7", Name: "Mei", Language: step.told}, at); err != nil {
				return err
			}
			m, err := d.ByUser(tx, "tea", "telegram:7")
			if err != nil {
				return err
			}
			if m.Language != step.want {
				t.Errorf("told %q it is %q, want %q", step.told, m.Language, step.want)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// Records written by older versions can be read.
func TestOldRecords(t *testing.T) {
	at := time.Unix(1_800_000_000, 0).UTC()
	begin := func(version byte, accounts uint64) []byte {
		b := appendText([]byte{version}, "Mei")
		b = store.AppendTime(store.AppendTime(b, at), at)
		return binary.AppendUvarint(b, accounts)
	}
	first := appendText(appendText(begin(1, 1), "telegram:7"), "mei")
	second := begin(2, 2)
	for _, s := range []string{"telegram:7", "mei", "Mei", "discord:8", "", "May"} {
		second = appendText(second, s)
	}
	for _, c := range []struct {
		stored []byte
		want   []account
	}{
		{first, []account{{user: "telegram:7", handle: "mei"}}},
		{second, []account{{user: "telegram:7", handle: "mei", name: "Mei"}, {user: "discord:8", name: "May"}}},
	} {
		r, err := decode(c.stored)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(c.want, r.accounts, cmp.AllowUnexported(account{})); diff != "" || r.name != "Mei" || !r.seen.Equal(at) {
			t.Errorf("%v %s", r, diff)
		}
	}
}
