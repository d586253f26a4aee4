package quiz

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/store"
)

// tablePlans: (community, quiz) -> planned, while a timer waits for its next start.
const tablePlans = "quiz_plans"

// planned is what a timer was set for: a configuration that says otherwise sets
// another one.
type planned struct {
	Spec string    `json:"spec"`
	Due  time.Time `json:"due"`
}

// plan is when a quiz starts by itself, in the community's zone.
type plan struct {
	days         []time.Weekday
	hour, minute int
}

var weekdays = []string{"SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"}

// parseDaily reads "20:00".
func parseDaily(s string) (plan, error) {
	at, err := time.Parse("15:04", s)
	if err != nil {
		return plan{}, errors.New(`wants a time of the day such as "20:00"`)
	}
	return plan{hour: at.Hour(), minute: at.Minute()}, nil
}

// parseWeekly reads "SAT 20:00", or several days: "WED,SAT 20:00".
func parseWeekly(s string) (plan, error) {
	days, clock, _ := strings.Cut(strings.TrimSpace(s), " ")
	p, err := parseDaily(strings.TrimSpace(clock))
	if err != nil {
		return p, errors.New("wants a day and a time such as SAT 20:00")
	}
	for _, d := range strings.Split(days, ",") {
		i := slices.Index(weekdays, strings.ToUpper(d))
		if i < 0 {
			return p, fmt.Errorf("there is no day %q; there are %s", d, strings.Join(weekdays, ", "))
		}
		p.days = append(p.days, time.Weekday(i))
	}
	return p, nil
}

// plan is the quiz's; false if it has none, or one that can't be read.
func (q *Quiz) plan() (plan, bool) {
	var p plan
	var err error
	switch {
	case q.Weekly != "":
		p, err = parseWeekly(q.Weekly)
	case q.Daily != "":
		p, err = parseDaily(q.Daily)
	default:
		return p, false
	}
	return p, err == nil
}

// next is the first moment after a time. An hour that the clocks skip counts as the
// next one; one that comes twice, once.
func (p plan) next(after time.Time, zone *time.Location) time.Time {
	y, m, d := after.In(zone).Date()
	for i := 0; ; i++ {
		at := time.Date(y, m, d+i, p.hour, p.minute, 0, 0, zone)
		day := time.Date(y, m, d+i, 12, 0, 0, 0, time.UTC).Weekday()
		if at.After(after) && (p.days == nil || slices.Contains(p.days, day)) {
			return at
		}
	}
}

// timerPlan begins the name of the timer that starts a quiz.
const timerPlan = "plan "

// notice sets the timers of a configuration that is new to this process, where
// they are not set already.
func (f *Feature) notice(t *bot.Turn) error {
	com := t.Community
	if f.noticed[com.ID] == com {
		return nil
	}
	f.noticed[com.ID] = com
	t.OnRollback(func() { delete(f.noticed, com.ID) })
	prefix, names := store.AppendString(nil, com.ID), map[string]bool{}
	for _, q := range settings(com) {
		if p, ok := q.plan(); ok {
			names[q.Name] = true
			if err := q.arm(t, p, t.Now(), false); err != nil {
				return err
			}
		}
	}
	return t.State().Scan(tablePlans, prefix, store.PrefixEnd(prefix), false, 0, func(k, _ []byte) (bool, error) {
		quiz := string(k[len(prefix):])
		if names[quiz] {
			return true, nil
		}
		if err := t.SetTimer(timerPlan+quiz, time.Time{}, nil); err != nil {
			return false, err
		}
		return true, t.State().Delete(tablePlans, k)
	})
}

// arm sets the timer of the quiz's next start after a time; fired: the last one has
// gone off.
func (q *Quiz) arm(t *bot.Turn, p plan, after time.Time, fired bool) error {
	key := append(store.AppendString(nil, t.Community.ID), q.Name...)
	spec := fmt.Sprintf("%s %s %s", q.Weekly, q.Daily, t.Community.Zone)
	before, err := get[planned](t.State(), tablePlans, key)
	if err != nil || before != nil && before.Spec == spec && !fired {
		return err
	}
	due := p.next(after, t.Community.Zone)
	if err := t.SetTimer(timerPlan+q.Name, due, nil); err != nil {
		return err
	}
	return put(t.State(), tablePlans, key, planned{spec, due})
}

// planned starts the quiz that a timer was set for, and sets it anew. A start that
// a downtime has swallowed is left out.
func (f *Feature) planned(t *bot.Turn, called string) error {
	for _, q := range settings(t.Community) {
		p, ok := q.plan()
		if q.Name != called || !ok {
			continue
		}
		if err := q.arm(t, p, t.Now(), true); err != nil {
			return err
		}
		if t.Now().Sub(t.Event.Tick.Due) > stale {
			t.Find(bot.Finding{Code: "missed"})
			return nil
		}
		return f.start(t, &q)
	}
	return nil
}
