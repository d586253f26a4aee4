package member_test

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/member"
	"github.com/stewardbot/steward/store"
)

var noon = time.Date(2026, 6, 1, 12, 0, 0, 5, time.UTC)

func ann() bot.User { return bot.User{ID: "telegram:42", Name: "Ann", Handle: "ann"} }

func TestAMemberFromTheFirstEventOn(t *testing.T) {
	d, s := member.New(), store.NewOverlay(nil)
	first := resolve(t, s, "tea", ann(), noon)
	want := bot.Member{ID: 1, Name: "Ann", Handle: "ann", User: "telegram:42", Since: noon}
	if *first != want {
		t.Errorf("first %+v", *first)
	}
	// An event without details of the account, and an older one.
	second := resolve(t, s, "tea", bot.User{ID: "telegram:42"}, noon.Add(time.Hour))
	if want.Seen = noon; *second != want {
		t.Errorf("second %+v", *second)
	}
	resolve(t, s, "tea", ann(), noon.Add(-time.Hour))
	want.Seen = noon.Add(time.Hour)
	for name, find := range map[string]func() (*bot.Member, error){
		"by account":     func() (*bot.Member, error) { return d.ByUser(s, "tea", "telegram:42") },
		"by number":      func() (*bot.Member, error) { return d.ByID(s, "tea", 1) },
		"by name":        func() (*bot.Member, error) { return d.ByHandle(s, "tea", "telegram", "ann") },
		"by @NAME":       func() (*bot.Member, error) { return d.ByHandle(s, "tea", "telegram", "@ANN") },
		"when he speaks": func() (*bot.Member, error) { return d.Resolve(s, "tea", ann(), noon) },
	} {
		if m, err := find(); err != nil || m == nil || *m != want {
			t.Errorf("%s: %+v, %v", name, m, err)
		}
	}
}

func TestStrangersAreNobody(t *testing.T) {
	d, s := member.New(), store.NewOverlay(nil)
	resolve(t, s, "tea", ann(), noon)
	for name, find := range map[string]func() (*bot.Member, error){
		"other account":   func() (*bot.Member, error) { return d.ByUser(s, "tea", "telegram:4") },
		"other number":    func() (*bot.Member, error) { return d.ByID(s, "tea", 2) },
		"other name":      func() (*bot.Member, error) { return d.ByHandle(s, "tea", "telegram", "an") },
		"other platform":  func() (*bot.Member, error) { return d.ByHandle(s, "tea", "discord", "ann") },
		"other community": func() (*bot.Member, error) { return d.ByUser(s, "te", "telegram:42") },
	} {
		if m, err := find(); m != nil || err != nil {
			t.Errorf("%s: %+v, %v", name, m, err)
		}
	}
}

func TestJoining(t *testing.T) {
	d, s := member.New(), store.NewOverlay(nil)
	// A message that arrived before the join event.
	resolve(t, s, "tea", ann(), noon)
	for _, c := range []struct{ at, since time.Time }{
		{noon.Add(-time.Minute), noon.Add(-time.Minute)},
		{noon.Add(time.Hour), noon.Add(-time.Minute)}, // returned
	} {
		m, err := d.Joined(s, "tea", ann(), c.at)
		stored, _ := d.ByID(s, "tea", 1)
		if err != nil || !m.Since.Equal(c.since) || !stored.Since.Equal(c.since) {
			t.Errorf("joined at %v: %+v, %v", c.at, m, err)
		}
	}
}

func TestPresence(t *testing.T) {
	d, s := member.New(), store.NewOverlay(nil)
	is := func(want member.Presence) {
		t.Helper()
		if p, err := d.Presence(s, "telegram:-100", "telegram:42"); p != want || err != nil {
			t.Errorf("presence %v, want %v, %v", p, want, err)
		}
	}
	is(member.Unknown)
	if err := d.Present(s, "telegram:-100/7", "telegram:42"); err != nil {
		t.Fatal(err)
	}
	is(member.InSpace)
	if p, _ := d.Presence(s, "telegram:-10", "telegram:42"); p != member.Unknown {
		t.Errorf("in another space: %v", p)
	}
	if err := d.Left(s, "telegram:-100", "telegram:42"); err != nil {
		t.Fatal(err)
	}
	is(member.Gone)
}

// Accounts take, change and drop handles at random; a handle always leads to the account last
// seen with it, unless that account has another one now.
func TestHandlesLeadToTheirLastOwner(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d, s := member.New(), store.NewOverlay(nil)
		owner, ids := map[string]string{}, map[string]bot.MemberID{}
		for i := range rapid.IntRange(1, 30).Draw(t, "events") {
			user := rapid.SampledFrom([]string{"t:1", "t:2", "d:1"}).Draw(t, "user")
			handle := rapid.SampledFrom([]string{"", "a", "A", "b"}).Draw(t, "handle")
			m, err := d.Resolve(s, "tea", bot.User{ID: bot.UserID(user), Handle: handle}, noon.Add(time.Duration(i)))
			if err != nil {
				t.Fatal(err)
			}
			if old, ok := ids[user]; ok && old != m.ID {
				t.Fatalf("%s was %d and is %d", user, old, m.ID)
			}
			ids[user] = m.ID
			if handle != "" {
				maps.DeleteFunc(owner, func(_, u string) bool { return u == user })
				owner[user[:1]+strings.ToLower(handle)] = user
			}
			for _, key := range []string{"ta", "tb", "da", "db"} {
				m, err := d.ByHandle(s, "tea", key[:1], key[1:])
				if err != nil || (m == nil) != (owner[key] == "") || m != nil && string(m.User) != owner[key] {
					t.Fatalf("%s: %+v, want %q, %v", key, m, owner[key], err)
				}
			}
		}
		var each []bot.MemberID
		err := d.Each(s, "tea", func(m *bot.Member, accounts []bot.UserID) error {
			if each = append(each, m.ID); len(accounts) != 1 || ids[string(accounts[0])] != m.ID {
				return fmt.Errorf("%+v has %v", m, accounts)
			}
			return nil
		})
		if want := slices.Sorted(maps.Values(ids)); err != nil || !slices.Equal(each, want) {
			t.Fatalf("each %v, want %v, %v", each, want, err)
		}
	})
}

// A record truncated anywhere is an error.
func TestDamagedRecordsAreErrors(t *testing.T) {
	s := store.NewOverlay(nil)
	resolve(t, s, "tea", ann(), noon)
	key := store.AppendUint64(store.AppendString(nil, "tea"), 1)
	was, err := s.Get("member", key)
	if err != nil || len(was) == 0 {
		t.Fatal(was, err)
	}
	for n := range was {
		if err := s.Put("member", key, slices.Clone(was[:n])); err != nil {
			t.Fatal(err)
		}
		_, err := member.New().Resolve(s, "tea", ann(), noon)
		var c *store.CorruptError
		if !errors.As(err, &c) {
			t.Errorf("the first %d bytes: %v", n, err)
		}
	}
}

func TestMembersAfterAnother(t *testing.T) {
	d, s := member.New(), store.NewOverlay(nil)
	for i := range 5 {
		resolve(t, s, "tea", bot.User{ID: bot.UserID(fmt.Sprint("telegram:", i))}, noon)
	}
	resolve(t, s, "teb", ann(), noon)
	for after, want := range map[bot.MemberID][]bot.MemberID{0: {1, 2}, 2: {3, 4}, 4: {5}, 5: nil} {
		var got []bot.MemberID
		err := d.After(s, "tea", after, func(m *bot.Member, _ []bot.UserID) (bool, error) {
			got = append(got, m.ID)
			return len(got) < 2, nil
		})
		if err != nil || !slices.Equal(got, want) {
			t.Errorf("after %d: %v, %v, want %v", after, got, err, want)
		}
	}
}

func TestCommunities(t *testing.T) {
	s := store.NewOverlay(nil)
	for _, c := range []string{"tea", "\x00", "coffee", "tea"} {
		resolve(t, s, c, ann(), noon)
	}
	ids, err := member.New().Communities(s)
	slices.Sort(ids)
	if err != nil || !slices.Equal(ids, []string{"\x00", "coffee", "tea"}) {
		t.Errorf("%q, %v", ids, err)
	}
}

func resolve(tb testing.TB, s bot.State, community string, u bot.User, at time.Time) *bot.Member {
	tb.Helper()
	m, err := member.New().Resolve(s, community, u, at)
	if err != nil {
		tb.Fatal(err)
	}
	return m
}

// counting is a state that counts its calls.
type counting struct {
	*store.Overlay
	gets, puts int
}

func (c *counting) Get(table string, key []byte) ([]byte, error) {
	c.gets++
	return c.Overlay.Get(table, key)
}

func (c *counting) Put(table string, key, value []byte) error {
	c.puts++
	return c.Overlay.Put(table, key, value)
}

func TestAKnownMemberCostsFourAccesses(t *testing.T) {
	s := &counting{Overlay: store.NewOverlay(nil)}
	resolve(t, s, "tea", ann(), noon)
	s.gets, s.puts = 0, 0
	resolve(t, s, "tea", ann(), noon.Add(time.Second))
	if s.gets != 3 || s.puts != 1 {
		t.Errorf("%d gets, %d puts", s.gets, s.puts)
	}
}

func BenchmarkResolve(b *testing.B) {
	for name, user := range map[string]bot.User{
		"plain":   ann(),
		"cleaned": {ID: "telegram:42", Name: "Анна\u202e ❤️", Handle: "ann"},
	} {
		b.Run(name, func(b *testing.B) {
			s := store.NewOverlay(nil)
			resolve(b, s, "tea", user, noon)
			mark := s.Mark()
			b.ReportAllocs()
			for b.Loop() {
				resolve(b, s, "tea", user, noon)
				s.Rollback(mark)
			}
		})
	}
}
