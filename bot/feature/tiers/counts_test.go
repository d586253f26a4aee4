package tiers

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/quiet"
	"github.com/stewardbot/steward/store"
	"github.com/stewardbot/steward/store/memory"
)

// TestCountsAreThoseOfTheLists: whatever members do, become one, are forgotten, or is rolled back, the numbers that are kept are
// those of the members listed, and each standing is listed once.
func TestCountsAreThoseOfTheLists(t *testing.T) {
	states := []state{waiting, in, unmet, offered, lapsed}
	tiers := []string{"core", "gone"} // one is in the configuration no more
	rapid.Check(t, func(t *rapid.T) {
		members := rapid.Custom(func(t *rapid.T) bot.MemberID { return bot.MemberID(rapid.IntRange(1, 5).Draw(t, "member")) })
		f, now := &Feature{quiet: quiet.New(nil)}, time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)
		err := memory.New().Update(func(tx store.Tx) error {
			o := store.NewOverlay(tx)
			for range rapid.IntRange(1, 30).Draw(t, "steps") {
				now = now.Add(time.Minute)
				turn := bot.NewTurn(timed{host{state: o}, now, map[string]time.Time{}}, now)
				turn.Event = &bot.Event{}
				turn.Community = &bot.Community{ID: "tea", Zone: time.UTC, Sections: map[string]any{Section: &Settings{{Name: tiers[0], To: "test:club"}}}}
				mark, m := o.Mark(), members.Draw(t, "who")
				var err error
				switch rapid.SampledFrom([]string{"moves", "moves", "merge", "forget"}).Draw(t, "what") {
				case "merge":
					if into := members.Draw(t, "into"); into != m {
						err = f.merge(turn, m, into)
					}
				case "forget":
					err = f.forget(turn, &bot.Forgotten{Member: m})
				default:
					var e *entry
					if e, err = load(turn, rapid.SampledFrom(tiers).Draw(t, "tier"), m); err == nil {
						err = e.put(turn, rapid.SampledFrom(append([]state{""}, states...)).Draw(t, "to"))
					}
				}
				if err != nil {
					return err
				}
				if rapid.IntRange(0, 3).Draw(t, "rolled back") == 0 {
					o.Rollback(mark)
				}
				standings := map[string]int{}
				err = memberRows.ScanPrefix(o, nil, false, 0, func(k store.Key3[string, bot.MemberID, string], s standing) (bool, error) {
					standings[k.C+"/"+string(s.State)]++
					return true, nil
				})
				if err != nil {
					return err
				}
				for _, tier := range tiers {
					for _, s := range states {
						kept, err := count(turn, tier, s)
						if err != nil {
							return err
						}
						listed := 0
						if err := list(turn, tier, s, 0, func(bot.MemberID, time.Time) bool { listed++; return true }); err != nil {
							return err
						}
						if has := standings[tier+"/"+string(s)]; kept != has || listed != has {
							t.Fatalf("%s %s: %d kept, %d listed, %d have it", tier, s, kept, listed, has)
						}
					}
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}
