package engine_test

import (
	"fmt"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/engine"
	"github.com/stewardbot/steward/bot/member"
	"github.com/stewardbot/steward/store"
	"github.com/stewardbot/steward/store/memory"
)

// counted is a directory that counts what it reads.
type counted struct {
	engine.Directory
	rows *int
}

// ByUser implements engine.Directory.
func (c counted) ByUser(r store.Reader, community string, u bot.UserID) (*bot.Member, error) {
	return c.Directory.ByUser(countedState{r.(bot.State), c.rows}, community, u)
}

// CommunitiesOf implements engine.Directory.
func (c counted) CommunitiesOf(r store.Reader, u bot.UserID) ([]string, error) {
	return c.Directory.CommunitiesOf(countedState{r.(bot.State), c.rows}, u)
}

type countedState struct {
	bot.State
	rows *int
}

func (s countedState) Get(table string, key []byte) ([]byte, error) {
	*s.rows++
	return s.State.Get(table, key)
}

func (s countedState) Scan(table string, from, to []byte, reverse bool, limit int, fn func(k, v []byte) (bool, error)) error {
	return s.State.Scan(table, from, to, reverse, limit, func(k, v []byte) (bool, error) {
		*s.rows++
		return fn(k, v)
	})
}

// TestPrivateMessageReadsItsCommunities: the community of a private message is found through its
// author's communities, however many others exist.
func TestPrivateMessageReadsItsCommunities(t *testing.T) {
	read := map[int]int{}
	for _, n := range []int{10, 1000} {
		synctest.Test(t, func(t *testing.T) {
			s, rows := memory.New(), 0
			var heard []string
			r := open(t, s, newDesk(), onMessages(func(t *bot.Turn) {
				if t.Event.Place.Private() {
					var choices []string
					for _, c := range t.Choices {
						choices = append(choices, c.ID)
					}
					heard = append(heard, fmt.Sprint(t.Community != nil && t.Community.ID == "c9", choices))
				}
			}), func(o *engine.Options) {
				o.Directory = counted{member.New(), &rows}
				o.Config.Communities = nil
				for i := range n { // in an order different from the keys'
					c := &bot.Community{ID: fmt.Sprint("c", n-i), Zone: time.UTC, Spaces: []bot.Place{bot.Place(fmt.Sprint("test:room", n-i))}}
					o.Config.Communities = append(o.Config.Communities, c)
				}
			})
			in := func(id int, room string) bot.Event {
				m := message(id, "hello")
				m.Place = bot.Place(room)
				return m
			}
			r.submit(t, in(1, "test:dm/1"), in(2, "test:room9"), in(3, "test:dm/1"), in(4, "test:room3"))
			rows = 0
			r.submit(t, in(5, "test:dm/1"))
			read[n] = rows
			r.stop()
			if want := []string{"false []", "true [c9]", "false [c9 c3]"}; !slices.Equal(heard, want) {
				t.Errorf("heard %q, want %q", heard, want)
			}
		})
	}
	if read[10] != read[1000] || read[10] == 0 {
		t.Errorf("a private message reads %d rows where there are 10 communities, and %d where there are 1000", read[10], read[1000])
	}
}
