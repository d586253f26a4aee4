package followup

import (
	"slices"
	"testing"
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/store"
	"github.com/stewardbot/steward/store/memory"
)

type host struct {
	bot.Host
	state   bot.State
	members map[bot.MemberID]*bot.Member
}

func (h host) State() bot.State { return h.state }

func (h host) MemberByID(id bot.MemberID) (*bot.Member, error) { return h.members[id], nil }

// TestListOfThoseWhoAreThere: who was forgotten, or became another member, while the list was being made is not on it,
// and nothing is kept of them.
func TestListOfThoseWhoAreThere(t *testing.T) {
	err := memory.New().Update(func(tx store.Tx) error {
		stays := &bot.Member{ID: 3}
		h := host{state: store.NewOverlay(tx), members: map[bot.MemberID]*bot.Member{3: stays, 4: stays}}
		turn := bot.NewTurn(h, time.Date(2026, 3, 2, 6, 0, 0, 0, time.UTC))
		turn.Community = &bot.Community{ID: "tea", Zone: time.UTC}
		l := &list{Making: turn.Day(), Best: []candidate{{Member: 5}, {Member: 4}, {Member: 3}}}
		if err := l.finish(turn); err != nil {
			return err
		}
		if !slices.Equal(l.Members, []bot.MemberID{3}) {
			t.Errorf("listed are %v", l.Members)
		}
		return caseRows.Scan(turn.State(), nil, nil, false, 0, func(k caseKey, _ followUp) (bool, error) {
			if k.B != 3 {
				t.Errorf("a follow-up of member %d is kept", k.B)
			}
			return true, nil
		})
	})
	if err != nil {
		t.Fatal(err)
	}
}
