package watch

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
	state bot.State
	said  bot.Said
}

func (h host) State() bot.State { return h.state }

func (h host) Now() time.Time { return time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC) }

func (h host) SetTimer(string, time.Time, []byte) error { return nil }

func (h host) Said(bot.MessageID) (bot.Said, bool, error) { return h.said, h.said.Member != 0, nil }

// inTurn calls fn in a turn of a community that is watched.
func inTurn(t *testing.T, said bot.Said, fn func(*bot.Turn) error) {
	t.Helper()
	err := memory.New().Update(func(tx store.Tx) error {
		at := time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)
		turn := bot.NewTurn(host{state: store.NewOverlay(tx), said: said}, at)
		turn.Community = &bot.Community{ID: "tea", Zone: time.UTC}
		return fn(turn)
	})
	if err != nil {
		t.Fatal(err)
	}
}

// TestMergedCountOnce: two members who become one count once in the hour, whichever was counted first.
func TestMergedCountOnce(t *testing.T) {
	for _, counted := range [][]bot.MemberID{{1, 2, 3}, {2, 1, 3}, {3, 1}} {
		inTurn(t, bot.Said{}, func(turn *bot.Turn) error {
			s := &state{Hour: turn.At(), Now: map[string]*people{Left: {Members: slices.Clone(counted)}}}
			if err := s.keep(turn); err != nil {
				return err
			}
			if err := merge(turn, 1, 2); err != nil {
				return err
			}
			s, err := load(turn)
			got := slices.Sorted(slices.Values(s.Now[Left].Members))
			if !slices.Equal(got, []bot.MemberID{2, 3}) {
				t.Errorf("of %v, %v are counted once 1 is 2", counted, got)
			}
			return err
		})
	}
}

// TestReportedIsWhoWroteIt: the example of a report is shown as of the member who wrote it, and is left out if
// nobody knows who did.
func TestReportedIsWhoWroteIt(t *testing.T) {
	for author, want := range map[bot.MemberID]example{
		7: {Member: 7, Message: bot.MessageID{Place: "test:lobby", ID: "3"}, Text: "buy this"}, 0: {},
	} {
		inTurn(t, bot.Said{Member: author}, func(turn *bot.Turn) error {
			turn.Event = &bot.Event{Place: "test:lobby", Message: &bot.Message{ID: "4", Text: "/report", ReplyTo: &bot.Replied{ID: "3", Text: "buy this"}}}
			turn.Call, turn.Member = &bot.Call{Command: &bot.Command{Name: "report"}}, &bot.Member{ID: 1}
			got, err := shown(turn)
			if got != want {
				t.Errorf("by %d: shown as %+v, want %+v", author, got, want)
			}
			return err
		})
	}
}

// TestOutageIsUnknown: an hour in which a platform was out does not count as a quiet one.
func TestOutageIsUnknown(t *testing.T) {
	for outage, want := range map[time.Duration]int{0: 1, 70 * time.Minute: 1, 30 * time.Minute: 0} {
		inTurn(t, bot.Said{}, func(turn *bot.Turn) error {
			turn.Community.Places = map[string][]bot.Place{bot.Modlog: {"test:log"}}
			turn.Community.Sections = map[string]any{Section: &Settings{On: true}}
			turn.Event = &bot.Event{Kind: bot.KindTick, Tick: &bot.Tick{Name: timerHour}}
			if outage > 0 {
				turn.Event.Tick.Outage = turn.At().Add(-outage)
			}
			s := &state{Hour: turn.At().Add(-time.Hour)}
			if err := s.keep(turn); err != nil {
				return err
			}
			if err := tick(turn); err != nil {
				return err
			}
			n := 0
			err := dayRows.ScanPrefix(turn.State(), byDay.Under("tea"), false, 0, func(store.Key2[string, bot.Day], day) (bool, error) {
				n++
				return true, nil
			})
			if n != want {
				t.Errorf("an outage %v ago: %d hours are known, want %d", outage, n, want)
			}
			return err
		})
	}
}
