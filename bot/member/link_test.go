package member_test

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/member"
	"github.com/stewardbot/steward/store"
)

// people is the model of members: each number ever assigned maps to a person, and each person to
// accounts.
type people struct {
	numbers map[bot.MemberID]*person
	of      map[bot.UserID]*person
	last    bot.MemberID
}

type person struct {
	number   bot.MemberID
	accounts []bot.UserID
	since    time.Time
	seen     time.Time
}

// name returns the display name of an account.
func name(u bot.UserID) string { return "Name of " + u.Local() }

func (p *people) add(since, seen time.Time, u bot.UserID) *person {
	p.last++
	one := &person{p.last, []bot.UserID{u}, since, seen}
	p.numbers[p.last], p.of[u] = one, one
	return one
}

func (p *people) link(a, b *person) error {
	switch {
	case a == nil || b == nil:
		return member.ErrNobody
	case a == b:
		return member.ErrSame
	}
	for _, u := range a.accounts {
		if slices.ContainsFunc(b.accounts, func(v bot.UserID) bool { return u.Platform() == v.Platform() }) {
			return member.ErrPlatform
		}
	}
	if b.number < a.number {
		a, b = b, a
	}
	for n, who := range p.numbers {
		if who == b {
			p.numbers[n] = a
		}
	}
	for _, u := range b.accounts {
		p.of[u] = a
	}
	a.accounts = append(a.accounts, b.accounts...)
	a.since = time.Unix(0, min(a.since.UnixNano(), b.since.UnixNano())).UTC()
	a.seen = time.Unix(0, max(a.seen.UnixNano(), b.seen.UnixNano())).UTC()
	return nil
}

func (p *people) forget(n bot.MemberID) error {
	one := p.numbers[n]
	if one == nil {
		return member.ErrNobody
	}
	maps.DeleteFunc(p.numbers, func(_ bot.MemberID, who *person) bool { return who == one })
	maps.DeleteFunc(p.of, func(_ bot.UserID, who *person) bool { return who == one })
	return nil
}

func (p *people) unlink(u bot.UserID) error {
	one := p.of[u]
	switch {
	case one == nil:
		return member.ErrNobody
	case len(one.accounts) == 1:
		return member.ErrOnly
	}
	one.accounts = slices.DeleteFunc(slices.Clone(one.accounts), func(v bot.UserID) bool { return v == u })
	p.add(one.since, one.seen, u)
	return nil
}

// However members are linked and unlinked, every account, number and handle leads to the right
// person, and each person is listed once.
func TestLinkingAgainstAListOfPeople(t *testing.T) {
	users := []bot.UserID{"t:1", "t:2", "t:3", "d:1", "d:2", "m:1"}
	rapid.Check(t, func(t *rapid.T) {
		d, s, at := member.New(), store.NewOverlay(nil), noon
		model := &people{numbers: map[bot.MemberID]*person{}, of: map[bot.UserID]*person{}}
		anyone := func(t *rapid.T) bot.UserID { return rapid.SampledFrom(users).Draw(t, "account") }
		number := func(t *rapid.T) bot.MemberID { return bot.MemberID(rapid.IntRange(1, 12).Draw(t, "number")) }
		t.Repeat(map[string]func(*rapid.T){
			"speak": func(t *rapid.T) {
				at = at.Add(time.Minute)
				u := anyone(t)
				if _, err := d.Resolve(s, "tea", bot.User{ID: u, Name: name(u), Handle: "h" + u.Local()}, at); err != nil {
					t.Fatal(err)
				}
				if model.of[u] == nil {
					model.add(at, at, u)
				}
				model.of[u].seen = at
			},
			"link": func(t *rapid.T) {
				a, b := number(t), number(t)
				want := model.link(model.numbers[a], model.numbers[b])
				from, into, err := d.Link(s, "tea", a, b)
				if !errors.Is(err, want) {
					t.Fatalf("link %d and %d: %v, want %v", a, b, err, want)
				}
				if err == nil && (model.numbers[from] != model.numbers[a] || model.numbers[a].number != into) {
					t.Fatalf("linked %d to %d, the person is %+v", from, into, model.numbers[a])
				}
			},
			"unlink": func(t *rapid.T) {
				u, was := anyone(t), bot.MemberID(0)
				if one := model.of[u]; one != nil {
					was = one.number
				}
				want := model.unlink(u)
				kept, left, err := d.Unlink(s, "tea", u, at)
				if !errors.Is(err, want) {
					t.Fatalf("unlink %s: %v, want %v", u, err, want)
				}
				if err != nil {
					return
				}
				if kept.ID != was || left.ID != model.last || left.User != u {
					t.Fatalf("%s left %+v and is %+v", u, kept, left)
				}
				if parted, err := d.Parted(s, "tea", u, was); err != nil || !parted.Equal(at) {
					t.Fatalf("%s left at %v, %v", u, parted, err)
				}
			},
			"forget": func(t *rapid.T) {
				n := number(t)
				err := d.Forget(s, "tea", nil, n, at)
				if want := model.forget(n); !errors.Is(err, want) {
					t.Fatalf("forget %d: %v, want %v", n, err, want)
				}
			},
			"": func(t *rapid.T) {
				model.compare(t, d, s)
				for _, u := range users {
					of, err := d.CommunitiesOf(s, u)
					if err != nil || slices.Equal(of, []string{"tea"}) != (model.of[u] != nil) || len(of) > 1 {
						t.Fatalf("communities of %s: %q, %v; the person is %+v", u, of, err, model.of[u])
					}
				}
			},
		})
	})
}

func (p *people) compare(t *rapid.T, d *member.Directory, s bot.State) {
	for n, one := range p.numbers {
		m, err := d.ByID(s, "tea", n)
		if err != nil || m == nil || m.ID != one.number || !m.Since.Equal(one.since) || !m.Seen.Equal(one.seen) {
			t.Fatalf("number %d: %+v, want %+v, %v", n, m, one, err)
		}
		accounts, err := d.Accounts(s, "tea", n)
		if err != nil || !slices.Equal(slices.Sorted(slices.Values(accounts)), slices.Sorted(slices.Values(one.accounts))) {
			t.Fatalf("number %d has %v, want %v, %v", n, accounts, one.accounts, err)
		}
	}
	for u, one := range p.of {
		m, err := d.ByUser(s, "tea", u)
		called := slices.ContainsFunc(one.accounts, func(v bot.UserID) bool { return m.Name == name(v) })
		if err != nil || m.ID != one.number || m.User != u || !called {
			t.Fatalf("%s: %+v, want %+v, %v", u, m, one, err)
		}
		m, err = d.ByHandle(s, "tea", u.Platform(), "h"+u.Local())
		if err != nil || m.ID != one.number || m.User != u {
			t.Fatalf("the handle of %s: %+v, want %+v, %v", u, m, one, err)
		}
		if on, err := d.On(s, "tea", one.number, u.Platform()); err != nil || on != u {
			t.Fatalf("%d on %s: %s, %v", one.number, u.Platform(), on, err)
		}
	}
	listed := map[bot.MemberID]int{}
	err := d.Each(s, "tea", func(m *bot.Member, accounts []bot.UserID) error {
		if listed[m.ID] = len(accounts); p.of[accounts[0]].number != m.ID {
			return fmt.Errorf("%+v has %v", m, accounts)
		}
		return nil
	})
	want := map[bot.MemberID]int{}
	for _, one := range p.of {
		want[one.number] = len(one.accounts)
	}
	if err != nil || !maps.Equal(listed, want) {
		t.Fatalf("listed %v, want %v, %v", listed, want, err)
	}
}

// A message recorded under a member number may be an account's own if the account has left that
// member since, even if the member now has another number.
func TestPartedIsFoundByEveryNumber(t *testing.T) {
	d, s := member.New(), store.NewOverlay(nil)
	for _, u := range []bot.UserID{"m:1", "t:1", "t:2", "d:1"} {
		resolve(t, s, "tea", bot.User{ID: u}, noon)
	}
	must := func(_ any, _ any, err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	must(d.Link(s, "tea", 2, 4))                 // d:1 had number 4, now 2
	must(d.Unlink(s, "tea", "d:1", noon.Add(1))) // d:1 is now 5
	must(d.Link(s, "tea", 1, 2))                 // 2 is now 1
	for number, want := range map[bot.MemberID]time.Time{4: noon.Add(1), 2: noon.Add(1), 1: {}, 3: {}, 5: {}, 9: {}} {
		if at, err := d.Parted(s, "tea", "d:1", number); err != nil || !at.Equal(want) {
			t.Errorf("from %d: %v, want %v, %v", number, at, want, err)
		}
	}
	if at, err := d.Parted(s, "tea", "t:1", 4); err != nil || !at.IsZero() {
		t.Errorf("who stayed: %v, %v", at, err)
	}
}

// What a Directory remembers of accounts is not believed: the state may have been rolled back, and
// communities and stores have numbers of their own.
func TestHintsAreNotBelieved(t *testing.T) {
	d, s := member.New(), store.NewOverlay(nil)
	expect := func(s bot.State, community string, u bot.UserID, want bot.MemberID) {
		t.Helper()
		m, err := d.Resolve(s, community, bot.User{ID: u}, noon)
		if err != nil || m.ID != want || m.User != u {
			t.Fatalf("%s in %s: %+v, %v; want number %d", u, community, m, err, want)
		}
	}
	mark := s.Mark()
	for range 2 { // the second time leaves a hint
		expect(s, "tea", "t:1", 1)
		expect(s, "tea", "t:2", 2)
	}
	s.Rollback(mark)
	if m, err := d.ByUser(s, "tea", "t:1"); m != nil || err != nil {
		t.Fatalf("after the rollback: %+v, %v", m, err)
	}
	for range 2 {
		expect(s, "tea", "t:2", 1)
		expect(s, "tea", "t:1", 2)
		expect(s, "mate", "t:1", 1)
		expect(store.NewOverlay(nil), "tea", "t:1", 1)
	}
	if err := d.Forget(s, "tea", nil, 2, noon); err != nil {
		t.Fatal(err)
	}
	expect(s, "tea", "t:1", 3)
}
