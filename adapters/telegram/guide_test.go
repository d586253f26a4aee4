package telegram_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stewardbot/steward/adapters/kit"
	"github.com/stewardbot/steward/adapters/telegram"
	fake "github.com/stewardbot/steward/adapters/telegram/faketelegram"
	"github.com/stewardbot/steward/bot"
)

// searching is a running search for groups; found is the latest list.
type searching struct {
	tg     *fake.Server
	found  []bot.FoundSpace
	ended  chan error
	cancel func()
}

// search starts a search in a bubble; it ends with the test.
func search(t *testing.T, fresh bool, prepare func(tg *fake.Server)) *searching {
	s := &searching{tg: fake.New(fake.Options{Memory: true}), ended: make(chan error, 1)}
	t.Cleanup(s.tg.Close)
	prepare(s.tg)
	client := s.tg.Client()
	t.Cleanup(client.CloseIdleConnections)
	a := telegram.New(telegram.Settings{Token: s.tg.Token(), APIURL: s.tg.URL()}, telegram.Options{Options: kit.Options{Client: client}})
	ctx, cancel := context.WithCancel(t.Context())
	s.cancel = cancel
	go func() {
		s.ended <- a.Discover(ctx, fresh, func(list []bot.FoundSpace) { s.found = list })
	}()
	return s
}

// knows waits a few seconds and checks that the search has found exactly these groups, by name and
// standing.
func (s *searching) knows(t *testing.T, want ...string) {
	t.Helper()
	time.Sleep(5 * time.Second)
	synctest.Wait()
	var have []string
	for _, f := range s.found {
		have = append(have, fmt.Sprintf("%s bare=%v", f.Name, f.Bare))
	}
	if fmt.Sprint(have) != fmt.Sprint(want) {
		t.Errorf("found %v, want %v", have, want)
	}
}

func (s *searching) stop(t *testing.T) {
	t.Helper()
	s.cancel()
	if err := <-s.ended; err != nil {
		t.Error(err)
	}
}

// TestDiscover checks that groups appear, are promoted, become supergroups with another id, and
// disappear, and that no update is confirmed: the first run still gets them all.
func TestDiscover(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var group, old fake.Chat
		var owner fake.User
		s := search(t, true, func(tg *fake.Server) {
			owner = tg.Person("olga")
			group = tg.Group("new", fake.Staff(fake.Owner(owner)))
			old = tg.Supergroup("old", fake.Staff(fake.Owner(owner), fake.Admin(tg.Me(), fake.AllRights())))
		})
		s.knows(t)
		s.tg.Say(owner, old, "it has been here for long")
		s.knows(t, "old bare=false")
		s.tg.Add(owner, s.tg.Me(), group)
		s.knows(t, "old bare=false", "new bare=true")
		moved := s.tg.Migrate(group)
		s.tg.Promote(owner, s.tg.Me(), moved, fake.AllRights())
		s.knows(t, "old bare=false", "new bare=false")
		if last := s.found[len(s.found)-1].Place; last != bot.Place(fmt.Sprintf("telegram:%d", moved.ID)) {
			t.Errorf("the group is %s, want that with the id %d", last, moved.ID)
		}
		s.tg.Remove(owner, s.tg.Me(), moved)
		s.knows(t, "old bare=false")
		if s.tg.Confirmed() != 0 || s.tg.Pending() == 0 {
			t.Errorf("up to %d is confirmed, %d wait", s.tg.Confirmed(), s.tg.Pending())
		}
		s.stop(t)
	})
}

// TestDiscoverBehindMuch checks that a fresh Steward finds a new group behind many messages from a
// busy one, while one that ran before confirms nothing.
func TestDiscoverBehindMuch(t *testing.T) {
	for _, fresh := range []bool{true, false} {
		synctest.Test(t, func(t *testing.T) {
			s := search(t, fresh, func(tg *fake.Server) {
				owner := tg.Person("olga")
				busy := tg.Supergroup("busy", fake.Staff(fake.Owner(owner), fake.Admin(tg.Me(), fake.AllRights())))
				for i := range 250 {
					tg.Say(owner, busy, fmt.Sprint("line ", i))
				}
				tg.Add(owner, tg.Me(), tg.Supergroup("new", fake.Staff(fake.Owner(owner))))
			})
			if fresh {
				s.knows(t, "busy bare=false", "new bare=true")
			} else {
				s.knows(t, "busy bare=false")
				if s.tg.Confirmed() != 0 {
					t.Error("something is confirmed that Steward has not seen")
				}
			}
			s.stop(t)
		})
	}
}

// TestDiscoverRefused checks that an invalid token ends the search with an error message.
func TestDiscoverRefused(t *testing.T) {
	tg := fake.New(fake.Options{})
	t.Cleanup(tg.Close)
	a := telegram.New(telegram.Settings{Token: "1:a", APIURL: tg.URL()}, telegram.Options{})
	var d *bot.DeliveryError
	if err := a.Discover(t.Context(), true, func([]bot.FoundSpace) {}); !errors.As(err, &d) || d.Code != bot.CodeRefused {
		t.Errorf("discover: %v", err)
	}
	if _, err := a.Introduce(t.Context()); !errors.As(err, &d) || d.Code != bot.CodeRefused {
		t.Errorf("introduce: %v", err)
	}
}
