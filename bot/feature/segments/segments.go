// Package segments writes down, each week, which members are in which segment (package segment).
//
// The sets of a week are written from its Monday on by the community's clock, a few members per tick,
// and kept for good. A week during which Steward did not run has none.
package segments

import (
	"encoding/json"
	"strconv"
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/define"
	"github.com/stewardbot/steward/bot/segment"
)

// Feature implements bot.Feature.
type Feature struct{ sorter *segment.Sorter }

// New returns the feature.
func New(s *segment.Sorter) *Feature { return &Feature{s} }

// Name implements bot.Feature.
func (*Feature) Name() string { return "segments" }

// Definitions implements definer.Owner.
func (f *Feature) Definitions() define.List { return f.sorter.Definitions() }

// Routes implements bot.Feature.
func (f *Feature) Routes() bot.Routes {
	return bot.Routes{
		On:     map[bot.Kind]bot.Handler{bot.KindConfig: arm, bot.KindTick: f.tick},
		Forget: forget, Merge: merge,
	}
}

// The timers: one writes the next members of the week, one for each member whose number is to be
// removed from earlier weeks, by that number.
const (
	timerWeek = "week"
	timerMove = "move "

	chunk = 200 // members per tick: a few milliseconds of work
	pause = 200 * time.Millisecond
)

// arm sets the timer of the week's sets.
func arm(t *bot.Turn) error {
	due, err := segment.Due(t)
	if err != nil {
		return err
	}
	at := t.Now()
	if !due {
		at = t.Community.Begins(t.Community.Day(t.Now()).Week() + 7)
	}
	return t.SetTimer(timerWeek, at, nil)
}

func (f *Feature) tick(t *bot.Turn) error {
	if t.Event.Tick.Name != timerWeek {
		return step(t)
	}
	more, err := f.sorter.Write(t, chunk)
	if err != nil {
		return err
	}
	if more {
		return t.SetTimer(timerWeek, t.Now().Add(pause), nil)
	}
	return arm(t)
}

// move is the data of a timer that removes a member from earlier weeks.
type move struct {
	Member bot.MemberID `json:"member"`
	Into   bot.MemberID `json:"into,omitempty"` // 0: nobody takes the place
	Day    bot.Day      `json:"day,omitempty"`  // where the next step continues
}

func forget(t *bot.Turn, who *bot.Forgotten) error { return begin(t, move{Member: who.Member}) }

func merge(t *bot.Turn, from, into bot.MemberID) error {
	return begin(t, move{Member: from, Into: into})
}

func begin(t *bot.Turn, m move) error {
	data, err := json.Marshal(m)
	if err != nil {
		return err
	}
	return t.SetTimer(timerMove+strconv.FormatUint(uint64(m.Member), 10), t.Now(), data)
}

// step removes a member from some weeks.
func step(t *bot.Turn) error {
	var m move
	if err := json.Unmarshal(t.Event.Tick.Data, &m); err != nil {
		return err
	}
	next, more, err := segment.Move(t, m.Member, m.Into, m.Day)
	if err != nil || !more {
		return err
	}
	m.Day = next
	return begin(t, m)
}
