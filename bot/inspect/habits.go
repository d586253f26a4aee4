package inspect

import (
	"slices"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/feature/levels"
	"github.com/stewardbot/steward/bot/ledger"
	"github.com/stewardbot/steward/bot/segment"
	"github.com/stewardbot/steward/bot/stats"
)

// Habits are when a member takes part, by the days that are kept of them.
type Habits struct {
	From, To bot.Day // the days looked at
	Kept     bool    // the member keeps daily counts
	Days     []ActiveDay
	Began    bot.Day // the first active day; 0: it is not known
	Levels   []Reached

	// Hours counts what they were paid for taking part, by weekday from Monday and hour of the community's clock; Paid is how
	// many entries of the books that are, among the latest 500 of the member.
	Hours [7][24]int
	Paid  int

	Every, Gap, Times int    // days between two active ones, days since the last, and that such a gap happens once in so many
	Sentence          string // what that says, in the turn's language; empty: there are too few days
}

// ActiveDay is a day on which a member took part.
type ActiveDay struct {
	Day      bot.Day
	Messages int64
}

// Reached is a level that a member reached on a day.
type Reached struct {
	Day    bot.Day
	Number int // counted from 0
	Name   string
}

// Bounds of what is read of a member.
const (
	habitDays    = stats.KeepDays
	habitEntries = 500
	historyChunk = 100
)

// HabitsOf returns a member's habits over a view of segments. earned are their points; active are the metrics of which one
// makes a day active, messages the one that counts them.
func HabitsOf(t *bot.Turn, v *segment.View, m *bot.Member, name string, earned int64, active []bot.Metric, messages bot.Metric) (*Habits, error) {
	com, today := t.Community, t.Day()
	h := &Habits{From: today - habitDays + 1, To: today}
	var err error
	if _, h.Kept, err = stats.Totals(t.State(), com.ID, m.ID); err != nil {
		return nil, err
	}
	gained := map[bot.Day]int64{}
	err = stats.Days(t.State(), com.ID, m.ID, h.From, today, func(day bot.Day, metric uint16, n int64) {
		if metric == ledger.Earned.Number {
			gained[day] += n
		}
		if n <= 0 || !slices.ContainsFunc(active, func(x bot.Metric) bool { return x.Number == metric }) {
			return
		}
		if k := len(h.Days); k == 0 || h.Days[k-1].Day != day {
			h.Days = append(h.Days, ActiveDay{Day: day})
		}
		if metric == messages.Number {
			h.Days[len(h.Days)-1].Messages += n
		}
	})
	if err != nil {
		return nil, err
	}
	if len(h.Days) > 0 && com.Day(m.Since) >= h.From {
		h.Began = h.Days[0].Day
	}
	h.climb(t, earned, gained)
	if err := h.rhythm(t, v, m.ID, name); err != nil {
		return nil, err
	}
	return h, h.hours(t, m.ID)
}

// climb finds the days on which levels were reached, from what was earned on each.
func (h *Habits) climb(t *bot.Turn, earned int64, gained map[bot.Day]int64) {
	for _, n := range gained {
		earned -= n
	}
	best, _ := levels.At(t.Community, earned)
	for day := h.From; day <= h.To; day++ {
		n, ok := gained[day]
		if !ok {
			continue
		}
		earned += n
		if number, name := levels.At(t.Community, earned); number > best {
			best = number
			h.Levels = append(h.Levels, Reached{day, number, name})
		}
	}
}

func (h *Habits) rhythm(t *bot.Turn, v *segment.View, m bot.MemberID, name string) error {
	r, err := v.Rhythm(m)
	if err != nil || !r.Known() {
		return err
	}
	h.Every, h.Gap = r.Every(), int(t.Day()-r.Last)
	h.Times = v.Prior().Times(r, h.Gap)
	h.Sentence = segment.Rhythmically(t, name, h.Every, h.Gap, h.Times)
	return nil
}

// partaking are the sources of points that tell when a member took part.
var partaking = []string{"message", "reaction", "voice", "check_in", "quiz"}

func (h *Habits) hours(t *bot.Turn, m bot.MemberID) error {
	book, before := ledger.New(), uint64(0)
	for range habitEntries / historyChunk {
		lines, err := book.History(t, m, before, historyChunk)
		if err != nil {
			return err
		}
		for _, l := range lines {
			if l.Signed > 0 && l.Reverses == 0 && slices.Contains(partaking, l.Kind) {
				at := l.At.In(t.Community.Zone)
				h.Hours[(at.Weekday()+6)%7][at.Hour()]++
				h.Paid++
			}
		}
		if len(lines) < historyChunk {
			return nil
		}
		before = lines[len(lines)-1].ID
	}
	return nil
}

// Weekday is the number of a day's weekday, 0 for Monday.
func Weekday(d bot.Day) int { return int((d.Date().Weekday() + 6) % 7) }
